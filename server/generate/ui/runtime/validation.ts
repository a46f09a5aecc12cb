import type { FieldDefinition } from './definition.ts'

/** What is wrong with what was typed, in words, or null. The service checks the same again and more. */
export function complaint(field: FieldDefinition, value: unknown): string | null {
  const empty = value === undefined || value === null || value === ''
  if (empty) return field.required && field.kind !== 'boolean' ? `${field.label} is required.` : null
  if (field.kind === 'boolean' || field.kind === 'reference') return null
  const typed = String(value)
  if (['integer', 'decimal', 'money'].includes(field.kind)) return numberComplaint(field, typed)
  if (field.kind === 'email' && !/^[^\s@]+@[^\s@]+$/.test(typed)) return 'Enter an e-mail address such as name@example.org.'
  if (field.kind === 'phone' && !/^[+()\d][\d\s()/.-]{2,}$/.test(typed)) return 'Enter a phone number such as +44 20 7946 0000.'
  if (field.kind === 'url' && !URL.canParse(typed)) return 'Enter a full address such as https://example.org.'
  if (field.minLength !== undefined && typed.length < field.minLength) return `Enter at least ${field.minLength} characters.`
  if (field.maxLength !== undefined && typed.length > field.maxLength) return `Enter at most ${field.maxLength} characters.`
  if (field.pattern !== undefined && !matches(field.pattern, typed))
    return field.patternText ? `${field.label} must be ${field.patternText}.` : `${field.label} does not have the expected form.`
  return null
}

function numberComplaint(field: FieldDefinition, typed: string): string | null {
  const value = Number(typed.replace(',', '.'))
  if (typed.trim() === '' || !Number.isFinite(value)) return 'Enter a number.'
  if (field.kind === 'integer' && !Number.isInteger(value)) return 'Enter a whole number.'
  const scale = field.kind === 'money' ? 2 : (field.scale ?? 2)
  if (field.kind !== 'integer' && (typed.split(/[.,]/)[1]?.length ?? 0) > scale) return `Enter at most ${scale} decimal places.`
  if (field.min !== undefined && (field.exclusiveMin ? value <= field.min : value < field.min))
    return `${field.label} must be ${field.exclusiveMin ? 'more than' : 'at least'} ${field.min}.`
  if (field.max !== undefined && value > field.max) return `${field.label} must be at most ${field.max}.`
  return null
}

function matches(pattern: string, typed: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(typed)
  } catch {
    return true // a pattern of another dialect: the service decides
  }
}

/** The JSON value of what an input holds; undefined = leave it out. `clearing`: an emptied field is sent as null. */
export function jsonValue(field: FieldDefinition, value: unknown, clearing: boolean): unknown {
  if (field.kind === 'boolean') return value === true
  if (value === undefined || value === null || value === '') return clearing ? null : undefined
  if (['integer', 'decimal', 'money'].includes(field.kind)) return Number(String(value).replace(',', '.'))
  if (field.kind === 'datetime') return new Date(String(value)).toISOString()
  return typeof value === 'string' && field.kind !== 'longtext' ? value.trim() : value
}

/** What an input shows for a stored value. */
export function inputValue(field: FieldDefinition, value: unknown): unknown {
  if (field.kind === 'boolean') return value === true
  if (value === null || value === undefined) return ''
  if (field.kind === 'date') return String(value).slice(0, 10)
  if (field.kind !== 'datetime') return String(value)
  const at = new Date(String(value))
  return Number.isNaN(at.getTime()) ? '' : new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
