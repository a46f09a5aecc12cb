import type { FieldDefinition } from './definition.ts'

export const sentence = (text: string): string => text.replaceAll('_', ' ').replace(/^./u, (c) => c.toUpperCase())
export const lower = (text: string): string => (/^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text)
export const article = (noun: string): string => (/^[aeiou]/i.test(noun) ? 'an' : 'a')

const whole = new Intl.NumberFormat('en-GB')
export const count = (value: number): string => whole.format(value)

export function money(value: number, currency: string | undefined): string {
  const amount = { minimumFractionDigits: 2, maximumFractionDigits: 2 }
  const known = currency !== undefined && /^[A-Z]{3}$/.test(currency)
  return new Intl.NumberFormat('en-GB', known ? { style: 'currency', currency, ...amount } : amount).format(value)
}

export function date(value: string): string {
  const [year = 0, month = 1, day = 1] = value.slice(0, 10).split('-').map(Number)
  const parsed = new Date(year, month - 1, day)
  return Number.isNaN(parsed.getTime()) ? value : parsed.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
}

export function dateTime(value: string): string {
  const parsed = new Date(value)
  return Number.isNaN(parsed.getTime())
    ? value
    : parsed.toLocaleString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' })
}

/** A value as people read it; '' when there is none. References are shown by their own component. */
export function text(field: FieldDefinition, value: unknown): string {
  if (value === null || value === undefined || value === '') return ''
  if (isNumber(field) && Number.isNaN(Number(value))) return String(value)
  const unit = field.unit ? ` ${field.unit}` : ''
  switch (field.kind) {
    case 'boolean':
      return value === true ? 'Yes' : 'No'
    case 'money':
      return money(Number(value), field.currency)
    case 'integer':
      return `${/\byear\b/i.test(field.label) ? String(value) : count(Number(value))}${unit}`
    case 'decimal':
      return `${Number(value).toLocaleString('en-GB', { maximumFractionDigits: field.scale ?? 2 })}${unit}`
    case 'date':
      return date(String(value))
    case 'datetime':
      return dateTime(String(value))
    case 'enum':
      return sentence(String(value))
    default:
      return typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
}

export const isNumber = (field: FieldDefinition): boolean => ['integer', 'decimal', 'money'].includes(field.kind)
