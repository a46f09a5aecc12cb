import { call, literal, field as path } from '#model/expression.ts'
import type { Entity, Field, Operation } from '#model/specification.ts'
import type { Draft } from '../draft.ts'
import type { Clause } from '../language/clauses.ts'
import type { ReadField } from '../language/fields.ts'
import { plural } from '../language/plurals.ts'
import { capitalise, identifier } from '../language/words.ts'
import type { Actors } from './actors.ts'
import { attachField } from './attach.ts'
import type { Reading } from './rule.ts'

/** Permits the operation to the actors; people who act on their own records get the path to them. */
export function permitAll(draft: Draft, operation: Operation, actors: Actors, statement: string) {
  for (const role of actors.roles) draft.permit(operation, role, statement)
}

/** States that adjectives of the object name: "a paid order" → paid; words that are no state go to the clause's left. */
export function statesFromAdjectives(draft: Draft, entity: Entity, adjectives: string, clause?: Clause): string[] {
  const found: string[] = []
  for (const part of adjectives
    .split(' ; ')
    .map((piece) => piece.trim())
    .filter(Boolean)) {
    for (const option of part.split(/,? (?:or|and) |, /)) {
      const clean = option.replace(/^(?:(?:the|an?|any|all|new|existing|own|their|only|given|single|specific|certain)(?:\s+|$))+/gi, '').trim()
      const state = draft.state(entity, clean)
      if (state) found.push(state)
      else if (clause && clean && !/^(?:own|their|the|new|existing|all|any|only|available|possible|several|same|other)$/i.test(clean)) clause.left.push(clean)
    }
  }
  return found
}

/** Inputs of an action; each is stored in a field of the same id that only the action writes. */
export function addInputs(reading: Reading, clause: Clause, operation: Operation, entity: Entity, fields: ReadField[]) {
  if (operation.kind === 'create') {
    for (const field of fields) {
      attachField(reading.draft, entity, field, clause.line.id)
      clause.left.push(...field.left)
    }
    return
  }
  for (const field of fields) {
    const existed = new Set(entity.fields.map((other) => other.id))
    const id = attachField(reading.draft, entity, field, clause.line.id)
    const made = entity.fields.find((other) => other.id === id)
    clause.left.push(...field.left, ...field.beside.map((other) => `${other.fn} ${other.name}`), ...field.uniqueWith.map((other) => `unique per ${other}`))
    if (!made) {
      if (id === '') clause.left.push(field.label)
      continue
    }
    const input: Field = { ...made, required: !field.optional, source: 'client', statements: [clause.line.id] }
    if (!operation.inputs.some((other) => other.id === made.id)) operation.inputs.push(input)
    if (!existed.has(made.id)) {
      made.source = 'system'
      made.required = false
    }
  }
}

/** "renew … at most twice": a counter on the record. */
export function limitTimes(draft: Draft, operation: Operation, entity: Entity, verb: string, times: number, clause: Clause) {
  const counter = counterOf(draft, operation, entity, verb, clause.line.id)
  operation.conditions.push({
    expression: call('<', path(counter.id), literal(times)),
    message: sentence(clause),
    status: 409,
    roles: [],
    statements: [clause.line.id],
  })
}

export function counterOf(draft: Draft, operation: Operation, entity: Entity, verb: string, statement: string): Field {
  const nouns: Record<string, string> = {
    renew: 'renewals',
    extend: 'extensions',
    reopen: 'reopenings',
    reschedule: 'reschedulings',
    remind: 'reminders',
    retry: 'retries',
    transfer: 'transfers',
    postpone: 'postponements',
  }
  const id = nouns[verb] ?? `${plural(identifier(verb))}_count`
  const known = entity.fields.find((other) => other.id === id)
  if (known) return known
  const made = draft.addField(entity, {
    id,
    label: capitalise(id.replace(/_/g, ' ')),
    type: { kind: 'integer', min: 0 },
    required: false,
    unique: false,
    immutable: false,
    source: 'system',
    default: literal(0),
    statements: [statement],
  })
  operation.effects.push({ kind: 'set', target: 'self', values: { [id]: call('+', path(id), literal(1)) }, statements: [statement] })
  return made
}

/** The sentence as its own message to who breaks it. */
export const sentence = (clause: Clause): string =>
  clause.line.raw
    .replace(/[*_`#|]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^\s*(?:[-+]|\d+[.)])\s*/, '')
    .trim()
    .slice(0, 240)

/** "view published openings": for people signed in the others are hidden; for visitors that cannot be said yet. */
export function onlyShown(clause: Clause, entity: Entity, operations: Operation[], actors: Actors, states: string[]) {
  if (actors.anonymous) clause.left.push(`only those that are ${states.map((state) => state.replace(/_/g, ' ')).join(' or ')}`)
  for (const operation of operations)
    for (const permission of operation.permissions)
      if (actors.roles.includes(permission.role) && entity.states && permission.statements.length === 1 && permission.statements[0] === clause.line.id)
        permission.when =
          states.length === 1
            ? call('=', path(entity.states.field), literal(states[0] ?? ''))
            : call('in', path(entity.states.field), ...states.map((state) => literal(state)))
}
