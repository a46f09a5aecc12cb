import { call, literal, now, field as path, today } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import type { Draft } from '../draft.ts'
import { stripDeterminers } from '../language/nouns.ts'
import { fieldOf } from '../language/resolve.ts'
import { require } from './guards.ts'
import { sentence } from './operation-parts.ts'
import { type Rule, remember } from './rule.ts'

const beginning = (entity: Entity) =>
  entity.fields.find(
    (field) =>
      /^date/.test(field.type.kind) &&
      field.source === 'client' &&
      /start|begin|from|arriv|check_in|date|time|day/.test(field.id) &&
      !/birth|end|until/.test(field.id),
  )

/** "An appointment cannot be booked in the past", "Bookings must not start in the past". */
export const notInThePast: Rule = {
  name: 'nothing in the past',
  apply(clause, reading) {
    const match =
      /^(?:an?|the|any|no|new)? ?(.+?) (?:can|may|must|shall|should) not (?:be (?:\w+(?:ed|ld|de)|for|placed)|start|begin|lie|take place) in the past$/i.exec(
        clause.text,
      )
    const mention = match?.[1] ? reading.draft.lexicon.find(match[1]) : null
    const entity = mention?.before === '' ? reading.draft.entities.get(mention.term.id) : undefined
    const create = entity ? reading.draft.operations.get(`${entity.id}.create`) : undefined
    const start = entity ? beginning(entity) : undefined
    if (!entity || !create || !start || clause.leads.length) return false
    require(create, call('>=', path(start.id), start.type.kind === 'date' ? today : now), clause, 422)
    remember(clause, reading, entity)
    return true
  },
}

/** "A vet cannot have two appointments at the same start time": two rows with both the same are one too many. */
export const notTwice: Rule = {
  name: 'not two at the same',
  apply(clause, reading) {
    const { draft } = reading
    const match =
      /^(?:an?|the|one|no|each|every)? ?(.+?) (?:can|may|must|shall|should) (?:not )?have (?:two|more than one|several) (.+?) (?:at|on|in|for|with) the same (.+)$/i.exec(
        clause.text,
      )
    if (!match?.[1] || !match[2] || !match[3] || !(clause.negative || /^no /i.test(clause.text))) return false
    const mention = draft.lexicon.find(match[2])
    const entity = mention?.before === '' ? draft.entities.get(mention.term.id) : undefined
    const owner = entity ? ownerOf(draft, entity, match[1]) : null
    const field = entity
      ? (fieldOf(entity, stripDeterminers(match[3])) ?? (/^(?:time|date|day|start|moment)$/i.test(match[3]) ? beginning(entity) : undefined))
      : undefined
    if (!entity || !owner || !field || field.id === owner) return false
    const dead = (entity.states?.values ?? []).filter((state) => /cancel|withdr|reject|declin|refus|expir/.test(state.id))
    entity.uniques.push({
      fields: [owner, field.id],
      ...(entity.states && dead.length && { where: call('not', call('in', path(entity.states.field), ...dead.map((state) => literal(state.id)))) }),
      message: sentence(clause),
      statements: [clause.line.id],
    })
    remember(clause, reading, entity)
    return true
  },
}

/** The field that says whose a row is: a reference, or the name of somebody without a record. */
function ownerOf(draft: Draft, entity: Entity, phrase: string): string | null {
  const term = draft.lexicon.find(phrase)?.term
  const at = term ? draft.pathTo(entity, term.id) : null
  if (at && !at.includes('.')) return at
  return entity.fields.find((field) => field.id === term?.id)?.id ?? null
}
