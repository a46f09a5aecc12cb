import type { Expression } from '#model/expression.ts'
import type { Entity, Field } from '#model/specification.ts'
import { baseForm, capitalise } from './language/words.ts'

/** A word with a meaning of its own: "overdue" of a loan. */
export interface Meaning {
  word: string
  entity: string
  expression: Expression
  statements: string[]
}

/** Names that SQL, HTTP or the generators keep for themselves. */
const reserved = new Set([
  'id',
  'created_at',
  'updated_at',
  'version',
  'subject',
  'user',
  'table',
  'select',
  'group',
  'all',
  'and',
  'or',
  'not',
  'null',
  'true',
  'false',
  'default',
  'constructor',
  'prototype',
  'to_string',
  'value_of',
  'has_own_property',
  'proto',
  'api',
  'healthz',
  'readyz',
  'metrics',
])

export function safe(id: string): string {
  if (!id) return 'item'
  if (/^[0-9_]/.test(id)) return safe(`n_${id.replace(/^_+/, '')}`)
  return reserved.has(id) && id !== 'group' && id !== 'user' ? `${id}_value` : id
}

export const verbLabel = (verb: string, entity: Entity): string => {
  const parts = /^(\w+) ((?:on|as|out|in|to|back|under) .+)$/.exec(verb.replace(/_/g, ' '))
  return parts ? `${verbLabel(parts[1] ?? verb, entity)} ${parts[2]}` : plainLabel(verb, entity)
}

const plainLabel = (verb: string, entity: Entity): string =>
  `${capitalise(baseForm(verb).replace(/_/g, ' '))} ${entity.name.charAt(0).toLowerCase() === entity.name.charAt(0) || /^[A-Z]{2}/.test(entity.name) ? entity.name : entity.name.charAt(0).toLowerCase() + entity.name.slice(1)}`

/** Text about which nothing is known yet. */
export const isPlainText = (field: Field): boolean => field.type.kind === 'text' && Object.keys(field.type).length === 1
