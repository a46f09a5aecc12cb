import type { Entity } from '#model/specification.ts'
import type { Draft } from '../draft.ts'
import { stateAfter } from '../language/transitions.ts'
import { createVerbs, weakCreateVerbs } from '../language/vocabulary.ts'
import { stem } from '../language/words.ts'
import type { Acted } from './objects.ts'
import { statesFromAdjectives } from './operation-parts.ts'

/** Does the verb bring the thing into being, or change one that exists? */
export function isCreation(draft: Draft, verb: string, object: { entity: Entity; adjectives: string }, acted: Acted): boolean {
  const { entity } = object
  const key = stem(verb)
  const to = stateAfter(draft, entity, verb)
  if (acted.as || statesFromAdjectives(draft, entity, object.adjectives).length) return false
  if (applied(draft, entity, verb)) return true
  if (to !== null) {
    const state = entity.states
    return state !== null && state.initial === to && (createVerbs.has(key) || weakCreateVerbs.has(key)) && !hasOtherCreate(draft, entity, verb)
  }
  if (createVerbs.has(key)) return true
  if (/^(?:start|begin)$/.test(verb)) return !startable(draft, entity) && !hasOtherCreate(draft, entity, verb)
  // "Volunteers hand out parcels to households", where nobody makes parcels before: handing out is how they come about.
  if (/^(?:hand out|give out|distribute|dispense)$/.test(verb))
    return !startable(draft, entity) && acted.also.some((other) => other.preposition === 'to') && !hasOtherCreate(draft, entity, verb)
  return weakCreateVerbs.has(key) && !hasOtherCreate(draft, entity, verb)
}

/** "apply for a permit" and "submit an application" are one act, unless what was applied for is a draft first. */
function applied(draft: Draft, entity: Entity, verb: string): boolean {
  const asking = ['apply', 'submit', 'request', 'file', 'lodge', 'send in', 'hand in', 'apply for']
  const create = draft.operations.get(`${entity.id}.create`)
  if (!create || !asking.includes(verb) || entity.states?.values.some((value) => /^(?:draft|new)$/.test(value.id))) return false
  return asking.some((other) => other !== verb && draft.verbs.get(stem(other))?.has(create.id))
}

/** Is the thing created by somebody, so that starting it is an act on it? */
const startable = (draft: Draft, entity: Entity) => draft.created.has(entity.id) || entity.states !== null

function hasOtherCreate(draft: Draft, entity: Entity, verb: string): boolean {
  const create = draft.operations.get(`${entity.id}.create`)
  return create !== undefined && !draft.verbs.get(stem(verb))?.has(create.id)
}
