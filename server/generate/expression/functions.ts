import type { Fn } from '#model/expression.ts'
import { SpecificationError, type ValueType } from './model.ts'

export interface Typed {
  sql: string
  type: ValueType
}

const numeric = (types: ValueType[]): ValueType => (types.every((t) => t === 'integer') ? 'integer' : 'decimal')
const known = (args: Typed[]): ValueType => args.find((a) => a.type !== 'unknown')?.type ?? 'unknown'
const bool = (sql: string): Typed => ({ sql, type: 'boolean' })
const sqlOf = (args: Typed[]): string => args.map((a) => a.sql).join(', ')

/** A text literal beside a date is that date; a number beside a text is compared as text. */
function alike(args: Typed[]): Typed[] {
  const temporal = args.find((a) => a.type === 'date' || a.type === 'datetime')
  return args.map((a) => {
    if (temporal && a.type === 'text' && a.sql.startsWith("'"))
      return { sql: `${a.sql}::${temporal.type === 'date' ? 'date' : 'timestamptz'}`, type: temporal.type }
    if (args.some((b) => b.type === 'text') && a.type === 'id') return { sql: `(${a.sql})::text`, type: 'text' }
    return a
  })
}

function binary(operator: string, args: Typed[]): Typed {
  if (operator === '=' && args[1]?.sql === 'null') return bool(`(${args[0]?.sql} is null)`)
  if (operator === '<>' && args[1]?.sql === 'null') return bool(`(${args[0]?.sql} is not null)`)
  const [a, b] = alike(args)
  return bool(`(${a?.sql} ${operator} ${b?.sql})`)
}

function arithmetic(operator: string, args: Typed[]): Typed {
  const [a, b] = args
  if (args.length === 1) return { sql: `(${operator} ${a?.sql})`, type: a?.type ?? 'decimal' }
  if (a && b && (a.type === 'date' || a.type === 'datetime') && operator !== '*' && operator !== '/') {
    if (b.type === a.type) return days(a, b, true)
    return shift(a, b, 'days', operator === '-' ? '-' : '+')
  }
  if (operator === '/') return { sql: `(${a?.sql}::numeric / nullif(${b?.sql}, 0))`, type: 'decimal' }
  return { sql: `(${args.map((x) => x.sql).join(` ${operator} `)})`, type: numeric(args.map((x) => x.type)) }
}

function shift(from: Typed, amount: Typed, unit: 'days' | 'hours' | 'months', sign = '+'): Typed {
  if (unit === 'days' && from.type !== 'datetime') return { sql: `(${from.sql} ${sign} (${amount.sql})::int)`, type: 'date' }
  if (unit === 'hours') return { sql: `(${from.sql} ${sign} make_interval(secs => ((${amount.sql}) * 3600)::double precision))`, type: 'datetime' }
  const moved = `(${from.sql} ${sign} make_interval(${unit} => (${amount.sql})::int))`
  return from.type === 'datetime' ? { sql: moved, type: 'datetime' } : { sql: `${moved}::date`, type: 'date' }
}

/** Whole days from a to b; positive when b is later. */
function days(a: Typed, b: Typed, reversed = false): Typed {
  const [from, to] = reversed ? [b, a] : [a, b]
  if (from.type === 'datetime' && to.type === 'datetime') return { sql: `floor(extract(epoch from (${to.sql} - ${from.sql})) / 86400)::int`, type: 'integer' }
  return { sql: `((${to.sql})::date - (${from.sql})::date)`, type: 'integer' }
}

function same(unit: string, args: Typed[]): Typed {
  return bool(`(${args.map((a) => `date_trunc('${unit}', ${a.sql})`).join(' = ')})`)
}

/** Days include their last day; moments do not include their last instant, so that one booking may start when another ends. */
function overlaps(args: Typed[]): Typed {
  const range = args.some((a) => a.type === 'datetime') ? ['tstzrange', '[)'] : ['daterange', '[]']
  const [a, b, c, d] = alike(args)
  return bool(`(${range[0]}(${a?.sql}, ${b?.sql}, '${range[1]}') && ${range[0]}(${c?.sql}, ${d?.sql}, '${range[1]}'))`)
}

type Compiler = (args: Typed[]) => Typed
const at = (args: Typed[], index: number): Typed => {
  const found = args[index]
  if (!found) throw new SpecificationError('A function of a rule has too few arguments.')
  return found
}

const compilers: Record<Fn, Compiler> = {
  '+': (a) => arithmetic('+', a),
  '-': (a) => arithmetic('-', a),
  '*': (a) => arithmetic('*', a),
  '/': (a) => arithmetic('/', a),
  '=': (a) => binary('=', a),
  '!=': (a) => binary('<>', a),
  '<': (a) => binary('<', a),
  '<=': (a) => binary('<=', a),
  '>': (a) => binary('>', a),
  '>=': (a) => binary('>=', a),
  and: (a) => bool(a.length ? `(${a.map((x) => x.sql).join(' and ')})` : 'true'),
  or: (a) => bool(a.length ? `(${a.map((x) => x.sql).join(' or ')})` : 'false'),
  not: (a) => bool(`(not ${at(a, 0).sql})`),
  in: (a) => bool(`(${at(a, 0).sql} in (${sqlOf(alike(a).slice(1))}))`),
  is_null: (a) => bool(`(${at(a, 0).sql} is null)`),
  not_null: (a) => bool(`(${at(a, 0).sql} is not null)`),
  add_days: (a) => shift(at(a, 0), at(a, 1), 'days'),
  add_hours: (a) => shift(at(a, 0), at(a, 1), 'hours'),
  add_months: (a) => shift(at(a, 0), at(a, 1), 'months'),
  days_between: (a) => days(at(a, 0), at(a, 1)),
  hours_between: (a) => ({ sql: `(extract(epoch from (${at(a, 1).sql}::timestamptz - ${at(a, 0).sql}::timestamptz)) / 3600)`, type: 'decimal' }),
  same_day: (a) => bool(`((${at(a, 0).sql})::date = (${at(a, 1).sql})::date)`),
  same_week: (a) => same('week', a),
  same_month: (a) => same('month', a),
  same_year: (a) => same('year', a),
  overlaps,
  round: (a) => ({ sql: `round((${at(a, 0).sql})::numeric, ${a[1]?.sql ?? '0'})`, type: 'decimal' }),
  ceil: (a) => ({ sql: `ceil(${at(a, 0).sql})::int`, type: 'integer' }),
  floor: (a) => ({ sql: `floor(${at(a, 0).sql})::int`, type: 'integer' }),
  least: (a) => ({ sql: `least(${sqlOf(alike(a))})`, type: known(a) }),
  greatest: (a) => ({ sql: `greatest(${sqlOf(alike(a))})`, type: known(a) }),
  coalesce: (a) => ({ sql: `coalesce(${sqlOf(alike(a))})`, type: known(a) }),
  if: (a) => ({
    sql: `case when ${at(a, 0).sql} then ${at(a, 1).sql} else ${a[2]?.sql ?? 'null'} end`,
    type: known(a.slice(1)) === 'integer' && a[2]?.type === 'decimal' ? 'decimal' : known(a.slice(1)),
  }),
  length: (a) => ({ sql: `length(${at(a, 0).sql})`, type: 'integer' }),
  lower: (a) => ({ sql: `lower(${at(a, 0).sql})`, type: 'text' }),
  matches: (a) => bool(`(${at(a, 0).sql} ~ ${at(a, 1).sql})`),
  concat: (a) => ({ sql: `concat(${sqlOf(a)})`, type: 'text' }),
  year: (a) => ({ sql: `extract(year from ${at(a, 0).sql})::int`, type: 'integer' }),
}

export const call = (fn: Fn, args: Typed[]): Typed => {
  const made = compilers[fn](args)
  return fn === 'if' ? { ...made, sql: `(${made.sql})` } : made
}
