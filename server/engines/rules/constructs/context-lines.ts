import type { Clause } from '../language/clauses.ts'
import { identifier } from '../language/words.ts'
import { safe } from '../names.ts'
import type { Line } from '../text/lines.ts'
import type { Reading } from './rule.ts'

/** "**Warehouse clerk** – ships orders." tells who somebody is. */
export function roleDescription(line: Line, reading: Reading) {
  const name = line.label || Object.values(line.cells)[0] || /^(?:an? |the )?([A-Za-z][\w -]{2,40}?)(?::| – | is | are |\.|$)/.exec(line.text)?.[1] || ''
  const mention = reading.draft.lexicon.find(name)
  const role = mention ? reading.draft.roles.get(mention.term.id) : undefined
  if (role && !role.description)
    role.description = (line.label ? line.text : Object.values(line.cells).slice(1).join(' ') || line.text).replace(/[.;]$/, '').slice(0, 200)
}

/** Glossary entries: synonyms ("Patron: another word for member") and words with a meaning ("Overdue: the due date has passed"). */
export function definitionLine(line: Line, reading: Reading) {
  const { draft } = reading
  const cells = Object.values(line.cells)
  const inner = /^(?:an? |the )?"?([A-Za-z][\w -]{1,40}?)"? (?:is|are|means|refers to|stands for) (.+)$/i.exec(line.text)
  const term = line.label || cells[0] || inner?.[1] || ''
  const meaning = line.label ? line.text : cells[1] || inner?.[2] || ''
  if (!term || !meaning || term.split(' ').length > 5) return
  draft.glossary.push({ term, definition: meaning.replace(/[.;]$/, ''), statements: [line.id] })
  const same =
    /^(?:(?:is |means )?(?:another (?:word|name|term) for|a synonym (?:for|of)|same as|the same as|see|also called|also known as) )(?:an? |the )?(.+?)\.?$/i.exec(
      meaning,
    )
  const target = same?.[1] ? draft.lexicon.find(same[1]) : null
  if (target) draft.lexicon.alias(term, target.term.id)
  const words = /^(overdue|late|active|open|available|full|expired|due|urgent|free|[a-z]+ed) (.+)$/i.exec(term)
  const about = words?.[2] ? draft.lexicon.find(words[2]) : null
  const entity = about ? draft.entities.get(about.term.id) : undefined
  if (words?.[1] && entity) reading.focus.set(line.id, { entity, operations: [] })
}

/** "The system integrates with the national vehicle register via a REST API": a port with a stub. */
export function externalLine(line: Line, clauses: Clause[], reading: Reading): boolean {
  const match =
    /\b(?:integrat\w+ with|interfaces? (?:with|to)|connect\w* (?:to|with)|exchang\w+ (?:data|messages|information) with|import\w* (?:data )?from|export\w* (?:data )?to|communicat\w+ with|sends? data to|synchroni[sz]\w+ with) (?:an? |the |our )?(?:existing |external |company's |central )?([A-Z]?[\w .&-]{2,60}?)(?: (?:via|by|over|through|using) (?:an? |the )?(?:its |their )?(.+?))?(?: (?:to|in order to|for|so that|every|once|when) .*)?[.]?$/i.exec(
      line.text,
    )
  if (!match?.[1] || /\b(?:csv|excel|pdf|file|spreadsheet)\b/i.test(match[1]) || match[1].split(' ').length > 6) return false
  const system =
    /\b(?:system|application|service|platform|portal|software)\b/i.test(line.text.slice(0, match.index)) ||
    /\b(?:shall|must|should|will)\b/i.test(line.text.slice(0, match.index))
  if (!system) return false
  const name = match[1].trim()
  const id = safe(identifier(name))
  if (!reading.draft.externals.some((external) => external.id === id))
    reading.draft.externals.push({ id, name, protocol: match[2] ?? '', purpose: line.text.slice(0, 300), statements: [line.id] })
  for (const clause of clauses) clause.left.push(`the exchange with ${name} is a port with a stub`)
  return true
}
