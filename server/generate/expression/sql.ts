import type { Expression } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import { call, type Typed } from './functions.ts'
import { type Leaf, type Model, SpecificationError, type ValueType } from './model.ts'

export const quote = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`
/** A literal under standard_conforming_strings, where only the quote is special. */
export const text = (value: string): string => `'${value.replaceAll('\0', '').replaceAll("'", "''")}'`
export const sqlType: Record<ValueType, string> = {
  text: 'text',
  integer: 'integer',
  decimal: 'numeric',
  boolean: 'boolean',
  date: 'date',
  datetime: 'timestamptz',
  id: 'uuid',
  unknown: 'text',
}

/** The values a statement asks for, numbered in the order of their first use: $1 is the first of `names`. */
export class Parameters {
  readonly names: string[] = []
  use(name: string): string {
    const known = this.names.indexOf(name)
    if (known >= 0) return `$${known + 1}`
    this.names.push(name)
    return `$${this.names.length}`
  }
}

/**
 * Where an expression is evaluated: a row under `alias`, to which paths through references add left joins. `outer` is
 * the row around a sub-select. One scope makes one `from` clause: compile the expressions first, then ask for `from()`.
 */
export class Scope {
  readonly #joins = new Map<string, string>()
  readonly model: Model
  readonly entity: Entity
  readonly alias: string
  readonly parameters: Parameters
  readonly outer: Scope | undefined
  /** Inside a view's definition derived fields are written out, so that views need no order among themselves. */
  readonly inline: boolean
  /** Fields that are not stored yet: their SQL by field id (defaults of a new record). */
  readonly pending: Map<string, string>
  /** inputs of the operation, their types by name */
  readonly inputs: Map<string, ValueType>
  /** In a step for each line `outer` is the line's parent, reached by this reference. */
  readonly outerPath: string | undefined
  usesOld = false
  readonly #open = new Set<string>()

  constructor(
    model: Model,
    entity: Entity,
    options: {
      alias?: string
      parameters?: Parameters
      outer?: Scope
      inline?: boolean
      pending?: Map<string, string>
      inputs?: Map<string, ValueType>
      outerPath?: string
    } = {},
  ) {
    this.model = model
    this.entity = entity
    this.alias = options.alias ?? 'self'
    this.parameters = options.parameters ?? options.outer?.parameters ?? new Parameters()
    this.outer = options.outer
    this.inline = options.inline ?? options.outer?.inline ?? false
    this.pending = options.pending ?? new Map()
    this.inputs = options.inputs ?? options.outer?.inputs ?? new Map()
    this.outerPath = options.outerPath
  }

  get joins(): string {
    return [...this.#joins.values()].join('')
  }

  from(): string {
    const old = this.usesOld ? ` cross join jsonb_populate_record(null::${quote(this.entity.id)}, ${this.parameters.use('old')}::jsonb) old` : ''
    return `${quote(this.inline ? this.entity.id : this.model.source(this.entity))} ${this.alias}${this.joins}${old}`
  }

  /** The alias that the row at the end of a reference path has, joined when it is first asked for. */
  join(path: string[]): { alias: string; entity: Entity } {
    let here = { alias: this.alias, entity: this.entity }
    for (const [index, step] of path.entries()) {
      const leaf = this.model.segment(here.entity, step)
      if (leaf?.field?.type.kind !== 'reference')
        throw new SpecificationError(`"${path.join('.')}" of ${this.entity.id} is used as a path of references, but "${step}" is none.`)
      const entity = this.model.entity(leaf.field.type.entity)
      const alias = `${this.alias}_${path.slice(0, index + 1).join('_')}`
      const from = index === 0 ? (this.pending.get(step) ?? `${here.alias}.${quote(leaf.column)}`) : `${quote(here.alias)}.${quote(leaf.column)}`
      if (!this.#joins.has(alias))
        this.#joins.set(alias, ` left join ${quote(this.inline ? entity.id : this.model.source(entity))} ${quote(alias)} on ${quote(alias)}."id" = ${from}`)
      here = { alias: quote(alias), entity }
    }
    return here
  }

  column(path: string): Typed {
    const steps = (path.startsWith('self.') ? path.slice(5) : path).split('.')
    const last = steps.pop() ?? 'id'
    const at = this.join(steps)
    const leaf = this.model.segment(at.entity, last)
    if (!leaf) throw new SpecificationError(`A rule reads "${path}" of ${this.entity.id}, but ${at.entity.id} has no field "${last}".`)
    if (steps.length === 0 && this.pending.has(last)) return { sql: this.pending.get(last) ?? '', type: leaf.type }
    if (leaf.derived && this.inline) return { sql: this.#writtenOut(leaf, at.alias, leaf.derived), type: leaf.type }
    return { sql: `${at.alias}.${quote(leaf.column)}`, type: leaf.type }
  }

  /** A derived field inside another's definition: a sub-select on the row that holds it, or the same row's expression. */
  #writtenOut(leaf: Leaf, alias: string, derived: Expression): string {
    const key = `${alias}.${leaf.column}`
    if (this.#isOpen(key)) throw new SpecificationError(`The derived field "${leaf.column}" of ${leaf.entity.id} depends on itself.`)
    this.#open.add(key)
    try {
      if (alias === this.alias) return `(${compile(derived, this).sql})`
      const scope = new Scope(this.model, leaf.entity, { alias: `${alias.replaceAll('"', '')}_d`, outer: this, inline: true })
      const value = compile(derived, scope).sql
      return `(select ${value} from ${scope.from()} where ${scope.alias}."id" = ${alias}."id")`
    } finally {
      this.#open.delete(key)
    }
  }
  #isOpen(key: string): boolean {
    return this.#open.has(key) || this.depth > 12
  }
  get depth(): number {
    return this.outer ? this.outer.depth + 1 : 0
  }
}

function literal(value: string | number | boolean | null): Typed {
  if (value === null) return { sql: 'null', type: 'unknown' }
  if (typeof value === 'string') return { sql: text(value), type: 'text' }
  if (typeof value === 'number') return { sql: value < 0 ? `(${value})` : String(value), type: Number.isInteger(value) ? 'integer' : 'decimal' }
  return { sql: String(value), type: 'boolean' }
}

function aggregate(expression: Expression & { kind: 'aggregate' }, scope: Scope): Typed {
  const entity = scope.model.entity(expression.entity)
  const inner = new Scope(scope.model, entity, { alias: scope.alias === 'self' ? 'other' : `other${scope.depth + 1}`, outer: scope })
  const value = expression.value && compile(expression.value, inner)
  const where = expression.where && compile(expression.where, inner).sql
  if (expression.fn !== 'count' && !value) throw new SpecificationError(`${expression.fn} over ${expression.entity} needs a value to compute with.`)
  const number = value?.type === 'boolean' ? `(${value.sql})::int` : value?.sql
  const result = { count: 'count(*)', sum: `coalesce(sum(${number}), 0)`, avg: `avg(${number})`, min: `min(${value?.sql})`, max: `max(${value?.sql})` }[
    expression.fn
  ]
  const sql = `(select ${result} from ${inner.from()}${where ? ` where ${where}` : ''})`
  return { sql, type: expression.fn === 'count' ? 'integer' : expression.fn === 'avg' ? 'decimal' : (value?.type ?? 'decimal') }
}

/** The SQL of an expression in a row's context. Evaluated in UTC; an absent value makes a comparison unknown. */
export function compile(expression: Expression, scope: Scope): Typed {
  switch (expression.kind) {
    case 'literal':
      return literal(expression.value)
    case 'field':
      return scope.column(expression.path)
    case 'outer': {
      if (scope.outer) return scope.outer.column(expression.path)
      return scope.column(scope.outerPath ? `${scope.outerPath}.${expression.path}` : expression.path)
    }
    case 'old': {
      const leaf = scope.model.segment(scope.entity, expression.path)
      if (!leaf || leaf.derived) throw new SpecificationError(`"old ${expression.path}" must name a stored field of ${scope.entity.id}.`)
      scope.usesOld = true
      return { sql: `old.${quote(leaf.column)}`, type: leaf.type }
    }
    case 'input': {
      const type = scope.inputs.get(expression.name) ?? scope.model.segment(scope.entity, expression.name)?.type ?? 'text'
      return { sql: `${scope.parameters.use(`input.${expression.name}`)}::${sqlType[type]}`, type }
    }
    case 'today':
      return { sql: 'current_date', type: 'date' }
    case 'now':
      return { sql: 'now()', type: 'datetime' }
    case 'actor':
      return { sql: `${scope.parameters.use('actor')}::uuid`, type: 'id' }
    case 'subject':
      return { sql: `${scope.parameters.use('subject')}::text`, type: 'text' }
    case 'aggregate':
      return aggregate(expression, scope)
    case 'call':
      return call(
        expression.fn,
        expression.args.map((arg) => compile(arg, scope)),
      )
  }
}
