import { actor, call, count, field as path, literal, outer, subject } from '#model/expression.ts'
import type { Entity, Operation } from '#model/specification.ts'
import { verbLabel, type Draft } from '../draft.ts'
import type { Clause } from '../language/clauses.ts'
import { readFieldList } from '../language/fields.ts'
import { nominals } from '../language/nominals.ts'
import { makesState, stateAfter } from '../language/transitions.ts'
import { createVerbs, deleteVerbs, manageVerbs, readVerbs, updateVerbs, weakCreateVerbs } from '../language/vocabulary.ts'
import { baseForm, capitalise, identifier, number, participle, stem } from '../language/words.ts'
import { actorsOf, type Actors } from './actors.ts'
import { attachAll } from './definitions.ts'
import { qualities } from '../language/qualities.ts'
import { applyLeads, require } from './guards.ts'
import { addInputs, limitTimes, permitAll, sentence, statesFromAdjectives } from './operation-parts.ts'
import { readObjects, type Acted } from './objects.ts'
import { keepOwner } from './permissions.ts'
import { contextOf, remember, type Reading, type Rule } from './rule.ts'
import { clauseEntity } from './states.ts'

const inputVerbs = /^(?:enter|give|provide|specify|state|supply|fill in|input|indicate|name|add|choose|select|write|record)$/
const ignored = /^(?:be|have|get|want|need|know|belong|contain|include|log in|sign in|sign out|log out|install|become|exceed|wait|stay|remain|fail)$/

/** "A customer can cancel an order …": somebody does something to things. Active and passive with an agent. */
export const actions: Rule = {
  name: 'actions',
  apply(clause, reading) {
    if (clause.negative || clause.verbs.length === 0 || ignored.test(clause.verbs[0] ?? '')) return false
    const who = clause.passive ? clause.agent : clause.subject
    const actors = who ? actorsOf(who, reading) : null
    if (!actors || (actors.roles.length === 0 && !actors.anonymous)) return false
    const it = contextOf(clause, reading)?.entity ?? (clause.leads.length ? clauseEntity(clause, reading) : undefined) ?? null
    const acted = readObjects(clause.passive ? `${clause.subject} ${clause.rest}` : clause.rest, reading, it)
    return perform(clause, reading, actors, acted, it)
  },
}

/** The action behind "When a registrar opens a course, …": the event says who does it. */
export function fromEvent(event: Clause, reading: Reading): boolean {
  if (event.negative || event.passive || event.verbs.length === 0 || ignored.test(event.verbs[0] ?? '')) return false
  const actors = actorsOf(event.subject, reading)
  if (!actors || actors.roles.length === 0) return false
  const it = contextOf(event, reading)?.entity ?? null
  const acted = readObjects(event.rest, reading, it)
  const exists = event.verbs.every((verb) => (acted.objects[0] ? reading.draft.findOperation(verb, acted.objects[0].entity.id) : reading.draft.findOperation(verb)) !== null)
  if (acted.objects.length === 0 && exists) return true
  return perform(event, reading, actors, acted, it)
}

function perform(clause: Clause, reading: Reading, actors: Actors, acted: Acted, it: Entity | null): boolean {
  const { draft } = reading
  const made: Operation[] = []
  if (inputVerbs.test(clause.verbs[0] ?? '') && acted.objects.length === 0 && acted.fieldOf === null && giveInputs(clause, reading)) return true
  for (const verb of clause.verbs) {
    const implied = nominalOf(draft, verb, acted)
    if (implied) { made.push(createImplied(clause, reading, actors, acted, verb, implied)); continue }
    if (acted.fieldOf) { const operation = changeField(clause, reading, actors, acted, verb); if (operation) { made.push(operation); continue } }
    for (const object of acted.objects) { const stay = visit(reading, clause, verb, object.entity); if (stay) object.entity = stay }
    const objects = acted.objects.length ? acted.objects : ownObject(draft, verb, actors, it, acted)
    for (const object of acted.objects) if (object.fields) { attachAll(reading, clause, object.entity, readFieldList(object.fields)); delete object.fields }
    for (const object of objects) {
      const done = one(clause, reading, actors, acted, verb, object)
      if (/\b(?:their|his|her)(?: own)?\b|\bown\b/i.test(object.phrase) && done.every((operation) => operation.kind !== 'create')) for (const role of actors.roles) { keepOwner(reading, object.entity, role, clause.line.id); draft.ownOnly.push({ role, entity: object.entity.id, statements: [clause.line.id] }) }
      made.push(...done)
    }
  }
  if (made.length === 0) return false
  clause.left.push(...acted.left)
  for (const operation of made) {
    if (operation.kind === 'action' || operation.kind === 'create') reading.later.push(() => applyLeads(clause, reading, operation))
    if (clause.only) draft.closed.push({ entity: operation.entity, kinds: [operation.name], roles: actors.roles, statements: [clause.line.id] })
  }
  if (made.every((operation) => operation.kind !== 'action' && operation.kind !== 'create') && clause.leads.length) for (const operation of made) reading.later.push(() => applyLeads(clause, reading, operation))
  return true
}

/** "checks in the guest" is done to the guest's reservation, when that is what the section is about. */
function visit(reading: Reading, clause: Clause, verb: string, person: Entity): Entity | null {
  if (!/^(?:check in|check out|admit|discharge|seat)$/.test(verb) || !reading.draft.roles.has(person.id) || person.states) return null
  const about = contextOf(clause, reading)?.entity
  const heading = clause.line.headings.toReversed().map((text) => reading.draft.lexicon.find(text)?.term.id).find((id) => id && id !== person.id)
  for (const candidate of [heading ? reading.draft.entities.get(heading) : undefined, about]) if (candidate && candidate !== person && reading.draft.pathTo(candidate, person.id) !== null) return candidate
  return null
}

/** "lend a book" → the entity loan, when the document speaks of loans. */
function nominalOf(draft: Draft, verb: string, acted: Acted): Entity | null {
  for (const noun of nominals(verb)) {
    const entity = draft.entities.get(identifier(noun)) ?? [...draft.entities.values()].find((candidate) => candidate.id.endsWith(`_${identifier(noun)}`))
    if (entity && !acted.objects.some((object) => object.entity === entity) && !acted.also.some((object) => object.entity === entity) && (acted.objects.length + acted.also.length > 0)) return entity
  }
  return null
}

function ownObject(draft: Draft, verb: string, actors: Actors, it: Entity | null, acted: Acted): { entity: Entity; adjectives: string; phrase: string }[] {
  const tail = acted.also.find((object) => object.entity !== null && !/^(?:to|for|by|with)$/.test(object.preposition)) ?? acted.also.find((object) => object.entity !== null && object.role === null)
  if (tail?.entity) return [{ entity: tail.entity, adjectives: tail.adjectives, phrase: tail.phrase }]
  const self = actors.roles.map((role) => draft.roles.get(role)?.entity).find((entity) => entity)
  const record = self ? draft.entities.get(self) : undefined
  if (/^(?:register|sign up|enrol|subscribe|join)$/.test(verb) && record) return [{ entity: record, adjectives: '', phrase: '' }]
  if (acted.left.length === 0 && it) return [{ entity: it, adjectives: '', phrase: '' }]
  return []
}

function createImplied(clause: Clause, reading: Reading, actors: Actors, acted: Acted, verb: string, entity: Entity): Operation {
  const { draft } = reading
  acted.left = acted.left.filter((piece) => !/^(?:an?|the|one|some|\d+)? ?(?:free |available )?(?:tickets?|places?|seats?|spots?|slots?|spaces?|sessions?)$/i.test(piece.trim()))
  const operation = draft.operation(entity, 'create', 'create', label(verb, acted.objects[0]?.phrase ?? ''), clause.line.id)
  if (/^Create /.test(operation.label)) operation.label = label(verb, acted.objects[0]?.phrase ?? '')
  draft.nameVerb(verb, operation.id)
  draft.nameVerb(entity.id, operation.id)
  for (const other of ['lend', 'borrow', 'loan', 'rent', 'hire', 'enrol', 'book', 'reserve'].filter((candidate) => nominals(candidate).some((noun) => identifier(noun) === entity.id))) draft.nameVerb(other, operation.id)
  for (const object of [...acted.objects, ...acted.also]) if (object.entity && object.entity !== entity) draft.addReference(entity, object.entity.id, clause.line.id, undefined, true)
  finishCreate(clause, reading, actors, acted, entity, operation)
  return operation
}

const label = (verb: string, phrase: string) => `${capitalise(verb)} ${phrase.replace(/^(?:an?|the|each|their|any) (?:own )?/i, '')}`.trim()

function finishCreate(clause: Clause, reading: Reading, actors: Actors, acted: Acted, entity: Entity, operation: Operation) {
  const { draft } = reading
  remember(clause, reading, entity, operation.id)
  if (acted.fields) for (const id of attachAll(reading, clause, entity, readFieldList(acted.fields))) { const made = entity.fields.find((field) => field.id === id); if (made?.type.kind === 'reference' && !/\boptional/i.test(acted.fields)) made.required = true }
  for (const role of actors.roles) {
    const own = draft.roles.get(role)?.entity
    if (own && own !== entity.id) draft.addReference(entity, own, clause.line.id, undefined, true)
  }
  permitAll(draft, operation, actors, clause.line.id)
  qualifiedObjects(clause, reading, acted, entity, operation)
  if (acted.withoutSignIn || actors.anonymous) operation.public = true
  if (acted.limit) onceEach(clause, reading, entity, operation, acted.limit, actors)
}

/** "add comments to my tickets": only to tickets that are the actor's. */
function ownParent(clause: Clause, reading: Reading, entity: Entity, target: Entity, operation: Operation) {
  const { draft } = reading
  const at = draft.pathTo(entity, target.id)
  for (const permission of operation.permissions) {
    const record = draft.roles.get(permission.role)?.entity
    keepOwner(reading, target, permission.role, clause.line.id)
    const inner = record ? draft.pathTo(target, record) : target.fields.find((field) => field.id === permission.role)?.id
    if (!at || !inner) { clause.left.push(`their own ${target.plural.toLowerCase()}`); continue }
    operation.conditions.push({ expression: call('=', path(`${at}.${inner}`), record ? actor : subject), message: sentence(clause), status: 403, roles: [permission.role], statements: [clause.line.id] })
    draft.ownOnly.push({ role: permission.role, entity: entity.id, statements: [clause.line.id] })
  }
}

/** "rents an available tool", "books tickets for a published event": what the things it refers to must be. */
function qualifiedObjects(clause: Clause, reading: Reading, acted: Acted, entity: Entity, operation: Operation) {
  for (const object of [...acted.objects, ...acted.also]) {
    if (!object.entity || object.entity === entity) continue
    const target = object.entity
    if (/\b(?:their|his|her|its)(?: own)?\b/i.test(object.phrase)) reading.later.push(() => ownParent(clause, reading, entity, target, operation))
    if (!object.adjectives) continue
    const words = object.adjectives.replace(/\b(?:own|other|different|same|registered|selected|given|new|existing)\b/gi, '').trim()
    if (!words) continue
    // States may be named further down: the test is made when all acts are known.
    reading.later.push(() => {
      const at = reading.draft.pathTo(entity, target.id)
      const tests = at === null ? null : qualities(reading.draft, target, at, words)
      if (tests === null) { clause.left.push(words); return }
      for (const test of tests) require(operation, test, clause)
    })
  }
}

/** "A visitor may book each event only once": rows with the same references that still count. */
function onceEach(clause: Clause, reading: Reading, entity: Entity, operation: Operation, limit: string, actors: Actors) {
  const { draft } = reading
  const owner = actors.roles.map((role) => draft.roles.get(role)?.entity).find((id) => id)
  const fields = entity.fields.filter((field) => field.type.kind === 'reference' && (field.type.entity === owner || field.statements.includes(clause.line.id) || entity.fields.filter((other) => other.type.kind === 'reference').length <= 2))
  const most = number(/(\w+?)(?: times?)?$/.exec(limit.replace(/^only /, ''))?.[1] ?? '') ?? 1
  if (fields.length < 2 || !owner) { clause.left.push(limit); return }
  const dead = (entity.states?.values ?? []).filter((state) => /cancel|withdr|reject|declin|expir/.test(state.id))
  const where = call('and', ...fields.map((field) => call('=', path(field.id), outer(field.id))), ...(entity.states && dead.length ? [call('not', call('in', path(entity.states.field), ...dead.map((state) => literal(state.id))))] : []), call('!=', path('id'), outer('id')))
  operation.conditions.push({ expression: call('<', count(entity.id, where), literal(most)), message: sentence(clause), status: 409, roles: [], statements: [clause.line.id] })
}

function one(clause: Clause, reading: Reading, actors: Actors, acted: Acted, verb: string, object: { entity: Entity; adjectives: string; phrase: string }): Operation[] {
  const { draft } = reading
  const { entity } = object
  const key = stem(verb)
  const line = clause.line.id
  if (/^(?:put|place|bring|take|set|send)$/.test(verb) && /^(?:on hold|in \w+|out of \w+|under \w+)$/i.test(object.adjectives)) return [act(clause, reading, actors, { ...acted, as: object.adjectives }, verb, { ...object, adjectives: '' })]
  if (manageVerbs.has(key)) {
    remember(clause, reading, entity)
    const made = (['create', 'read', 'list', 'update', 'delete'] as const).map((kind) => draft.operation(entity, kind, kind, kind === 'list' ? `List ${entity.plural.toLowerCase()}` : verbLabel(kind === 'read' ? 'view' : kind, entity), line))
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
  if (/^(?:review|examine|evaluate|assess|process|look at|check|verify|consult|work on|prepare)$/.test(verb) && stateAfter(draft, entity, verb) === null && !acted.as && !acted.fields) return readOperations(clause, reading, actors, acted, object)
  if (isCreation(draft, verb, object, acted)) {
    const operation = draft.operation(entity, 'create', 'create', verbLabel(verb, entity), line)
    if (/^(?:Create|Add) /.test(operation.label) || operation.statements[0] === line) operation.label = entity.id === actors.roles[0] ? capitalise(verb) : verb === 'apply' ? label('apply for', object.phrase) : verbLabel(verb, entity)
    draft.nameVerb(verb, operation.id)
    for (const other of acted.also) if (other.entity && other.entity !== entity && other.preposition !== 'by') draft.addReference(entity, other.entity.id, line, undefined, true)
    finishCreate(clause, reading, actors, acted, entity, operation)
    return [operation]
  }
  return [act(clause, reading, actors, acted, verb, object)]
}

/** Does the verb bring the thing into being, or change one that exists? */
function isCreation(draft: Draft, verb: string, object: { entity: Entity; adjectives: string }, acted: Acted): boolean {
  const { entity } = object
  const key = stem(verb)
  const to = stateAfter(draft, entity, verb)
  if (acted.as || statesFromAdjectives(draft, entity, object.adjectives).length) return false
  if (to !== null) { const state = entity.states; return state !== null && state.initial === to && (createVerbs.has(key) || weakCreateVerbs.has(key)) && !hasOtherCreate(draft, entity, verb) }
  if (createVerbs.has(key)) return true
  return weakCreateVerbs.has(key) && !hasOtherCreate(draft, entity, verb)
}

function hasOtherCreate(draft: Draft, entity: Entity, verb: string): boolean {
  const create = draft.operations.get(`${entity.id}.create`)
  return create !== undefined && !draft.verbs.get(stem(verb))?.has(create.id)
}

function readOperations(clause: Clause, reading: Reading, actors: Actors, acted: Acted, object: { entity: Entity; adjectives: string; phrase: string }): Operation[] {
  const { draft } = reading
  const { entity } = object
  remember(clause, reading, entity)
  const read = draft.operation(entity, 'read', 'read', verbLabel('view', entity), clause.line.id)
  const list = draft.operation(entity, 'list', 'list', `List ${entity.plural.toLowerCase()}`, clause.line.id)
  const own = /\b(?:only |just )?(?:their|his|her|its)(?: own)?\b|\bown\b/i.test(object.phrase)
  for (const operation of [read, list]) { permitAll(draft, operation, actors, clause.line.id); if (acted.withoutSignIn || actors.anonymous) operation.public = true }
  if (own) for (const role of actors.roles) draft.ownOnly.push({ role, entity: entity.id, statements: [clause.line.id] })
  const words = object.adjectives.replace(/\b(?:own|only|their|all|details|other|available)\b/g, '').replace(/ ; /g, ' ').trim()
  if (words && statesFromAdjectives(draft, entity, words).length === 0) clause.left.push(words)
  for (const other of acted.also) if (other.entity && other.entity !== entity && /^(?:their|his|her|its)(?: own)? /i.test(other.phrase)) for (const role of actors.roles) draft.ownOnly.push({ role, entity: entity.id, statements: [clause.line.id] })
  for (const other of acted.also) if (!(other.entity && (other.entity === entity || draft.pathTo(entity, other.entity.id) !== null)) && other.role === null) clause.left.push(`${other.preposition} ${other.phrase}`)
  if (acted.fields) clause.left.push(`with ${acted.fields}`)
  return [read, list]
}

/** "change the price of a product", "set the priority of a ticket". */
function changeField(clause: Clause, reading: Reading, actors: Actors, acted: Acted, verb: string): Operation | null {
  const target = acted.fieldOf
  if (!target || !(updateVerbs.has(stem(verb)) || /^(?:set|choose|select|enter|add|record|define|extend|raise|lower|increase|reduce)$/.test(verb))) return null
  const { draft } = reading
  const operation = draft.operation(target.entity, 'update', 'update', verbLabel('change', target.entity), clause.line.id)
  const field = target.entity.fields.find((candidate) => candidate.id === target.field)
  if (field && !field.statements.includes(clause.line.id)) field.statements.push(clause.line.id)
  remember(clause, reading, target.entity, operation.id)
  permitAll(draft, operation, actors, clause.line.id)
  return operation
}

/** Any other verb: an action on an existing record. */
function act(clause: Clause, reading: Reading, actors: Actors, acted: Acted, verb: string, object: { entity: Entity; adjectives: string; phrase: string }): Operation {
  const { draft } = reading
  const { entity } = object
  const line = clause.line.id
  const named = acted.as && /^(?:mark|set|move|change|put|flag|update|transfer|turn|switch|bring)$/.test(verb) ? baseForm(acted.as.split(' ')[0] ?? verb) : verb
  const name = acted.as && /\s/.test(acted.as) && acted.as.split(' ').length < 4 ? `${verb} ${acted.as}` : named
  const operation = draft.operation(entity, identifier(name) || 'do', 'action', verbLabel(name.replace(/_/g, ' '), entity), line)
  remember(clause, reading, entity, operation.id)
  draft.nameVerb(verb, operation.id)
  permitAll(draft, operation, actors, line)
  const to = acted.as ? (draft.state(entity, acted.as) ?? (acted.as.split(' ').length < 3 ? draft.addState(entity, acted.as, line) : null)) : stateAfter(draft, entity, verb)
  if (to) operation.to = to
  else if (makesState(verb) && !acted.as) newState(draft, entity, verb, operation, line)
  operation.from.push(...statesFromAdjectives(draft, entity, object.adjectives, clause).filter((state) => !operation.from.includes(state)))
  if (acted.from) { const from = draft.state(entity, acted.from); if (from && !operation.from.includes(from)) operation.from.push(from) }
  for (const other of acted.also) attachOther(clause, reading, operation, entity, other)
  if (acted.fields) addInputs(reading, clause, operation, entity, readFieldList(acted.fields))
  if (/^(?:reschedule|postpone|rebook)$/.test(verb) && !acted.fields) newDate(operation, entity, line)
  if (acted.limit) limitTimes(draft, operation, entity, verb, number(/(\w+?)(?: times?)?$/.exec(acted.limit.replace(/^only /, ''))?.[1] ?? '') ?? 1, clause)
  return operation
}

/** Rescheduling asks for the new date. */
function newDate(operation: Operation, entity: Entity, line: string) {
  for (const field of entity.fields) if ((field.type.kind === 'date' || field.type.kind === 'datetime') && field.source === 'client' && !operation.inputs.some((input) => input.id === field.id) && (operation.inputs.length === 0 || /end|until|depart/.test(field.id))) operation.inputs.push({ ...field, required: true, statements: [line] })
}

/** A verb that leaves a lasting mark on a thing without states gives it two. */
function newState(draft: Draft, entity: Entity, verb: string, operation: Operation, line: string) {
  if (entity.states === null) {
    const initial = /^(?:submit|publish|approve|confirm|pay|ship|start|accept)$/.test(verb) ? (verb === 'submit' || verb === 'publish' ? 'draft' : 'new') : 'active'
    draft.addState(entity, initial, line)
    draft.assume(`${entity.id}_states`, `${entity.name}: ${initial} until it is ${participle(verb)}.`, [line])
  }
  operation.to = draft.addState(entity, participle(verb), line)
}

/** "assign a ticket to an agent": what the act needs to know beside the record. */
function attachOther(clause: Clause, reading: Reading, operation: Operation, entity: Entity, other: Acted['also'][number]) {
  const { draft } = reading
  if (other.entity === entity) return
  if (other.entity && (/^(?:to|with|from|in|on|into|at|by)?$/.test(other.preposition) || other.preposition === 'for')) {
    if (draft.pathTo(entity, other.entity.id) !== null && other.preposition !== 'to') return
    const reference = draft.addReference(entity, other.entity.id, clause.line.id)
    if (!operation.inputs.some((input) => input.id === reference.id)) operation.inputs.push({ ...reference, required: true, source: 'client', statements: [clause.line.id] })
    return
  }
  if (other.role) {
    const subject = draft.addSubject(entity, other.role, clause.line.id)
    if (!operation.inputs.some((input) => input.id === subject.id)) operation.inputs.push({ ...subject, required: true, source: 'client', statements: [clause.line.id] })
    return
  }
  clause.left.push(`${other.preposition} ${other.phrase}`)
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
