import type { Place } from '#model/network.ts'
import type { Draft, Field } from './draft.ts'
import type { SourceFile } from './format.ts'
import { get, type Located, type Spot, textOf } from './located.ts'
import { parseFile } from './parse.ts'

export interface Entity {
  kind: string
  namespace: string
  name: string
  /** "component:default/orders" */
  ref: string
  at: Spot
  node: Located
  spec: (...path: string[]) => Located | undefined
  metadata: (...path: string[]) => Located | undefined
}

/** "kind:namespace/name" in lower case; what is left out comes from where the reference stands. */
export function refOf(text: string, kind: string, namespace: string): string {
  const [, ofKind, ofNamespace, name] = /^(?:([^:/]+):)?(?:([^:/]+)\/)?([^:/]+)$/.exec(text.trim()) ?? []
  return `${ofKind ?? kind}:${ofNamespace ?? namespace}/${name ?? text}`.toLowerCase()
}

/** All entities of the files by reference. The same one twice is a problem: which counts would be a guess. */
export function entitiesOf(files: readonly SourceFile[], draft: Draft): Map<string, Entity> {
  const entities = new Map<string, Entity>()
  for (const file of files)
    for (const node of parseFile(file, draft).flatMap(listed)) {
      const entity = entityOf(node, draft)
      if (!entity) continue
      const first = entities.get(entity.ref)
      if (first) draft.problem(entity.at, `${entity.ref} is described twice; the first time in ${first.at.file}, line ${first.at.line}. Remove one of them.`)
      else entities.set(entity.ref, entity)
    }
  return entities
}

/** What the API of a catalogue answers is a list, or an object with items. */
const listed = (node: Located): Located[] => {
  const items = node.kind === 'list' ? node : get(node, 'items')
  return items?.kind === 'list' && !get(node, 'kind') ? items.items : [node]
}

function entityOf(node: Located, draft: Draft): Entity | null {
  const kind = textOf(get(node, 'kind'))
  const version = textOf(get(node, 'apiVersion'))
  if (kind === null) {
    draft.problem(node.at, 'This is no Backstage entity: the key “kind” is missing.')
    return null
  }
  if (version === null || !version.startsWith('backstage.io/')) {
    draft.skip(
      node.at,
      `${kind} ${textOf(get(node, 'metadata', 'name')) ?? ''}`.trim(),
      `Its apiVersion is ${version ?? 'missing'}, not one of Backstage (backstage.io/v1alpha1).`,
    )
    return null
  }
  const name = textOf(get(node, 'metadata', 'name'))
  if (name === null || !/^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/.test(name) || name.length > 63) {
    const at = get(node, 'metadata', 'name')?.at ?? get(node, 'metadata')?.at ?? node.at
    draft.problem(
      at,
      `This ${kind} needs a name (metadata.name) of up to 63 letters, digits, -, _ and .${name === null ? '' : `; “${name.slice(0, 80)}” is none`}.`,
    )
    return null
  }
  const namespace = (textOf(get(node, 'metadata', 'namespace')) ?? 'default').toLowerCase()
  return {
    kind: kind.toLowerCase(),
    namespace,
    name,
    ref: refOf(name, kind, namespace),
    at: node.at,
    node,
    spec: (...path) => get(node, 'spec', ...path),
    metadata: (...path) => get(node, 'metadata', ...path),
  }
}

/** What stands under the name: another namespace makes another thing. */
export const identifierOf = ({ namespace, name }: Pick<Entity, 'namespace' | 'name'>): string => (namespace === 'default' ? name : `${namespace}-${name}`)
export const titleOf = (entity: Entity): Located | undefined => entity.metadata('title') ?? entity.metadata('name')

/** Prefix of the annotations that carry what Backstage has no word for. */
export const ours = 'gantry/'

/** Everything that is needed to resolve references, over all files of the import. */
export interface Catalogue {
  draft: Draft
  entities: Map<string, Entity>
  /** Systems and components, by reference. */
  places: Map<string, Place>
  /** Resources that became a store of a service. */
  stores: Set<string>
}

/** A team by its display name, with the address of its profile. "unknown" and "guests" are placeholders that Backstage asks for. */
export function ownerOf(entity: Entity, { entities }: Pick<Catalogue, 'entities'>): Field | undefined {
  const node = entity.spec('owner')
  const stated = textOf(node)
  if (stated === null || !node || /^(group:)?(default\/)?(unknown|guests?)$/i.test(stated)) return undefined
  const group = entities.get(refOf(stated, 'group', entity.namespace)) ?? entities.get(refOf(stated, 'user', entity.namespace))
  const profile = group?.spec('profile')
  const team = textOf(get(profile, 'displayName')) ?? (group ? textOf(titleOf(group)) : null) ?? stated.replace(/^.*[:/]/, '')
  return { value: { team, contact: textOf(get(profile, 'email')) ?? textOf(group?.metadata('annotations', `${ours}contact`)) }, at: node.at }
}

/** The system of a component, a resource or an API: the described one, or the one that is only named. */
export function systemOf(entity: Entity, { draft, places }: Catalogue): string | null {
  const node = entity.spec('system')
  const stated = textOf(node)
  if (stated === null || !node) return null
  const ref = refOf(stated, 'system', entity.namespace)
  const known = places.get(ref)
  if (known) return known.system
  const [, namespace = 'default', name = stated] = /^[^:]+:([^/]+)\/(.+)$/.exec(ref) ?? []
  const slug = draft.systemSlug(identifierOf({ namespace, name }), node.at)
  if (slug === null) return null
  places.set(ref, draft.mention({ system: slug, service: null }, node.at))
  return slug
}

export const backstageLifecycle = (lifecycle: unknown): string =>
  lifecycle === 'production'
    ? 'production'
    : lifecycle === 'sunset' || lifecycle === 'retired'
      ? 'deprecated'
      : lifecycle === 'unknown' || !lifecycle
        ? 'unknown'
        : 'experimental'
