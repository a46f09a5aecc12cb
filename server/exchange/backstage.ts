import { backstageLifecycle, type Catalogue, type Entity, entitiesOf, identifierOf, ours, ownerOf, refOf, systemOf, titleOf } from './backstage-entities.ts'
import { readRelations } from './backstage-relations.ts'
import { writeBackstage } from './backstage-writing.ts'
import type { Draft, Field } from './draft.ts'
import type { Format } from './format.ts'
import { keysOf, type Located, textOf } from './located.ts'
import { field, fromProperties, propertyNames } from './properties.ts'

export const backstage: Format = {
  id: 'backstage',
  recognises: ({ text }) => /^["']?apiVersion["']?\s*:\s*["']?backstage\.io\//m.test(text) || /"apiVersion"\s*:\s*"backstage\.io\//.test(text),
  read(files, draft) {
    const catalogue: Catalogue = { draft, entities: entitiesOf(files, draft), places: new Map(), stores: new Set() }
    const all = [...catalogue.entities.values()]
    for (const entity of all) if (entity.kind === 'system') readSystem(entity, catalogue)
    for (const entity of all) if (entity.kind === 'component') readComponent(entity, catalogue)
    readRelations(catalogue)
    for (const entity of all) readRest(entity, catalogue)
  },
  write: writeBackstage,
}

function readSystem(entity: Entity, catalogue: Catalogue): void {
  const { draft } = catalogue
  const slug = draft.systemSlug(identifierOf(entity), entity.at)
  if (slug === null) return
  catalogue.places.set(entity.ref, { system: slug, service: null })
  const own = fromProperties('system', entity.metadata('annotations'), ours)
  const project = entity.metadata('annotations', 'github.com/project-slug') ?? entity.metadata('annotations', 'gitlab.com/project-slug')
  draft.put('system', slug, entity.at, {
    slug: { value: slug },
    name: field(titleOf(entity)),
    description: field(entity.metadata('description')),
    domain: domainOf(entity, catalogue),
    owner: ownerOf(entity, catalogue),
    repository: field(project),
    ...own,
  })
  restOfMetadata(entity, draft, propertyNames('system'))
  restOfSpec(entity, draft, ['owner', 'domain'])
}

function domainOf(entity: Entity, { entities }: Catalogue): Field | undefined {
  const node = entity.spec('domain')
  const stated = textOf(node)
  if (stated === null || !node) return undefined
  const domain = entities.get(refOf(stated, 'domain', entity.namespace))
  return { value: domain ? textOf(titleOf(domain)) : stated.replace(/^.*[:/]/, ''), at: node.at }
}

function readComponent(entity: Entity, catalogue: Catalogue): void {
  const { draft, places } = catalogue
  const system = systemOf(entity, catalogue) ?? draft.homeOf(textOf(titleOf(entity)) ?? entity.name, entity.at)
  if (system === null) return
  const called = textOf(entity.metadata('annotations', `${ours}service`)) ?? identifierOf(entity)
  const service = draft.serviceSlug(system, called, entity.at)
  if (service === null) return
  places.set(entity.ref, { system, service })
  draft.put('service', `${system}/${service}`, entity.at, {
    system: { value: system },
    slug: { value: service },
    name: field(titleOf(entity)),
    description: field(entity.metadata('description')),
    ...fromProperties('service', entity.metadata('annotations'), ours),
  })
  restOfMetadata(entity, draft, [...propertyNames('service'), 'service'])
  lostOfComponent(entity, system, catalogue)
}

/** What Backstage says of a component and the network only of a system. */
function lostOfComponent(entity: Entity, system: string, { draft, entities }: Catalogue): void {
  const lost: string[] = []
  const type = textOf(entity.spec('type'))
  if (type !== null && type !== 'service') lost.push(`type ${type}`)
  const lifecycle = textOf(entity.spec('lifecycle'))
  if (lifecycle !== null && lifecycle !== 'unknown' && lifecycle !== backstageLifecycle(draft.factOfSystem(system, 'lifecycle')))
    lost.push(`lifecycle ${lifecycle}`)
  const owner = (ownerOf(entity, { entities })?.value as { team: string } | undefined)?.team
  if (owner !== undefined && owner !== (draft.factOfSystem(system, 'owner') as { team: string } | null)?.team) lost.push(`owner ${owner}`)
  if (lost.length > 0)
    draft.skip(entity.spec()?.at ?? entity.at, `${lost.join(', ')} of ${entity.ref}`, 'The network states these of a system, not of each service.')
  restOfSpec(entity, draft, ['type', 'lifecycle', 'owner', 'system', 'dependsOn', 'dependencyOf', 'providesApis', 'consumesApis'])
}
/** Tags, labels, links and annotations of other tools. */
export function restOfMetadata(entity: Entity, draft: Draft, own: readonly string[]): void {
  const carried = new Set([...own.map((name) => ours + name), `${ours}depends-on`, 'github.com/project-slug', 'gitlab.com/project-slug'])
  const annotations = keysOf(entity.metadata('annotations')).filter((key) => !carried.has(key) || (key.endsWith('/project-slug') && entity.kind !== 'system'))
  const others = keysOf(entity.metadata()).filter((key) => !['name', 'title', 'namespace', 'description', 'annotations'].includes(key))
  const lost = [...others, ...(annotations.length > 0 ? [`annotations ${annotations.join(', ')}`] : [])]
  if (lost.length > 0) draft.skip(entity.metadata()?.at ?? entity.at, `${lost.join(', ')} of ${entity.ref}`, 'The network has no place for them.')
}
function restOfSpec(entity: Entity, draft: Draft, known: readonly string[]): void {
  const lost = keysOf(entity.spec()).filter((key) => !known.includes(key))
  if (lost.length > 0)
    draft.skip((entity.spec(lost[0] as string) as Located).at, `spec.${lost.join(', spec.')} of ${entity.ref}`, 'The network has no place for them.')
}

/** Entities that are no systems and components: used by those that refer to them, or listed. */
function readRest(entity: Entity, { draft, entities }: Catalogue): void {
  if (['system', 'component', 'api', 'resource'].includes(entity.kind)) return
  const used = (word: string, kind: string) =>
    [...entities.values()].some((each) => each.kind === 'system' && refOf(textOf(each.spec(word)) ?? '', kind, each.namespace) === entity.ref)
  if (entity.kind === 'domain' && used('domain', 'domain')) {
    if (entity.metadata('description')) draft.skip(entity.at, `the description of ${entity.ref}`, 'A domain is a name in the network.')
  } else if (!((entity.kind === 'group' || entity.kind === 'user') && used('owner', entity.kind)))
    draft.skip(entity.at, entity.ref, entity.kind === 'location' ? 'A location points to other files; import those.' : 'The network has no such kind of thing.')
}
