import { actor, call, count, literal, outer, field as path, subject } from '#model/expression.ts'
import type { Entity, Operation } from '#model/specification.ts'
import type { Clause } from '../language/clauses.ts'
import { readField, readFieldList } from '../language/fields.ts'
import { nominals } from '../language/nominals.ts'
import { number } from '../language/numbers.ts'
import { qualities } from '../language/qualities.ts'
import { capitalise, identifier } from '../language/words.ts'
import type { Actors } from './actors.ts'
import { attachAll } from './definitions.ts'
import { require } from './guards.ts'
import type { Acted } from './objects.ts'
import { permitAll, sentence } from './operation-parts.ts'
import { keepOwner } from './permissions.ts'
import { type Reading, remember } from './rule.ts'

export function createImplied(clause: Clause, reading: Reading, actors: Actors, acted: Acted, verb: string, entity: Entity): Operation {
  const { draft } = reading
  acted.left = acted.left.filter(
    (piece) => !/^(?:an?|the|one|some|\d+)? ?(?:free |available )?(?:tickets?|places?|seats?|spots?|slots?|spaces?|sessions?)$/i.test(piece.trim()),
  )
  const operation = draft.operation(entity, 'create', 'create', label(verb, acted.objects[0]?.phrase ?? ''), clause.line.id)
  if (/^Create /.test(operation.label)) operation.label = label(verb, acted.objects[0]?.phrase ?? '')
  draft.nameVerb(verb, operation.id)
  draft.nameVerb(entity.id, operation.id)
  for (const other of ['lend', 'borrow', 'loan', 'rent', 'hire', 'enrol', 'book', 'reserve'].filter((candidate) =>
    nominals(candidate).some((noun) => identifier(noun) === entity.id),
  ))
    draft.nameVerb(other, operation.id)
  for (const object of [...acted.objects, ...acted.also])
    if (object.entity && object.entity !== entity) draft.addReference(entity, object.entity.id, clause.line.id, undefined, true)
  finishCreate(clause, reading, actors, acted, entity, operation)
  return operation
}

export const label = (verb: string, phrase: string) => `${capitalise(verb)} ${phrase.replace(/^(?:an?|the|each|their|any) (?:own )?/i, '')}`.trim()

export function finishCreate(clause: Clause, reading: Reading, actors: Actors, acted: Acted, entity: Entity, operation: Operation) {
  const { draft } = reading
  remember(clause, reading, entity, operation.id)
  attachTimes(clause, reading, acted, entity)
  if (acted.fields)
    for (const id of attachAll(reading, clause, entity, readFieldList(acted.fields))) {
      const made = entity.fields.find((field) => field.id === id)
      if (made?.type.kind === 'reference' && !/\boptional/i.test(acted.fields)) made.required = true
    }
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
    if (!at || !inner) {
      clause.left.push(`their own ${target.plural.toLowerCase()}`)
      continue
    }
    operation.conditions.push({
      expression: call('=', path(`${at}.${inner}`), record ? actor : subject),
      message: sentence(clause),
      status: 403,
      roles: [permission.role],
      statements: [clause.line.id],
    })
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
      if (tests === null) {
        clause.left.push(words)
        return
      }
      for (const test of tests) require(operation, test, clause)
    })
  }
}

/** "A visitor may book each event only once": rows with the same references that still count. */
function onceEach(clause: Clause, reading: Reading, entity: Entity, operation: Operation, limit: string, actors: Actors) {
  const { draft } = reading
  const owner = actors.roles.map((role) => draft.roles.get(role)?.entity).find((id) => id)
  const fields = entity.fields.filter(
    (field) =>
      field.type.kind === 'reference' &&
      (field.type.entity === owner ||
        field.statements.includes(clause.line.id) ||
        entity.fields.filter((other) => other.type.kind === 'reference').length <= 2),
  )
  const most = number(/(\w+?)(?: times?)?$/.exec(limit.replace(/^only /, ''))?.[1] ?? '') ?? 1
  if (fields.length < 2 || !owner) {
    clause.left.push(limit)
    return
  }
  const dead = (entity.states?.values ?? []).filter((state) => /cancel|withdr|reject|declin|expir/.test(state.id))
  const where = call(
    'and',
    ...fields.map((field) => call('=', path(field.id), outer(field.id))),
    ...(entity.states && dead.length ? [call('not', call('in', path(entity.states.field), ...dead.map((state) => literal(state.id))))] : []),
    call('!=', path('id'), outer('id')),
  )
  operation.conditions.push({
    expression: call('<', count(entity.id, where), literal(most)),
    message: sentence(clause),
    status: 409,
    roles: [],
    statements: [clause.line.id],
  })
}

/** "book rooms for a start and an end time": dates stand behind many prepositions. */
function attachTimes(clause: Clause, reading: Reading, acted: Acted, entity: Entity) {
  acted.left = acted.left.filter((piece) => {
    const read = readField(piece.replace(/^(?:for|from|until|till|to|on|at|between|by) /i, ''))
    if (!read?.type || !/^date/.test(read.type.kind) || reading.draft.lexicon.find(read.label)?.before === '') return true
    attachAll(reading, clause, entity, [{ ...read, required: true }])
    return false
  })
}
