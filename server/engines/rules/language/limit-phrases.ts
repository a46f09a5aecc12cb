import type { Clause } from './clauses.ts'
import { number, numberPattern } from './numbers.ts'

/** "a member has at most 4 active loans a year": owner "" = in all. */
export interface Limit {
  owner: string
  most: number
  things: string
  period: string
}

const most = '(?:(?:a )?max(?:imum)?(?: of)?|at most|up to|no more than|not more than|only)'
const figure = `(${numberPattern}|an?|single)`
const period =
  '(?: (?:per|a|in a|in one|within a|within one|each|in the same|on the same|in any one|for the same|on one|every) (day|week|month|year|calendar year|term|semester|quarter))?'
const suffix = '(?: (?:at the same time|at once|at a time|at any time|simultaneously|in parallel|in total))?'
const having =
  'have|hold|own|borrow|make|book|place|submit|take|rent|reserve|keep|work on|be assigned|attend|open|create|hire|report|enrol in|apply for|be enrolled in|order|request|buy|purchase|raise|register|lease|obtain|receive|contain|include|comprise|accommodate'
const end = `${suffix}${period}${suffix}`

const owned = [
  `^(?:an?|each|every|any|one|no)? ?(.+?) (?:cannot|can not|may not|must not|shall not|should not) (?:${having}) (?:to )?more than ${figure} (.+?)${end}$`,
  `^(?:an?|each|every|any|one)? ?(.+?) (?:can|may|must|shall|should|is allowed to) (?:only )?(?:${having}|enrol|be lent)(?: to)? ${most} ${figure} (.+?)${end}$`,
  `^(?:an?|each|every|any|one) (.+?) (?:has|have) ${most} ${figure} (.+?)${end}$`,
].map((source) => new RegExp(source, 'i'))
const overall = [
  `^(?:the system (?:shall|must|should) not (?:allow|accept|permit)|there (?:can|may|must|shall) not be|no) more than ${figure} (.+?)${end}(?: (?:can|may|must) (?:be|exist).*)?$`,
  `^(?:the system (?:shall|must|should) (?:allow|accept|permit)|there (?:can|may|must|shall) be|there are) ${most} ${figure} (.+?)${end}$`,
].map((source) => new RegExp(source, 'i'))
const each = new RegExp(
  `^(?:there (?:can|may|must) be )?${most} ${figure} (.+?) (?:per|for each|for every|by the same|for the same|for one) ([a-z ]+?)${end}(?: (?:is|are) (?:allowed|possible|permitted))?$`,
  'i',
)

const amount = (text: string) => (/^an?$|single/i.test(text) ? 1 : (number(text) ?? 1))

/** The limit that a clause states, null when it states none. */
export function readLimit(clause: Clause): Limit | null {
  if (!/\b(?:more than|at most|max|maximum|up to|only)\b/i.test(clause.text)) return null
  const text = clause.text.replace(/\bcan not\b/g, 'cannot')
  const variants = clause.negative ? [text] : [text, text.replace(/ in at most /, ' at most ').replace(/ enrol in /, ' enrol in ')]
  for (const pattern of owned)
    for (const variant of variants) {
      const match = pattern.exec(variant)
      if (match?.[1] && match[2] && match[3]) return { owner: match[1], most: amount(match[2]), things: match[3], period: match[4] ?? '' }
    }
  const per = each.exec(text)
  if (per?.[1] && per[2] && per[3] && !/^(?:day|week|month|year|page)$/.test(per[3]))
    return { owner: per[3], most: amount(per[1]), things: per[2], period: per[4] ?? '' }
  for (const pattern of overall) {
    const match = pattern.exec(text)
    if (match?.[1] && match[2]) return match[3] ? { owner: '', most: amount(match[1]), things: match[2], period: match[3] } : null
  }
  return null
}
