import { slugOf } from './naming.ts'

/**
 * An event as the network writes it: the address of its channel, and its message where the address does not say it
 * already ("orders/{id} OrderCreated"). Two ends speak of one event when address and message agree; an end that names no
 * message means any.
 */
export function eventText(address: string, message: string | null): string {
  const channel = address.trim().replace(/\s+/g, '_')
  const name = message?.trim().replace(/\s+/g, '_') ?? null
  return name === null || slugOf(name) === slugOf(channel) ? channel : `${channel} ${name}`
}
export function partsOf(event: string): { address: string; message: string | null } {
  const [address = '', ...message] = event.trim().split(/\s+/)
  return { address, message: message.join(' ') || null }
}
/** Names of parameters differ between documents: users/{id} and users/{userId} are one channel. */
const channelOf = (event: string) => partsOf(event).address.replace(/\{[^}]*\}/g, '{}')
const messagesAgree = (a: string, b: string) => {
  const [one, other] = [partsOf(a).message, partsOf(b).message]
  return one === null || other === null || slugOf(one) === slugOf(other)
}

interface Events {
  publishes: readonly string[]
  subscribes: readonly string[]
}
interface Matched {
  flows: { from: string; to: string; data: string[] }[]
  /** Subscriptions of the services in question that nobody publishes. */
  unheard: { service: string; event: string }[]
}

/** Flows between services by their events, as far as one of the two is in question. */
export function matchEvents(services: ReadonlyMap<string, Events>, inQuestion: ReadonlySet<string>): Matched {
  const publishers = new Map<string, { service: string; event: string }[]>()
  for (const [service, { publishes }] of services)
    for (const event of publishes) publishers.set(channelOf(event), [...(publishers.get(channelOf(event)) ?? []), { service, event }])
  const flows = new Map<string, Matched['flows'][number]>()
  const unheard: Matched['unheard'] = []
  for (const [from, { subscribes }] of services)
    for (const event of subscribes) {
      const heard = (publishers.get(channelOf(event)) ?? []).filter((each) => messagesAgree(each.event, event))
      if (heard.length === 0 && inQuestion.has(from)) unheard.push({ service: from, event })
      for (const { service: to, event: published } of heard) {
        if (from === to || (!inQuestion.has(from) && !inQuestion.has(to))) continue
        const flow = flows.get(`${from}>${to}`) ?? { from, to, data: [] }
        const data = partsOf(event).message ?? partsOf(published).message ?? partsOf(event).address
        flows.set(`${from}>${to}`, { ...flow, data: [...new Set([...flow.data, data])] })
      }
    }
  return { flows: [...flows.values()], unheard }
}
