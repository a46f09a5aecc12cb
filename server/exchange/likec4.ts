import { type Place, placeKey } from '#model/network.ts'
import type { Draft, Field, Fields } from './draft.ts'
import type { Format } from './format.ts'
import type { Body, ElementNode, Model, RelationNode } from './likec4-cursor.ts'
import { Likec4Parser } from './likec4-parse.ts'
import { writeLikec4 } from './likec4-writing.ts'
import type { Located, MapNode, Spot } from './located.ts'
import { Unreadable } from './parse.ts'
import { fromProperties, propertyNames } from './properties.ts'
import { storeKind } from './store-kind.ts'

/** Kinds are words of whoever wrote the model; these are the usual ones. */
const people = /^(actor|person|people|user|customer|role|staff)/i
const domains = /^(domain|subdomain|area|group|enterprise|organi[sz]ation|company|boundedcontext)$/i
const serviceKinds = /(service|container|component|app|application|webapp|mobile|ui|api|backend|frontend|worker|function|lambda|microservice|job|module)$/i

interface Store {
  kind: 'database' | 'cache' | 'queue'
  name: string
  at: Spot
}
interface Reader {
  draft: Draft
  /** Full name → what it is in the network; null for what the network has not. */
  places: Map<string, Place | null>
  stores: Map<string, Store>
  /** Full names by the last of their parts. */
  byName: Map<string, string[]>
}

export const likec4: Format = {
  id: 'likec4',
  recognises: ({ name, text }) =>
    /\.(c4|likec4|like-c4)$/i.test(name) || (/^[ \t]*(specification|model)[ \t]*\{/m.test(text) && !/^[ \t]*workspace\b.*\{/m.test(text)),
  read(files, draft) {
    const model: Model = { elements: [], relations: [], extensions: [] }
    for (const file of files)
      try {
        new Likec4Parser(file, model, draft).parse()
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error
        draft.problem(error.at, error.message)
      }
    const reader: Reader = { draft, places: new Map(), stores: new Map(), byName: new Map() }
    extend(model, draft)
    for (const element of model.elements) readElement(element, '', null, null, reader)
    for (const relation of model.relations) readRelation(relation, reader)
  },
  write: writeLikec4,
}

/** "extend a.b { … }" says more about an element, wherever it is described. */
function extend(model: Model, draft: Draft): void {
  for (const { target, scope, at, body } of model.extensions) {
    const element = elementAt(model, scope ? `${scope}.${target}` : target) ?? elementAt(model, target)
    if (!element) draft.problem(at, `There is no element ${target} to extend.`)
    else {
      element.children.push(...body.children)
      element.tags.push(...body.tags)
      element.lost.push(...body.lost)
      element.description ??= body.description
      element.technology ??= body.technology
      for (const [key, value] of body.metadata) if (!element.metadata.has(key)) element.metadata.set(key, value)
    }
  }
}
function elementAt(model: Model, path: string): ElementNode | undefined {
  let found: ElementNode | undefined
  let list = model.elements
  for (const name of path.split('.')) {
    found = list.find((each) => each.name === name)
    if (!found) return undefined
    list = found.children
  }
  return found
}

/** Metadata in the shape of other documents, so that properties are read in one way. */
function located(metadata: Body['metadata']): MapNode {
  const entries = new Map([...metadata].map(([key, { value, at }]) => [key, { at, value: { kind: 'scalar', at, size: 1, value, text: value } as Located }]))
  return { kind: 'map', at: { file: '', line: 1, column: 1 }, size: 1, entries }
}
const fieldOf = (text: { value: string; at: Spot } | undefined): Field | undefined => text && { value: text.value, at: text.at }

function readElement(node: ElementNode, above: string, domain: string | null, inside: Place | null, reader: Reader) {
  const { draft, places } = reader
  const path = above ? `${above}.${node.name}` : node.name
  reader.byName.set(node.name, [...(reader.byName.get(node.name) ?? []), path])
  const called = node.title?.value ?? node.name
  const children = (place: Place | null, inDomain = domain) => {
    for (const child of node.children) readElement(child, path, inDomain, place, reader)
  }
  if (inside === null && people.test(node.kind)) {
    places.set(path, null)
    return draft.skip(node.at, `${node.kind} “${called}” and what leads to or from it`, 'The network knows systems and services alone.')
  }
  if (inside === null && domains.test(node.kind)) {
    places.set(path, null)
    if (node.description) draft.skip(node.description.at, `the description of ${node.kind} “${called}”`, 'A domain is a name in the network.')
    return children(null, called)
  }
  if (inside?.service) {
    places.set(path, inside)
    draft.skip(node.at, `${node.kind} “${called}” inside of ${placeKey(inside)}`, 'The network ends at services; what leads to it leads to the service.')
    return children(inside)
  }
  const store = storeKind([node.kind, ...node.tags.map(({ value }) => value)], null)
  if (store !== null && !serviceKinds.test(node.kind) && !node.metadata.has('gantry-slug')) {
    readStore(node, path, { kind: store, name: node.technology?.value ?? called, at: node.at }, reader)
    return
  }
  const place = inside === null && !serviceKinds.test(node.kind) ? readSystem(node, domain, reader) : readService(node, inside?.system ?? null, reader)
  places.set(path, place)
  children(place)
}

/** A store with all that is in it: tables and topics are no things of their own here. */
function readStore(node: ElementNode, path: string, store: Store, reader: Reader): void {
  reader.stores.set(path, store)
  for (const child of node.children) {
    reader.byName.set(child.name, [...(reader.byName.get(child.name) ?? []), `${path}.${child.name}`])
    readStore(child, `${path}.${child.name}`, store, reader)
  }
}

const slugStated = (node: ElementNode) => node.metadata.get('gantry-slug')?.value
function readSystem(node: ElementNode, domain: string | null, { draft }: Reader): Place | null {
  const slug = draft.systemSlug(slugStated(node) ?? node.name, node.at)
  if (slug === null) return null
  draft.put('system', slug, node.at, {
    slug: { value: slug },
    name: fieldOf(node.title) ?? { value: node.name },
    description: fieldOf(node.description),
    domain: domain === null ? undefined : { value: domain },
    ...fromProperties('system', located(node.metadata), 'gantry-'),
  })
  listLost(node, slug, 'system', draft)
  if (node.technology) draft.skip(node.technology.at, `technology of ${slug}`, 'The network states it of services.')
  return { system: slug, service: null }
}

function readService(node: ElementNode, inside: string | null, { draft }: Reader): Place | null {
  const system = inside ?? draft.homeOf(node.title?.value ?? node.name, node.at)
  const slug = system === null ? null : draft.serviceSlug(system, slugStated(node) ?? node.name, node.at)
  if (system === null || slug === null) return null
  draft.put('service', `${system}/${slug}`, node.at, {
    system: { value: system },
    slug: { value: slug },
    name: fieldOf(node.title) ?? { value: node.name },
    description: fieldOf(node.description),
    technology: fieldOf(node.technology),
    ...fromProperties('service', located(node.metadata), 'gantry-'),
  })
  listLost(node, `${system}/${slug}`, 'service', draft)
  return { system, service: slug }
}

function listLost(node: Body & { at: Spot }, what: string, kind: 'system' | 'service' | 'flow', draft: Draft): void {
  const own = new Set([...propertyNames(kind), 'slug', 'key'].map((name) => `gantry-${name}`))
  const metadata = [...node.metadata.keys()].filter((key) => !own.has(key))
  const lost = [
    ...(node.tags.length > 0 ? [`tags ${node.tags.map(({ value }) => value).join(', ')}`] : []),
    ...(metadata.length > 0 ? [`metadata ${metadata.join(', ')}`] : []),
    ...new Set(node.lost.map(({ value }) => value)),
  ]
  if (lost.length > 0) draft.skip(node.tags[0]?.at ?? node.lost[0]?.at ?? node.at, `${lost.join('; ')} of ${what}`, 'The network has no place for them.')
}

/**
 * A name means the nearest element of that name: beside where it stands, then further out. Behind a dot stands a child, or
 * the only descendant of that name.
 */
function resolve(name: string, scope: string, reader: Reader): string | null {
  const [first = '', ...rest] = name.split('.')
  let path: string | null = null
  for (let around = scope; path === null; around = around.includes('.') ? around.slice(0, around.lastIndexOf('.')) : '') {
    const beside = around ? `${around}.${first}` : first
    if (exists(beside, reader)) path = beside
    else if (around === '') break
  }
  path ??= onlyBelow('', first, reader)
  for (const part of rest) path = path && (exists(`${path}.${part}`, reader) ? `${path}.${part}` : onlyBelow(`${path}.`, part, reader))
  return path
}
const exists = (path: string, { places, stores }: Reader) => places.has(path) || stores.has(path)
function onlyBelow(above: string, name: string, { byName }: Reader): string | null {
  const [only, another] = (byName.get(name) ?? []).filter((path) => path.startsWith(above))
  return only !== undefined && another === undefined ? only : null
}

function readRelation(node: RelationNode, reader: Reader) {
  const { draft, places, stores } = reader
  const from = node.from === '' ? node.scope : resolve(node.from, node.scope, reader)
  const to = resolve(node.to, node.scope, reader)
  if (from === null || to === null)
    return draft.problem(
      node.at,
      `There is no element ${from === null ? node.from : node.to}${node.scope ? ` in ${node.scope} or around it` : ''}, or several have this name.`,
    )
  const source = places.get(from)
  const store = stores.get(to)
  if (store && source?.service) return draft.put('service', placeKey(source), node.at, { [store.kind]: { value: store.name, at: store.at } })
  if (store || stores.has(from)) return draft.skip(node.at, `the relation ${from} → ${to}`, 'It does not lead from a service to a store.')
  const target = places.get(to)
  // People and domains are listed once, with all that leads to them; inside of one service nothing flows.
  if (!source || !target || placeKey(source) === placeKey(target)) return
  const kind = node.relation ?? node.tags.find(({ value }) => /^a?sync/i.test(value))?.value ?? ''
  const mode = /async|event|publish|subscribe|message/i.test(kind) ? 'async' : /sync|call|request|http|grpc|rest/i.test(kind) ? 'sync' : undefined
  const fields: Fields = {
    key: fieldOf(node.metadata.get('gantry-key')),
    data: node.title && { value: [node.title.value], at: node.title.at },
    protocol: fieldOf(node.technology),
    mode: { value: mode },
    ...fromProperties('flow', located(node.metadata), 'gantry-'),
  }
  draft.flow(source, target, node.at, fields)
  const lost = { ...node, tags: node.tags.filter(({ value }) => value !== kind) }
  listLost(lost, `the relation ${from} → ${to}`, 'flow', draft)
  if (node.description) draft.skip(node.description.at, `the description of the relation ${from} → ${to}`, 'A flow has data, no description.')
  if (node.relation && mode === undefined) draft.skip(node.at, `the kind ${node.relation} of the relation ${from} → ${to}`, 'It says neither sync nor async.')
}
