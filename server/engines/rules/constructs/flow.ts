import type { Entity, Operation } from '#model/specification.ts'
import type { Clause } from '../language/clauses.ts'
import { condition } from '../language/conditions.ts'
import { postmodifier } from '../language/counting.ts'
import { allow, require, statesOf } from './guards.ts'
import { type Reading, type Rule, remember } from './rule.ts'

/** "Given a pending permit, when an officer approves it": what is given is what "it" means. */
export function givenThing(clause: Clause, reading: Reading) {
  const given = /^given /i.test(clause.line.text) ? clause.leads.find((lead) => lead.kind === 'while') : undefined
  const mention = given && /^(?:an?|the) [\w -]+$/i.test(given.text) ? reading.draft.lexicon.find(postmodifier(given.text).noun) : null
  const entity = mention && !(mention.term.role && !mention.term.entity) ? reading.draft.entities.get(mention.term.id) : undefined
  if (entity && !reading.focus.has(clause.line.id)) reading.focus.set(clause.line.id, { entity, operations: [] })
}

/** The acts that the steps of the same use case brought about. */
function actsOf(reading: Reading, heading: string): Operation[] {
  const steps = new Set(reading.lines.filter((line) => line.part === 'flow' && (line.headings.at(-1) ?? '') === heading).map((line) => line.id))
  return [...reading.draft.operations.values()].filter(
    (operation) => operation.kind !== 'read' && operation.kind !== 'list' && operation.statements.some((statement) => steps.has(statement)),
  )
}

/** "Preconditions: The loan request is approved." holds for what the steps below do. */
export const preconditions: Rule = {
  name: 'preconditions of a use case',
  apply(clause, reading) {
    if (clause.line.part !== 'before' || clause.leads.length) return false
    let read = false
    for (const operation of actsOf(reading, clause.line.headings.at(-1) ?? '')) {
      const entity = reading.draft.entities.get(operation.entity)
      const test = entity ? condition(reading.draft, clause.text, entity) : null
      if (!entity || !test) continue
      const states = statesOf(test, entity)
      if (states && operation.kind === 'create') continue
      if (states) allow(operation, states)
      else require(operation, test, clause)
      if (!operation.statements.includes(clause.line.id)) operation.statements.push(clause.line.id)
      remember(clause, reading, entity)
      read = true
    }
    return read
  },
}

/** "Postconditions: The loan request is approved or rejected." repeats what the steps lead to; what they do not lead to stays unread. */
export const postconditions: Rule = {
  name: 'results of a use case',
  apply(clause, reading) {
    if (clause.line.part !== 'after' || clause.negative || clause.leads.length) return false
    const { draft } = reading
    const match = /^(?:an?|the) (.+?) (?:is|are|has been|have been|was) (?:now |then |in (?:the )?(?:status|state) |marked as )?([\w ]+)$/i.exec(clause.text)
    const mention = match?.[1] ? draft.lexicon.find(match[1].replace(/^new /i, '')) : null
    const entity = mention?.before === '' ? draft.entities.get(mention.term.id) : undefined
    if (!match?.[2] || !entity) return false
    const acts = actsOf(reading, clause.line.headings.at(-1) ?? '')
    const into = match[2].split(/,? or |, /).map((word) => {
      const known = draft.state(entity, word)
      const making =
        known === null && /^(?:new|open|draft|pending|submitted)$/i.test(word)
          ? acts.find((operation) => operation.entity === entity.id && operation.kind === 'create')
          : undefined
      const state = making ? beginsAs(reading, entity, making, word, clause.line.id) : known
      if (/^(?:created|stored|saved|recorded|registered|added)$/.test(word))
        return acts.find((operation) => operation.entity === entity.id && operation.kind === 'create')
      return state === null
        ? undefined
        : acts.find((operation) => leadsTo(operation, entity.id, state, entity.states?.initial === state, entity.states?.field ?? ''))
    })
    if (into.some((operation) => operation === undefined)) return false
    for (const operation of into) if (operation && !operation.statements.includes(clause.line.id)) operation.statements.push(clause.line.id)
    remember(clause, reading, entity)
    return true
  },
}

/** "The order is new" after it was placed: where its life begins. */
function beginsAs(reading: Reading, entity: Entity, making: Operation, word: string, statement: string): string | null {
  if (reading.draft.began.has(entity.id) || reading.draft.ordered.has(entity.id)) return null
  const state = reading.draft.addState(entity, word, statement)
  reading.draft.began.add(entity.id)
  if (entity.states) entity.states.initial = state
  making.to = state
  return state
}

function leadsTo(operation: Operation, entity: string, state: string, initial: boolean, field: string): boolean {
  if (operation.entity === entity && (operation.to === state || (operation.kind === 'create' && operation.to === null && initial))) return true
  return operation.effects.some((effect) => {
    const value = effect.kind === 'set' ? effect.values[field] : undefined
    return value?.kind === 'literal' && value.value === state
  })
}
