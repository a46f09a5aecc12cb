import type { Clause } from '../language/clauses.ts'
import { headingNoun, isDictionary, looksLikeFieldItem } from '../language/field-lists.ts'
import { splitList } from '../language/nouns.ts'
import type { Line } from '../text/lines.ts'
import { fieldLine } from './definitions.ts'
import { contextOf, type Reading } from './rule.ts'

export const labelled =
  /^(?:(?:mandatory|required|optional|compulsory|further|additional) )?(?:input|inputs|data|fields?|attributes?|properties|details|information|data fields)$/i

/** Bullets and table rows that are a list of fields of what stands above them. */
export function fields(line: Line, clauses: Clause[], reading: Reading): boolean {
  const clause = clauses[0]
  if (!clause) return false
  const introducer = line.introducer
  const table = isDictionary(Object.keys(line.cells))
  const above = introducer && /:\s*$/.test(introducer.text) ? introducer : null
  const input = labelled.test(line.label)
  if (!table && !above && !input && !underEntityHeading(line, clauses, reading)) return false
  if (above && /\b(?:business rules?|rules|constraints|conditions|states?|notes?|acceptance criteria|validations?|following rules)\b/i.test(above.text))
    return false
  if (above && !input && clause.verbs.length && clause.subject && (clause.modal || clause.leads.length)) return false
  if (above && / (?:can|may|shall|must|be able to|want to)(?: \w+)?:\s*$/i.test(above.text)) return false
  const entity = entityColumn(line, reading) ?? headed(line, above, reading)
  if (!entity) return false
  const named = line.label ? reading.draft.lexicon.find(line.label) : null
  const describes = named?.before === '' && named.term.id === entity.id && /,/.test(line.text)
  if (input || describes) {
    const flag = /^(mandatory|required|optional|compulsory)/i.exec(line.label)?.[1]
    const inner = { ...line, label: '', text: flag ? flagged(line.text, /optional/i.test(flag) ? 'optional' : 'required') : line.text }
    return take(fieldLine(inner, clause, reading, entity), clauses, reading, entity, line)
  }
  return take(fieldLine(line, clause, reading, entity), clauses, reading, entity, line)
}

/** "Mandatory fields: title, description": the flag counts for each. */
const flagged = (text: string, flag: string): string =>
  splitList(text.replace(/[.;]$/, ''))
    .map((part) => `${part} (${flag})`)
    .join(', ')

export function take(
  done: boolean,
  clauses: Clause[],
  reading: Reading,
  entity: Reading['focus'] extends Map<string, infer F> ? (F extends { entity: infer E } ? E : never) : never,
  line: Line,
): boolean {
  if (done) {
    for (const clause of clauses) {
      clause.read = true
      if (clause !== clauses[0]) clause.left = []
    }
    reading.focus.set(line.id, { entity, operations: [] })
  }
  return done
}

function entityColumn(line: Line, reading: Reading) {
  const named = Object.entries(line.cells).find(([head]) => /^(?:entity|object|table|record|business object)$/.test(head))?.[1]
  const mention = named ? reading.draft.lexicon.find(named) : null
  return mention ? reading.draft.entities.get(mention.term.id) : undefined
}

/** "### Vehicle" above bullets without verbs, "Vehicle: registration, make, model" as an item. */
function underEntityHeading(line: Line, clauses: Clause[], reading: Reading): boolean {
  if (clauses.some((clause) => clause.verbs.length > 0 && clause.subject) && looksLikeFieldItem(line) !== 'sure') return false
  if (line.depth === 0) return false
  const heading = line.headings.at(-1) ?? ''
  const mention = reading.draft.lexicon.find(headingNoun(heading))
  const named = line.label ? reading.draft.lexicon.find(line.label) : null
  return (mention?.before === '' && mention.term.entity) || (named?.before === '' && named.term.entity === true && /,/.test(line.text))
}

function headed(line: Line, above: Line | null, reading: Reading) {
  const { draft, focus } = reading
  const named = line.label && /,/.test(line.text) ? draft.lexicon.find(line.label) : null
  if (named?.before === '' && named.term.entity) return draft.entities.get(named.term.id)
  if (above) {
    const found = focus.get(above.id)?.entity
    if (found) return found
    const mention =
      draft.lexicon.find(
        above.text
          .replace(/:\s*$/, '')
          .replace(
            / (?:has|have|contains?|includes?|consists? of|is described by)(?: the)?(?: following)?(?: \w+)?$| (?:with|fields|attributes|details|data)$/i,
            '',
          ),
      ) ?? lastNoun(above.text, reading)
    if (mention?.term.entity) return draft.entities.get(mention.term.id)
  }
  const heading = draft.lexicon.find(headingNoun(line.headings.at(-1) ?? ''))
  if (heading?.term.entity && !above) return draft.entities.get(heading.term.id)
  // A dictionary below a name that is no known thing describes none of the others.
  if (isDictionary(Object.keys(line.cells)) && headingNoun(line.headings.at(-1) ?? '')) return undefined
  const group = draft.context.get(line.group)?.operation
  if (group && labelled.test(line.label)) return draft.entities.get(group.split('.')[0] ?? '')
  const clause = reading.clauses.get(line.id)?.[0]
  return clause ? contextOf(clause, reading)?.entity : undefined
}

function lastNoun(text: string, reading: Reading) {
  for (const piece of text
    .replace(/:\s*$/, '')
    .split(/ (?=an? |the |each |every )/)
    .toReversed()) {
    const mention = reading.draft.lexicon.find(piece.replace(/ (?:with|by|containing|including|having)(?: the)?(?: following)?(?: \w+)?$/i, ''))
    if (mention) return mention
  }
  return null
}

/** "The librarian shall be able to add a book with:" makes the bullets below fields of book. */
export function rememberIntroduced(line: Line, clauses: Clause[], reading: Reading) {
  if (!/:\s*$/.test(line.text)) return
  const clause = clauses.at(-1)
  const mention = clause?.rest
    ? reading.draft.lexicon.find(clause.rest.replace(/ (?:with|by|containing|including|having|using)(?: the)?(?: following)?(?: \w+)?$/i, ''))
    : null
  const entity = mention ? reading.draft.entities.get(mention.term.id) : undefined
  if (entity) reading.focus.set(line.id, { entity, operations: [] })
}
