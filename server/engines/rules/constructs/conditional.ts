import { call, type Expression, literal, now, field as path, today } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import type { Clause } from '../language/clauses.ts'
import { condition } from '../language/conditions.ts'
import { readField } from '../language/fields.ts'
import { nominals } from '../language/nominals.ts'
import { number, numberPattern } from '../language/numbers.ts'
import { fieldOf } from '../language/resolve.ts'
import { value } from '../language/values.ts'
import { baseForm, capitalise, identifier, participle } from '../language/words.ts'
import { safe, verbLabel } from '../names.ts'
import { actorsOf } from './actors.ts'
import { setDerived } from './derived.ts'
import { operationsIn } from './events.ts'
import { permitAll } from './operation-parts.ts'
import { contextOf, type Reading, type Rule, remember } from './rule.ts'
import { clauseEntity } from './states.ts'

/** "The system shall assign a sequential inspection number to every inspection". */
export const sequences: Rule = {
  name: 'automatic numbers',
  apply(clause, reading) {
    const { draft } = reading
    const match =
      /^(?:the )?(?:system|application|service|platform) (?:shall |must |should |will )?(?:assign|generate|create|give|allocate|issue)s? (?:an? |the )?(?:unique |sequential |automatic |consecutive |running |new |own )*(.+? (?:number|id|code|identifier|no)) (?:to|for) (?:(?:an?|the|each|every|any|all|new)\b ?)*(.+)$/i.exec(
        clause.text,
      ) ??
      swap(
        /^(?:each|every|all|an?|the)? ?(?:new )?(.+?) (?:gets?|receives?|(?:is|are) given|(?:is|are) assigned|has|have) (?:an? |the )?(?:unique |sequential |automatic |automatically generated |consecutive |running )+(.*?(?:number|id|code|identifier))(?: and (?:the |its )?(?:date|time|date and time) of (?:creation|entry|receipt|registration))?$/i.exec(
          clause.text,
        ),
      )
    const pronoun = /^(?:it|them|this|each)$/i.test(match?.[2] ?? '')
    const mention = match?.[2] && !pronoun ? draft.lexicon.find(match[2]) : null
    const entity = pronoun ? clauseEntity(clause, reading) : mention ? draft.entities.get(mention.term.id) : undefined
    if (!match?.[1] || !entity) return false
    const name = match[1].trim()
    const known = fieldOf(entity, name)
    const made =
      known ??
      draft.addField(entity, {
        id: safe(identifier(name)),
        label: capitalise(name),
        type: { kind: 'text' },
        required: false,
        unique: true,
        immutable: false,
        source: 'system',
        statements: [clause.line.id],
      })
    if (/ and (?:the |its )?(?:date|time|date and time) of (?:creation|entry|receipt|registration)$/i.test(clause.text)) dated(draft, entity, clause)
    Object.assign(made, { type: { kind: 'sequence', prefix: '', digits: 6 }, source: 'system', unique: true, required: false })
    remember(clause, reading, entity)
    return true
  },
}
/** "… and the date of creation" */
function dated(draft: Reading['draft'], entity: Entity, clause: Clause) {
  const moment = / (date and time|time) of/i.test(clause.text)
  const name = `${/(creation|entry|receipt|registration)$/i.exec(clause.text)?.[1] ?? 'creation'} ${moment ? 'time' : 'date'}`
  draft.addField(entity, {
    id: safe(identifier(name)),
    label: capitalise(name),
    type: { kind: moment ? 'datetime' : 'date' },
    required: false,
    unique: false,
    immutable: false,
    source: 'system',
    default: moment ? now : today,
    statements: [clause.line.id],
  })
}
const swap = (match: RegExpExecArray | null) => (match ? [match[0], match[2], match[1]] : null)

/** "If the result is failed, then the system shall require a list of defects": needed only then. */
export const conditionalInputs: Rule = {
  name: 'needed under a condition',
  apply(clause, reading) {
    const { draft } = reading
    const asked =
      /^(?:the )?(?:system|application|service|platform|[\w ]+?) (?:shall |must |should |has to |needs to )?(?:require|ask for|demand|enter|give|provide|state|specify)s? (?:an? |the )?(?:list of |description of )?(.+)$/i.exec(
        clause.text,
      ) ?? /^(?:an? |the )?(.+?) (?:is|are|must be|shall be) (?:required|mandatory|given|stated|entered|provided|needed)$/i.exec(clause.text)
    const lead = clause.leads.find(
      (candidate) => candidate.kind === 'if' || candidate.kind === 'when' || candidate.kind === 'where' || candidate.kind === 'while',
    )
    if (!asked?.[1] || !lead || clause.negative || operationsIn(draft, lead.text, clause, reading).length > 0) return false
    const read = readField(asked[1])
    if (!read) return false
    for (const entity of [contextOf(clause, reading)?.entity, ...draft.entities.values()]) {
      const test = entity ? condition(draft, lead.text, entity) : null
      if (!entity || !test) continue
      const subject = firstPath(test)
      const act = [...draft.operations.values()].find((operation) => operation.entity === entity.id && operation.inputs.some((input) => input.id === subject))
      const field =
        fieldOf(entity, read.label) ??
        draft.addField(entity, {
          id: safe(read.id),
          label: read.label,
          type: read.type ?? { kind: 'text' },
          required: false,
          unique: false,
          immutable: false,
          source: act ? 'system' : 'client',
          statements: [clause.line.id],
        })
      if (act && !act.inputs.some((input) => input.id === field.id))
        act.inputs.push({ ...field, required: false, source: 'client', statements: [clause.line.id] })
      entity.invariants.push({
        id: safe(`${field.id}_needed_${entity.invariants.length + 1}`),
        expression: call('not_null', path(field.id)),
        when: test,
        message: clause.line.raw.replace(/[*_`]/g, '').trim().slice(0, 240),
        status: 422,
        statements: [clause.line.id],
      })
      remember(clause, reading, entity)
      return true
    }
    return false
  },
}
const firstPath = (test: Expression): string => (test.kind === 'field' ? test.path : test.kind === 'call' ? (test.args.map(firstPath).find(Boolean) ?? '') : '')

/** "If a reservation is not confirmed within 48 hours, it shall be cancelled". */
export const lapses: Rule = {
  name: 'what lapses',
  apply(clause, reading) {
    const { draft } = reading
    for (const lead of clause.leads) {
      const match =
        new RegExp(
          `^(?:an?|the|any) (.+?) (?:is|has|was|are) not (?:been )?([a-z]+) within (${numberPattern}) (minute|hour|day|week)s?(?: (?:of|after) .+)?$`,
          'i',
        ).exec(lead.text) ?? withinLead(clause, lead)
      const mention = match?.[1] ? draft.lexicon.find(match[1]) : null
      const entity = mention ? draft.entities.get(mention.term.id) : undefined
      const amount = match?.[3] ? number(match[3]) : undefined
      if (!match?.[2] || !entity?.states || amount === undefined) continue
      const done = draft.state(entity, match[2])
      const result =
        /(?:cancelled|canceled|closed|rejected|expired|deleted|released|escalated|declined|withdrawn|archived|expires|lapses)/i.exec(clause.text)?.[0] ??
        /\b(?:set|mark|change|move)s? (?:it|its (?:status|state)) (?:to|as) ([a-z]+)$/i.exec(clause.text)?.[1] ??
        ''
      const to = result
        ? (draft.state(entity, result) ?? (/delete/.test(result) ? null : draft.addState(entity, participle(baseForm(result)), clause.line.id)))
        : null
      if (!done || !to) return false
      const values = entity.states.values.map((value) => value.id)
      const before = values.slice(0, Math.max(1, values.indexOf(done))).filter((state) => state !== to && state !== done)
      const hours = /minute/i.test(match[4] ?? '') ? amount / 60 : /hour/i.test(match[4] ?? '') ? amount : amount * 24 * (/week/i.test(match[4] ?? '') ? 7 : 1)
      draft.deadlines.push({
        id: safe(`${entity.id}_${to}_after_${Math.round(hours)}_hours`),
        entity: entity.id,
        when: call(
          'and',
          call('in', path(entity.states.field), ...before.map((state) => literal(state))),
          call('>', call('hours_between', path('created_at'), now), literal(hours)),
        ),
        values: { [entity.states.field]: literal(to) },
        notify: null,
        statements: [clause.line.id],
      })
      remember(clause, reading, entity)
      return true
    }
    return false
  },
}

function withinLead(clause: Clause, lead: Clause['leads'][number]): RegExpExecArray | null {
  const whole = new RegExp(
    `(?:if|when) (?:an?|the|any) (.+?) (?:is|has|was|are) not (?:been )?([a-z]+) within (${numberPattern}) (minute|hour|day|week)s?\\b`,
    'i',
  ).exec(clause.line.text)
  return whole && lead.text.length > 3 ? whole : null
}

/** "Where the vehicle is older than 30 years, the inspection fee shall be 50 EUR, otherwise 90 EUR." */
export const otherwise: Rule = {
  name: 'one value or another',
  apply(clause, reading) {
    const { draft } = reading
    const match =
      /^(?:the |an? )?(.+?) (?:shall be|must be|is|are|will be|costs?) (.+?),? (?:otherwise|else|and otherwise|in all other cases|or else)(?: it (?:is|shall be))? (.+)$/i.exec(
        clause.text,
      )
    const lead = clause.leads[0]
    if (!match?.[1] || !match[2] || !match[3] || !lead) return false
    for (const entity of [contextOf(clause, reading)?.entity, ...draft.entities.values()]) {
      const test = entity ? condition(draft, lead.text, entity) : null
      const yes = entity ? value(draft, match[2], entity) : null
      const no = entity ? value(draft, match[3], entity) : null
      if (!entity || !test || !yes || !no) continue
      const owner = ownerByName(reading, match[1], entity)
      if (owner.entity !== entity) {
        const again = condition(draft, lead.text, owner.entity)
        if (!again) continue
        setDerived(draft, owner.entity, owner.name, call('if', again, yes, no), clause.line.id)
      } else setDerived(draft, entity, owner.name, call('if', test, yes, no), clause.line.id)
      remember(clause, reading, owner.entity)
      return true
    }
    return false
  },
}

/** "the inspection fee" belongs to inspection. */
function ownerByName(reading: Reading, phrase: string, fallback: Entity): { entity: Entity; name: string } {
  const name = phrase.trim()
  for (const entity of reading.draft.entities.values()) {
    const prefix = `${entity.name.toLowerCase()} `
    if (name.toLowerCase().startsWith(prefix)) return { entity, name: name.slice(prefix.length) }
  }
  return { entity: fallback, name }
}

/** "When the equipment is returned, the caretaker records the return date": the event is an act of the caretaker's on the loan. */
export function returned(clause: Clause, reading: Reading) {
  const { draft } = reading
  if (!/^(?:record|enter|store|note|log|register|give|state|provide)$/.test(clause.verbs[0] ?? '')) return
  const actors = actorsOf(clause.subject, reading)
  for (const lead of clause.leads) {
    const match = /^(?:an?|the|all|any) (.+?) (?:is|are|has been|gets?) (returned|handed in|brought back|handed back|delivered|collected|picked up)$/i.exec(
      lead.text,
    )
    const mention = match?.[1] ? draft.lexicon.find(match[1]) : null
    const thing = mention ? draft.entities.get(mention.term.id) : undefined
    if (!match?.[2] || !thing || !actors?.roles.length) continue
    const verb = baseForm(match[2].split(' ')[0] ?? 'return')
    const entity =
      [...draft.entities.values()].find(
        (candidate) =>
          ['lend', 'rent', 'hire', 'order', 'book'].some((giving) => nominals(giving).some((noun) => candidate.id === identifier(noun))) &&
          draft.pathTo(candidate, thing.id) !== null,
      ) ?? thing
    const known = draft.findOperation(verb, entity.id)
    const operation = known ?? draft.operation(entity, verb, 'action', verbLabel(verb, entity), clause.line.id)
    if (!known) {
      if (entity.states === null) {
        draft.addState(entity, 'active', clause.line.id)
        draft.assume(`${entity.id}_states`, `${entity.name}: active until it is ${participle(verb)}.`, [clause.line.id])
      }
      operation.to = draft.addState(entity, participle(verb), clause.line.id)
    }
    permitAll(draft, operation, actors, clause.line.id)
    reading.lateActs.add(clause.line.id)
    remember(clause, reading, entity, operation.id)
  }
}
