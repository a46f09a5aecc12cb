import type { Line } from '../text/lines.ts'
import { type Candidate, note } from './candidates.ts'
import { bareNoun } from './nouns.ts'
import { isVerb, modalPattern } from './vocabulary.ts'

const flags =
  /\b(?:mandatory|required|optional|unique|default|text|string|number|integer|decimal|date|datetime|time|email|phone|boolean|yes\/no|enum|enumeration|list|auto|automatic|automatically|generated|calculated|derived|max|maximum|min|minimum|characters|digits|between|at least|at most|not negative|reference|references|EUR|USD|GBP|currency|\d+ to \d+)\b/i
const acting = new RegExp(String.raw`\b(?:${modalPattern}|is|are|has|have|when|if)\b`, 'i')
const about = / (?:fields|data|attributes|entity|record|details|object|table|form|data fields|information|properties)$/i

/** "Email (mandatory, unique)", "Status: open, closed": a field with what is said of it. */
export function looksLikeFieldItem(line: Line): 'sure' | 'maybe' | null {
  const text = line.label ? `${line.label} (${line.text})` : line.text
  const name = text
    .replace(/\(.*\)/g, '')
    .replace(/[–:].*$/, '')
    .replace(/[.;,]$/, '')
    .trim()
  const told = text.slice(name.length)
  if (!name || name.split(' ').length > 5 || acting.test(name) || line.raw.length > 300) return null
  if (told && flags.test(told)) return 'sure'
  if (line.label && /^[^.]+(?:, [^.]+)+$/.test(line.text) && line.text.split(' ').length < 20 && !acting.test(line.text)) return 'sure'
  return !isVerb(name.split(' ')[0] ?? '') || name.split(' ').length === 1 ? 'maybe' : null
}

/** What an item's list is named after: "1.2 Event", "Event data", "The event has the following attributes". */
export const headingNoun = (heading: string): string =>
  bareNoun(
    heading
      .replace(/^(?:table|tab\.|list|figure) ?\d+(?:[.-]\d+)*\s?[:.–-]?\s+/i, '')
      .replace(/^(?:entity|entities|data|object|class|table|record|form|fields of|attributes of|data of|the)[: ]+(?:an? |the )?/i, '')
      .replace(/^(?:fields|attributes|properties|data) (?:of|for) (?:an? |the )?/i, '')
      .replace(about, '')
      .replace(/ \(.*\)$/, ''),
  )

/** A heading above bullets that are fields names a thing: "### Venue" above "- Name (mandatory)", "- Capacity (1 to 500)". */
export function bulletedFields(lines: Line[], things: Map<string, Candidate>) {
  const lists = new Map<string, Line[]>()
  for (const line of lines) {
    const heading = line.headings.at(-1)
    if (!heading || line.depth !== 1 || line.introducer?.text.endsWith(':') || Object.keys(line.cells).length) continue
    const key = `${line.document}/${line.list}`
    lists.set(key, [...(lists.get(key) ?? []), line])
  }
  for (const items of lists.values()) {
    const [first] = items
    const kinds = items.map(looksLikeFieldItem)
    const sure = kinds.filter((kind) => kind === 'sure').length
    if (!first || items.length < 2 || sure === 0 || kinds.filter((kind) => kind === null).length > items.length / 5) continue
    const noun = headingNoun(first.headings.at(-1) ?? '')
    if (!noun || noun.split(' ').length > 3 || isGeneral.test(noun) || /\b(?:roles?|actors?|users?|glossary|terms)\b/i.test(first.headings.slice(1).join(' ')))
      continue
    if (sure < 2 && !/\b(?:data|entit|model|dictionary|objects|fields|attributes)/i.test(first.headings.slice(0, -1).join(' '))) continue
    for (const item of items) note(things, noun, item.id, 'strong', true)
  }
}

const isGeneral =
  /^(?:data|fields?|attributes?|input|inputs|output|requirements?|functional requirements?|general|overview|notes?|rules?|business rules?|quality|performance|security|search|reports?|constraints?|states?|statuses|priority|priorities|scope|validation|validations)$/i

/** The heads of a data dictionary: fields with something said of each; no table of measures or of requirements. */
export const isDictionary = (heads: string[]): boolean =>
  heads.some((head) => /^(?:data )?(?:field|attribute|property|data item|data element|element|column)s?(?: name)?(?: \(.*\))?$/.test(head)) &&
  !heads.some((head) => /^(?:metric|target(?: value)?|measure|requirement|measurement|acceptance criteri(?:a|on)|threshold)s?$/.test(head))
