import { call, count, type Expression, literal, outer, field as path } from '#model/expression.ts'
import type { Entity, Operation } from '#model/specification.ts'
import type { Draft } from '../draft.ts'
import type { Clause } from '../language/clauses.ts'
import { condition } from '../language/conditions.ts'
import { fullness } from '../language/fullness.ts'
import { not } from '../language/negation.ts'
import { nominals } from '../language/nominals.ts'
import { qualities } from '../language/qualities.ts'
import { recordAt } from '../language/resolve.ts'
import { identifier, participle } from '../language/words.ts'
import { verbLabel } from '../names.ts'
import { actorsOf } from './actors.ts'
import { operationsIn } from './events.ts'
import { forbid } from './forbid.ts'
import { statesOf } from './guards.ts'
import { readObjects } from './objects.ts'
import { sentence } from './operation-parts.ts'
import { contextOf, type Reading, type Rule, remember } from './rule.ts'

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
    if (clause.passive && entity && changing.test(clause.verbs[0] ?? '') && !/ (?:with|who|that|which|whose|without) /i.test(clause.subject))
      return freeze(clause, reading, entity, mention?.before ?? '')
    const operations = forbiddenOperations(clause, reading, entity)
    if (operations.length === 0) return notTheirs(clause, reading)
    const tests = testsOf(clause, reading, operations[0] as Operation, entity)
    if (tests === null) return false
    if (tests.length === 0) return nobodyMay(clause, reading, operations)
    for (const operation of operations) forbid(draft.entities.get(operation.entity), operation, tests, clause)
    const owner = draft.entities.get(operations[0]?.entity ?? '')
    if (owner) remember(clause, reading, owner)
    return true
  },
}

/** The operations that a negative sentence is about. */
function forbiddenOperations(clause: Clause, reading: Reading, entity: Entity | undefined): Operation[] {
  const { draft } = reading
  const found = clause.verbs.flatMap((verb) => {
    if (clause.passive && !entity) {
      const acted = readObjects(clause.rest, reading, null)
      const object = [...acted.objects, ...acted.also].find((one) => one.entity)?.entity
      const booked = object ? draft.findOperation(verb, object.id) : null
      return booked ? [booked] : []
    }
    if (clause.passive && entity) {
      const direct = operationsIn(draft, `the ${entity.name} is ${participle(verb)}`, clause, reading)
      return direct.length ? direct : madeBy(draft, clause.rest ? `${verb} ${clause.rest}` : verb, entity)
    }
    const acted = readObjects(clause.rest, reading, contextOf(clause, reading)?.entity ?? null)
    const object = acted.objects[0]?.entity
    const operation = (object && draft.findOperation(verb, object.id)) ?? (entity && draft.findOperation(verb, entity.id)) ?? draft.findOperation(verb)
    return operation ? [operation] : entity ? madeBy(draft, verb, entity) : []
  })
  return [...new Set(found)]
}

/** "Deferred donors must not donate": the making of what the verb leaves behind, where it is kept for them. */
function madeBy(draft: Draft, verb: string, entity: Entity): Operation[] {
  const left = nominals(verb)
    .map((noun) => draft.entities.get(identifier(noun)))
    .find((made) => made && draft.pathTo(made, entity.id) !== null)
  const create = left ? draft.operations.get(`${left.id}.create`) : undefined
  return create ? [create] : []
}

const crud: [string, RegExp][] = [
  ['create', /^(?:create|add|register|enter|make|record)$/],
  ['update', /^(?:change|modify|edit|update|alter|amend|maintain)$/],
  ['delete', /^(?:delete|remove|erase)$/],
]

/** "Mechanics may not change customers", when it is not said who may: these people are never let in by a convention. */
function notTheirs(clause: Clause, reading: Reading): boolean {
  const actors = clause.passive ? null : actorsOf(clause.subject, reading)
  const acted = actors?.roles.length && clause.leads.length === 0 ? readObjects(clause.rest, reading, null) : null
  if (!actors || !acted || acted.objects.length === 0 || acted.left.length || acted.fields || acted.limit || acted.also.length) return false
  if (acted.objects.some((object) => object.adjectives)) return false
  const kinds = clause.verbs.map((verb) => crud.find(([, pattern]) => pattern.test(verb))?.[0])
  if (kinds.some((kind) => kind === undefined)) return false
  for (const { entity } of acted.objects) {
    reading.draft.closed.push({
      entity: entity.id,
      kinds: kinds as string[],
      roles: [...reading.draft.roles.keys()].filter((role) => !actors.roles.includes(role)),
      statements: [clause.line.id],
    })
    remember(clause, reading, entity)
  }
  return true
}

const mentionName = (draft: Draft, phrase: string) => draft.lexicon.find(phrase)?.term.name ?? phrase

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
  const qualified = /^(.+?) (?:with|who ha(?:s|ve)|that ha(?:s|ve)|having|whose .+? (?:is|are)|who (?:is|are)|that (?:is|are)|without) (.+)$/i.exec(
    clause.subject,
  )
  if (qualified?.[1] && qualified[2]) {
    const being = /who (?:is|are)|that (?:is|are)/i.test(clause.subject)
    const whose = / whose (.+? (?:is|are|has) .+)$/i.exec(clause.subject)
    const test = whose?.[1]
      ? condition(draft, whose[1].replace(/ (is|are|has) /i, ` of the ${mentionName(draft, qualified[1])} $1 `), on)
      : condition(draft, `${qualified[1]} ${being ? 'is' : 'has'} ${/ without /i.test(clause.subject) ? 'no ' : ''}${qualified[2]}`, on)
    if (!test) return null
    tests.push(test)
  }
  const relative = qualified ? null : /^(.+?) (?:that|which|who) (.+)$/i.exec(clause.subject)
  if (relative?.[1] && relative[2]) {
    const test = condition(draft, `${relative[1]} ${relative[2]}`, on)
    if (!test) return null // forbidden in some cases is not forbidden in all
    tests.push(test)
  }
  const mention = draft.lexicon.find(qualified?.[1] ?? relative?.[1] ?? clause.subject)
  if (mention?.before && entity) {
    const place = recordAt(draft, mention.term.name, on)
    const words = place ? qualities(draft, entity, place.path, mention.before) : null
    if (!place || words === null) return null
    if (place.each)
      tests.push(call('>', count(place.each.entity.id, call('and', call('=', path(place.each.entity.parent?.field ?? ''), outer('id')), ...words)), literal(0)))
    else tests.push(...words)
  }
  const acted = readObjects(clause.rest, reading, null)
  for (const object of [...acted.objects, ...acted.also])
    if (object.entity && object.adjectives) {
      const place = recordAt(draft, object.entity.name, on)
      const filled = place && /^(?:full|fully booked|sold out|booked out)$/i.test(object.adjectives) ? fullness(draft, place, on) : null
      const words = filled ? [filled] : place && !place.each && !place.children ? qualities(draft, object.entity, place.path, object.adjectives) : null
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
    if (!clause.passive || actors)
      reading.draft.closed.push({
        entity: operation.entity,
        kinds: [operation.name],
        roles: [...reading.draft.roles.keys()].filter((role) => !actors?.roles.includes(role)),
        statements: [clause.line.id],
      })
    else reading.draft.closed.push({ entity: operation.entity, kinds: [operation.name], roles: [], statements: [clause.line.id] })
  }
  return true
}

/** "a sold vehicle can't be changed any more", "A claim cannot be changed after it is submitted". */
function freeze(clause: Clause, reading: Reading, entity: Entity, before: string): boolean {
  const { draft } = reading
  const more = clause.rest.replace(/^(?:any more|anymore|any longer|again|at all|afterwards|once (?:saved|created|stored))\b/i, '').trim()
  const aged = ageOf(more)
  if (more && !aged && clause.leads.length === 0) clause.left.push(more)
  const tests: Expression[] = before ? (qualities(draft, entity, '', before) ?? []) : []
  if (before && tests.length === 0) return false
  if (aged) tests.push(aged)
  for (const lead of clause.leads) {
    const test = condition(draft, lead.text, entity)
    if (!test) return false
    const states = statesOf(test, entity)
    const order = entity.states?.values.map((value) => value.id) ?? []
    const later =
      (lead.kind === 'when' || lead.kind === 'after') && states?.length === 1 && /^(?:once|after)\b/i.test(leadWord(clause, lead.text))
        ? order.slice(order.indexOf(states[0] ?? ''))
        : null
    tests.push(
      later && entity.states
        ? call('in', path(entity.states.field), ...later.map(literal))
        : lead.kind === 'unless' || lead.kind === 'before'
          ? not(test)
          : test,
    )
  }
  if (tests.length === 0) {
    if (clause.verbs.every((verb) => /^(?:delete|remove)$/.test(verb))) {
      draft.closed.push({ entity: entity.id, kinds: ['delete'], roles: [], statements: [clause.line.id] })
      draft.entity(entity.id, clause.line.id) // an entity that nobody may delete has no such operation
      return true
    }
    entity.appendOnly = true
    draft.entity(entity.id, clause.line.id)
    return true
  }
  const test = tests.length === 1 && tests[0] ? tests[0] : call('and', ...tests)
  if (clause.verbs.every((verb) => /^(?:delete|remove)$/.test(verb))) {
    // What cannot be deleted in some cases can be in others, by whoever looks after it.
    const remove = draft.operation(entity, 'delete', 'delete', verbLabel('delete', entity), clause.line.id)
    forbid(entity, remove, tests, clause)
    return true
  }
  entity.frozen.push({ when: test, message: sentence(clause), statements: [clause.line.id] })
  // "can't be changed any more" is said of the record's whole life: actions stop as well, unless the sentence speaks of its data only.
  const states = statesOf(test, entity)
  if (states && entity.states) for (const state of states) if (!entity.states.final.includes(state) && before) entity.states.final.push(state)
  remember(clause, reading, entity)
  return true
}

/** "after 24 hours", "7 days after creation": since it was entered. */
function ageOf(text: string): Expression | null {
  const match =
    /^(?:(?:later|more) than|after) (\d+) (hour|day|week|month)s?(?: (?:after|from|since) (?:its |the |their )?(?:creation|entry|recording|registration|being \w+))?$/i.exec(
      text,
    ) ?? /^(\d+) (hour|day|week|month)s? (?:after|from|since) (?:its |the |their )?(?:creation|entry|recording|registration|being \w+)$/i.exec(text)
  const amount = Number(match?.[1])
  if (!match) return null
  const until = /hour/i.test(match[2] ?? '')
    ? call('add_hours', path('created_at'), literal(amount))
    : /month/i.test(match[2] ?? '')
      ? call('add_hours', path('created_at'), literal(amount * 30 * 24))
      : call('add_hours', path('created_at'), literal(amount * (/week/i.test(match[2] ?? '') ? 7 : 1) * 24))
  return call('>', { kind: 'now' }, until)
}

function leadWord(clause: Clause, text: string): string {
  const at = clause.line.text.toLowerCase().indexOf(text.toLowerCase())
  return at > 0 ? (/(\w+) $/.exec(clause.line.text.slice(0, at))?.[1] ?? '') : ''
}
