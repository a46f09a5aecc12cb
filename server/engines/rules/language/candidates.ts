import type { Line } from '../text/lines.ts'
import { bareNoun } from './nouns.ts'
import { singular } from './plurals.ts'
import { attributeHeads, systemWords } from './vocabulary.ts'
import { identifier } from './words.ts'

/** Of the document that is being read (discovery is synchronous): nouns that stand alone, and words that mean the system itself. */
export const spoken = { nouns: new Map<string, string>(), system: systemWords }

export interface Candidate {
  name: string
  defined: number
  strong: number
  weak: number
  statements: Set<string>
}

export function note(map: Map<string, Candidate>, phrase: string, statement: string, weight: 'strong' | 'weak', defined = false) {
  const noun = bareNoun(phrase)
  const id = identifier(noun)
  if (
    !id ||
    id.length < 2 ||
    spoken.system.has(id) ||
    spoken.system.has(id.split('_').at(-1) ?? '') ||
    /^(?:it|they|them|anyone|everyone|nobody|someone|who|one|following|data|information|thing|list|ability|possibility|option|requirement|document|section|other|each|same|account|own_account|user_account|profile)$/.test(
      id,
    )
  )
    return
  const found = map.get(id) ?? { name: noun, defined: 0, strong: 0, weak: 0, statements: new Set<string>() }
  found[weight]++
  if (defined) found.defined++
  found.statements.add(statement)
  map.set(id, found)
}

/** Words as nouns of their own: in "the reimbursement date" reimbursement is none. */
export function nounsOf(lines: Line[]): Map<string, string> {
  const used = new Map<string, string>()
  for (const line of lines) {
    const words =
      [line.title, line.label, line.text, ...line.headings.slice(-1)]
        .join(' . ')
        .toLowerCase()
        .match(/[a-z-]+|[.,;:()]/g) ?? []
    const own = words.length - ((line.headings.at(-1) ?? '').toLowerCase().match(/[a-z-]+|[.,;:()]/g) ?? []).length
    words.forEach((word, i) => {
      const one = singular(word)
      const gerund =
        word.endsWith('ing') &&
        (!/^(?:an?|the|each|every|any|this|that|no|one|their|its|another|new|same)$/.test(words[i - 1] ?? '') ||
          /^(?:an?|the|its|their)$/.test(words[i + 1] ?? ''))
      const heading = i >= own && word.endsWith('ing')
      if (
        !used.has(one) &&
        !gerund &&
        !heading &&
        !/^(?:after|on|upon|before|until|during)$/.test(words[i - 1] ?? '') &&
        !attributeHeads.has(singular(words[i + 1] ?? ''))
      )
        used.set(one, line.id)
    })
  }
  return used
}

/** "Each service has a name", "administrators maintain services": a word for the system that names a thing of the domain here. */
const ownThing = (word: string) =>
  new RegExp(
    String.raw`^(?:each|every|an?) ${word} (?:has|have|consists|contains|belongs)\b|\b(?:can|may|shall|must|should)? ?(?:be able to )?(?:maintain|create|add|register|manage|enter|delete|edit|book|offer)s? (?:an? |the |new )?${word}(?:s|es)?(?: with\b|[.,;]|$)`,
    'i',
  )

/** Words that usually mean the system and name a thing in this document. */
export const ownWords = (lines: Line[]): string[] =>
  ['service', 'module', 'component', 'process', 'site', 'program', 'server', 'portal', 'interface'].filter((word) =>
    lines.some((line) => ownThing(word).test(line.text)),
  )

/** "a damage report" is a record; "a monthly report" is a view. */
export const ownReport = (noun: string) =>
  /^(?:damage|incident|defect|fault|bug|accident|expense|inspection|error|problem|loss|repair|complaint|crime|injury|medical|test|sighting|hazard|claim) reports?$/i.test(
    noun,
  )
