import { matching } from '../../contract/pattern.ts'
import { plan } from '../suite.ts'
import type { EntityPlan, FieldPlan, Json, Value } from './plan-types.ts'
import { target } from './target.ts'

export function entityOf(id: string): EntityPlan {
  const found = plan.entities.find((e) => e.id === id)
  if (!found) throw new Error(`no entity ${id}`)
  return found
}

let counter = 0
export const next = (): number => ++counter
export const day = (offset = 0): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)

function number(field: FieldPlan, high: boolean): number {
  const step = field.exclusive ? 1 : 0
  const usual = high ? 1_000 : 1
  return Math.min(Math.max(usual, (field.min ?? usual) + step), field.max ?? Infinity)
}

/** A valid value; unique ones differ. `high` for records that others draw on (stocks, capacities). */
export function sample(field: FieldPlan, high = false, position = 0): Value {
  const n = next()
  switch (field.kind) {
    case 'integer':
    case 'decimal':
    case 'money':
      return field.unique ? Math.min((field.min ?? 0) + n, field.max ?? 2_000_000_000) : number(field, high)
    case 'boolean':
      return false
    case 'date':
      return day(position)
    case 'datetime':
      return new Date(Date.now() + (position + 1) * 3_600_000).toISOString()
    case 'email':
      return `person${n}@example.org`
    case 'phone':
      return `+44 20 ${String(1_000_000 + n)}`
    case 'url':
      return `https://example.org/${n}`
    case 'enum':
      return field.values?.[0] ?? ''
    default: {
      if (field.pattern) return matching(field.pattern, n) ?? 'x'
      const text = `${field.label} ${n}`.slice(-(field.max ?? 500))
      return text.padEnd(field.min ?? 0, 'x')
    }
  }
}

const columnType = (field: FieldPlan): string =>
  ({ integer: 'bigint', decimal: 'numeric', money: 'numeric', boolean: 'boolean', date: 'date', datetime: 'timestamptz', reference: 'uuid' })[field.kind] ??
  'text'

/** A record as rules see it: values by field id. */
export abstract class Node {
  readonly entity: EntityPlan
  constructor(entity: EntityPlan) {
    this.entity = entity
  }
  abstract get(id: string): Promise<Value>
  abstract set(id: string, value: Value): Promise<void>
  field(id: string): FieldPlan | undefined {
    return this.entity.fields.find((f) => f.id === id)
  }
  async follow(id: string): Promise<Node | null> {
    const field = this.field(id)
    const value = await this.get(id)
    return field?.reference && typeof value === 'string' ? new Stored(entityOf(field.reference), value) : null
  }
}

const plain = (value: unknown): Value => (value instanceof Date ? value.toISOString() : (value as Value))

/** A row of the database, read and arranged directly: what the suite compares the service with. */
export class Stored extends Node {
  readonly id: string
  /** The row as it was read together with others; rows that are looked at one by one are always read anew. */
  #row: Record<string, unknown> | null
  constructor(entity: EntityPlan, id: string, row: Record<string, unknown> | null = null) {
    super(entity)
    this.id = id
    this.#row = row
  }
  fresh(): Stored {
    return new Stored(this.entity, this.id)
  }
  #column(id: string): string {
    if (id === 'id') return 'id'
    if (id === 'created_at') return 'row_created_at'
    if (id === 'updated_at') return 'row_updated_at'
    return this.entity.state?.column === id ? id : (this.field(id)?.column ?? id)
  }
  async get(id: string): Promise<Value> {
    if (id === 'id') return this.id
    if (this.#row) return plain(this.#row[this.#column(id)] ?? null)
    const found = await (await target()).database.query<{ v: unknown }>(`select "${this.#column(id)}" as v from "${this.entity.source}" where "id" = $1`, [
      this.id,
    ])
    return plain(found.rows[0]?.v ?? null)
  }
  async set(id: string, value: Value): Promise<void> {
    const field = this.field(id)
    if (field?.derived) throw new Error(`${id} is derived`)
    this.#row = null
    await (await target()).database.query(`update "${this.entity.table}" set "${this.#column(id)}" = $2 where "id" = $1`, [this.id, value])
  }
  async exists(): Promise<boolean> {
    return (await (await target()).database.query(`select 1 from "${this.entity.table}" where "id" = $1`, [this.id])).rowCount === 1
  }
}

export async function allOf(entity: EntityPlan): Promise<Stored[]> {
  const found = await (await target()).database.query<{ id: string } & Record<string, unknown>>(
    `select * from "${entity.source}" order by "row_created_at", "id"`,
  )
  return found.rows.map((row) => new Stored(entity, row.id, row))
}

/** A record that does not exist yet: the body of a create, or a row that the arrangement inserts. */
export class Draft extends Node {
  readonly values = new Map<string, Value>()
  readonly lines = new Map<string, Draft[]>()
  readonly parent: Draft | null
  readonly id = `draft ${next()}`
  constructor(entity: EntityPlan, parent: Draft | null = null) {
    super(entity)
    this.parent = parent
  }
  get(id: string): Promise<Value> {
    if (id === this.entity.state?.column) return Promise.resolve(this.values.get(id) ?? this.entity.state.initial)
    if (id === 'id') return Promise.resolve(this.id)
    if (this.parent && id === this.entity.parent?.field) return Promise.resolve(this.values.get(id) ?? this.parent.id)
    return Promise.resolve(this.values.get(id) ?? null)
  }
  override async follow(id: string): Promise<Node | null> {
    return this.parent && id === this.entity.parent?.field ? this.parent : super.follow(id)
  }
  set(id: string, value: Value): Promise<void> {
    if (this.field(id)?.derived) throw new Error(`${id} is derived`)
    this.values.set(id, value)
    return Promise.resolve()
  }
  body(takes: readonly string[]): Record<string, Json> {
    const made: Record<string, Json> = {}
    for (const field of this.entity.fields) if (takes.includes(field.id) && this.values.has(field.id)) made[field.key] = this.values.get(field.id) ?? null
    for (const [key, lines] of this.lines) made[key] = lines.map((line) => line.body(line.entity.fields.filter((f) => f.source === 'client').map((f) => f.id)))
    return made
  }
  /** Inserts the row as it is, past the service. */
  async insert(more: Record<string, Value> = {}): Promise<Stored> {
    const columns: [string, Value, string][] = []
    for (const field of this.entity.fields)
      if (!field.derived && this.values.has(field.id)) columns.push([field.column, this.values.get(field.id) ?? null, columnType(field)])
    const state = this.entity.state
    if (state && this.values.has(state.column)) columns.push([state.column, this.values.get(state.column) ?? null, 'text'])
    for (const [column, value] of Object.entries(more)) columns.push([column, value, 'text'])
    const found = await (await target()).database.query<{ id: string }>(
      `insert into "${this.entity.table}" (${columns.map(([c]) => `"${c}"`).join(', ')}) values (${columns.map(([, , type], i) => `$${i + 1}::${type}`).join(', ')}) returning "id"`,
      columns.map(([, value]) => value),
    )
    return new Stored(this.entity, found.rows[0]?.id ?? '')
  }
}
