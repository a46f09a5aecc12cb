import { makesState, stateAfter } from '../language/transitions.ts'
import { createVerbs, deleteVerbs, updateVerbs } from '../language/vocabulary.ts'
import { identifier, stem } from '../language/words.ts'
import { verbLabel } from '../names.ts'
import { applyLeads } from './guards.ts'
import { contextOf, type Rule, remember } from './rule.ts'
import { clauseEntity } from './states.ts'

/** "A ticket can be closed when it is resolved", "It can be rejected before it is hired": an act nobody is named for. */
export const passiveActs: Rule = {
  name: 'acts without an actor',
  apply(clause, reading) {
    if (!clause.passive || clause.agent || clause.negative || clause.only || !clause.modal || clause.verbs.length === 0) return false
    const { draft } = reading
    const pronoun = /^(?:it|they|this|these)$/i.test(clause.subject.trim())
    const mention = pronoun ? null : draft.lexicon.find(clause.subject)
    const entity = pronoun ? (contextOf(clause, reading)?.entity ?? clauseEntity(clause, reading)) : mention ? draft.entities.get(mention.term.id) : undefined
    if (!entity || entity.parent || (clause.rest && !/^(?:at any time|any time|online|again|individually|later)$/i.test(clause.rest))) return false
    const line = clause.line.id
    const done = clause.verbs.map((verb) => {
      const key = stem(verb)
      if (createVerbs.has(key) && stateAfter(draft, entity, verb) === null) return draft.operation(entity, 'create', 'create', verbLabel(verb, entity), line)
      if (updateVerbs.has(key)) return draft.operation(entity, 'update', 'update', verbLabel(verb, entity), line)
      if (deleteVerbs.has(key)) return draft.operation(entity, 'delete', 'delete', verbLabel(verb, entity), line)
      const to = stateAfter(draft, entity, verb) ?? (makesState(verb) ? draft.addState(entity, clause.participle.split(', ')[0] ?? verb, line) : null)
      const operation = draft.operation(entity, identifier(verb), 'action', verbLabel(verb, entity), line)
      operation.to ??= to
      return operation
    })
    const state = mention?.before ? draft.state(entity, mention.before) : null
    if (mention?.before && !state) return false
    for (const operation of done) {
      if (state && !operation.from.includes(state)) operation.from.push(state)
      applyLeads(clause, reading, operation)
    }
    remember(clause, reading, entity, done.at(-1)?.id)
    return true
  },
}
