import type { Expression } from './expression.ts'
import type { FieldType } from './specification.ts'
import type { SpecificationChange } from './specification-edit.ts'

const words = (id: string) => id.replaceAll('_', ' ').replaceAll('.', ' of its ')
const path = (text: string) =>
  text
    .split('.')
    .reverse()
    .map((step) => step.replaceAll('_', ' '))
    .join(' of the ')

const infix: Partial<Record<string, string>> = {
  '=': 'is',
  '!=': 'is not',
  '<': '<',
  '<=': '≤',
  '>': '>',
  '>=': '≥',
  '+': '+',
  '-': '−',
  '*': '×',
  '/': '÷',
  and: 'and',
  or: 'or',
}

/** An expression as people say it. Never read back: what counts is the data. */
export function expressionWords(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return expression.value === null
        ? 'nothing'
        : typeof expression.value === 'string'
          ? `“${expression.value}”`
          : typeof expression.value === 'boolean'
            ? expression.value
              ? 'yes'
              : 'no'
            : String(expression.value)
    case 'field':
      return path(expression.path)
    case 'outer':
      return `its ${path(expression.path)}`
    case 'old':
      return `${path(expression.path)} before`
    case 'input':
      return `the ${words(expression.name)} given`
    case 'aggregate': {
      const what = `${expression.fn === 'count' ? 'number' : expression.fn} of ${expression.value ? `${expressionWords(expression.value)} over ` : ''}${words(expression.entity)}`
      return expression.where ? `(${what} where ${expressionWords(expression.where)})` : `(${what})`
    }
    case 'call':
      return callWords(expression.fn, expression.args)
    case 'actor':
      return 'whoever asks'
    case 'subject':
      return 'the name of whoever asks'
    default:
      return expression.kind
  }
}

function callWords(fn: string, args: Expression[]): string {
  const [first] = args
  const word = infix[fn]
  if (word) {
    const inner = args.map((arg) =>
      arg.kind === 'call' && (arg.fn === 'and' || arg.fn === 'or') && arg.fn !== fn ? `(${expressionWords(arg)})` : expressionWords(arg),
    )
    return inner.join(` ${word} `)
  }
  if (fn === 'not' && first) return `not (${expressionWords(first)})`
  if (fn === 'is_null' && first) return `${expressionWords(first)} is empty`
  if (fn === 'not_null' && first) return `${expressionWords(first)} is given`
  if (fn === 'in' && first) return `${expressionWords(first)} is one of ${args.slice(1).map(expressionWords).join(', ')}`
  return `${fn.replaceAll('_', ' ')}(${args.map(expressionWords).join(', ')})`
}

export function typeWords(type: FieldType): string {
  const range = 'min' in type || 'max' in type ? rangeWords(type) : ''
  switch (type.kind) {
    case 'text':
      return `${type.long ? 'long text' : 'text'}${range && `, ${range} characters`}${type.pattern ? `, ${type.patternText || 'of a pattern'}` : ''}`
    case 'enum':
      return `one of ${type.values.join(', ')}`
    case 'reference':
      return `a ${words(type.entity)}`
    case 'sequence':
      return `automatic number ${type.prefix}${'0'.repeat(Math.max(0, type.digits - 1))}1`
    case 'boolean':
      return 'yes or no'
    case 'datetime':
      return 'date and time'
    default:
      return `${type.kind}${range && `, ${range}`}`
  }
}
const rangeWords = ({ min, max }: { min?: number | undefined; max?: number | undefined }) =>
  min !== undefined && max !== undefined ? `${min} to ${max}` : min !== undefined ? `at least ${min}` : max !== undefined ? `at most ${max}` : ''

export interface Line {
  what: string
  before: string
  after: string
}
type Value = NonNullable<SpecificationChange['after']>

/** What a change is about: "Loan, due date". */
export function changeTitle(change: SpecificationChange): string {
  const first = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
  switch (change.part) {
    case 'field':
      return `${first(words(change.entity))}: ${change.after?.label ?? change.before?.label ?? change.id}`
    case 'states':
      return `${first(words(change.entity))}: states`
    case 'rule':
      return `${first(words(change.entity))}: rule`
    case 'operation':
      return `Action ${words(change.operation.split('.')[1] ?? '')} of ${words(change.operation.split('.')[0] ?? '')}`
    case 'permission':
      return `Who may ${words(change.operation.split('.')[1] ?? '')} ${words(change.operation.split('.')[0] ?? '')}: ${words(change.role)}`
    case 'condition':
      return `Condition of ${words(change.operation.split('.')[1] ?? '')} ${words(change.operation.split('.')[0] ?? '')}`
  }
}

/** Property by property what was and what is to be; an added or removed part has one side only. */
export function changeLines(change: SpecificationChange): Line[] {
  const [before, after] = [valueWords(change.before), valueWords(change.after)]
  if (change.part === 'permission') {
    const may = (value: typeof change.before) => (value ? (value.own ? `own only (${words(value.own)})` : 'any') : 'not permitted')
    return [{ what: 'may', before: may(change.before), after: may(change.after) }]
  }
  const names = [...new Set([...before.keys(), ...after.keys()])]
  return names.flatMap((what) => {
    const line = { what, before: before.get(what) ?? '', after: after.get(what) ?? '' }
    return line.before === line.after ? [] : [line]
  })
}

function valueWords(value: Value | null): Map<string, string> {
  const lines = new Map<string, string>()
  for (const [key, part] of Object.entries(value ?? {})) {
    const said = partWords(key, part)
    if (said) lines.set(key === 'to' ? 'leads to' : key === 'from' ? 'allowed while' : key, said)
  }
  return lines
}

function partWords(key: string, part: unknown): string {
  if (part === undefined || part === null || part === false) return part === false ? 'no' : ''
  if (part === true) return 'yes'
  if (key === 'type') return typeWords(part as FieldType)
  if (key === 'expression' || key === 'when' || key === 'default' || key === 'derived') return expressionWords(part as Expression)
  if (key === 'values') return (part as { label: string }[]).map((value) => value.label).join(', ')
  if (Array.isArray(part)) return part.map((each) => words(String(each))).join(', ') || (key === 'from' ? 'any state' : '')
  return key === 'to' || key === 'initial' ? words(String(part)) : String(part)
}
