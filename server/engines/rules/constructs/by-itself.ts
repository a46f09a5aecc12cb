import type { Entity } from '#model/specification.ts'
import type { Clause } from '../language/clauses.ts'
import type { Reading } from './rule.ts'

const found = new WeakMap<Map<string, Clause[]>, Set<string>>()
const byTime = /\b(?:passed|passes|over|reached|past|date|deadline|days?|weeks?|months?|hours?|minutes?)\b/i

/** States that some sentence says time alone brings about ("becomes due when the due date has passed"): nobody's act. */
export function comesByItself(reading: Reading, entity: Entity, state: string): boolean {
  const known = found.get(reading.clauses) ?? new Set<string>()
  if (!found.has(reading.clauses)) {
    found.set(reading.clauses, known)
    for (const clauses of reading.clauses.values())
      for (const clause of clauses) {
        const becomes = /^(.+?) (?:becomes?|is (?:set|changed|moved) to|is marked as) ([\w ]{2,30}?)(?: (?:after|on) .*)?$/i.exec(clause.text)
        const mention = becomes?.[1] ? reading.draft.lexicon.find(becomes[1]) : null
        const owner = mention ? reading.draft.entities.get(mention.term.id) : undefined
        const reached = owner && becomes?.[2] ? reading.draft.state(owner, becomes[2]) : null
        if (owner && reached && (clause.leads.some((lead) => byTime.test(lead.text)) || / (?:after|on) /i.test(becomes?.[0] ?? '')))
          known.add(`${owner.id} ${reached}`)
      }
  }
  return known.has(`${entity.id} ${state}`)
}
