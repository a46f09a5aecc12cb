import type { Person } from './client.ts'
import type { Expression, Value } from './plan-types.ts'
import { allOf, Draft, day, entityOf, type Node } from './records.ts'

/** Where a rule is evaluated: a second, independent reading of the specification's expressions. */
export interface Scope {
  node: Node
  outer?: Scope
  inputs?: Record<string, Value>
  who?: Person | null
  old?: Record<string, Value>
}
type Aggregate = Expression & { kind: 'aggregate' }

export async function at(path: string, node: Node): Promise<{ node: Node; field: string } | null> {
  const steps = path.split('.')
  const last = steps.pop() ?? 'id'
  let here: Node | null = node
  for (const step of steps) here = here && (await here.follow(step))
  return here && { node: here, field: last }
}

const ms = (value: Value): number => new Date(String(value)).getTime()
const isDay = (value: Value): boolean => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
export const addDays = (value: Value, days: number): Value =>
  isDay(value) ? new Date(ms(value) + days * 86_400_000).toISOString().slice(0, 10) : new Date(ms(value) + days * 86_400_000).toISOString()

function addMonths(value: Value, months: number): Value {
  const date = new Date(ms(value))
  const wanted = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  date.setUTCDate(Math.min(wanted, new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()))
  return isDay(value) ? date.toISOString().slice(0, 10) : date.toISOString()
}

function compare(a: Value, b: Value): number {
  if (typeof a === 'number' || typeof b === 'number') return Number(a) - Number(b)
  if (typeof a === 'string' && typeof b === 'string' && /^\d{4}-\d{2}-\d{2}/.test(a) && /^\d{4}-\d{2}-\d{2}/.test(b) && a.length !== b.length)
    return ms(a) - ms(b)
  return a === b ? 0 : String(a) < String(b) ? -1 : 1
}

const week = (value: Value): number => Math.floor((ms(value) / 86_400_000 + 3) / 7)
const num = (value: Value | undefined): number => Number(value)
const functions: Record<string, (...args: Value[]) => Value> = {
  '+': (a, b) => (typeof a === 'string' ? addDays(a, num(b)) : num(a) + num(b)),
  '-': (a, b) =>
    typeof a === 'string'
      ? typeof b === 'string'
        ? Math.round((ms(a) - ms(b)) / 86_400_000)
        : addDays(a, -num(b))
      : b === undefined
        ? -num(a)
        : num(a) - num(b),
  '*': (...args) => args.reduce<number>((product, x) => product * num(x), 1),
  '/': (a, b) => (num(b) === 0 ? null : num(a) / num(b)),
  '=': (a, b) => compare(a ?? null, b ?? null) === 0,
  '!=': (a, b) => compare(a ?? null, b ?? null) !== 0,
  '<': (a, b) => compare(a ?? null, b ?? null) < 0,
  '<=': (a, b) => compare(a ?? null, b ?? null) <= 0,
  '>': (a, b) => compare(a ?? null, b ?? null) > 0,
  '>=': (a, b) => compare(a ?? null, b ?? null) >= 0,
  in: (a, ...list) => list.some((x) => compare(a ?? null, x) === 0),
  not: (a) => !a,
  add_days: (a, b) => addDays(a ?? null, num(b)),
  add_months: (a, b) => addMonths(a ?? null, num(b)),
  add_hours: (a, b) => new Date(ms(a ?? null) + num(b) * 3_600_000).toISOString(),
  days_between: (a, b) => Math.floor((ms(b ?? null) - ms(a ?? null)) / 86_400_000),
  hours_between: (a, b) => (ms(b ?? null) - ms(a ?? null)) / 3_600_000,
  same_day: (a, b) => String(a).slice(0, 10) === String(b).slice(0, 10),
  same_week: (a, b) => week(a ?? null) === week(b ?? null),
  same_month: (a, b) => String(a).slice(0, 7) === String(b).slice(0, 7),
  same_year: (a, b) => String(a).slice(0, 4) === String(b).slice(0, 4),
  overlaps: (a, b, c, d) =>
    isDay(a ?? null) ? String(a) <= String(d) && String(c) <= String(b) : ms(a ?? null) < ms(d ?? null) && ms(c ?? null) < ms(b ?? null),
  round: (a, b) => Math.round(num(a) * 10 ** num(b ?? 0)) / 10 ** num(b ?? 0),
  ceil: (a) => Math.ceil(num(a)),
  floor: (a) => Math.floor(num(a)),
  least: (...args) => args.reduce((x, y) => (compare(x, y) <= 0 ? x : y)),
  greatest: (...args) => args.reduce((x, y) => (compare(x, y) >= 0 ? x : y)),
  length: (a) => String(a).length,
  lower: (a) => String(a).toLowerCase(),
  matches: (a, b) => new RegExp(String(b)).test(String(a)),
  concat: (...args) => args.map((x) => x ?? '').join(''),
  year: (a) => new Date(ms(a ?? null)).getUTCFullYear(),
}

async function callOf(expression: Expression & { kind: 'call' }, scope: Scope): Promise<Value> {
  const { fn, args } = expression
  const one = (index: number): Promise<Value> => {
    const arg = args[index]
    return arg ? evaluate(arg, scope) : Promise.resolve(null)
  }
  if (fn === 'if') return (await one(0)) === true ? one(1) : one(2)
  const values: Value[] = []
  for (const arg of args) values.push(await evaluate(arg, scope))
  if (fn === 'and') return values.includes(false) ? false : values.includes(null) ? null : true
  if (fn === 'or') return values.includes(true) ? true : values.includes(null) ? null : false
  if (fn === 'is_null') return values[0] === null
  if (fn === 'not_null') return values[0] !== null
  if (fn === 'coalesce') return values.find((v) => v !== null) ?? null
  if (fn === 'least' || fn === 'greatest' || fn === 'concat') return functions[fn]?.(...values.filter((v) => v !== null)) ?? null
  return values.includes(null) ? null : (functions[fn]?.(...values) ?? null)
}

export async function matchingRows(aggregate: Aggregate, scope: Scope): Promise<Node[]> {
  const entity = entityOf(aggregate.entity)
  const own =
    scope.node instanceof Draft && entity.parent?.entity === scope.node.entity.id
      ? [...scope.node.lines.values()].flat().filter((line) => line.entity.id === entity.id)
      : null
  const found: Node[] = []
  for (const node of own ?? (await allOf(entity)))
    if (!aggregate.where || (await evaluate(aggregate.where, { ...scope, node, outer: scope })) === true) found.push(node)
  return found
}

async function aggregateOf(aggregate: Aggregate, scope: Scope): Promise<Value> {
  const rows = await matchingRows(aggregate, scope)
  if (aggregate.fn === 'count' || !aggregate.value) return rows.length
  const values: Value[] = []
  for (const node of rows) values.push(await evaluate(aggregate.value, { ...scope, node, outer: scope }))
  const known = values.filter((v) => v !== null)
  if (aggregate.fn === 'sum') return known.reduce<number>((sum, v) => sum + num(v), 0)
  if (known.length === 0) return null
  if (aggregate.fn === 'avg') return known.reduce<number>((sum, v) => sum + num(v), 0) / known.length
  return known.reduce((a, b) => ((aggregate.fn === 'min' ? compare(a, b) <= 0 : compare(a, b) >= 0) ? a : b))
}

export async function evaluate(expression: Expression, scope: Scope): Promise<Value> {
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'today':
      return day()
    case 'now':
      return new Date().toISOString()
    case 'actor':
      return scope.who?.id ?? null
    case 'subject':
      return scope.who?.subject ?? null
    case 'input':
      return scope.inputs?.[expression.name] ?? null
    case 'old':
      return scope.old?.[expression.path] ?? null
    case 'outer':
      return scope.outer ? evaluate({ kind: 'field', path: expression.path }, scope.outer) : evaluate({ kind: 'field', path: expression.path }, scope)
    case 'field': {
      const place = await at(expression.path, scope.node)
      if (!place) return null
      const value = await place.node.get(place.field)
      if (value !== null || !(place.node instanceof Draft)) return value
      const field = place.node.field(place.field)
      const open = field?.derived ?? field?.default
      return open ? evaluate(open, { ...scope, node: place.node }) : null
    }
    case 'call':
      return callOf(expression, scope)
    case 'aggregate':
      return aggregateOf(expression, scope)
  }
}
