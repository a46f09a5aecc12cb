import type { Line } from '../text/lines.ts'
import { type Candidate, note, spoken } from './candidates.ts'
import { headingNoun, isDictionary } from './field-lists.ts'
import { nominals } from './nominals.ts'
import { bodies, predicateOf } from './subjects.ts'
import { isVerb } from './vocabulary.ts'
import { stem } from './words.ts'

export function introduced(line: Line, things: Map<string, Candidate>) {
  const match =
    /^(?:an?|the|each|every|for each|for every)?\s?([A-Za-z][\w-]*(?: [a-z][\w-]*){0,2})(?: (?:has|have|contains?|consists? of|includes?)(?: the following)?(?: \w+)?| details| fields| attributes| data| record)?:\s*$/i.exec(
      line.text,
    )
  if (match?.[1] && /(?:has|have|contain|consist|include|details|fields|attributes|data|record)/.test(line.text)) note(things, match[1], line.id, 'strong')
}

/** A heading or label above a list of fields names an entity: "### Vehicle", "Vehicle: registration, make, model". */
export function fieldHeadings(lines: Line[], things: Map<string, Candidate>) {
  for (const line of lines) {
    const heads = Object.keys(line.cells)
    const heading = headingNoun(line.headings.at(-1) ?? '')
    const fieldTable = isDictionary(heads)
    const entityColumn = Object.entries(line.cells).find(([head]) => /^(?:entity|object|table|record|business object)$/.test(head))?.[1]
    if (entityColumn) note(things, entityColumn, line.id, 'strong')
    else if (fieldTable && heading) note(things, heading, line.id, 'strong', true)
    const listed =
      line.label &&
      line.depth > 0 &&
      /,/.test(line.text) &&
      (/\((?:[^)]*\b(?:mandatory|required|unique|optional|default|text|number|date)\b)/i.test(line.text) ||
        /\b(?:data|entit|information|domain model|objects)\b/i.test(line.headings.at(-1) ?? ''))
    if (
      listed &&
      !(isVerb(line.label.split(' ')[0] ?? '') && line.label.includes(' ')) &&
      !/^(?:input|output|fields?|data|note|example|attributes)s?$/i.test(line.label)
    )
      note(things, line.label, line.id, 'strong')
  }
}

/** "Members can register for a course": the course was there before, what is made is a registration. */
const joining =
  /^(register|sign up|enroll?|subscribe) (?:(?:himself|herself|themselves) )?(?:for|in|to|on) (?:an?|the|one|one or more|open|available|several)\b(?! (?:(?:new )?(?:account|system|service|platform|portal|site|website|app|application)|waiting list)\b)/i

/** "lend a book … 4 active loans": the noun of a verb that is used in the document is a thing of its own. */
export function implied(lines: Line[], things: Map<string, Candidate>) {
  const used = spoken.nouns
  for (const line of lines) {
    for (const text of bodies(line)) {
      const verb =
        /^([a-z]+(?: (?:up|out)\b)?)/i.exec(predicateOf(text))?.[1] ??
        /\b(?:let|allow)s? (?:only )?(?:an? |the )?[\w -]{2,30}? (?:to )?([a-z]+) (?:in|for|an?|the)\b/i.exec(text)?.[1]
      if (!verb) continue
      const joined = joining.exec(predicateOf(text))?.[1]?.toLowerCase()
      const made = joined ? (nominals(joined.replace(/l+$/, 'l')).find((noun) => used.has(noun)) ?? nominals(joined)[0]) : undefined
      if (made) {
        note(things, made, line.id, 'strong')
        continue
      }
      for (const noun of nominals(verb))
        if (used.has(noun) && !(stem(noun) === stem(verb) && !things.has(noun))) {
          note(things, noun, line.id, 'strong')
          break
        }
    }
  }
}
