import type { Entity, Field, Operation, View } from '#model/specification.ts'
import type { Model, ValueType } from '#server/generate/expression/model.ts'
import { camel, key, pathKey, stateKey } from '#server/generate/naming.ts'

/** A property of a record's JSON: what it shows and where it comes from. */
export type Property =
  | { property: string; kind: 'id' }
  | { property: string; kind: 'state' }
  | { property: string; kind: 'created' }
  | { property: string; kind: 'updated' }
  | { property: string; kind: 'field'; field: Field }
  | { property: string; kind: 'label'; field: Field; target: Entity } // how people recognise the record that a reference leads to
  | { property: string; kind: 'lines'; child: Entity }

export function representation(model: Model, entity: Entity): Property[] {
  const fields: Property[] = model.fields(entity).map((field) => ({ property: key(field), kind: 'field', field }))
  const lines: Property[] = model.children(entity).map((child) => ({ property: camel(child.parent?.collection ?? ''), kind: 'lines', child }))
  const made: Property[] = [
    { property: 'id', kind: 'id' },
    ...(entity.states ? [{ property: stateKey(entity), kind: 'state' as const }] : []),
    ...fields,
    ...lines,
  ]
  const taken = new Set(made.map((p) => p.property))
  for (const field of model.fields(entity)) {
    if (field.type.kind !== 'reference') continue
    const target = model.entity(field.type.entity)
    const property = `${camel(field.id)}Label`
    if (target.display && model.segment(target, target.display) && !taken.has(property)) made.push({ property, kind: 'label', field, target })
  }
  for (const [property, kind] of [
    ['createdAt', 'created'],
    ['updatedAt', 'updated'],
  ] as const)
    if (!taken.has(property)) made.push({ property, kind })
  return made
}

export interface Filter {
  name: string
  path: string
  type: ValueType
  values: string[] | null
  operator: '=' | '>=' | '<='
}
export interface ListQuery {
  search: string[]
  filters: Filter[]
  sorts: { name: string; path: string }[]
  defaultSort: { path: string; direction: 'asc' | 'desc' }
  pageSize: number
}

const searchable = new Set(['text', 'email', 'phone', 'sequence'])

/** The values that a path's field can take, when they are few and known. */
export function choices(model: Model, entity: Entity, path: string): string[] | null {
  const leaf = model.leaf(entity, path)
  if (leaf.field?.type.kind === 'enum') return leaf.field.type.values
  return leaf.field === null && leaf.entity.states?.field === path.split('.').at(-1) ? (leaf.entity.states?.values.map((v) => v.id) ?? null) : null
}

function filter(model: Model, entity: Entity, path: string, declared: boolean): Filter[] {
  const leaf = model.leaf(entity, path)
  const name = pathKey(model.specification, entity, path)
  const exact: Filter = { name, path, type: leaf.type, values: choices(model, entity, path), operator: '=' }
  if (!declared || (leaf.type !== 'date' && leaf.type !== 'datetime' && leaf.type !== 'integer' && leaf.type !== 'decimal')) return [exact]
  return [exact, { ...exact, name: `${name}From`, operator: '>=' }, { ...exact, name: `${name}To`, operator: '<=' }]
}

/** What a list takes: the specification's search views of the entity together, and filters by state, choice, reference and flag. */
export function listQuery(model: Model, entity: Entity): ListQuery {
  const views: View[] = model.specification.views.filter((v) => v.kind === 'search' && v.entity === entity.id)
  const declared = new Set(views.flatMap((v) => v.filters))
  const usual = [
    ...(entity.states ? [entity.states.field] : []),
    ...model
      .fields(entity)
      .filter((f) => f.type.kind === 'enum' || f.type.kind === 'reference' || f.type.kind === 'boolean')
      .map((f) => f.id),
  ]
  const paths = [...new Set([...declared, ...usual])]
  const reserved = new Set(['q', 'page', 'pageSize', 'sort'])
  const filters = paths
    .flatMap((path) => filter(model, entity, path, declared.has(path)))
    .filter((f, index, all) => !reserved.has(f.name) && all.findIndex((g) => g.name === f.name) === index)
  const search = [...new Set(views.flatMap((v) => v.search))]
  const texts = model
    .fields(entity)
    .filter((f) => searchable.has(f.type.kind))
    .map((f) => f.id)
  const sortable = model
    .fields(entity)
    .filter((f) => !(f.type.kind === 'text' && f.type.long) && f.type.kind !== 'reference')
    .map((f) => ({ name: key(f), path: f.id }))
  const sorts = [
    ...sortable,
    ...(entity.states ? [{ name: stateKey(entity), path: entity.states.field }] : []),
    ...views.flatMap((v) => v.sort.map((s) => ({ name: pathKey(model.specification, entity, s.path), path: s.path }))),
    { name: 'createdAt', path: 'created_at' },
  ]
  const first = views.flatMap((v) => v.sort)[0]
  return {
    search: search.length > 0 ? search : texts,
    filters,
    sorts: sorts.filter((s, index) => sorts.findIndex((t) => t.name === s.name) === index),
    defaultSort: first ?? { path: 'created_at', direction: 'desc' },
    pageSize: views[0]?.pageSize ?? 25,
  }
}

/** Fields that a create takes from the client. Those that name the actor's own record may be left out by whoever has one. */
export function createFields(model: Model, entity: Entity): Field[] {
  return model.fields(entity).filter((f) => f.source === 'client' && f.type.kind !== 'sequence' && f.id !== entity.parent?.field)
}
/** On its own address a line also names its parent. */
export function createFieldsAlone(model: Model, entity: Entity): Field[] {
  const parent = model.fields(entity).find((f) => f.id === entity.parent?.field)
  return [...(parent ? [parent] : []), ...createFields(model, entity)]
}

export function updateFields(model: Model, entity: Entity, operation: Operation): Field[] {
  return createFields(model, entity).filter((f) => operation.fields === null || operation.fields.includes(f.id))
}

/** The field that an own-records permission of a create fills: a single step to the actor's record or subject. */
export function assigned(model: Model, entity: Entity, own: string | null): Field | undefined {
  if (own === null || own === 'id' || own === '' || own.includes('.')) return undefined
  return model.fields(entity).find((f) => f.id === own)
}

/** Whether a create must name a field: required, without default, and not filled in for everyone who may create. */
export function isRequired(model: Model, entity: Entity, operation: Operation, field: Field): boolean {
  if (!field.required || field.default) return false
  return !operation.permissions.some((p) => assigned(model, entity, p.own)?.id === field.id)
}
