import type { Network, NetworkFlow, Place } from '#model/network.ts'
import { rolloutSteps } from '#model/rollout-rule.ts'
import { message, note, type Participant, type Sequence, type Step } from './sequence.ts'

const nameOf = (network: Network, place: Place): string =>
  (place.service && network.services.find((s) => s.system === place.system && s.slug === place.service)?.name) ||
  (network.systems.find((s) => s.slug === place.system)?.name ?? place.system)
const p95Of = (network: Network, place: Place): number | null =>
  (place.service ? network.services.find((s) => s.system === place.system && s.slug === place.service)?.targets?.apiP95Ms : null) ??
  network.systems.find((s) => s.slug === place.system)?.targets?.apiP95Ms ??
  null
const participant = (network: Network, place: Place, id: string): Participant => ({
  id,
  title: nameOf(network, place),
  kind: place.service ? 'container' : 'system',
  subtitle: place.service ? (network.systems.find((s) => s.slug === place.system)?.name ?? place.system) : 'Software System',
})

/** How one flow goes: who depends asks or is told, by its protocol and manner as far as they are stated. */
export function flowSequence(network: Network, key: string): Sequence {
  const flow = network.flows.find((f) => f.key === key)
  if (!flow) throw new Error(`There is no flow ${key} in this network.`)
  const [from, to] = [nameOf(network, flow.from), nameOf(network, flow.to)]
  const broker = flow.mode === 'async' ? brokerOf(network, flow) : null
  return {
    title: `Flow from ${to} to ${from}`,
    description: `${from} depends on ${to}${flow.data.length > 0 ? ` for ${flow.data.join(', ')}` : ''}. Criticality: ${flow.criticality === 'unknown' ? 'not stated' : flow.criticality}.`,
    participants: [
      participant(network, flow.from, 'from'),
      ...(broker ? [{ id: 'broker', title: broker, kind: 'queue' as const, subtitle: 'Queue' }] : []),
      participant(network, flow.to, 'to'),
    ],
    steps: flow.mode === 'async' ? asynchronous(flow, broker) : synchronous(network, flow),
  }
}

const brokerOf = (network: Network, flow: NetworkFlow): string | null =>
  (flow.to.service && network.services.find((s) => s.system === flow.to.system && s.slug === flow.to.service)?.queue) || null

function asynchronous(flow: NetworkFlow, broker: string | null): Step[] {
  const data = flow.data.length > 0 ? flow.data : ['data not stated']
  const protocol = flow.protocol ?? undefined
  return [
    ...data
      .slice(0, 8)
      .flatMap((d): Step[] =>
        broker ? [message('to', 'broker', d, 'async', protocol), message('broker', 'from', d, 'async')] : [message('to', 'from', d, 'async', protocol)],
      ),
    note(flow.schema ? `Schema: ${flow.schema}` : 'No schema is linked.', 'to'),
  ]
}

function synchronous(network: Network, flow: NetworkFlow): Step[] {
  const data = flow.data.length > 0 ? flow.data : ['data not stated']
  const p95 = p95Of(network, flow.to)
  return [
    ...(flow.mode === 'unknown' ? [note('Whether this waits for an answer is not stated.', 'from', 'to')] : []),
    ...data
      .slice(0, 8)
      .flatMap((d): Step[] => [
        message('from', 'to', `asks for ${d}`, flow.mode === 'sync' ? 'sync' : 'async', flow.protocol ?? undefined),
        message('to', 'from', d, 'return'),
      ]),
    note(p95 ? `Target: p95 within ${p95} ms.` : 'No target for its answer time is stated.', 'to'),
  ]
}

/** What one call of a service sets in motion, as far as its facts tell. */
export function apiCallSequence(network: Network, slug: string, service: string, api: string): Sequence {
  const found = network.services.find((s) => s.system === slug && s.slug === service)
  if (!found) throw new Error(`There is no service ${service} in ${slug}.`)
  const reads = /^(GET|HEAD)\b/i.test(api)
  const caller = network.flows.find((f) => f.to.system === slug && (f.to.service === service || f.to.service === null) && f.mode !== 'async')
  const p95 = p95Of(network, { system: slug, service })
  const stores: Step[] = []
  if (reads && found.cache) stores.push(message('service', 'cache', 'look up', 'sync', found.cache))
  if (found.database)
    stores.push(
      message('service', 'database', reads ? 'read' : 'write', 'sync', found.database),
      message('database', 'service', reads ? 'rows' : 'done', 'return'),
    )
  if (!reads && found.publishes.length > 0)
    stores.push(message('service', found.queue ? 'queue' : 'subscribers', found.publishes.slice(0, 4).join(', '), 'async', found.queue ?? undefined))
  return {
    title: `${api} of ${found.name}`,
    description: `What a call of ${api} sets in motion, from the facts of ${found.name}. Which call publishes which event is not stated.`,
    participants: [
      caller ? participant(network, caller.from, 'caller') : { id: 'caller', title: 'Caller', kind: 'person', subtitle: 'not stated' },
      { id: 'service', title: found.name, kind: 'focus', subtitle: found.technology ?? 'Container' },
      ...(reads && found.cache ? [{ id: 'cache', title: 'Cache', kind: 'database' as const, subtitle: found.cache }] : []),
      ...(found.database ? [{ id: 'database', title: 'Database', kind: 'database' as const, subtitle: found.database }] : []),
      ...(!reads && found.publishes.length > 0
        ? [
            found.queue
              ? { id: 'queue', title: 'Messages', kind: 'queue' as const, subtitle: found.queue }
              : { id: 'subscribers', title: 'Subscribers', kind: 'external' as const },
          ]
        : []),
    ],
    steps: [
      message('caller', 'service', api),
      ...stores,
      message('service', 'caller', reads ? 'the answer' : 'done', 'return'),
      note(p95 ? `Target: p95 within ${p95} ms.` : 'No target for its answer time is stated.', 'service'),
    ],
  }
}

/** What was measured while a release went into production; empty for how every rollout goes. */
export interface RolloutStep {
  weight: number
  requests: number
  errors: number
  p95: number | null
}
export interface RolloutFacts {
  steps: RolloutStep[]
  status: string
  reason: string
}

const people: Participant[] = [
  { id: 'people', title: 'People', kind: 'person', subtitle: 'QA, product owner' },
  { id: 'gantry', title: 'Gantry', kind: 'focus', subtitle: 'deployment engineer' },
  { id: 'edge', title: 'Edge', kind: 'container', subtitle: 'routes and measures' },
]

/** A release on its way into production: what happened, or what always happens. */
export function rolloutSequence(service: string, facts: RolloutFacts | null): Sequence {
  const measured = facts ? facts.steps : []
  return {
    title: `Rollout of ${service}`,
    description: facts
      ? `${facts.status.replaceAll('_', ' ')}${facts.reason ? `: ${facts.reason}` : ''}`
      : `How a release of ${service} goes into production: in steps of ${rolloutSteps.join(', ')} %, each judged by what it measured.`,
    participants: [
      ...people,
      { id: 'new', title: 'New release', kind: 'instance', subtitle: service },
      { id: 'old', title: 'Old release', kind: 'instance', subtitle: service },
    ],
    steps: [
      message('people', 'gantry', 'approve, bound to the digest', 'async'),
      message('gantry', 'edge', 'roll out'),
      message('edge', 'new', 'start, wait until healthy'),
      message('new', 'edge', 'ready', 'return'),
      ...(facts ? measured.flatMap(measuredStep) : [plannedStep()]),
      ...(facts
        ? [message('edge', 'gantry', facts.status.replaceAll('_', ' '), 'return')]
        : [message('edge', 'gantry', 'completed', 'return'), note('The old release is kept for a while.', 'old')]),
    ],
  }
}

const measuredStep = (s: RolloutStep): Step[] => [
  message('edge', 'new', `${s.weight} % of the traffic`, 'async'),
  note(`${s.requests.toLocaleString('en')} requests, ${s.errors} failed${s.p95 === null ? '' : `, p95 at most ${Math.round(s.p95)} ms`}`, 'new'),
]

const plannedStep = (): Step => ({
  kind: 'group',
  operator: 'loop',
  label: `${rolloutSteps.join(', ')} % of the traffic`,
  steps: [
    message('edge', 'new', 'its share of the requests', 'async'),
    message('edge', 'old', 'the rest', 'async'),
    message('edge', 'edge', 'judge errors, p95, health, memory'),
    {
      kind: 'group',
      operator: 'alt',
      label: 'a limit is exceeded',
      steps: [message('edge', 'old', 'all of the traffic', 'async'), message('edge', 'gantry', 'rolled back, with the reason', 'return')],
      otherwise: { label: 'within the limits', steps: [message('edge', 'gantry', 'next step', 'return')] },
    },
  ],
})
