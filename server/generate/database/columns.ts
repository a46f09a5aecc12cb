import type { Expression } from '#model/expression.ts'
import type { Entity, Field, FieldType } from '#model/specification.ts'
import { type Model, walk } from '#server/generate/expression/model.ts'
import { compile, quote, Scope, text } from '#server/generate/expression/sql.ts'

/** A constraint or unique index, and what the service answers when a write breaks it. */
export interface Constraint {
  name: string
  entity: string
  sql: string
  kind: 'check' | 'unique' | 'reference'
  field: string | null
  message: string
  status: 409 | 422
  statements: string[]
}

/** PostgreSQL cuts names at 63 bytes; cut here instead, with a checksum, so that the service still knows the name. */
export function name(...parts: string[]): string {
  const whole = parts.join('_')
  if (whole.length <= 60) return whole
  let sum = 0
  for (const char of whole) sum = (Math.imul(sum, 31) + char.charCodeAt(0)) >>> 0
  return `${whole.slice(0, 51)}_${sum.toString(36).padStart(7, '0')}`
}

export function columnType(type: FieldType): string {
  switch (type.kind) {
    case 'integer':
      return Math.max(Math.abs(type.min ?? 0), Math.abs(type.max ?? 0)) > 2_147_483_647 ? 'bigint' : 'integer'
    case 'decimal':
      return `numeric(18,${type.scale})`
    case 'money':
      return 'numeric(14,2)'
    case 'boolean':
      return 'boolean'
    case 'date':
      return 'date'
    case 'datetime':
      return 'timestamptz'
    case 'reference':
      return 'uuid'
    default:
      return 'text'
  }
}

export const columnOf = (field: Field): string => field.id + (field.type.kind === 'reference' ? '_id' : '')

/** Whether an expression reads nothing but the row's own stored fields: then the database itself can keep it. */
export function isCheckable(model: Model, entity: Entity, expression: Expression): boolean {
  for (const part of walk(expression)) {
    if (part.kind === 'field') {
      if (part.path.includes('.')) return false
      const leaf = model.segment(entity, part.path)
      if (!leaf || leaf.derived) return false
    } else if (part.kind !== 'literal' && part.kind !== 'call') return false
    if (
      part.kind === 'call' &&
      (part.fn === 'same_week' ||
        part.fn === 'same_month' ||
        part.fn === 'same_year' ||
        part.fn === 'same_day' ||
        part.fn === 'overlaps' ||
        part.fn === 'add_hours' ||
        part.fn === 'add_months' ||
        part.fn === 'year')
    )
      return false // may depend on the time zone
  }
  return true
}

/** The compiled expression over the bare columns, without an alias: for checks and partial indexes. */
export function bare(model: Model, entity: Entity, expression: Expression): string {
  return compile(expression, new Scope(model, entity, { inline: true })).sql.replaceAll('self."', '"')
}

/** PostgreSQL's regular expressions lack some of JavaScript's; such a pattern is kept by the service alone. */
const portable = (pattern: string): boolean => !/\\[pPbBuxk]|\(\?/.test(pattern) && pattern.length < 500

function limits(field: Field): string[] {
  const column = quote(columnOf(field))
  const type = field.type
  if (type.kind === 'integer' || type.kind === 'decimal' || type.kind === 'money') {
    const above = type.kind !== 'integer' && type.exclusiveMin ? '>' : '>='
    return [...(type.min === undefined ? [] : [`${column} ${above} ${type.min}`]), ...(type.max === undefined ? [] : [`${column} <= ${type.max}`])]
  }
  if (type.kind === 'text') {
    return [
      ...(type.min ? [`length(${column}) >= ${type.min}`] : []),
      `length(${column}) <= ${type.max ?? (type.long ? 20_000 : 500)}`,
      ...(type.pattern && portable(type.pattern) ? [`${column} ~ ${text(type.pattern)}`] : []),
    ]
  }
  if (type.kind === 'enum') return [`${column} in (${type.values.map(text).join(', ')})`]
  return []
}

function limitMessage(field: Field): string {
  const type = field.type
  if (type.kind === 'enum') return `${field.label} must be one of ${type.values.join(', ')}.`
  if (type.kind === 'text') return `${field.label} ${type.patternText ? `must be ${type.patternText}` : 'has the wrong length or form'}.`
  if (type.kind !== 'integer' && type.kind !== 'decimal' && type.kind !== 'money') return `${field.label} is not valid.`
  const from = type.min === undefined ? '' : ` ${type.kind !== 'integer' && type.exclusiveMin ? 'more than' : 'at least'} ${type.min}`
  const to = type.max === undefined ? '' : ` at most ${type.max}`
  return `${field.label} must be${from}${from && to ? ' and' : ''}${to}.`
}

export function checks(model: Model, entity: Entity): Constraint[] {
  const made: Constraint[] = []
  const add = (id: string, sql: string, field: string | null, message: string, status: 409 | 422, statements: string[]): void => {
    made.push({ name: name(entity.id, id, 'check'), entity: entity.id, sql: `check (${sql})`, kind: 'check', field, message, status, statements })
  }
  for (const field of model.stored(entity)) {
    const parts = limits(field)
    if (parts.length) add(field.id, parts.join(' and '), field.id, limitMessage(field), 422, field.statements)
  }
  if (entity.states)
    add(
      entity.states.field,
      `${quote(entity.states.field)} in (${entity.states.values.map((v) => text(v.id)).join(', ')})`,
      entity.states.field,
      'This state does not exist.',
      409,
      entity.states.statements,
    )
  for (const rule of entity.invariants) {
    const whole: Expression = rule.when
      ? {
          kind: 'call',
          fn: 'or',
          args: [{ kind: 'call', fn: 'not', args: [{ kind: 'call', fn: 'coalesce', args: [rule.when, { kind: 'literal', value: false }] }] }, rule.expression],
        }
      : rule.expression
    if (isCheckable(model, entity, whole)) add(`${rule.id}_rule`, bare(model, entity, whole), null, rule.message, rule.status, rule.statements)
  }
  return made
}

export function uniques(model: Model, entity: Entity): Constraint[] {
  const column = (id: string): string => quote(model.segment(entity, id)?.column ?? id)
  const made: Constraint[] = model
    .stored(entity)
    .filter((f) => f.unique || f.type.kind === 'sequence')
    .map((field) => ({
      name: name(entity.id, field.id, 'key'),
      entity: entity.id,
      kind: 'unique',
      field: field.id,
      status: 409,
      statements: field.statements,
      sql: `(${field.type.kind === 'email' ? `lower(${column(field.id)})` : column(field.id)})`,
      message: `There is another ${entity.name.toLowerCase()} with this ${field.label}.`,
    }))
  for (const [index, unique] of entity.uniques.entries()) {
    if (unique.where && !isCheckable(model, entity, unique.where)) continue
    const where = unique.where ? ` where ${bare(model, entity, unique.where)}` : ''
    made.push({
      name: name(entity.id, ...unique.fields, `key${index + 1}`),
      entity: entity.id,
      kind: 'unique',
      field: unique.fields.length === 1 ? (unique.fields[0] ?? null) : null,
      status: 409,
      statements: unique.statements,
      sql: `(${unique.fields.map(column).join(', ')})${where}`,
      message: unique.message,
    })
  }
  return made
}

export function references(model: Model, entity: Entity): Constraint[] {
  return model.stored(entity).flatMap((field) => {
    if (field.type.kind !== 'reference') return []
    const target = model.entity(field.type.entity)
    const whole = entity.parent?.field === field.id ? ' on delete cascade' : ''
    return [
      {
        name: name(entity.id, field.id, 'fkey'),
        entity: entity.id,
        kind: 'reference' as const,
        field: field.id,
        status: 422 as const,
        statements: field.statements,
        sql: `foreign key (${quote(columnOf(field))}) references ${quote(target.id)} ("id")${whole}`,
        message: `There is no ${target.name.toLowerCase()} with this id.`,
      },
    ]
  })
}
