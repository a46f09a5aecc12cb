import { call, count, field as path, literal, outer, type Expression } from '#model/expression.ts'
import type { Entity, Operation } from '#model/specification.ts'
import type { Clause } from '../language/clauses.ts'
import { condition, not } from '../language/conditions.ts'
import { qualities } from '../language/qualities.ts'
import { recordAt } from '../language/resolve.ts'
import { stripDeterminers } from '../language/nouns.ts'
import { participle } from '../language/words.ts'
import { actorsOf } from './actors.ts'
import { operationsIn } from './events.ts'
import { allow, require, statesOf } from './guards.ts'
import { sentence } from './operation-parts.ts'
import { contextOf, remember, type Reading, type Rule } from './rule.ts'
import { readObjects } from './objects.ts'

const changing = /^(?:change|modify|edit|update|alter|amend|delete|remove|touch)$/

/** "An order cannot be placed if …", "A member with an overdue loan cannot borrow", "A sold vehicle cannot be changed". */
export const forbidden: Rule = {
  name: 'what must not happen',
  apply(clause, reading) {
    if (/\b(?:their|his|her|its) own\b|\b(?:other|another|others'|someone else's)\b/i.test(clause.rest)) return false
    if (!clause.negative || clause.verbs.length === 0 || /^(?:have|be|exceed|contain|overlap)$/.test(clause.verbs[0] ?? '')) return false
    const { draft } = reading
    const mention = draft.lexicon.find(clause.subject.replace(/ (?:with|who|that|which|whose|without) .*$/i, ''))
    const entity = mention ? draft.entities.get(mention.term.id) : undefined
    if (clause.passive && entity && changing.test(clause.verbs[0] ?? '') && !/ (?:with|who|that|which|whose|without) /i.test(clause.subject)) return freeze(clause, reading, entity, mention?.before ?? '')
    const operations = forbiddenOperations(clause, reading, entity)
    if (operations.length === 0) return false
    const tests = testsOf(clause, reading, operations[0] as Operation, entity)
    if (tests === null) return false
    if (tests.length === 0) return nobodyMay(clause, reading, operations)
    for (const operation of operations) forbid(draft.entities.get(operation.entity), operation, tests, clause)
    const owner = draft.entities.get(operations[0]?.entity ?? '')
    if (owner) remember(clause, reading, owner)
    return true
  },
}

function forbid(entity: Entity | undefined, operation: Operation, tests: Expression[], clause: Clause) {
  const test = tests.length === 1 && tests[0] ? tests[0] : call('and', ...tests)
  const states = entity && operation.kind !== 'create' ? statesOf(not(test), entity) : null
  if (states) allow(operation, states)
  else require(operation, not(test), clause)
}

/** The operations that a negative sentence is about. */
function forbiddenOperations(clause: Clause, reading: Reading, entity: Entity | undefined): Operation[] {
  const { draft } = reading
  const found = clause.verbs.flatMap((verb) => {
    if (clause.passive && entity) { const direct = operationsIn(draft, `the ${entity.name} is ${participle(verb)}`, clause, reading); return direct }
    const acted = readObjects(clause.rest, reading, contextOf(clause, reading)?.entity ?? null)
    const object = acted.objects[0]?.entity
    const operation = (object && draft.findOperation(verb, object.id)) ?? (entity && draft.findOperation(verb, entity.id)) ?? draft.findOperation(verb)
    return operation ? [operation] : []
  })
  return [...new Set(found)]
}

/** What makes it forbidden: leads, and what qualifies subject and object ("with an overdue loan", "blocked", "a retired product"). */
function testsOf(clause: Clause, reading: Reading, operation: Operation, entity: Entity | undefined): Expression[] | null {
  const { draft } = reading
  const on = draft.entities.get(operation.entity)
  if (!on) return null
  const tests: Expression[] = []
  for (const lead of clause.leads) {
    const test = condition(draft, lead.text, on)
    if (!test) return null
    tests.push(lead.kind === 'unless' || lead.kind === 'until' || lead.kind === 'before' ? not(test) : test)
  }
  const qualified = /^(.+?) (?:with|who ha(?:s|ve)|that ha(?:s|ve)|having|whose .+? (?:is|are)|who (?:is|are)|that (?:is|are)|without) (.+)$/i.exec(clause.subject)
  if (qualified?.[1] && qualified[2]) {
    const being = /who (?:is|are)|that (?:is|are)/i.test(clause.subject)
    const test = condition(draft, `${qualified[1]} ${being ? 'is' : 'has'} ${/ without /i.test(clause.subject) ? 'no ' : ''}${qualified[2]}`, on)
    if (!test) return null
    tests.push(test)
  }
  const mention = draft.lexicon.find(qualified?.[1] ?? clause.subject)
  if (mention?.before && entity) {
    const place = recordAt(draft, mention.term.name, on)
    const words = place ? qualities(draft, entity, place.path, mention.before) : null
    if (!place || words === null) return null
    if (place.each) tests.push(call('>', count(place.each.entity.id, call('and', call('=', path(place.each.entity.parent?.field ?? ''), outer('id')), ...words)), literal(0)))
    else tests.push(...words)
  }
  const acted = readObjects(clause.rest, reading, null)
  for (const object of [...acted.objects, ...acted.also]) if (object.entity && object.adjectives) {
    const place = recordAt(draft, object.entity.name, on)
    const words = place && !place.each && !place.children ? qualities(draft, object.entity, place.path, object.adjectives) : null
    if (words === null) return null
    tests.push(...words)
  }
  return tests
}

/** "Orders cannot be deleted", "A driver cannot sell vehicles". */
function nobodyMay(clause: Clause, reading: Reading, operations: Operation[]): boolean {
  const actors = clause.passive ? (clause.agent ? actorsOf(clause.agent, reading) : null) : actorsOf(clause.subject, reading)
  if (!clause.passive && !actors) return false
  const acted = clause.passive ? null : readObjects(clause.rest, reading, null)
  if (acted && (acted.left.length || acted.limit || acted.fields || acted.also.length > 1 || acted.objects.some((object) => object.adjectives))) return false
  if (clause.passive && clause.rest && !/^(?:any more|anymore|at all)$/i.test(clause.rest)) return false
  for (const operation of operations) {
    if (!clause.passive || actors) reading.draft.closed.push({ entity: operation.entity, kinds: [operation.name], roles: [...reading.draft.roles.keys()].filter((role) => !actors?.roles.includes(role)), statements: [clause.line.id] })
    else reading.draft.closed.push({ entity: operation.entity, kinds: [operation.name], roles: [], statements: [clause.line.id] })
  }
  return true
}

/** "a sold vehicle can't be changed any more", "A claim cannot be changed after it is submitted". */
function freeze(clause: Clause, reading: Reading, entity: Entity, before: string): boolean {
  const { draft } = reading
  const tests: Expression[] = before ? (qualities(draft, entity, '', before) ?? []) : []
  if (before && tests.length === 0) return false
  for (const lead of clause.leads) {
    const test = condition(draft, lead.text, entity)
    if (!test) return false
    const states = statesOf(test, entity)
    const order = entity.states?.values.map((value) => value.id) ?? []
    const later = (lead.kind === 'when' || lead.kind === 'after') && states?.length === 1 && /^(?:once|after)\b/i.test(leadWord(clause, lead.text)) ? order.slice(order.indexOf(states[0] ?? '')) : null
    tests.push(later && entity.states ? call('in', path(entity.states.field), ...later.map(literal)) : lead.kind === 'unless' || lead.kind === 'before' ? not(test) : test)
  }
  if (tests.length === 0) {
    if (clause.verbs.every((verb) => /^(?:delete|remove)$/.test(verb))) { draft.closed.push({ entity: entity.id, kinds: ['delete'], roles: [], statements: [clause.line.id] }); return true }
    entity.appendOnly = true
    return true
  }
  const test = tests.length === 1 && tests[0] ? tests[0] : call('and', ...tests)
  if (clause.verbs.every((verb) => /^(?:delete|remove)$/.test(verb))) {
    const remove = draft.operations.get(`${entity.id}.delete`)
    if (remove) forbid(entity, remove, tests, clause)
    else draft.closed.push({ entity: entity.id, kinds: [], roles: [], statements: [clause.line.id] })
    return true
  }
  entity.frozen.push({ when: test, message: sentence(clause), statements: [clause.line.id] })
  // "can't be changed any more" is said of the record's whole life: actions stop as well, unless the sentence speaks of its data only.
  const states = statesOf(test, entity)
  if (states && entity.states) for (const state of states) if (!entity.states.final.includes(state) && before) entity.states.final.push(state)
  remember(clause, reading, entity)
  return true
}

function leadWord(clause: Clause, text: string): string {
  const at = clause.line.text.toLowerCase().indexOf(text.toLowerCase())
  return at > 0 ? (/(\w+) $/.exec(clause.line.text.slice(0, at))?.[1] ?? '') : ''
}

/** "If a student is already enrolled in a course, the system shall reject a second enrolment"; "Where …, block enrolment". */
export const rejections: Rule = {
  name: 'the system refuses',
  apply(clause, reading) {
    const match = /^(?:the )?(?:system|application|service|platform|software) (?:shall |must |should |will )?(?:reject|refuse|block|prevent|deny|disallow|forbid|decline|stop|not accept|not allow)s? (?:the |an? |any |further |new )*(.+)$/i.exec(clause.text) ?? /^(?:the |an? |any )?(.+?) (?:is|are|shall be|must be|will be) (?:rejected|refused|blocked|prevented|denied|not (?:possible|allowed|permitted))$/i.exec(clause.text)
    if (!match?.[1] || clause.leads.length === 0) return false
    const { draft } = reading
    const phrase = match[1].replace(/^(?:second|further|another|new|attempt to|attempts to) /i, '').replace(/ (?:in|for|of|on) the same .*$| (?:in|for|of) (?:it|them)$| (?:attempts?|requests?)$/i, '')
    const mention = draft.lexicon.find(phrase)
    const created = mention ? draft.operations.get(`${mention.term.id}.create`) : undefined
    const operations = created && !/ing\b/.test(phrase) ? [created] : operationsIn(draft, phrase, clause, reading)
    const on = draft.entities.get(operations[0]?.entity ?? '')
    if (!on) return false
    const tests: Expression[] = []
    for (const lead of clause.leads) {
      const test = duplicate(reading, lead.text, on) ?? condition(draft, lead.text, on) ?? owed(reading, lead.text, on, clause)
      if (!test) return false
      tests.push(test)
    }
    for (const operation of operations) forbid(on, operation, tests, clause)
    return true
  },
}

/** "the student has unpaid fees": money that nothing else in the document explains is kept as an amount that staff enter. */
function owed(reading: Reading, text: string, on: Entity, clause: Clause): Expression | null {
  const match = /^(.+?) (?:has|have|owes?) (?:any )?((?:unpaid|outstanding|open|overdue) (?:fees?|fines?|balances?|invoices?|debts?|charges?|payments?|bills?))$/i.exec(text)
  const place = match?.[1] ? recordAt(reading.draft, match[1], on) : null
  if (!match?.[2] || !place || place.each || place.children) return null
  const id = match[2].toLowerCase().replace(/\W+/g, '_')
  reading.draft.addField(place.entity, { id, label: match[2].charAt(0).toUpperCase() + match[2].slice(1), type: { kind: 'money', min: 0 }, required: false, unique: false, immutable: false, source: 'client', default: literal(0), statements: [clause.line.id] })
  reading.draft.staffKept.add(place.entity.id)
  reading.draft.assume(`${place.entity.id}_${id}`, `The ${match[2].toLowerCase()} of a ${place.entity.name.toLowerCase()} are an amount that staff enter; above 0 counts as having some.`, [clause.line.id])
  return call('>', path([place.path, id].filter(Boolean).join('.')), literal(0))
}

/** "a student is already enrolled in a course": there is a row with the same references that still counts. */
export function duplicate(reading: Reading, text: string, on: Entity): Expression | null {
  if (!/\balready\b/i.test(text)) return null
  const match = /^(?:an?|the|any|this)? ?(.+?) (?:is|are|has|have)(?: been)? already (\w+)(?: (.+))?$/i.exec(text)
  const subject = match?.[1] ? recordAt(reading.draft, match[1], on) : null
  const object = match?.[3] ? recordAt(reading.draft, stripDeterminers(match[3].replace(/^(?:in|for|on|to|by|at|with|an?|the) /i, '').replace(/^(?:the same|this|that|an?) /i, '')), on) : null
  const pairs = [subject?.path, object?.path].filter((found): found is string => Boolean(found) && !found?.includes('.'))
  if (pairs.length === 0) return null
  const dead = (on.states?.values ?? []).filter((state) => /cancel|withdr|reject|declin|return|expir|complet|finish|closed|done/.test(state.id))
  const alive = on.states && dead.length ? [call('not', call('in', path(on.states.field), ...dead.map((state) => literal(state.id))))] : []
  return call('>', count(on.id, call('and', ...pairs.map((pair) => call('=', path(pair), outer(pair))), ...alive, call('!=', path('id'), outer('id')))), literal(0))
}
