import type { Expression } from '#model/expression.ts'
import type { Entity, Field, FieldType, Operation, Specification } from '#model/specification.ts'

/** What a value is when rules compute with it. `id` is a uuid. */
export type ValueType = 'text' | 'integer' | 'decimal' | 'boolean' | 'date' | 'datetime' | 'id' | 'unknown'

export interface Leaf {
  column: string
  type: ValueType
  field: Field | null
  derived: Expression | null
  entity: Entity
}

const valueTypes: Record<FieldType['kind'], ValueType> = {
  text: 'text',
  integer: 'integer',
  decimal: 'decimal',
  money: 'decimal',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  email: 'text',
  phone: 'text',
  url: 'text',
  enum: 'text',
  reference: 'id',
  sequence: 'text',
}
export const valueType = (type: FieldType): ValueType => valueTypes[type.kind]

/** A specification that a service cannot be generated from; the message says where and what to change. */
export class SpecificationError extends Error {}

const builtin: Record<string, { column: string; type: ValueType }> = {
  id: { column: 'id', type: 'id' },
  created_at: { column: 'row_created_at', type: 'datetime' },
  updated_at: { column: 'row_updated_at', type: 'datetime' },
}

/**
 * A specification with what it leaves implicit filled in: the reference from a line to its parent, the state that is
 * kept beside the fields, the columns every record has. All generators look things up here.
 */
export class Model {
  readonly specification: Specification
  readonly #entities: Map<string, Entity>
  readonly #fields = new Map<string, Field[]>()

  constructor(specification: Specification) {
    this.specification = specification
    this.#entities = new Map(specification.entities.map((e) => [e.id, e]))
    for (const entity of specification.entities) this.#fields.set(entity.id, this.#complete(entity))
  }

  #complete(entity: Entity): Field[] {
    const fields = entity.fields.filter((f) => f.id !== entity.states?.field && f.id !== 'id')
    const parent = entity.parent
    if (parent && !fields.some((f) => f.id === parent.field)) {
      fields.unshift({
        id: parent.field,
        label: this.entity(parent.entity).name,
        type: { kind: 'reference', entity: parent.entity },
        required: true,
        unique: false,
        immutable: false,
        source: 'system',
        statements: [],
      })
    }
    return fields
  }

  get entities(): Entity[] {
    return this.specification.entities
  }

  entity(id: string): Entity {
    const found = this.#entities.get(id)
    if (!found)
      throw new SpecificationError(`The specification speaks of an entity "${id}" that it does not define. Add it to entities, or remove what refers to it.`)
    return found
  }

  fields(entity: Entity): Field[] {
    return this.#fields.get(entity.id) ?? []
  }
  /** Fields with a column of their own; derived ones are computed when read. */
  stored(entity: Entity): Field[] {
    return this.fields(entity).filter((f) => !(f.source === 'derived' && f.derived))
  }
  derived(entity: Entity): Field[] {
    return this.fields(entity).filter((f) => f.source === 'derived' && f.derived)
  }
  children(entity: Entity): Entity[] {
    return this.entities.filter((e) => e.parent?.entity === entity.id)
  }
  /** Whether people are rows of this entity: it then has the column that binds a row to a token's subject. */
  isPerson(entity: Entity): boolean {
    return this.specification.roles.some((r) => r.entity === entity.id)
  }
  /** An operation that nobody is permitted is not built. */
  operations(entity?: Entity): Operation[] {
    return this.specification.operations.filter((o) => (o.public || o.permissions.length > 0) && (!entity || o.entity === entity.id))
  }
  operation(entity: Entity, kind: Operation['kind']): Operation | undefined {
    return this.operations(entity).find((o) => o.kind === kind)
  }
  /** The name that rules read an entity by: the table, or the view that adds its derived fields. */
  source(entity: Entity): string {
    return this.derived(entity).length > 0 ? `${entity.id}_view` : entity.id
  }

  /** One segment of a path on an entity; undefined when there is no such field. */
  segment(entity: Entity, id: string): Leaf | undefined {
    if (entity.states?.field === id) return { column: id, type: 'text', field: null, derived: null, entity }
    const field = this.fields(entity).find((f) => f.id === id) ?? this.fields(entity).find((f) => f.type.kind === 'reference' && `${f.id}_id` === id)
    if (field) {
      return {
        column: field.id + (field.type.kind === 'reference' ? '_id' : ''),
        type: valueType(field.type),
        field,
        derived: field.source === 'derived' ? (field.derived ?? null) : null,
        entity,
      }
    }
    const own = builtin[id]
    return own && { ...own, field: null, derived: null, entity }
  }

  /** The leaf at the end of a dotted path through references. */
  leaf(entity: Entity, path: string): Leaf {
    const [head = '', ...rest] = path.split('.')
    const found = this.segment(entity, head)
    if (!found) throw new SpecificationError(`A rule reads "${path}" of ${entity.id}, but ${entity.id} has no field "${head}".`)
    if (rest.length === 0) return found
    if (found.field?.type.kind !== 'reference')
      throw new SpecificationError(`A rule reads "${path}" of ${entity.id}, but "${head}" is no reference to another entity.`)
    return this.leaf(this.entity(found.field.type.entity), rest.join('.'))
  }

  /** The entity a path of references ends at. */
  target(entity: Entity, path: string): Entity {
    if (path === '' || path === 'self' || path === 'id') return entity
    const found = this.leaf(entity, path)
    if (found.field?.type.kind !== 'reference') throw new SpecificationError(`"${path}" of ${entity.id} is used as a reference, but it is none.`)
    return this.entity(found.field.type.entity)
  }
}

/** Every expression inside one, itself included. */
export function* walk(expression: Expression): Generator<Expression> {
  yield expression
  if (expression.kind === 'call') for (const arg of expression.args) yield* walk(arg)
  if (expression.kind === 'aggregate') {
    if (expression.value) yield* walk(expression.value)
    if (expression.where) yield* walk(expression.where)
  }
}
