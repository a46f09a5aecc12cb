import { stringify } from 'yaml'
import { type Network, type Place, placeKey } from '#model/network.ts'
import type { Draft } from './draft.ts'
import { type Format, mayHoldData, type SourceFile, type Writing } from './format.ts'
import { entriesOf, get, keysOf, type Located, type Spot, textOf, textsOf } from './located.ts'
import { nameOf, slugOf } from './naming.ts'
import { parseFile } from './parse.ts'
import { field } from './properties.ts'

/** The keys that a service of a service architecture may have; the last ones are what Gantry adds when it writes the form. */
const keys = ['responsibilities', 'dependencies', 'apis', 'events', 'database', 'cache', 'message_queue'] as const
const added = ['system', 'name', 'description', 'technology', 'contract'] as const
const known: readonly string[] = [...keys, ...added, 'queue']

/** In a Markdown file the architecture stands in fenced blocks; everything else becomes empty lines, so that lines keep their numbers. */
export function fencedYaml(text: string): string[] {
  const lines = text.split('\n')
  const blocks: string[] = []
  for (let line = 0; line < lines.length; line++) {
    const [, fence, language] = /^\s{0,3}(`{3,}|~{3,})\s*(\S*)/.exec(lines[line] ?? '') ?? []
    if (fence === undefined) continue
    let last = line + 1
    while (last < lines.length && !(lines[last]?.trim().startsWith(fence) && /^[`~]+$/.test(lines[last]?.trim() ?? ''))) last++
    const block = lines.slice(line + 1, last).join('\n')
    if (/^ya?ml$/i.test(language ?? '') && looksRight(block)) blocks.push(`${'\n'.repeat(line + 1)}${block}`)
    line = last
  }
  return blocks
}
const looksRight = (text: string): boolean => {
  const body = new RegExp(`^[ \\t]+["']?(${keys.join('|')})["']?\\s*:`, 'm')
  return /^["']?[\w.-]+["']?\s*:\s*(#.*)?$/m.test(text) && body.test(text)
}
const isMarkdown = ({ name }: SourceFile) => /\.(md|markdown)$/i.test(name)

export const persona: Format = {
  id: 'persona',
  recognises: (file) => (isMarkdown(file) ? fencedYaml(file.text).length > 0 : mayHoldData(file.name) && (looksRight(file.text) || jsonLooksRight(file))),
  read(files, draft) {
    const services: { key: string; at: Spot; node: Located }[] = []
    for (const file of files) {
      const blocks = isMarkdown(file) ? fencedYaml(file.text) : [file.text]
      if (isMarkdown(file))
        draft.skip(
          { file: file.name, line: 1, column: 1 },
          'the prose of the document',
          `Its ${blocks.length === 1 ? 'block' : `${blocks.length} blocks`} of YAML with services ${blocks.length === 1 ? 'is' : 'are'} read.`,
        )
      if (blocks.length === 0) draft.problem({ file: file.name, line: 1, column: 1 }, 'There is no block of YAML with services in this document.')
      for (const text of blocks) for (const document of parseFile({ name: file.name, text }, draft)) services.push(...servicesOf(document, draft))
    }
    readServices(services, draft)
  },
  write: writePersona,
}
const jsonLooksRight = ({ text }: SourceFile) =>
  /^\s*\{/.test(text) && new RegExp(`"(${keys.join('|')})"\\s*:`).test(text) && !/"(softwareSystems|openapi|asyncapi|apiVersion)"\s*:/.test(text)

/** The services stand at the top, or below one key "services". */
function servicesOf(document: Located, draft: Draft): { key: string; at: Spot; node: Located }[] {
  const inner = get(document, 'services')
  const services = entriesOf(inner?.kind === 'map' && keysOf(document).length === 1 ? inner : document).map(({ key, at, value }) => ({ key, at, node: value }))
  if (document.kind !== 'map')
    draft.problem(document.at, 'Services must be keys here, each with its responsibilities, dependencies, apis, events and stores below it.')
  return services.filter(({ key, at, node }) => {
    if (node.kind === 'map') return true
    draft.problem(at, `“${key}” must be a service with keys such as ${keys.slice(0, 4).join(', ')} below it.`)
    return false
  })
}

function readServices(services: { key: string; at: Spot; node: Located }[], draft: Draft): void {
  const places = new Map<string, Place>()
  for (const { key, at, node } of services) {
    const stated = textOf(get(node, 'system'))
    const system = stated === null ? draft.homeOf(key, at) : draft.systemSlug(stated, at)
    const service = system === null ? null : draft.serviceSlug(system, key.includes('/') ? (key.split('/')[1] as string) : key, at)
    if (system === null || service === null) continue
    const place = draft.mention({ system, service: null }, get(node, 'system')?.at ?? at)
    if (places.has(key) || draft.has('service', `${system}/${service}`)) {
      draft.problem(at, `The service ${key} is described twice. Remove one of them.`)
      continue
    }
    places.set(key, { ...place, service })
    readService(key, { ...place, service }, at, node, draft)
  }
  for (const { key, node } of services) {
    const from = places.get(key)
    if (!from) continue
    for (const item of dependencies(node)) {
      const named = textOf(item)
      if (named === null) draft.problem(item.at, `A dependency of ${key} must be the name of a service.`)
      else {
        const to = places.get(named) ?? placeBeside(named, from, item.at, draft)
        if (to) draft.flow(from, to, item.at)
      }
    }
  }
}
const dependencies = (node: Located): Located[] => {
  const stated = get(node, 'dependencies')
  return stated?.kind === 'list' ? stated.items : stated && textOf(stated) !== null ? [stated] : []
}

/** A service that is only named as a dependency: the one of the network, else a new one of the same system. */
function placeBeside(name: string, from: Place, at: Spot, draft: Draft): Place | null {
  const [system, service] = name.includes('/') ? name.split('/') : []
  if (system && service) return draft.mention({ system: slugOf(system) ?? system, service: slugOf(service) }, at)
  const own = draft.serviceSlug(from.system, name, at)
  if (own === null) return null
  const found = draft.knows({ system: from.system, service: own }) ? null : draft.find(name)
  if (found) return found
  if (!draft.knows({ system: from.system, service: own }))
    draft.skip(at, `what ${name} is`, `It is only named as a dependency; ${from.system} gets a service of this name without facts.`)
  return draft.mention({ system: from.system, service: own }, at, nameOf(name))
}

function readService(key: string, place: Place, at: Spot, node: Located, draft: Draft): void {
  const events = (word: string) => ({ value: textsOf(get(node, 'events', word)), at: get(node, 'events', word)?.at })
  const list = (word: string) => {
    const stated = get(node, word)
    return stated && { value: textsOf(stated), at: stated.at }
  }
  draft.put('service', placeKey(place), at, {
    system: { value: place.system },
    slug: { value: place.service },
    name: field(get(node, 'name')) ?? { value: draft.nameOfService(place) ?? nameOf(key) },
    description: field(get(node, 'description')),
    technology: field(get(node, 'technology')),
    contract: field(get(node, 'contract')),
    responsibilities: list('responsibilities'),
    apis: list('apis'),
    database: field(get(node, 'database')),
    cache: field(get(node, 'cache')),
    queue: field(get(node, 'message_queue') ?? get(node, 'queue')),
    ...(get(node, 'events', 'publishes') && { publishes: events('publishes') }),
    ...(get(node, 'events', 'subscribes') && { subscribes: events('subscribes') }),
  })
  const lost = [
    ...keysOf(node).filter((each) => !known.includes(each)),
    ...keysOf(get(node, 'events'))
      .filter((each) => each !== 'publishes' && each !== 'subscribes')
      .map((each) => `events.${each}`),
  ]
  if (lost.length > 0) draft.skip(get(node, lost[0] as string)?.at ?? at, `${lost.join(', ')} of ${key}`, 'The form has no such key.')
}

function writePersona(network: Network): Writing {
  const writing: Writing = { files: [], notCarried: [] }
  const alone = Map.groupBy(network.services, ({ slug }) => slug)
  const flowsFrom = Map.groupBy(network.flows, ({ from }) => placeKey(from))
  const keyOf = ({ system, service }: Place) => (alone.get(service ?? '')?.length === 1 ? (service as string).replace(/-/g, '_') : `${system}/${service}`)
  const services: Record<string, unknown> = {}
  for (const service of network.services) {
    const place = { system: service.system, service: service.slug }
    const flows = flowsFrom.get(placeKey(place)) ?? []
    const dependsOn = flows.filter(({ mode, to }) => mode !== 'async' && to.service !== null).map(({ to }) => keyOf(to))
    const events = {
      ...(service.publishes.length > 0 && { publishes: service.publishes }),
      ...(service.subscribes.length > 0 && { subscribes: service.subscribes }),
    }
    services[keyOf(place)] = {
      system: service.system,
      ...(service.name !== nameOf(keyOf(place)) && { name: service.name }),
      ...(service.description && { description: service.description }),
      ...(service.responsibilities.length > 0 && { responsibilities: service.responsibilities }),
      ...(dependsOn.length > 0 && { dependencies: [...new Set(dependsOn)] }),
      ...(service.apis.length > 0 && { apis: service.apis }),
      ...(Object.keys(events).length > 0 && { events }),
      ...(service.technology && { technology: service.technology }),
      ...(service.database && { database: service.database }),
      ...(service.cache && { cache: service.cache }),
      ...(service.queue && { message_queue: service.queue }),
      ...(service.contract && { contract: service.contract }),
    }
    if (service.targets) writing.notCarried.push({ what: `the targets of ${service.system}/${service.slug}`, why: 'The form has no key for them.' })
  }
  if (network.services.length > 0) writing.files.push({ name: 'services.yaml', text: stringify(services, { lineWidth: 0 }) })
  for (const { slug } of network.systems)
    writing.notCarried.push({ what: `the facts of the system ${slug}`, why: 'The form describes services; a system is only their group.' })
  for (const flow of network.flows) {
    if (flow.from.service === null || flow.to.service === null)
      writing.notCarried.push({ what: `the flow ${flow.key}`, why: 'It does not lead from a service to a service.' })
    else if (flow.mode === 'async')
      writing.notCarried.push({ what: `the flow ${flow.key}`, why: 'Asynchronous flows follow from events that match; facts of their own have no place.' })
    else writing.notCarried.push({ what: `data, protocol and owners of the flow ${flow.key}`, why: 'A dependency in this form says only on what.' })
  }
  for (const { title, system } of [...network.decisions, ...network.runbooks])
    writing.notCarried.push({ what: `“${title}” of ${system}`, why: 'The form has no place for documents.' })
  return writing
}
