import type { Expression } from './expression.ts'
import type { Entity, FieldType, Operation, Specification } from './specification.ts'
import type { SpecificationChange } from './specification-edit.ts'
import { entitiesOf, namedBy } from './specification-paths.ts'

interface Found {
  path: string
  message: string
}
type RuleChange = Extract<SpecificationChange, { part: 'rule' | 'condition' }>

export const comparisons = ['=', '!=', '<', '<=', '>', '>='] as const
const isComparison = (fn: string) => (comparisons as readonly string[]).includes(fn)

/**
 * A person writes comparisons of fields with values, joined by and, or, not; whatever is more than that keeps the shape
 * it was read in, and only its numbers and words change. So no edit brings forth an expression the generators never saw.
 */
export function ruleProblems(after: Specification, change: RuleChange): Found[] {
  if (!change.after) return []
  const operation = change.part === 'condition' ? after.operations.find((each) => each.id === change.operation) : undefined
  const entities = entitiesOf(after)
  const entity = entities.get(change.part === 'rule' ? change.entity : (operation?.entity ?? ''))
  if (!entity) return []
  const scope: Scope = { entity, operation, entities }
  const found: Found[] = []
  judge(change.after.expression, change.before?.expression, 'expression', scope, found)
  if (change.part === 'rule') {
    const [was, is] = [change.before?.when, change.after?.when]
    if (is) judge(is, was, 'when', scope, found)
  }
  if (change.part === 'condition')
    for (const role of change.after.roles)
      if (!after.roles.some((each) => each.id === role)) found.push({ path: 'roles', message: `There is no role ${role}.` })
  return found
}

interface Scope {
  entity: Entity
  operation: Operation | undefined
  entities: Map<string, Entity>
}

function judge(is: Expression, was: Expression | undefined, path: string, scope: Scope, found: Found[]) {
  if (was && shapeOf(was) === shapeOf(is)) return
  compare(is, path, scope, found)
}

/** Everything but the values that may change: numbers, and words that nothing interprets. */
export function shapeOf(expression: Expression): string {
  const blank = (value: unknown, fixed: boolean): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map((each) => blank(each, fixed))
    const at = value as Record<string, unknown>
    if (at.kind === 'literal' && !fixed) return { kind: 'literal', type: at.value === null ? 'null' : typeof at.value }
    const pattern = at.kind === 'call' && at.fn === 'matches'
    return Object.fromEntries(Object.entries(at).map(([key, inner]) => [key, blank(inner, fixed || pattern)]))
  }
  return JSON.stringify(blank(expression, false))
}

function compare(expression: Expression, path: string, scope: Scope, found: Found[]) {
  const say = (message: string) => found.push({ path, message })
  if (expression.kind !== 'call') return say('A rule compares something: a field with a value or with another field.')
  const { fn, args } = expression
  if (fn === 'and' || fn === 'or') {
    if (args.length === 0) say('A rule needs at least one comparison.')
    for (const [index, arg] of args.entries()) compare(arg, `${path}.args.${index}`, scope, found)
    return
  }
  if (fn === 'not' && args[0] && args.length === 1) return compare(args[0], `${path}.args.0`, scope, found)
  const kinds = args.map((arg) => kindOf(arg, scope))
  const [left, right] = kinds
  if ((fn === 'is_null' || fn === 'not_null') && args.length === 1) {
    if (!left || args[0]?.kind !== 'field') say('Choose a field.')
    return
  }
  if (!isComparison(fn) || args.length !== 2) return say('This is more than a comparison: say it in the text, where it can be read.')
  if (!left || args[0]?.kind !== 'field') return say('Choose a field to compare.')
  if (!right) return say('Choose a value or a field to compare with.')
  fits(left, right, fn, say)
}

interface Kind {
  class: 'number' | 'text' | 'boolean' | 'date' | 'datetime' | 'reference' | 'null'
  of?: string // entity of a reference
  values?: readonly string[] // of an enumeration or a state
  literal?: string | number | boolean | null
}

function fits(left: Kind, right: Kind, fn: string, say: (message: string) => void) {
  if (left.values && typeof right.literal === 'string') return left.values.includes(right.literal) || say(`“${right.literal}” is none of its values.`)
  if (right.class === 'null') return say('Compare with a value, or choose “is empty”.')
  if (typeof right.literal === 'string' && left.class === 'date') return /^\d{4}-\d{2}-\d{2}$/.test(right.literal) || say('Write the date as 2026-01-31.')
  if (left.class !== right.class || left.of !== right.of) return say(`A ${wordOf(left)} cannot be compared with a ${wordOf(right)}.`)
  if (!['=', '!='].includes(fn) && !['number', 'date', 'datetime'].includes(left.class)) say(`A ${wordOf(left)} is neither smaller nor larger than another.`)
}
const wordOf = (kind: Kind) =>
  ({ number: 'number', text: 'text', boolean: 'yes or no', date: 'date', datetime: 'time', reference: 'reference', null: 'nothing' })[kind.class]

function kindOf(expression: Expression, scope: Scope): Kind | null {
  if (expression.kind === 'today') return { class: 'date' }
  if (expression.kind === 'now') return { class: 'datetime' }
  if (expression.kind === 'input') {
    const input = scope.operation?.inputs.find((each) => each.id === expression.name)
    return input ? kindOfType(input.type) : null
  }
  if (expression.kind === 'literal') {
    const { value } = expression
    if (value === null) return { class: 'null', literal: null }
    if (typeof value === 'string') return value.length > 200 || /[\p{Cc}]/u.test(value) ? null : { class: 'text', literal: value }
    if (typeof value === 'number') return Number.isFinite(value) ? { class: 'number', literal: value } : null
    return { class: 'boolean', literal: value }
  }
  if (expression.kind !== 'field') return null
  const named = namedBy(expression, { at: '', entity: scope.entity, outer: null }, scope.entities)
  const dot = named.indexOf('.')
  const owner = scope.entities.get(named.slice(0, dot))
  const id = named.slice(dot + 1)
  if (owner?.states && owner.states.field === id) return { class: 'text', values: owner.states.values.map((value) => value.id) }
  if (id === 'created_at') return { class: 'datetime' }
  const type = owner?.fields.find((field) => field.id === id)?.type
  return type ? kindOfType(type) : null
}

export function kindOfType(type: FieldType): Kind {
  if (type.kind === 'integer' || type.kind === 'decimal' || type.kind === 'money') return { class: 'number' }
  if (type.kind === 'enum') return { class: 'text', values: type.values }
  if (type.kind === 'reference') return { class: 'reference', of: type.entity }
  if (type.kind === 'boolean' || type.kind === 'date' || type.kind === 'datetime') return { class: type.kind }
  return { class: 'text' }
}
