import { type Place, placeKey } from '#model/network.ts'
import type { Draft } from './draft.ts'
import type { Format } from './format.ts'
import { get, itemsOf, keysOf, type Located, textOf } from './located.ts'
import { parseFile } from './parse.ts'
import { field, fromProperties, propertyNames } from './properties.ts'
import { storeKind } from './store-kind.ts'
import { writeStructurizr } from './structurizr-writing.ts'

/** Properties that carry what Structurizr has no word for begin so. */
export const prefix = 'gantry.'

interface Workspace {
  draft: Draft
  /** Elements by their id: a place, a store that belongs to whoever uses it, or nothing the network has. */
  places: Map<string, Place>
  stores: Map<string, { kind: 'database' | 'cache' | 'queue'; name: string; node: Located; used: boolean }>
  others: Map<string, string>
}

export const structurizr: Format = {
  id: 'structurizr',
  recognises: ({ text }) => /^\s*\{/.test(text) && /"model"\s*:/.test(text) && /"(softwareSystems|people|deploymentNodes)"\s*:/.test(text),
  read(files, draft) {
    for (const file of files)
      for (const document of parseFile(file, draft)) {
        const model = get(document, 'model')
        if (model?.kind === 'map') readWorkspace(document, model, draft)
        else draft.problem(document.at, 'This is no Structurizr workspace: the key “model” is missing.')
      }
  },
  write: writeStructurizr,
}

function readWorkspace(document: Located, model: Located, draft: Draft): void {
  const workspace: Workspace = { draft, places: new Map(), stores: new Map(), others: new Map() }
  const systems = itemsOf(get(model, 'softwareSystems'))
  for (const node of systems) readSystem(node, workspace)
  for (const [word, noun] of [
    ['people', 'the person'],
    ['customElements', 'the element'],
    ['deploymentNodes', 'the deployment node'],
  ] as const)
    for (const node of itemsOf(get(model, word))) {
      const name = textOf(get(node, 'name')) ?? ''
      workspace.others.set(textOf(get(node, 'id')) ?? '', name)
      draft.skip(node.at, `${noun} “${name}” and what leads to or from it`, 'The network knows systems and services alone.')
    }
  for (const system of systems)
    for (const node of [
      system,
      ...itemsOf(get(system, 'containers')),
      ...itemsOf(get(system, 'containers')).flatMap((each) => itemsOf(get(each, 'components'))),
    ])
      for (const relation of itemsOf(get(node, 'relationships'))) readRelation(relation, node, workspace)
  for (const { used, name, node } of workspace.stores.values()) if (!used) draft.skip(node.at, `the store “${name}”`, 'No service of the workspace uses it.')
  readDecisions(get(document, 'documentation'), null, workspace.draft)
  const lost = ['views', 'configuration'].filter((key) => keysOf(get(document, key)).length > 0)
  if (lost.length > 0)
    draft.skip((get(document, lost[0] as string) as Located).at, `the ${lost.join(' and the ')} of the workspace`, 'Gantry draws diagrams from the network.')
}

function nameOf(node: Located, noun: string, { draft, places, stores, others }: Workspace): string | null {
  const name = textOf(get(node, 'name'))
  const id = textOf(get(node, 'id'))
  if (name === null) draft.problem(node.at, `This ${noun} has no name.`)
  if (id === null) draft.problem(node.at, `The ${noun} “${name ?? ''}” has no id, so no relationship can be read.`)
  else if (places.has(id) || stores.has(id) || others.has(id)) {
    draft.problem(get(node, 'id')?.at ?? node.at, `The id ${id} is used twice.`)
    return null
  }
  return id === null ? null : name
}
const idOf = (node: Located) => textOf(get(node, 'id')) as string
const tagsOf = (node: Located): string[] =>
  (textOf(get(node, 'tags')) ?? '')
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '' && !['Element', 'Software System', 'Container', 'Relationship', 'Component'].includes(tag))

function readSystem(node: Located, workspace: Workspace): void {
  const { draft, places } = workspace
  const name = nameOf(node, 'software system', workspace)
  if (name === null) return
  const slug = draft.systemSlug(textOf(get(node, 'properties', `${prefix}slug`)) ?? name, node.at)
  if (slug === null) return
  places.set(idOf(node), { system: slug, service: null })
  draft.put('system', slug, node.at, {
    slug: { value: slug },
    name: field(get(node, 'name')),
    description: field(get(node, 'description')),
    domain: field(get(node, 'group')),
    ...fromProperties('system', get(node, 'properties'), prefix),
  })
  listLost(node, `the software system “${name}”`, 'system', draft)
  for (const container of itemsOf(get(node, 'containers'))) readContainer(container, slug, workspace)
  readDecisions(get(node, 'documentation'), slug, draft)
}

function readContainer(node: Located, system: string, workspace: Workspace): void {
  const { draft, places } = workspace
  const name = nameOf(node, 'container', workspace)
  if (name === null) return
  const technology = textOf(get(node, 'technology'))
  const kind = storeKind(tagsOf(node), null)
  if (kind !== null) {
    workspace.stores.set(idOf(node), { kind, name: technology ?? name, node, used: false })
    if (technology !== null || get(node, 'description'))
      draft.skip(node.at, `the name and the description of the container “${name}”`, `It is a store: the services that use it name it as their ${kind}.`)
    return
  }
  const service = draft.serviceSlug(system, textOf(get(node, 'properties', `${prefix}slug`)) ?? name, node.at)
  if (service === null) return
  places.set(idOf(node), { system, service })
  draft.put('service', `${system}/${service}`, node.at, {
    system: { value: system },
    slug: { value: service },
    name: field(get(node, 'name')),
    description: field(get(node, 'description')),
    technology: field(get(node, 'technology')),
    ...fromProperties('service', get(node, 'properties'), prefix),
  })
  listLost(node, `the container “${name}”`, 'service', draft)
  for (const component of itemsOf(get(node, 'components'))) {
    if (nameOf(component, 'component', workspace) === null) continue
    // What leads to a component leads to the service it is in.
    places.set(idOf(component), { system, service })
    draft.skip(component.at, `the component “${textOf(get(component, 'name'))}”`, 'The network ends at services; its relationships are those of its container.')
  }
}

function listLost(node: Located, what: string, kind: 'system' | 'service', draft: Draft): void {
  const own = new Set([...propertyNames(kind), 'slug'].map((name) => prefix + name))
  const properties = keysOf(get(node, 'properties')).filter((key) => !own.has(key) && !key.startsWith('structurizr.'))
  const tags = tagsOf(node)
  const lost = [
    ...(tags.length > 0 ? [`tags ${tags.join(', ')}`] : []),
    ...(properties.length > 0 ? [`properties ${properties.join(', ')}`] : []),
    ...['url', 'location', 'perspectives', ...(kind === 'service' ? ['group', 'documentation'] : [])].filter(
      (key) => get(node, key) && textOf(get(node, key)) !== 'Unspecified' && keysOf(get(node, key)).length + (textOf(get(node, key))?.length ?? 0) > 0,
    ),
  ]
  if (lost.length > 0) draft.skip(node.at, `${lost.join('; ')} of ${what}`, 'The network has no place for them.')
}

function readRelation(relation: Located, node: Located, { draft, places, stores, others }: Workspace) {
  const source = textOf(get(relation, 'sourceId')) ?? textOf(get(node, 'id')) ?? ''
  const target = textOf(get(relation, 'destinationId')) ?? ''
  const from = places.get(source)
  const to = places.get(target)
  const description = textOf(get(relation, 'description'))
  const store = stores.get(target)
  if (store && from?.service) {
    store.used = true
    return draft.put('service', placeKey(from), relation.at, { [store.kind]: { value: store.name, at: store.node.at } })
  }
  if (stores.has(source) || store) return draft.skip(relation.at, `the relationship “${description ?? ''}”`, 'It does not lead from a service to a store.')
  if (others.has(source) || others.has(target)) return
  if (!from || !to)
    return draft.problem(get(relation, 'destinationId')?.at ?? relation.at, `There is no element with the id ${from ? target || '(none)' : source}.`)
  // Implied by another one, and told by components of one container: nothing between two places.
  if (placeKey(from) === placeKey(to) || (textOf(get(relation, 'linkedRelationshipId')) !== null && from.service === null)) return
  const style = textOf(get(relation, 'interactionStyle'))
  const own = fromProperties('flow', get(relation, 'properties'), prefix)
  const tagged = tagsOf(relation)
  draft.flow(from, to, relation.at, {
    key: field(get(relation, 'properties', `${prefix}key`)),
    data: description === null ? undefined : { value: [description], at: get(relation, 'description')?.at },
    protocol: field(get(relation, 'technology')),
    mode: {
      value:
        style === 'Asynchronous' || tagged.includes('Asynchronous') ? 'async' : style === 'Synchronous' || tagged.includes('Synchronous') ? 'sync' : undefined,
    },
    ...own,
  })
  const lost = tagged.filter((tag) => tag !== 'Asynchronous' && tag !== 'Synchronous')
  if (lost.length > 0) draft.skip(relation.at, `tags ${lost.join(', ')} of the relationship “${description ?? ''}”`, 'The network has no place for them.')
}

const states: Record<string, string> = { proposed: 'proposed', accepted: 'accepted', rejected: 'rejected', deprecated: 'deprecated', superseded: 'superseded' }
function readDecisions(documentation: Located | undefined, system: string | null, draft: Draft): void {
  const sections = itemsOf(get(documentation, 'sections'))
  if (sections.length > 0)
    draft.skip(
      (sections[0] as Located).at,
      `${sections.length} section${sections.length === 1 ? '' : 's'} of documentation${system ? ` of ${system}` : ''}`,
      'Gantry writes documents from the network; only decisions are read.',
    )
  for (const node of itemsOf(get(documentation, 'decisions'))) {
    const title = textOf(get(node, 'title'))
    const number = Number(textOf(get(node, 'id')))
    if (system === null || title === null || !Number.isInteger(number)) {
      draft.skip(
        node.at,
        `the decision “${title ?? ''}”`,
        system === null ? 'It belongs to the whole workspace; decisions here belong to a system.' : 'It needs a title and a number as its id.',
      )
      continue
    }
    draft.put('decision', draft.decisionKey(system, number), node.at, {
      key: { value: draft.decisionKey(system, number) },
      system: { value: system },
      number: { value: number },
      title: field(get(node, 'title')),
      status: { value: states[(textOf(get(node, 'status')) ?? '').toLowerCase()], at: get(node, 'status')?.at },
      date: { value: textOf(get(node, 'date'))?.slice(0, 10), at: get(node, 'date')?.at },
      text: field(get(node, 'content')),
    })
  }
}
