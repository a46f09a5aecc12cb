import { call, count, literal, outer, field as path } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import { readFieldList } from '../language/fields.ts'
import { actorsOf } from './actors.ts'
import { operationsIn } from './events.ts'
import { require } from './guards.ts'
import { addInputs } from './operation-parts.ts'
import { living, spanOf } from './overlaps.ts'
import { keepOwner } from './permissions.ts'
import { contextOf, type Reading, type Rule, remember } from './rule.ts'

const refused =
  /\b(?:is|are|be|gets?) (?:then )?(?:rejected|refused|denied|declined|blocked|prevented|forbidden|not (?:possible|allowed|permitted|accepted|saved|created))\b|\b(?:error|fails?|forbidden|403|409|can not|not be able|not allowed|not possible|access denied)\b/i

/** Given/When/Then that shows what is refused: a rule by example, nothing that somebody does. */
export function isRefusal(text: string): boolean {
  const then = text.search(/\bthen\b/i)
  // "when the manager rejects it, then the claim is rejected" is what somebody does.
  const outcome = text.slice(then)
  const plain = /\b(?:error|fails?|forbidden|can not|not (?:be able|allowed|possible|permitted|accepted|saved))\b/i.test(outcome)
  return (
    /^given\b/i.test(text) && then > 0 && refused.test(outcome) && (plain || !/\b(?:reject|refus|declin|den(?:y|ies)|block|forbid)/i.test(text.slice(0, then)))
  )
}

/** "When the manager declines it without a reason, then the system shows an error": the reason is needed. */
export const missingInput: Rule = {
  name: 'an example without something needed',
  apply(clause, reading) {
    const text = clause.line.text.replace(/\.$/, '')
    const match =
      /\b(?:when|if) (.+?) without (?:entering |giving |stating |providing |specifying )?(?:an? |the |any )?([a-z][\w -]{1,40}?),? then (.+)$/i.exec(text)
    if (!match?.[1] || !match[2] || !refused.test(match[3] ?? '')) return false
    const { draft } = reading
    const it = contextOf(clause, reading)?.entity
    const operations = operationsIn(draft, it ? match[1].replace(/\b(?:it|them)\b/i, `the ${it.name}`) : match[1], clause, reading)
    const fields = readFieldList(`a ${match[2]}`)
    const entity = draft.entities.get(operations[0]?.entity ?? '')
    if (!entity || fields.length !== 1) return false
    for (const operation of operations) {
      addInputs(reading, clause, operation, entity, fields)
      const id = fields[0]?.id
      for (const input of operation.inputs) if (input.id === id) input.required = true
      if (operation.kind === 'create') for (const field of entity.fields) if (field.id === id) field.required = true
    }
    whole(clause, reading, entity)
    return true
  },
}

/** Given/When/Then with times of day: "a booking from 10:00 to 11:00 … from 10:30 to 11:30 … is rejected" says that bookings do not overlap. */
export const doubleBooking: Rule = {
  name: 'an example of an overlap',
  apply(clause, reading) {
    const text = clause.line.text
    const times = [...text.matchAll(/\b(\d{1,2})[:.](\d{2})\b/g)].map((match) => Number(match[1]) * 60 + Number(match[2]))
    const [a = 0, b = 0, c = 0, d = 0] = times
    if (times.length !== 4 || !/^given\b/i.test(text) || !refused.test(text) || !(a < d && c < b)) return false
    const same = /\bthe same ([a-z][\w-]*(?: [a-z][\w-]*)?)/i.exec(text)?.[1]
    const { draft } = reading
    for (const entity of draft.entities.values()) {
      const target = same ? draft.lexicon.find(same)?.term.id : undefined
      const reference = entity.fields.find((field) => field.type.kind === 'reference' && (target ? field.type.entity === target : true))
      const create = draft.operations.get(`${entity.id}.create`)
      const span = spanOf(entity)
      if (!reference || !create || !span || !mentions(entity, text)) continue
      const where = call(
        'and',
        call('=', path(reference.id), outer(reference.id)),
        ...living(entity),
        call('overlaps', span.start(path), span.end(path), span.start(outer as typeof path), span.end(outer as typeof path)),
        call('!=', path('id'), outer('id')),
      )
      require(create, call('=', count(entity.id, where), literal(0)), clause)
      whole(clause, reading, entity)
      return true
    }
    return false
  },
}

const mentions = (entity: Entity, text: string) => new RegExp(String.raw`\b${entity.name}s?\b`, 'i').test(text)

/** Every clause of the example belongs to the one rule it shows. */
function whole(clause: Parameters<Rule['apply']>[0], reading: Reading, entity: Entity) {
  for (const other of reading.clauses.get(clause.line.id) ?? []) {
    other.read = true
    other.left.length = 0
  }
  remember(clause, reading, entity)
}

/** "Given a booking of another employee, when I cancel it, then I get an error": each acts on their own. */
export const othersRecords: Rule = {
  name: 'an example with the record of somebody else',
  apply(clause, reading) {
    const text = clause.line.text.replace(/\.$/, '')
    const match =
      /^given (?:an? |the )?(.+?) (?:of|from|by|belonging to|created by) (?:another|a different|some other|someone else's|an other) (.+?),? (?:and )?(?:when|if) (.+?),? then (.+)$/i.exec(
        text,
      )
    if (!match?.[1] || !match[2] || !match[3] || !refused.test(match[4] ?? '')) return false
    const { draft } = reading
    const mention = draft.lexicon.find(match[1])
    const entity = mention ? draft.entities.get(mention.term.id) : undefined
    const roles = actorsOf(match[2], reading)?.roles ?? []
    if (!entity || roles.length === 0) return false
    const done = match[3].replace(/\bit\b/i, `the ${entity.name}`).replace(/^i (?:try to |want to )?/i, `${match[2]} `)
    const operations = operationsIn(draft, done, clause, reading)
    const looked = / (?:views?|sees?|opens?|reads?|looks at|accesses) /i.test(` ${done} `)
    if (operations.length === 0 && !looked) return false
    for (const role of roles) {
      keepOwner(reading, entity, role, clause.line.id)
      draft.ownOnly.push({ role, entity: entity.id, statements: [clause.line.id] })
      for (const operation of operations)
        for (const permission of operation.permissions)
          if (permission.role === role && !permission.statements.includes(clause.line.id)) permission.statements.push(clause.line.id)
    }
    whole(clause, reading, entity)
    return true
  },
}
