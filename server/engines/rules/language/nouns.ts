import { singular } from './plurals.ts'
import { determiners, fillers } from './vocabulary.ts'
import { baseForm, identifier } from './words.ts'

const prepositions = new Set(
  'of in on at by for from to with without into onto about after before during until per within between over under above below than as if when while where that which who whose and or but not is are was were be been has have had can may must shall should will would do does did there it they them he she we you i so such no nor then else only against via through'.split(
    ' ',
  ),
)
const quantifiers =
  /^(?:one or more|at least one|at most one|zero or more|more than one|a number of|a list of|a set of|any number of|the number of|up to \S+|at least \S+|at most \S+|no more than \S+|more than \S+|fewer than \S+|exactly \S+|details of|information about|data of|data about|the details of|a record of|records of|each of|all of|one of|some of|(?:items?|pieces?|units?|kinds?|types?) of|\d+|one|two|three|four|five|six|ten)\s+(?=\S)/i
const looseAdjectives = new Set(
  'draft planned sent approved rejected confirmed submitted cancelled canceled completed published open active overdue available old own available pending current valid invalid due late early upcoming future past unpaid urgent full empty online digital electronic public private internal external first last next previous latest free busy ready second third main free'.split(
    ' ',
  ),
)

/** Removes articles, quantities and words like "existing" from the beginning of a noun phrase. */
export function stripDeterminers(text: string): string {
  let rest = text.trim().replace(/^[,;:–-]\s*/, '')
  for (;;) {
    const shorter = rest.replace(quantifiers, '')
    if (shorter !== rest) {
      rest = shorter
      continue
    }
    const word = /^([A-Za-z]+)\s+(?=\S)/.exec(rest)
    if (word && (determiners.has((word[1] ?? '').toLowerCase()) || fillers.has((word[1] ?? '').toLowerCase()))) {
      rest = rest.slice(word[0].length)
      continue
    }
    return rest
  }
}

/** Is this word an adjective or participle that describes a state rather than names a thing? */
export function isAdjective(word: string): boolean {
  const lower = word.toLowerCase()
  return (
    looseAdjectives.has(lower) ||
    fillers.has(lower) ||
    (/(?:ed|en)$/.test(lower) && baseForm(lower) !== lower && lower.length > 4) ||
    ['paid', 'sold', 'lent', 'lost', 'unpaid', 'left', 'broken', 'sent', 'done'].includes(lower)
  )
}

/** The noun of a phrase in the singular, without articles and adjectives: "each ordered product" → "product". '' when it is no plain noun phrase. */
export function bareNoun(text: string, keepAdjectives = false): string {
  const words = stripDeterminers(text)
    .replace(/[.,;:!?"()]+$/g, '')
    .replace(/["*_]/g, '')
    .split(/\s+/)
    .filter(Boolean)
  if (!keepAdjectives) while (words.length > 1 && isAdjective(words[0] ?? '')) words.shift()
  if (words.length === 0 || words.length > 4) return ''
  if (words.some((word) => prepositions.has(word.toLowerCase()) || !/^[A-Za-z\u00c0-\u024f][\w'\u00c0-\u024f-]*$/.test(word))) return ''
  const head = words.pop() ?? ''
  return [...words, keepCase(head)].join(' ')
}

/** The singular of a word in the document's own capitals: "ISBNs" → "ISBN". */
function keepCase(word: string): string {
  if (/^[A-Z0-9]{2,}s?$/.test(word)) return word.replace(/s$/, '')
  const one = singular(word)
  return /^[A-Z]/.test(word) ? one.charAt(0).toUpperCase() + one.slice(1) : one
}

export const nounId = (text: string): string => identifier(bareNoun(text))

/** "Members and librarians", "title, author or ISBN" → its parts, commas inside parentheses left alone. */
export function splitList(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  const push = (to: number) => {
    const part = text.slice(from, to).trim()
    if (part) parts.push(part)
  }
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === '(' || c === '[') depth++
    else if (c === ')' || c === ']') depth = Math.max(0, depth - 1)
    else if (
      depth === 0 &&
      (c === ',' || c === ';') &&
      !(/\d/.test(text[i - 1] ?? '') && /\d{3}/.test(text.slice(i + 1, i + 4)) && !/\d/.test(text[i + 4] ?? ''))
    ) {
      push(i)
      from = i + 1
    } else if (depth === 0 && c === ' ') {
      const conjunction = /^ (?:and also|and|or|as well as|plus|&|nor|and optionally|along with|together with) /.exec(text.slice(i, i + 18))
      // In "basic, plus or premium" plus is one of them.
      const named = conjunction?.[0] === ' plus ' && (text.slice(from, i).trim() === '' || /^ plus (?:or|and) /.test(text.slice(i, i + 10)))
      if (
        conjunction &&
        !named &&
        !/^ or (?:more|less|fewer|greater|higher|lower|later|earlier|above|below|not|no|false|longer|without)\b/i.test(text.slice(i, i + 16)) &&
        !(/^ and time\b/i.test(text.slice(i, i + 12)) && /\bdate$/i.test(text.slice(from, i))) &&
        !betweenNumbers(text, from, i, conjunction[0].length)
      ) {
        push(i)
        from = i + conjunction[0].length
        i = from - 1
      }
    }
  }
  push(text.length)
  return parts
    .map((part) =>
      part
        .replace(/^(?:and also|and|or|as well as|plus|also|optionally|nor)\s+/i, '')
        .replace(/[.;]$/, '')
        .trim(),
    )
    .filter(Boolean)
}

/** "between 1450 and the current year", "1 and 10" are one thing. */
function betweenNumbers(text: string, from: number, at: number, length: number): boolean {
  return (
    /\bbetween [^,()]{1,40}$/i.test(text.slice(from, at)) ||
    (/\d$/.test(text.slice(from, at)) && /^\d/.test(text.slice(at + length)) && /\b(?:from|between|to)\b[^,]*$/.test(text.slice(from, at)))
  )
}
