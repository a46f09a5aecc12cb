import { call, count, type Expression, literal, outer, field as path } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import { postmodifier } from '../language/counting.ts'
import { stripDeterminers } from '../language/nouns.ts'
import { number } from '../language/numbers.ts'
import { qualities } from '../language/qualities.ts'
import { fieldAt, fullPath } from '../language/resolve.ts'
import { identifier } from '../language/words.ts'
import { require, statesOf } from './guards.ts'
import { forOperation, operationsInto } from './limits.ts'
import { type Reading, type Rule, remember } from './rule.ts'

const shape =
  /^(?:the )?(?:total )?number of (.+?) (?:of|for|in|on|per|at|assigned to|belonging to|that belong to) (?:an?|the|each|every|one|any) (.+?) (?:must|shall|can|may|should|will) (?:not (?:exceed|be (?:more|greater|higher|larger) than|be (?:above|over))|be (?:at most|no more than|no greater than|limited to)) (.+)$/i

/** "The number of tickets of an event must not exceed the capacity of its venue": rows counted against a value of what they belong to. */
export const countBounds: Rule = {
  name: 'a number of rows bounded by a value',
  apply(clause, reading) {
    const match = shape.exec(clause.text)
    const { draft } = reading
    if (!match?.[1] || !match[2] || !match[3] || clause.leads.length) return false
    const { noun, after } = postmodifier(stripDeterminers(match[1]))
    const mention = draft.lexicon.find(noun)
    const entity = mention ? draft.entities.get(mention.term.id) : undefined
    const named = draft.lexicon.find(match[2])
    const owner = named?.before === '' ? draft.entities.get(named.term.id) : undefined
    const reference = owner ? entity?.fields.find((field) => field.type.kind === 'reference' && field.type.entity === owner.id) : undefined
    if (!mention || !entity || !owner || !reference) return false
    const words = qualities(draft, entity, '', [mention.before, after].filter(Boolean).join(' ; '))
    const most = boundOf(reading, match[3], owner, reference.id)
    if (words === null || !most) return false
    const states = words.flatMap((word) => statesOf(word, entity) ?? [])
    const operations = operationsInto(draft, entity, states, owner.id, { test: literal(true), field: reference, subject: null })
    if (operations.length === 0) return false
    const where = call('and', call('=', path(reference.id), outer(reference.id)), ...words, call('!=', path('id'), outer('id')))
    for (const operation of operations) require(operation, call('<', count(entity.id, forOperation(where, operation, reference)), most), clause)
    remember(clause, reading, entity)
    return true
  },
}

/** A figure, or a field of the owner (or of what it refers to) as the counted rows see it. */
function boundOf(reading: Reading, text: string, owner: Entity, via: string): Expression | null {
  const figure = /^[\d.,]+$/.test(text.trim()) ? number(text) : undefined
  if (figure !== undefined) return literal(figure)
  const id = identifier(stripDeterminers(text.replace(/^its /i, '')))
  const own = owner.fields.find((field) => field.id === id)
  if (own) return path(`${via}.${own.id}`)
  const place = fieldAt(reading.draft, text, owner)
  return place?.field && !place.each && !place.children && /^(?:integer|decimal)$/.test(place.field.type.kind) ? path(`${via}.${fullPath(place)}`) : null
}
