import { call, count, type Expression, literal, outer, field as path } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import { number, numberPattern } from '../language/numbers.ts'
import { qualities } from '../language/qualities.ts'
import { ownerField } from './more-limits.ts'
import type { Reading } from './rule.ts'

const has = new RegExp(
  String.raw`^(?:an?|the) (.+?) (?:with|who (?:already )?has|(?:already )?has) (?:already )?(?:at least )?(${numberPattern}|an?) (.+)$`,
  'i',
)

/** "a resident with 2 approved permits", "the borrower already has 5 open requests", where these people sign in and have no record. */
export function soMany(reading: Reading, fact: string, on: Entity, statement: string): Expression | null {
  const match = has.exec(fact)
  const role = match?.[1] ? reading.draft.lexicon.find(match[1])?.term : undefined
  const rows = match?.[3] ? reading.draft.lexicon.find(match[3]) : null
  const amount = /^an?$/i.test(match?.[2] ?? '') ? 1 : number(match?.[2] ?? '')
  if (!role?.role || rows?.term.id !== on.id || amount === undefined) return null
  const words = rows.before ? qualities(reading.draft, on, '', rows.before) : []
  const owner = words === null ? null : ownerField(reading, on, role.id, statement)
  if (!owner || words === null) return null
  const where = call('and', call('=', path(owner), outer(owner)), ...words, call('!=', path('id'), outer('id')))
  return call('>=', count(on.id, where), literal(amount))
}
