import { call, count, type Expression, field, literal, outer } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import type { Draft } from '../draft.ts'
import { stripDeterminers } from './nouns.ts'
import { qualities } from './qualities.ts'

export interface Counted {
  entity: Entity
  where: Expression
  expression: Expression
  reference: string | null
}

/**
 * How many rows of a kind belong to a record: "active loans" of a member. `owner` is the path from the record to whose
 * rows are counted ('' = the record itself). The rows never include the record itself.
 */
export function countOf(draft: Draft, phrase: string, from: Entity, owner: string, extra: Expression[] = []): Counted | null {
  const { noun, after } = postmodifier(stripDeterminers(phrase))
  const mention = draft.lexicon.find(noun)
  const entity = mention ? draft.entities.get(mention.term.id) : undefined
  if (!mention || !entity) return null
  const target = owner ? targetOf(draft, from, owner) : from
  const reference = target ? (entity.fields.find((candidate) => candidate.type.kind === 'reference' && candidate.type.entity === target.id)?.id ?? null) : null
  const conditions: Expression[] = reference ? [call('=', field(reference), outer(owner || 'id'))] : []
  const adjectives = qualities(draft, entity, '', [mention.before, after].filter(Boolean).join(' ; '))
  if (adjectives === null) return null
  conditions.push(...adjectives, ...extra)
  if (entity.id === from.id) conditions.push(call('!=', field('id'), outer('id')))
  if (conditions.length === 0) return null
  const where = conditions.length === 1 && conditions[0] ? conditions[0] : call('and', ...conditions)
  return { entity, where, expression: count(entity.id, where), reference }
}

/** "work orders in progress", "copies on loan": what follows the noun. */
export function postmodifier(text: string): { noun: string; after: string } {
  const match =
    /^([\w' -]+?) (on the waiting list|in the queue|in progress|in service|in use|in stock|on hold|on loan|out of (?:order|service)|in state \w+|with (?:the )?(?:status|state) [\w ]+|that (?:is|are|has been|have been) (?:not )?[\w ]+|which (?:is|are) [\w ]+|under repair|under review|in repair|in maintenance|not yet \w+|at (?:the same|one|a) time|at once|(?:of|for|from) (?:today|the (?:current |same |present )?day)|with an? [\w ]+)$/i.exec(
      text.trim(),
    )
  return match?.[1] && match[2]
    ? { noun: match[1], after: match[2].replace(/^(?:that|which) (?:is|are|has been|have been) |^with (?:the )?(?:status|state) |^in state /i, '') }
    : { noun: text.trim(), after: '' }
}

function targetOf(draft: Draft, from: Entity, path: string): Entity | undefined {
  let entity: Entity | undefined = from
  for (const step of path.split('.')) {
    const reference: Entity['fields'][number] | undefined = entity?.fields.find((candidate) => candidate.id === step)
    entity = reference?.type.kind === 'reference' ? draft.entities.get(reference.type.entity) : undefined
  }
  return entity
}

export const atLeastOne = (expression: Expression): Expression => call('>', expression, literal(0))
