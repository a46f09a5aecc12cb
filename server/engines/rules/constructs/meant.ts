import type { Entity } from '#model/specification.ts'
import type { Clause } from '../language/clauses.ts'
import { nominals } from '../language/nominals.ts'
import { fieldOf } from '../language/resolve.ts'
import { stateAfter } from '../language/transitions.ts'
import { readVerbs } from '../language/vocabulary.ts'
import { identifier, participle, stem } from '../language/words.ts'
import type { Actors } from './actors.ts'
import type { Acted } from './objects.ts'
import { contextOf, type Reading } from './rule.ts'

/** "Everyone can add comments": whoever changes something is signed in; only reading is ever open to all. */
export function signedIn(reading: Reading, clause: Clause, actors: Actors | null): Actors | null {
  if (!actors?.anonymous || !actors.everyone || clause.verbs.every((verb) => readVerbs.has(stem(verb)))) return actors
  return { roles: [...reading.draft.roles.keys()], everyone: true, anonymous: false, before: '' }
}

/** "Subscribers can update their own address": a field of the record that stands for them. */
export function ownField(reading: Reading, actors: Actors, acted: Acted, clause: Clause) {
  const name = /^(?:their|his|her|its)(?: own)? (.+)$/i.exec(acted.left[0] ?? '')?.[1]
  const records = actors.roles.map((role) => reading.draft.entities.get(reading.draft.roles.get(role)?.entity ?? ''))
  if (!name || acted.objects.length || acted.fieldOf || records.length === 0) return
  const record = records[0]
  const field = record ? fieldOf(record, name) : undefined
  if (!record || !field || records.some((other) => other !== record)) return
  acted.left.shift()
  acted.fieldOf = { entity: record, field: field.id, phrase: name }
  for (const role of actors.roles) reading.draft.ownOnly.push({ role, entity: record.id, statements: [clause.line.id] })
}

/** "checks in the guest" is done to the guest's reservation, when that is what the section is about. */
export function visit(reading: Reading, clause: Clause, verb: string, person: Entity): Entity | null {
  if (!/^(?:check in|check out|admit|discharge|seat)$/.test(verb) || !reading.draft.roles.has(person.id) || person.states) return null
  const about = contextOf(clause, reading)?.entity
  const heading = clause.line.headings
    .toReversed()
    .map((text) => reading.draft.lexicon.find(text)?.term.id)
    .find((id) => id && id !== person.id)
  for (const candidate of [heading ? reading.draft.entities.get(heading) : undefined, about])
    if (candidate && candidate !== person && reading.draft.pathTo(candidate, person.id) !== null) return candidate
  return null
}

/** "hire an invited applicant": the state is that of the application, which refers to the person. */
export function inRecordOf(reading: Reading, verb: string, thing: Entity): Entity | null {
  const { draft } = reading
  if (stateAfter(draft, thing, verb) !== null || draft.operations.has(`${thing.id}.${identifier(verb)}`)) return null
  const able = [...draft.entities.values()].filter(
    (entity) => entity !== thing && draft.ordered.has(entity.id) && draft.state(entity, participle(verb)) !== null && draft.pathTo(entity, thing.id) !== null,
  )
  return draft.roles.has(thing.id) && able.length === 1 ? (able[0] ?? null) : null
}

/** "takes back a rented tool": what ends is the rental, when the document keeps rentals. */
export function givenBack(reading: Reading, verb: string, thing: Entity, statement: string): Entity | null {
  if (!/^(?:return|take back|bring back|give back|hand back|hand in|receive back|get back)$/.test(verb) || thing.parent) return null
  const { draft } = reading
  const kept = ['lend', 'rent', 'hire', 'borrow'].flatMap((giving) => nominals(giving).map((noun) => draft.entities.get(identifier(noun))))
  const loan = kept.find((entity) => entity && entity !== thing && draft.pathTo(entity, thing.id) !== null)
  if (!loan) return null
  if (!loan.states) {
    draft.addState(loan, 'active', statement)
    draft.assume(`${loan.id}_states`, `${loan.name}: active until it is returned.`, [statement])
  }
  draft.addState(loan, 'returned', statement)
  return loan
}

/** Does the record know such a state? */
export const hasState = (reading: Reading, entity: Entity, words: string): boolean => reading.draft.state(entity, words) !== null

/** "start its assessment", "begin the review": an act on the record with a noun for what is done. */
export function deedOf(acted: Acted): string | null {
  const noun = /^(?:its|the|their|an?) ([a-z]+(?:ment|tion|sion|view|pair|ysis|ection|ing|check|treatment))$/i.exec(acted.left[0] ?? '')?.[1]
  if (!noun || acted.left.length !== 1) return null
  acted.left.length = 0
  return noun.toLowerCase()
}

/** "hire an applicant" where applicants are people without a record: the one record of theirs that has such a state. */
export function recordOfPerson(draft: Reading['draft'], verb: string, role: string): Entity | null {
  const able = [...draft.entities.values()].filter(
    (entity) =>
      draft.ordered.has(entity.id) &&
      draft.state(entity, participle(verb)) !== null &&
      (entity.fields.some((field) => field.id === role) ||
        draft.operations.get(`${entity.id}.create`)?.permissions.some((permission) => permission.role === role)),
  )
  return able.length === 1 ? (able[0] ?? null) : null
}

/** "delete tools that were never rented": the relative clause is a condition. */
export function relativeLead(clause: Clause) {
  const match = /^(.+?) (?:that|which|who) ((?:(?:was|were|has|have|is|are|had) (?:never|not (?:yet |ever )?)|ha(?:s|ve) no )(?:been )?[\w ]+)$/i.exec(
    clause.rest,
  )
  if (!match?.[1] || !match[2] || clause.passive) return
  clause.rest = match[1]
  clause.leads.push({ kind: 'while', text: `it ${match[2]}`, trailing: true })
}

/** "lend a book" → the entity loan, when the document speaks of loans. */
export function nominalOf(draft: Reading['draft'], verb: string, acted: Acted): Entity | null {
  // "register members with a name and an email" makes members; "register members for a course" makes registrations.
  const people = acted.objects.length === 1 && [...draft.roles.values()].some((role) => role.entity === acted.objects[0]?.entity.id)
  const fresh = acted.objects.length === 1 && /^(?:an? |new )|^[a-z]+s$/i.test(acted.objects[0]?.phrase ?? '')
  if ((people || fresh) && acted.also.length === 0 && acted.fields && /^(?:register|sign up|enter|record|add)$/.test(verb)) return null
  for (const noun of nominals(verb)) {
    const entity = draft.entities.get(identifier(noun)) ?? [...draft.entities.values()].find((candidate) => candidate.id.endsWith(`_${identifier(noun)}`))
    if (
      entity &&
      !acted.objects.some((object) => object.entity === entity) &&
      !acted.also.some((object) => object.entity === entity) &&
      acted.objects.length + acted.also.length > 0
    )
      return entity
  }
  return null
}
