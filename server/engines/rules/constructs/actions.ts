import type { Entity, Operation } from '#model/specification.ts'
import type { Draft } from '../draft.ts'
import type { Clause } from '../language/clauses.ts'
import { readFieldList } from '../language/fields.ts'
import { stateAfter } from '../language/transitions.ts'
import { deleteVerbs, manageVerbs, readVerbs, updateVerbs } from '../language/vocabulary.ts'
import { capitalise, participle, stem } from '../language/words.ts'
import { verbLabel } from '../names.ts'
import { conditionsOf } from './act-conditions.ts'
import { act, changeField, readOperations } from './acting.ts'
import { type Actors, actorsOf } from './actors.ts'
import { capOf, putCap } from './approvals.ts'
import { isCreation } from './creating.ts'
import { createImplied, finishCreate, label } from './creations.ts'
import { attachAll } from './definitions.ts'
import { applyLeads } from './guards.ts'
import { deedOf, givenBack, hasState, inRecordOf, nominalOf, ownField, recordOfPerson, relativeLead, signedIn, visit } from './meant.ts'
import { type Acted, readObjects } from './objects.ts'
import { addInputs, permitAll, statesFromAdjectives } from './operation-parts.ts'
import { keepOwner } from './permissions.ts'
import { contextOf, type Reading, type Rule, remember } from './rule.ts'
import { clauseEntity } from './states.ts'
import { isThreshold } from './thresholds.ts'

const inputVerbs = /^(?:enter|give|provide|specify|state|supply|fill in|input|indicate|name|add|choose|select|write|record)$/

const ignored = /^(?:be|have|get|want|need|know|belong|contain|include|log in|sign in|sign out|log out|install|become|exceed|wait|stay|remain|fail)$/

/** "A customer can cancel an order …": somebody does something to things. Active and passive with an agent. */
export const actions: Rule = {
  name: 'actions',
  apply(clause, reading) {
    if (clause.negative || clause.verbs.length === 0 || ignored.test(clause.verbs[0] ?? '')) return false
    const who = clause.passive ? clause.agent : clause.subject
    const actors = who ? signedIn(reading, clause, actorsOf(who, reading)) : null
    if (!actors || (actors.roles.length === 0 && !actors.anonymous)) return false
    const it = contextOf(clause, reading)?.entity ?? (clause.leads.length ? clauseEntity(clause, reading) : undefined) ?? null
    relativeLead(clause)
    const listed = clause.verbs.every((verb) => readVerbs.has(stem(verb)))
      ? clause.rest.replace(/^(?:an?|the) (?:list|overview|table|print-?out) of (?:all )?(?:the )?/i, '')
      : clause.rest
    const cap = capOf(clause)
    const acted = readObjects(clause.passive ? `${clause.subject} ${clause.rest}` : (cap?.rest ?? listed), reading, it)
    ownField(reading, actors, acted, clause)
    const done = perform(clause, reading, actors, acted, it)
    if (done && isThreshold(clause)) clause.left.push(clause.subject)
    if (done && /\bonly (?:one|a single) [a-z ]+ (?:per|for each|for the same)\b/i.test(clause.text)) clause.left.push('only one')
    if (done && cap)
      for (const id of reading.focus.get(clause.line.id)?.operations ?? [])
        reading.later.push(() => putCap(reading, clause, reading.draft.operations.get(id) as Operation, actors.roles, cap))
    return done
  },
}

/** The action behind "When a registrar opens a course, …": the event says who does it. */
export function fromEvent(event: Clause, reading: Reading): boolean {
  if (event.negative || event.passive || event.verbs.length === 0 || ignored.test(event.verbs[0] ?? '')) return false
  const actors = actorsOf(event.subject, reading)
  if (!actors || actors.roles.length === 0) return false
  const it = contextOf(event, reading)?.entity ?? null
  const acted = readObjects(event.rest, reading, it)
  const exists = event.verbs.every(
    (verb) => (acted.objects[0] ? reading.draft.findOperation(verb, acted.objects[0].entity.id) : reading.draft.findOperation(verb)) !== null,
  )
  if (acted.objects.length === 0 && exists) return true
  return perform(event, reading, actors, acted, it)
}

function perform(clause: Clause, reading: Reading, actors: Actors, acted: Acted, it: Entity | null): boolean {
  const { draft } = reading
  const made: Operation[] = []
  if (inputVerbs.test(clause.verbs[0] ?? '') && acted.objects.length === 0 && acted.fieldOf === null && giveInputs(clause, reading)) return true
  for (const verb of clause.verbs) {
    const implied = nominalOf(draft, verb, acted)
    if (implied) {
      made.push(createImplied(clause, reading, actors, acted, verb, implied))
      continue
    }
    if (acted.fieldOf) {
      const operation = changeField(clause, reading, actors, acted, verb)
      if (operation) {
        made.push(operation)
        continue
      }
    }
    for (const object of acted.objects) {
      const stay =
        visit(reading, clause, verb, object.entity) ?? givenBack(reading, verb, object.entity, clause.line.id) ?? inRecordOf(reading, verb, object.entity)
      if (stay)
        Object.assign(object, { entity: stay, adjectives: stay === object.entity || hasState(reading, stay, object.adjectives) ? object.adjectives : '' })
    }
    const deed = acted.objects.length === 0 && it ? deedOf(acted) : null
    const objects = acted.objects.length ? acted.objects : deed && it ? [{ entity: it, adjectives: '', phrase: '' }] : ownObject(draft, verb, actors, it, acted)
    for (const object of acted.objects)
      if (object.fields) {
        attachAll(reading, clause, object.entity, readFieldList(object.fields))
        delete object.fields
      }
    for (const object of objects) {
      const done = one(clause, reading, actors, acted, deed ? `${verb} ${deed}` : verb, object)
      if (deed) for (const operation of done) draft.nameVerb(deed, operation.id)
      if (/\b(?:their|his|her)(?: own)?\b|\bown\b/i.test(object.phrase) && done.every((operation) => operation.kind !== 'create'))
        for (const role of actors.roles) {
          keepOwner(reading, object.entity, role, clause.line.id)
          draft.ownOnly.push({ role, entity: object.entity.id, statements: [clause.line.id] })
        }
      made.push(...done)
    }
  }
  if (made.length === 0) return false
  clause.left.push(...acted.left)
  for (const operation of made) {
    if (operation.kind === 'action' || operation.kind === 'create') reading.later.push(() => applyLeads(clause, reading, operation))
    if (clause.only) draft.closed.push({ entity: operation.entity, kinds: [operation.name], roles: actors.roles, statements: [clause.line.id] })
  }
  conditionsOf(clause, reading, made)
  return true
}

function ownObject(draft: Draft, verb: string, actors: Actors, it: Entity | null, acted: Acted): { entity: Entity; adjectives: string; phrase: string }[] {
  const person = acted.also.find((object) => object.entity === null && object.role !== null && object.preposition === '')
  const theirs = person?.role ? recordOfPerson(draft, verb, person.role) : null
  if (theirs && person) {
    acted.also.splice(acted.also.indexOf(person), 1)
    return [{ entity: theirs, adjectives: person.adjectives, phrase: person.phrase }]
  }
  const tail =
    acted.also.find((object) => object.entity !== null && !/^(?:to|for|by|with)$/.test(object.preposition)) ??
    acted.also.find((object) => object.entity !== null && object.role === null)
  if (tail?.entity) return [{ entity: tail.entity, adjectives: tail.adjectives, phrase: tail.phrase }]
  const self = actors.roles.map((role) => draft.roles.get(role)?.entity).find((entity) => entity)
  const record = self ? draft.entities.get(self) : undefined
  if (/^(?:register|sign up|enrol|subscribe|join)$/.test(verb) && record) return [{ entity: record, adjectives: '', phrase: '' }]
  if (record && /^(?:create|open|make|register|set up)$/.test(verb) && acted.left.some((piece) => /\b(?:account|profile)$/i.test(piece))) {
    acted.left = acted.left.filter((piece) => !/\b(?:account|profile)$/i.test(piece))
    return [{ entity: record, adjectives: '', phrase: '' }]
  }
  if (acted.left.length === 0 && it) return [{ entity: it, adjectives: '', phrase: '' }]
  return []
}

export function one(
  clause: Clause,
  reading: Reading,
  actors: Actors,
  acted: Acted,
  verb: string,
  object: { entity: Entity; adjectives: string; phrase: string },
): Operation[] {
  const { draft } = reading
  const { entity } = object
  const key = stem(verb)
  const line = clause.line.id
  const outcomes = acted.as.split(/,? or |, /).filter(Boolean)
  if (outcomes.length > 1 && outcomes.every((outcome) => outcome.split(' ').length < 3))
    return outcomes.flatMap((outcome) => one(clause, reading, actors, { ...acted, as: outcome }, verb, object))
  if (/^(?:revise|correct|amend|rework)$/.test(verb) && /; (?:it|they) becomes? /i.test(clause.line.text))
    return [act(clause, reading, actors, acted, verb, object)]
  if (/^(?:put|place|bring|take|set|send)$/.test(verb) && /^(?:on \w+|in \w+|out of \w+|under \w+)$/i.test(object.adjectives))
    return [act(clause, reading, actors, { ...acted, as: object.adjectives }, verb, { ...object, adjectives: '' })]
  if (manageVerbs.has(key)) {
    remember(clause, reading, entity)
    const made = (['create', 'read', 'list', 'update', 'delete'] as const).map((kind) =>
      draft.operation(entity, kind, kind, kind === 'list' ? `List ${entity.plural.toLowerCase()}` : verbLabel(kind === 'read' ? 'view' : kind, entity), line),
    )
    for (const operation of made) permitAll(draft, operation, actors, line)
    if (acted.fields) attachAll(reading, clause, entity, readFieldList(acted.fields))
    return made
  }
  if (readVerbs.has(key) && key !== stem('check')) return readOperations(clause, reading, actors, acted, object)
  if (updateVerbs.has(key) && !acted.as) {
    const operation = draft.operation(entity, 'update', 'update', verbLabel(verb, entity), line)
    remember(clause, reading, entity, operation.id)
    permitAll(draft, operation, actors, line)
    operation.from.push(...statesFromAdjectives(draft, entity, object.adjectives, clause))
    if (acted.fields) attachAll(reading, clause, entity, readFieldList(acted.fields))
    return [operation]
  }
  if (deleteVerbs.has(key) && !draft.state(entity, participle(verb))) {
    const operation = draft.operation(entity, 'delete', 'delete', verbLabel(verb, entity), line)
    remember(clause, reading, entity, operation.id)
    permitAll(draft, operation, actors, line)
    operation.from.push(...statesFromAdjectives(draft, entity, object.adjectives, clause))
    return [operation]
  }
  if (
    /^(?:review|examine|evaluate|assess|process|look at|check|verify|consult|work on|prepare)$/.test(verb) &&
    stateAfter(draft, entity, verb) === null &&
    !acted.as &&
    !acted.fields
  )
    return readOperations(clause, reading, actors, acted, object)
  if (isCreation(draft, verb, object, acted)) {
    const operation = draft.operation(entity, 'create', 'create', verbLabel(verb, entity), line)
    if (/^(?:Create|Add) /.test(operation.label) || operation.statements[0] === line)
      operation.label = entity.id === actors.roles[0] ? capitalise(verb) : verb === 'apply' ? label('apply for', object.phrase) : verbLabel(verb, entity)
    draft.nameVerb(verb, operation.id)
    // What is handed to somebody is received by them: "suspended households do not receive parcels" speaks of the same act.
    if (acted.also.some((other) => other.preposition === 'to')) for (const other of ['receive', 'get', 'obtain']) draft.nameVerb(other, operation.id)
    for (const other of acted.also)
      if (other.entity && other.entity !== entity && other.preposition !== 'by') draft.addReference(entity, other.entity.id, line, undefined, true)
    finishCreate(clause, reading, actors, acted, entity, operation)
    return [operation]
  }
  return [act(clause, reading, actors, acted, verb, object)]
}

/** "… and must enter a tracking number": inputs of the act the sentence spoke of. */
function giveInputs(clause: Clause, reading: Reading): boolean {
  const before = reading.focus.get(clause.line.id) ?? null
  const context = contextOf(clause, reading)
  const operation = reading.draft.operations.get(before?.operations.at(-1) ?? context?.operation ?? '')
  const entity = operation ? reading.draft.entities.get(operation.entity) : undefined
  if (!operation || !entity) return false
  const fields = readFieldList(clause.rest)
  if (fields.length === 0) return false
  for (const field of fields) field.required ||= clause.modal === 'must'
  addInputs(reading, clause, operation, entity, fields)
  return true
}
