import { type Place, placeKey } from '#model/network.ts'
import { eventsOf } from './asyncapi.ts'
import { type Catalogue, type Entity, refOf, systemOf, titleOf } from './backstage-entities.ts'
import { get, itemsOf, type Located, textOf } from './located.ts'
import { operationsOf } from './openapi.ts'
import { parseYaml, Unreadable } from './parse.ts'
import { storeKind } from './store-kind.ts'

const protocols: Record<string, { mode: string; protocol?: string }> = {
  openapi: { mode: 'sync', protocol: 'HTTP' },
  swagger: { mode: 'sync', protocol: 'HTTP' },
  graphql: { mode: 'sync', protocol: 'GraphQL' },
  grpc: { mode: 'sync', protocol: 'gRPC' },
  trpc: { mode: 'sync', protocol: 'tRPC' },
  asyncapi: { mode: 'async' },
}
/** providesApis, consumesApis, dependsOn and dependencyOf of components, and dependencies of systems. */
export function readRelations(catalogue: Catalogue): void {
  const all = [...catalogue.entities.values()]
  const providers = new Map<string, Place[]>()
  for (const entity of all) {
    const place = catalogue.places.get(entity.ref)
    if (place?.service)
      for (const { ref } of refsOf(entity, 'providesApis', 'api')) {
        providers.set(ref, [...(providers.get(ref) ?? []), place])
        const api = catalogue.entities.get(ref)
        if (api) readApi(api, place, catalogue)
      }
  }
  for (const api of all) if (api.kind === 'api' && !providers.has(api.ref)) provideBySystem(api, catalogue, providers)
  for (const entity of all) {
    consume(entity, catalogue, providers)
    for (const { ref, node } of refsOf(entity, 'dependsOn', 'component')) depend(entity.ref, ref, node, catalogue)
    for (const { ref, node } of refsOf(entity, 'dependencyOf', 'component')) depend(ref, entity.ref, node, catalogue)
    for (const name of (textOf(entity.metadata('annotations', 'gantry/depends-on')) ?? '').split(';'))
      if (name.trim()) depend(entity.ref, refOf(name, 'system', entity.namespace), entity.metadata('annotations', 'gantry/depends-on') as Located, catalogue)
  }
  for (const { ref, kind, at } of all)
    if (kind === 'resource' && !catalogue.stores.has(ref)) catalogue.draft.skip(at, ref, 'No component depends on it, so no service has it as its store.')
}
const refsOf = (entity: Entity, word: string, kind: string): { ref: string; node: Located }[] =>
  itemsOf(entity.spec(word)).flatMap((node) => (textOf(node) === null ? [] : [{ ref: refOf(textOf(node) as string, kind, entity.namespace), node }]))

/** An API that no component provides belongs to its system. */
function provideBySystem(api: Entity, catalogue: Catalogue, providers: Map<string, Place[]>) {
  const system = systemOf(api, catalogue)
  if (system === null) return catalogue.draft.skip(api.at, api.ref, 'No component provides it, and it names no system.')
  providers.set(api.ref, [{ system, service: null }])
  catalogue.draft.skip(api.at, `the definition of ${api.ref}`, 'No component provides it; flows to it lead to its system.')
}

/** The definition of an API tells operations or events of the service that provides it. */
function readApi(api: Entity, place: Place, { draft }: Catalogue) {
  const node = api.spec('definition')
  const outside = textOf(get(node, '$text')) ?? textOf(get(node, '$openapi')) ?? textOf(get(node, '$asyncapi')) ?? textOf(get(node, '$yaml'))
  const identity = { system: { value: place.system }, slug: { value: place.service } }
  if (outside !== null) {
    draft.claim(api.at.file, outside, place)
    return draft.put('service', placeKey(place), api.at, { ...identity, contract: { value: outside, at: node?.at } })
  }
  const text = textOf(node)
  const type = textOf(api.spec('type')) ?? ''
  if (text === null || !node) return
  try {
    const [document] = parseYaml(node.at.file, text)
    if (document && get(document, 'openapi'))
      draft.put('service', placeKey(place), api.at, { ...identity, apis: { value: operationsOf(document, draft), at: node.at } })
    else if (document && get(document, 'asyncapi')) {
      const { publishes, subscribes } = eventsOf(document, draft)
      draft.put('service', placeKey(place), api.at, {
        ...identity,
        publishes: { value: publishes, at: node.at },
        subscribes: { value: subscribes, at: node.at },
      })
    } else draft.skip(node.at, `the definition of ${api.ref}`, `It is ${type || 'of no stated type'}; only OpenAPI and AsyncAPI are read.`)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    if (type === 'openapi' || type === 'asyncapi')
      draft.problem(node.at, `The definition of ${api.ref} cannot be read (line ${error.at.line} of it): ${error.message}`)
    else draft.skip(node.at, `the definition of ${api.ref}`, `It is ${type}; only OpenAPI and AsyncAPI are read.`)
  }
}

function consume(entity: Entity, { draft, entities, places }: Catalogue, providers: Map<string, Place[]>): void {
  const from = places.get(entity.ref)
  for (const { ref, node } of refsOf(entity, 'consumesApis', 'api')) {
    const api = entities.get(ref)
    const to = providers.get(ref) ?? []
    if (!from) continue
    if (to.length === 0)
      draft.skip(node.at, `${entity.ref} consumes ${ref}`, 'No component of the files provides it. Import the file that describes the provider with this one.')
    const { mode, protocol } = protocols[(textOf(api?.spec('type')) ?? '').toLowerCase()] ?? {}
    const data = api ? textOf(titleOf(api)) : null
    for (const place of to)
      draft.flow(from, place, node.at, { data: { value: data === null ? null : [data] }, mode: { value: mode }, protocol: { value: protocol } })
  }
}

function depend(fromRef: string, toRef: string, node: Located, catalogue: Catalogue) {
  const { draft, entities, places } = catalogue
  const from = places.get(fromRef) ?? present(fromRef, catalogue)
  const resource = entities.get(toRef)
  if (resource?.kind === 'resource') return store(fromRef, from, resource, node, catalogue)
  const to = places.get(toRef) ?? present(toRef, catalogue)
  if (from && to) return draft.flow(from, to, node.at)
  const missing = from ? toRef : fromRef
  if (entities.has(missing)) {
    // A service without a system is a problem of its own already.
    if (entities.get(missing)?.kind !== 'component') draft.skip(node.at, `${fromRef} depends on ${toRef}`, `${missing} is neither a system nor a component.`)
    return
  }
  draft.skip(
    node.at,
    `${fromRef} depends on ${toRef}`,
    `${missing} is neither in the files nor in the network. Import the file that describes it with this one.`,
  )
}
/** What the files do not describe may be in the network already. */
function present(ref: string, { draft }: Catalogue): Place | null {
  const [, kind, name] = /^(component|system):default\/(.+)$/.exec(ref) ?? []
  const found = kind && name ? draft.find(name) : null
  return found && (kind === 'system') === (found.service === null) ? found : null
}

function store(fromRef: string, from: Place | null | undefined, resource: Entity, node: Located, catalogue: Catalogue) {
  const { draft } = catalogue
  const type = textOf(resource.spec('type')) ?? ''
  const kind = storeKind([], type)
  if (!from?.service || !kind)
    return draft.skip(node.at, `${fromRef} depends on ${resource.ref}`, `A resource of type ${type || 'unknown'} is no database, cache or queue of a service.`)
  catalogue.stores.add(resource.ref)
  draft.put('service', placeKey(from), node.at, { [kind]: { value: textOf(titleOf(resource)), at: resource.at } })
}
