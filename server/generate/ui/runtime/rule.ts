import { type DataRecord, held, type Rule, type Scalar } from './definition.ts'

/** own: see Session. */
export interface Actor {
  person: { subject: string } | null
  own: string | null | undefined
}

/**
 * Judges a rule on one record, to hide or explain an action early. The service decides; whatever cannot be judged here
 * (a sum over other records, a field that was not sent) is undefined, and undefined never forbids.
 */
export function evaluate(rule: Rule, record: DataRecord, by: Actor): Scalar | undefined {
  if ('value' in rule) return rule.value
  if ('key' in rule) return scalar(held(record, rule.key))
  if ('today' in rule) return isoDate(new Date())
  if ('own' in rule) return by.own
  if ('subject' in rule) return by.person?.subject
  if ('unknown' in rule) return undefined
  const args = rule.args.map((a) => evaluate(a, record, by))
  return apply(rule.fn, args)
}

function apply(fn: string, args: (Scalar | undefined)[]): Scalar | undefined {
  const [a, b] = args
  switch (fn) {
    case 'and':
      return args.includes(false) ? false : args.every((x) => x === true) ? true : undefined
    case 'or':
      return args.includes(true) ? true : args.every((x) => x === false) ? false : undefined
    case 'not':
      return typeof a === 'boolean' ? !a : undefined
    case 'is_null':
      return a === undefined ? undefined : a === null
    case 'not_null':
      return a === undefined ? undefined : a !== null
    case 'in':
      return a === undefined || a === null || args.includes(undefined) ? undefined : args.slice(1).includes(a)
    default:
      return a === undefined || b === undefined || a === null || b === null ? undefined : compare(fn, a, b)
  }
}

function compare(fn: string, left: string | number | boolean, right: string | number | boolean): boolean | undefined {
  const numbers = isNumeric(left) && isNumeric(right)
  const a = numbers ? Number(left) : left
  const b = numbers ? Number(right) : right
  switch (fn) {
    case '=':
      return a === b
    case '!=':
      return a !== b
    case '<':
      return a < b
    case '<=':
      return a <= b
    case '>':
      return a > b
    case '>=':
      return a >= b
    default:
      return undefined
  }
}

const isNumeric = (value: string | number | boolean): boolean => typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))
const scalar = (value: unknown): Scalar | undefined =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined
export const isoDate = (date: Date): string =>
  `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`
