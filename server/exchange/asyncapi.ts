import { stringify } from 'yaml'
import type { Network, NetworkService } from '#model/network.ts'
import type { Draft } from './draft.ts'
import { eventText, partsOf } from './events.ts'
import { type Format, mayHoldData, type SourceFile, statesAtTop, type Writing } from './format.ts'
import { entriesOf, get, itemsOf, type Located, textOf } from './located.ts'
import { shortHash, slugOf } from './naming.ts'
import { unescaped } from './openapi.ts'
import { parseFile } from './parse.ts'
import { field, fromProperties, toProperties } from './properties.ts'
import { homeOfDocument, lostFields } from './service-document.ts'

export interface DocumentEvents {
  publishes: string[]
  subscribes: string[]
}
/** Follows references inside of the document; the last name of the path names what has no name of its own. */
function follow(document: Located, node: Located | undefined): { node: Located | undefined; name: string | null } {
  let found = node
  let name: string | null = null
  for (let hops = 0; hops < 20; hops++) {
    const ref = textOf(get(found, '$ref'))
    if (ref === null) return { node: found, name }
    const path = ref
      .replace(/^.*#\//, '')
      .split('/')
      .map(unescaped)
    name = path.at(-1) ?? null
    if (!ref.startsWith('#/')) return { node: undefined, name }
    found = get(document, ...path)
  }
  return { node: undefined, name }
}

/** What the application sends and receives. AsyncAPI 2 tells it from the other side: whoever “subscribes” there gets what the application publishes. */
export function eventsOf(document: Located, draft: Draft): DocumentEvents {
  const events: DocumentEvents = { publishes: [], subscribes: [] }
  if (textOf(get(document, 'asyncapi'))?.startsWith('2')) {
    for (const { key: address, value } of entriesOf(get(document, 'channels'))) {
      const channel = follow(document, value).node
      for (const [word, list] of [
        ['subscribe', events.publishes],
        ['publish', events.subscribes],
      ] as const)
        if (get(channel, word)) list.push(...messagesOf(document, get(channel, word, 'message')).map((message) => eventText(address, message)))
    }
    return events
  }
  for (const { key, at, value } of entriesOf(get(document, 'operations'))) {
    const operation = follow(document, value).node
    const action = textOf(get(operation, 'action'))
    const target = follow(document, get(operation, 'channel'))
    const address = textOf(get(target.node, 'address')) ?? target.name
    if (address === null || (action !== 'send' && action !== 'receive')) {
      draft.problem(at, `The operation ${key} needs an action (send or receive) and a channel.`)
      continue
    }
    const own = itemsOf(get(operation, 'messages'))
    const named =
      own.length > 0
        ? own.map((message) => nameOfMessage(document, message, null))
        : entriesOf(get(target.node, 'messages')).map((each) => nameOfMessage(document, each.value, each.key))
    const list = action === 'send' ? events.publishes : events.subscribes
    list.push(...(named.length > 0 ? named : [null]).map((message) => eventText(address, message)))
    if (get(operation, 'reply')) draft.skip(at, `the reply of the operation ${key}`, 'The network knows events, not answers to them.')
  }
  return events
}
const messagesOf = (document: Located, node: Located | undefined): (string | null)[] => {
  if (!node) return [null]
  const several = itemsOf(get(node, 'oneOf'))
  return several.length > 0 ? several.map((each) => nameOfMessage(document, each, null)) : [nameOfMessage(document, node, null)]
}
function nameOfMessage(document: Located, node: Located, key: string | null): string | null {
  const { node: message, name } = follow(document, node)
  return textOf(get(message, 'name')) ?? textOf(get(message, 'messageId')) ?? name ?? key ?? textOf(get(message, 'title'))
}

function readDocument(document: Located, file: SourceFile, draft: Draft) {
  const version = textOf(get(document, 'asyncapi')) ?? ''
  if (!/^[23]\./.test(version))
    return draft.problem(get(document, 'asyncapi')?.at ?? document.at, `AsyncAPI ${version || 'without a version'} is not known here; 2.x and 3.x are.`)
  const place = homeOfDocument(document, file, draft, 'x-gantry')
  if (!place) return
  const { system, service, name } = place
  // A skeleton that Gantry wrote itself is nobody's contract.
  const contract = get(document, 'x-gantry') ? undefined : file.name
  const { publishes, subscribes } = eventsOf(document, draft)
  const at = get(document, version.startsWith('2') ? 'channels' : 'operations')?.at ?? document.at
  draft.put('service', `${system}/${service}`, document.at, {
    system: { value: system },
    slug: { value: service },
    name: { value: name.text, at: name.at },
    description: field(get(document, 'info', 'description')),
    publishes: { value: publishes, at },
    subscribes: { value: subscribes, at },
    contract: { value: contract },
    ...fromProperties('service', get(document, 'x-gantry')),
  })
  const protocols = new Set(entriesOf(get(document, 'servers')).map(({ value }) => textOf(get(follow(document, value).node, 'protocol'))))
  draft.channels({ system, service }, { protocol: protocols.size === 1 ? ([...protocols][0] ?? null) : null, schema: contract ?? null })
  const lost = ['servers', 'tags', 'externalDocs'].filter((key) => get(document, key))
  if (lost.length > 0) draft.skip(document.at, `${lost.join(', ')} of ${name.text}`, 'They stay in the document, which the service names as its contract.')
}

export const asyncapi: Format = {
  id: 'asyncapi',
  recognises: ({ name, text }) => mayHoldData(name) && statesAtTop(text, 'asyncapi'),
  read(files, draft) {
    for (const file of files)
      for (const document of parseFile(file, draft)) {
        if (get(document, 'asyncapi')) readDocument(document, file, draft)
        else draft.problem(document.at, 'This is no AsyncAPI document: the key “asyncapi” is missing.')
      }
  },
  write(network: Network): Writing {
    const writing: Writing = { files: [], notCarried: [] }
    for (const service of network.services) {
      if (service.publishes.length + service.subscribes.length > 0)
        writing.files.push({ name: `${service.system}.${service.slug}.asyncapi.yaml`, text: asyncApiText(service) })
      else writing.notCarried.push({ what: `${service.system}/${service.slug}`, why: 'It publishes and subscribes to nothing.' })
    }
    return lostFields(writing, network, 'AsyncAPI describes the events of one service; flows follow from channels that match.')
  },
}

export function asyncApiText(service: NetworkService): string {
  const channels: Record<string, { address: string; messages?: Record<string, { name: string }> }> = {}
  const operations: Record<string, unknown> = {}
  for (const [action, events] of [
    ['send', service.publishes],
    ['receive', service.subscribes],
  ] as const)
    for (const event of events) {
      const { address, message } = partsOf(event)
      const id = idOf(address)
      const channel = channels[id] ?? { address }
      channels[id] = message === null ? channel : { ...channel, messages: { ...channel.messages, [idOf(message)]: { name: message } } }
      const messages = message === null ? {} : { messages: [{ $ref: `#/channels/${id}/messages/${idOf(message)}` }] }
      operations[`${action}-${idOf(event)}`] = { action, channel: { $ref: `#/channels/${id}` }, ...messages }
    }
  return stringify(
    {
      asyncapi: '3.0.0',
      info: { title: service.name, version: '0.0.0', ...(service.description && { description: service.description }) },
      'x-gantry': { system: service.system, service: service.slug, ...toProperties('service', service, ['publishes', 'subscribes']) },
      channels,
      operations,
    },
    { lineWidth: 0 },
  )
}
const idOf = (text: string) => (/^[\w-]+$/.test(text) ? text : `${slugOf(text) ?? 'channel'}-${shortHash(text)}`)
