import { call, count, type Expression, literal, now, outer, field as path, today } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import type { Clause } from '../language/clauses.ts'
import { condition } from '../language/conditions.ts'
import { stripDeterminers } from '../language/nouns.ts'
import { fieldAt, fullPath, recordAt } from '../language/resolve.ts'
import { operationsIn } from './events.ts'
import { forbid } from './forbid.ts'
import { require } from './guards.ts'
import { keepOwner } from './permissions.ts'
import type { Reading, Rule } from './rule.ts'
import { soMany } from './so-many.ts'

/** "If a student is already enrolled in a course, the system shall reject a second enrolment"; "Where …, block enrolment". */
export const rejections: Rule = {
  name: 'the system refuses',
  apply(clause, reading) {
    const match =
      /^(?:the )?(?:system|application|service|platform|software) (?:shall |must |should |will )?(?:reject|refuse|block|prevent|deny|disallow|forbid|decline|stop|not accept|not allow)s? (?:the |an? |any |further |new )*(.+)$/i.exec(
        clause.text,
      ) ??
      /^(?:the |an? |any )?(.+?) (?:is|are|shall be|must be|will be) (?:rejected|refused|blocked|prevented|denied|not (?:possible|allowed|permitted))$/i.exec(
        clause.text,
      )
    if (match?.[1] && tooLate(clause, reading, match[1])) return true
    if (!match?.[1] || clause.leads.length === 0) return false
    const { draft } = reading
    const phrase = match[1]
      .replace(/^(?:second|further|another|new|attempt to|attempts to) /i, '')
      .replace(/ (?:in|for|of|on) the same .*$| (?:in|for|of) (?:it|them)$| (?:attempts?|requests?)$/i, '')
    const mention = draft.lexicon.find(phrase)
    const created = mention ? draft.operations.get(`${mention.term.id}.create`) : undefined
    const operations = created && !/ing\b/.test(phrase) ? [created] : operationsIn(draft, phrase, clause, reading)
    const on = draft.entities.get(operations[0]?.entity ?? '')
    if (!on) return false
    const tests: Expression[] = []
    for (const lead of clause.leads) {
      const test =
        duplicate(reading, lead.text, on) ??
        condition(draft, lead.text, on) ??
        soMany(reading, lead.text, on, clause.line.id) ??
        owed(reading, lead.text, on, clause)
      if (!test) return false
      tests.push(test)
    }
    for (const operation of operations) forbid(on, operation, tests, clause)
    return true
  },
}

/** "Applications received after the closing date shall be rejected". */
function tooLate(clause: Clause, reading: Reading, phrase: string): boolean {
  const { draft } = reading
  const match = /^(.+?) (?:that (?:are|is) )?(?:received|submitted|made|placed|sent|entered|arriving|created) (after|before) (?:the |its )?(.+)$/i.exec(
    clause.leads[0]?.trailing ? `${phrase} after ${clause.leads[0].text}` : phrase,
  )
  const mention = match?.[1] ? draft.lexicon.find(match[1]) : null
  const entity = mention ? draft.entities.get(mention.term.id) : undefined
  const create = entity ? draft.operations.get(`${entity.id}.create`) : undefined
  const place = entity && match?.[3] ? fieldAt(draft, match[3], entity) : null
  if (!match || !create || !place?.field || place.each || place.children || !/^date/.test(place.field.type.kind)) return false
  const bound = path(fullPath(place))
  require(create, call(/after/i.test(match[2] ?? '') ? '<=' : '>=', place.field.type.kind === 'date' ? today : now, bound), clause)
  return true
}

/** "the student has unpaid fees": money that nothing else in the document explains is kept as an amount that staff enter. */
function owed(reading: Reading, text: string, on: Entity, clause: Clause): Expression | null {
  const match =
    /^(.+?) (?:has|have|owes?) (?:any )?((?:unpaid|outstanding|open|overdue) (?:fees?|fines?|balances?|invoices?|debts?|charges?|payments?|bills?))$/i.exec(
      text,
    )
  const place = match?.[1] ? recordAt(reading.draft, match[1], on) : null
  if (!match?.[2] || !place || place.each || place.children) return null
  const id = match[2].toLowerCase().replace(/\W+/g, '_')
  reading.draft.addField(place.entity, {
    id,
    label: match[2].charAt(0).toUpperCase() + match[2].slice(1),
    type: { kind: 'money', min: 0 },
    required: false,
    unique: false,
    immutable: false,
    source: 'client',
    default: literal(0),
    statements: [clause.line.id],
  })
  reading.draft.staffKept.add(place.entity.id)
  reading.draft.assume(
    `${place.entity.id}_${id}`,
    `The ${match[2].toLowerCase()} of a ${place.entity.name.toLowerCase()} are an amount that staff enter; above 0 counts as having some.`,
    [clause.line.id],
  )
  return call('>', path([place.path, id].filter(Boolean).join('.')), literal(0))
}

/** "a reviewer has already reviewed …" where reviewers are people without a record: the row keeps who made it. */
function ownerField(reading: Reading, phrase: string, on: Entity): string | null {
  const role = reading.draft.lexicon.find(phrase)?.term
  if (!role?.role) return null
  keepOwner(reading, on, role.id, on.statements[0] ?? '')
  return on.fields.find((field) => field.id === role.id && field.default)?.id ?? null
}

/** "a student is already enrolled in a course": there is a row with the same references that still counts. */
export function duplicate(reading: Reading, text: string, on: Entity): Expression | null {
  if (!/\balready\b/i.test(text)) return null
  const owned = /^(?:an?|the|any|this)? ?(.+?) already (?:has|have|holds?) (?:an?|one|the) (.+?) (?:of|for|on|in|to|with) (.+)$/i.exec(text)
  const match = owned ?? /^(?:an?|the|any|this)? ?(.+?) (?:is|are|has|have)(?: been)? already (\w+)(?: (.+))?$/i.exec(text)
  const subject = match?.[1] ? recordAt(reading.draft, match[1], on) : null
  const object = match?.[3]
    ? recordAt(reading.draft, stripDeterminers(match[3].replace(/^(?:in|for|on|to|by|at|with|an?|the) /i, '').replace(/^(?:the same|this|that|an?) /i, '')), on)
    : null
  const person = subject || !match?.[1] ? null : ownerField(reading, match[1], on)
  if ((match?.[1] && !subject && !person) || (match?.[3] && !object)) return null
  const pairs = [subject?.path ?? person, object?.path].filter((found): found is string => Boolean(found) && !found?.includes('.'))
  if (pairs.length === 0) return null
  const dead = (on.states?.values ?? []).filter((state) => /cancel|withdr|reject|declin|return|expir|complet|finish|closed|done/.test(state.id))
  const alive = on.states && dead.length ? [call('not', call('in', path(on.states.field), ...dead.map((state) => literal(state.id))))] : []
  return call(
    '>',
    count(on.id, call('and', ...pairs.map((pair) => call('=', path(pair), outer(pair))), ...alive, call('!=', path('id'), outer('id')))),
    literal(0),
  )
}
