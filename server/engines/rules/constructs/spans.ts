import { call, literal, now, field as path, today } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import { number, numberPattern } from '../language/numbers.ts'
import { manageVerbs } from '../language/vocabulary.ts'
import { stem } from '../language/words.ts'
import { safe, verbLabel } from '../names.ts'
import { actorsOf } from './actors.ts'
import { require } from './guards.ts'
import { permitAll, sentence } from './operation-parts.ts'
import { contextOf, type Rule, remember } from './rule.ts'

const dates = (entity: Entity) => entity.fields.filter((field) => field.type.kind === 'date' || field.type.kind === 'datetime')
const startOf = (entity: Entity) => dates(entity).find((field) => /start|begin|from|arrival|pick|check_?in/.test(field.id)) ?? dates(entity)[0]
const endOf = (entity: Entity) => dates(entity).find((field) => field !== startOf(entity) && /end|until|to$|finish|departure|return|check_?out/.test(field.id))

/** "A booking may last at most 8 hours", "A stay is at least 2 nights". */
export const spans: Rule = {
  name: 'how long something may last',
  apply(clause, reading) {
    const match = new RegExp(
      `^(?:an?|the|each|every) (?:duration of (?:an?|the) |length of (?:an?|the) )?(.+?)(?:'s duration)? (?:(?:may|can|must|shall|should) )?(not )?(?:last|lasts|take|takes|be|is|run|runs|exceed) (?:for )?(at most|at least|up to|no more than|not more than|no longer than|longer than|more than|a maximum of|a minimum of|)? ?(${numberPattern}) (minute|hour|day|night|week)s?(?: long)?$`,
      'i',
    ).exec(clause.text)
    const { draft } = reading
    const mention = match?.[1] ? draft.lexicon.find(match[1]) : null
    const entity = mention?.before === '' ? draft.entities.get(mention.term.id) : undefined
    const amount = match?.[4] ? number(match[4]) : undefined
    const start = entity ? startOf(entity) : undefined
    const end = entity ? endOf(entity) : undefined
    if (!match || !entity || amount === undefined || !start || !end) return false
    const least = /least|minimum/i.test(match[3] ?? '')
    if (!least && !match[3] && !match[2]) return false
    const unit = match[5] ?? 'hour'
    const hours = /minute|hour/i.test(unit)
    const measured = call(hours ? 'hours_between' : 'days_between', path(start.id), path(end.id))
    const bound = literal(/minute/i.test(unit) ? amount / 60 : /week/i.test(unit) ? amount * 7 : amount)
    entity.invariants.push({
      id: safe(`span_${entity.invariants.length + 1}`),
      expression: call('or', call('is_null', path(start.id)), call('is_null', path(end.id)), call(least ? '>=' : '<=', measured, bound)),
      message: sentence(clause),
      status: 422,
      statements: [clause.line.id],
    })
    remember(clause, reading, entity)
    return true
  },
}

/** "Bookings can only be made up to 30 days in advance", "A visit must be booked at least 2 hours in advance". */
export const advance: Rule = {
  name: 'in advance',
  apply(clause, reading) {
    const match = new RegExp(
      `^(.+?) (?:can|may|must|shall|should|are|is) (?:only )?(?:be )?(\\w+?)(?:ed|de)? (?:only )?(up to|at most|no more than|not more than|at least|no less than|a maximum of) (${numberPattern}) (hour|day|week|month)s? (?:in advance|ahead|beforehand|before the start)$`,
      'i',
    ).exec(clause.text)
    const { draft } = reading
    const mention = match?.[1] ? draft.lexicon.find(match[1]) : null
    const entity = mention ? draft.entities.get(mention.term.id) : contextOf(clause, reading)?.entity
    const create = entity ? draft.operations.get(`${entity.id}.create`) : undefined
    const start = entity ? startOf(entity) : undefined
    const amount = match?.[4] ? number(match[4]) : undefined
    if (!match || !entity || !create || !start || amount === undefined) return false
    const least = /least|less/i.test(match[3] ?? '')
    const unit = match[5] ?? 'day'
    const test = /hour/i.test(unit)
      ? call(least ? '>=' : '<=', call('hours_between', now, path(start.id)), literal(amount))
      : call(
          least ? '>=' : '<=',
          call('days_between', today, path(start.id)),
          literal(/week/i.test(unit) ? amount * 7 : /month/i.test(unit) ? amount * 30 : amount),
        )
    require(create, test, clause)
    remember(clause, reading, entity)
    return true
  },
}

/** "The community manager sees everything", "An administrator has full access". */
export const seesAll: Rule = {
  name: 'sees everything',
  apply(clause, reading) {
    const match =
      /^(.+?) (?:(?:can|may|shall) )?(sees?|views?|reads?|access(?:es)?|manages?|edits?|changes?|do|does) (?:everything|all data|all records|all information|anything)$/i.exec(
        clause.text,
      ) ?? /^(.+?) (?:has|have) (full|unrestricted|complete|read) access(?: to (?:everything|all data|all records|the system))?$/i.exec(clause.text)
    if (!match?.[1] || !match[2] || clause.negative) return false
    const actors = actorsOf(match[1], reading)
    if (!actors?.roles.length) return false
    const all = /full|unrestricted|complete|do/i.test(match[2]) || manageVerbs.has(stem(match[2])) || /^(?:edit|change)/i.test(match[2])
    for (const entity of reading.draft.entities.values()) {
      if (entity.parent) continue
      for (const kind of all ? (['create', 'read', 'list', 'update'] as const) : (['read', 'list'] as const))
        permitAll(
          reading.draft,
          reading.draft.operation(
            entity,
            kind,
            kind,
            kind === 'list' ? `List ${entity.plural.toLowerCase()}` : verbLabel(kind === 'read' ? 'view' : kind, entity),
            clause.line.id,
          ),
          actors,
          clause.line.id,
        )
    }
    return true
  },
}
