import type { Entity, Operation } from '#model/specification.ts'
import type { Draft } from '../draft.ts'
import type { Clause } from '../language/clauses.ts'
import { readFieldList } from '../language/fields.ts'
import { number } from '../language/numbers.ts'
import { makesState, stateAfter } from '../language/transitions.ts'
import { updateVerbs } from '../language/vocabulary.ts'
import { baseForm, identifier, participle, stem } from '../language/words.ts'
import { verbLabel } from '../names.ts'
import type { Actors } from './actors.ts'
import type { Acted } from './objects.ts'
import { addInputs, limitTimes, onlyShown, permitAll, statesFromAdjectives } from './operation-parts.ts'
import { type Reading, remember } from './rule.ts'

export function readOperations(
  clause: Clause,
  reading: Reading,
  actors: Actors,
  acted: Acted,
  object: { entity: Entity; adjectives: string; phrase: string },
): Operation[] {
  const { draft } = reading
  const { entity } = object
  remember(clause, reading, entity)
  const read = draft.operation(entity, 'read', 'read', verbLabel('view', entity), clause.line.id)
  const list = draft.operation(entity, 'list', 'list', `List ${entity.plural.toLowerCase()}`, clause.line.id)
  const own = /\b(?:only |just )?(?:their|his|her|its)(?: own)?\b|\bown\b/i.test(object.phrase)
  for (const operation of [read, list]) {
    permitAll(draft, operation, actors, clause.line.id)
    if (acted.withoutSignIn || actors.anonymous) operation.public = true
  }
  if (own) for (const role of actors.roles) draft.ownOnly.push({ role, entity: entity.id, statements: [clause.line.id] })
  const words = object.adjectives
    .replace(/\b(?:own|only|their|all|details|other|available)\b/g, '')
    .replace(/ ; /g, ' ')
    .trim()
  const shown = words ? statesFromAdjectives(draft, entity, words) : []
  if (words && shown.length === 0) clause.left.push(words)
  if (shown.length) onlyShown(clause, entity, [read, list], actors, shown)
  for (const other of acted.also)
    if (other.entity && other.entity !== entity && /^(?:their|his|her|its)(?: own)? /i.test(other.phrase))
      for (const role of actors.roles) draft.ownOnly.push({ role, entity: entity.id, statements: [clause.line.id] })
  for (const other of acted.also)
    if (!(other.entity && (other.entity === entity || draft.pathTo(entity, other.entity.id) !== null)) && other.role === null)
      clause.left.push(`${other.preposition} ${other.phrase}`)
  if (acted.fields) clause.left.push(`with ${acted.fields}`)
  return [read, list]
}

/** "change the price of a product", "set the priority of a ticket". */
export function changeField(clause: Clause, reading: Reading, actors: Actors, acted: Acted, verb: string): Operation | null {
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
export function act(
  clause: Clause,
  reading: Reading,
  actors: Actors,
  acted: Acted,
  verb: string,
  object: { entity: Entity; adjectives: string; phrase: string },
): Operation {
  const { draft } = reading
  const { entity } = object
  const line = clause.line.id
  const named = acted.as && /^(?:mark|set|move|change|put|flag|update|transfer|turn|switch|bring)$/.test(verb) ? baseForm(acted.as.split(' ')[0] ?? verb) : verb
  const name = acted.as && /\s/.test(acted.as) && acted.as.split(' ').length < 4 ? `${verb} ${acted.as}` : named
  const operation = draft.operation(entity, identifier(name) || 'do', 'action', verbLabel(name.replace(/_/g, ' '), entity), line)
  remember(clause, reading, entity, operation.id)
  draft.nameVerb(verb, operation.id)
  permitAll(draft, operation, actors, line)
  const to = acted.as
    ? (draft.state(entity, acted.as) ?? (acted.as.split(' ').length < 3 ? draft.addState(entity, acted.as, line) : null))
    : stateAfter(draft, entity, verb)
  if (to) operation.to = to
  else if (makesState(verb) && !acted.as) newState(draft, entity, verb, operation, line)
  operation.from.push(...statesFromAdjectives(draft, entity, object.adjectives, clause).filter((state) => !operation.from.includes(state)))
  if (acted.from) {
    const from = draft.state(entity, acted.from)
    if (from && !operation.from.includes(from)) operation.from.push(from)
  }
  for (const other of acted.also) attachOther(clause, reading, operation, entity, other)
  if (acted.fields) addInputs(reading, clause, operation, entity, readFieldList(acted.fields))
  if (/^(?:reschedule|postpone|rebook)$/.test(verb) && !acted.fields) newDate(operation, entity, line)
  const range = /\bfrom (\d+) to (\d+)\b|\bbetween (\d+) and (\d+)\b|\b(\d+) to (\d+) (?:stars|points)\b/i.exec(clause.rest)
  if (range && /^(?:rate|score|grade|evaluate|assess|mark)$/.test(verb)) {
    const low = range[1] ?? range[3] ?? range[5]
    const high = range[2] ?? range[4] ?? range[6]
    acted.left = acted.left.filter((piece) => !/\d/.test(piece))
    addInputs(reading, clause, operation, entity, readFieldList(`a ${verb === 'rate' ? 'rating' : verb === 'grade' ? 'grade' : 'score'} (${low} to ${high})`))
  }
  if (acted.limit) limitTimes(draft, operation, entity, verb, number(/(\w+?)(?: times?)?$/.exec(acted.limit.replace(/^only /, ''))?.[1] ?? '') ?? 1, clause)
  return operation
}

/** Rescheduling asks for the new date. */
function newDate(operation: Operation, entity: Entity, line: string) {
  for (const field of entity.fields)
    if (
      (field.type.kind === 'date' || field.type.kind === 'datetime') &&
      field.source === 'client' &&
      !operation.inputs.some((input) => input.id === field.id) &&
      (operation.inputs.length === 0 || /end|until|depart/.test(field.id))
    )
      operation.inputs.push({ ...field, required: true, statements: [line] })
}

/** A verb that leaves a lasting mark on a thing without states gives it two. */
function newState(draft: Draft, entity: Entity, verb: string, operation: Operation, line: string) {
  if (entity.states === null) {
    const initial = /^(?:submit|publish|approve|confirm|pay|ship|start|accept)$/.test(verb)
      ? verb === 'submit' || verb === 'publish'
        ? 'draft'
        : 'new'
      : 'active'
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
    if (!operation.inputs.some((input) => input.id === reference.id))
      operation.inputs.push({ ...reference, required: true, source: 'client', statements: [clause.line.id] })
    return
  }
  if (other.role) {
    const subject = draft.addSubject(entity, other.role, clause.line.id)
    if (!operation.inputs.some((input) => input.id === subject.id))
      operation.inputs.push({ ...subject, required: true, source: 'client', statements: [clause.line.id] })
    return
  }
  clause.left.push(`${other.preposition} ${other.phrase}`)
}
