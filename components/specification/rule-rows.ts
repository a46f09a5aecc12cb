import { type Expression, field, literal, now, today } from '#model/expression.ts'
import type { Entity, FieldType, Specification } from '#model/specification.ts'
import { comparisons } from '#model/specification-rule-check.ts'

/** One comparison as a form shows it. */
export interface RuleRow {
  left: string
  op: (typeof comparisons)[number] | 'is_null' | 'not_null'
  right: Expression
}
const isComparison = (fn: string): fn is (typeof comparisons)[number] => (comparisons as readonly string[]).includes(fn)

/** A rule that is a comparison, or several of which all must hold; null when it is more than that. */
export function rowsOf(expression: Expression): RuleRow[] | null {
  if (expression.kind !== 'call') return null
  const { fn, args } = expression
  if (fn === 'and') {
    const rows = args.map(rowsOf)
    return rows.every((each) => each !== null) ? rows.flat() : null
  }
  const [left, right] = args
  if (left?.kind !== 'field') return null
  if ((fn === 'is_null' || fn === 'not_null') && args.length === 1) return [{ left: left.path, op: fn, right: literal(null) }]
  if (!isComparison(fn) || !right || !['literal', 'field', 'today', 'now', 'input'].includes(right.kind)) return null
  return [{ left: left.path, op: fn, right }]
}

export function expressionOf(rows: readonly RuleRow[]): Expression {
  const parts = rows.map(
    (row): Expression => ({ kind: 'call', fn: row.op, args: row.op === 'is_null' || row.op === 'not_null' ? [field(row.left)] : [field(row.left), row.right] }),
  )
  return parts.length === 1 && parts[0] ? parts[0] : { kind: 'call', fn: 'and', args: parts }
}

export interface PathOption {
  path: string
  label: string
  type: FieldType | { kind: 'state'; values: { id: string; label: string }[] }
}

/** What a rule about an entity can speak of: its own fields, its state, and those of what it refers to. */
export function pathsOf(entity: Entity, specification: Specification): PathOption[] {
  const own = (each: Entity, before: string, words: string): PathOption[] => [
    ...each.fields.map((one) => ({ path: `${before}${one.id}`, label: `${words}${one.label}`, type: one.type })),
    ...(each.states
      ? [
          {
            path: `${before}${each.states.field}`,
            label: `${words}${each.states.field.replaceAll('_', ' ')}`,
            type: { kind: 'state' as const, values: each.states.values },
          },
        ]
      : []),
  ]
  const through = entity.fields.flatMap((one) => {
    const target = one.type.kind === 'reference' ? specification.entities.find((each) => each.id === (one.type as { entity: string }).entity) : undefined
    return target ? own(target, `${one.id}.`, `${one.label} → `) : []
  })
  return [...own(entity, '', ''), ...through]
}

/** The value a comparison with a field begins with. */
export function firstValue(type: PathOption['type']): Expression {
  if (type.kind === 'state') return literal(type.values[0]?.id ?? '')
  if (type.kind === 'enum') return literal(type.values[0] ?? '')
  if (type.kind === 'boolean') return literal(true)
  if (type.kind === 'date') return today
  if (type.kind === 'datetime') return now
  return literal(type.kind === 'integer' || type.kind === 'decimal' || type.kind === 'money' ? 0 : '')
}

type Value = string | number | boolean | null
/** The numbers and words of a rule whose shape stays: where they stand, so that one can be replaced. Patterns are not among them. */
export function valuesOf(expression: Expression, at: readonly (string | number)[] = []): { at: (string | number)[]; value: string | number }[] {
  if (expression.kind === 'literal')
    return typeof expression.value === 'number' || typeof expression.value === 'string' ? [{ at: [...at], value: expression.value }] : []
  if (expression.kind === 'call') return expression.fn === 'matches' ? [] : expression.args.flatMap((arg, index) => valuesOf(arg, [...at, 'args', index]))
  if (expression.kind !== 'aggregate') return []
  return [...(expression.value ? valuesOf(expression.value, [...at, 'value']) : []), ...(expression.where ? valuesOf(expression.where, [...at, 'where']) : [])]
}

/** The same rule with another value at one place. */
export function withValue(expression: Expression, at: readonly (string | number)[], value: Value): Expression {
  const copy = structuredClone(expression)
  const end = at.reduce<unknown>((inner, step) => (inner as Record<string | number, unknown>)[step], copy) as { value: Value }
  end.value = value
  return copy
}
