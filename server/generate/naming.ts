import type { Entity, Field, Operation, Specification, View } from '#model/specification.ts'

/**
 * How ids of a specification are written outside it: one place, so that the contract, the service, the user interface
 * and the tests cannot drift apart. Pure; the ids are snake_case as the schema guarantees.
 */
export const camel = (id: string): string => id.replace(/_+([a-z0-9])/g, (_, c: string) => c.toUpperCase()).replace(/_+$/, '')
export const pascal = (id: string): string => camel(id).replace(/^./, (c) => c.toUpperCase())
export const kebab = (id: string): string => id.replace(/_+/g, '-').replace(/^-|-$/g, '')

/** JSON key of a field: references carry the other record's id. */
export const key = (field: Pick<Field, 'id' | 'type'>): string => camel(field.id) + (field.type.kind === 'reference' ? 'Id' : '')
/** Database column of a field. */
export const column = (field: Pick<Field, 'id' | 'type'>): string => field.id + (field.type.kind === 'reference' ? '_id' : '')
/** JSON key of the field that holds an entity's state. */
export const stateKey = (entity: Entity): string => camel(entity.states?.field ?? 'status')

export const collectionPath = (entity: Entity): string => `/api/${entity.path}`
export const itemPath = (entity: Entity): string => `/api/${entity.path}/{id}`
export const actionPath = (entity: Entity, operation: Operation): string => `${itemPath(entity)}/${kebab(operation.name)}`
/** GET, with ?from= and ?to= when the report has a period; answers {items, page, pageSize, total} like every list. */
export const reportPath = (view: View): string => `/api/reports/${kebab(view.id)}`

export const entityOf = (specification: Specification, id: string): Entity | undefined => specification.entities.find((e) => e.id === id)

/** The field at the end of a dotted path through references, and the entity it belongs to; undefined when the path leads nowhere. */
export function fieldAt(specification: Specification, entity: Entity, path: string): { entity: Entity; field: Field } | undefined {
  const [head = '', ...rest] = path.split('.')
  const field = entity.fields.find((f) => f.id === head)
  if (!field) return undefined
  if (rest.length === 0) return { entity, field }
  const next = field.type.kind === 'reference' ? entityOf(specification, field.type.entity) : undefined
  return next && fieldAt(specification, next, rest.join('.'))
}

/** Query parameter of a filter and key of a report's column: `category` → category, `book` → bookId, `book.category` → bookCategory. */
export function pathKey(specification: Specification, entity: Entity, path: string): string {
  const found = fieldAt(specification, entity, path)
  return camel(path.replaceAll('.', '_')) + (found?.field.type.kind === 'reference' ? 'Id' : '')
}
