import type { Line } from '../text/lines.ts'
import { isPerson, isVerb, modalPattern } from './vocabulary.ts'

export const nounPhrase = String.raw`((?:(?:an?|the|each|every|all|any|one|its|their)\s)?[A-Za-z][\w'-]*(?:\s[A-Za-z][\w'-]*){0,3}?)`

export const definition = new RegExp(
  String.raw`^(?:(?:each|every|an?|the|all)\s)?${nounPhrase}\s(?:(?:shall|must|should|will|can) )?(?:ha(?:s|ve)|consists? of|contains?|includes?|comprises?|is described by|are described by|is identified by|carr(?:y|ies)|record|stores?|is made up of|is composed of)\s(.+)$`,
  'i',
)

/** A line's sentence in the forms that patterns expect: the text itself and, for table rows, its longest cell. */
export function bodies(line: Line): string[] {
  const cells = Object.values(line.cells)
  if (cells.length) return cells.filter((cell) => cell.split(' ').length > 3)
  return [
    line.text.replace(
      /^(?:given|when|if|while|where|once|after)\b[^,]{3,80}, (?:then )?|^(?:after|during|upon|on) (?:the |an? )?\w+(?:ing|ment|tion|sion|al|ance|return) (?=(?:the|an?) )/i,
      '',
    ),
  ]
    .concat(/^(?:after|during|upon|on) /i.test(line.text) ? [] : [line.text])
    .filter((text, i, all) => all.indexOf(text) === i)
}

/** The people a sentence without an auxiliary begins with: "The studio manager maintains …" → "studio manager"; null when a verb does not follow them. */
export function subjectPrefix(text: string): string | null {
  if (/^\d/.test(text)) return null
  const words = text.replace(/^(?:only |an? |the |each |every |all )+/i, '').split(' ')
  for (let n = 1; n <= 3; n++) {
    const verb = (words[n] ?? '').replace(/[,.;]$/, '')
    const head = words.slice(0, n).join(' ')
    if (!isPerson(head) || !isVerb(verb)) continue
    if (/s$|^(?:staff|people|personnel|police|crew)$/i.test(words[n - 1] ?? '') ? /[^s]$/.test(verb) || /ss$/.test(verb) : /s$/.test(verb)) return head
  }
  return null
}

const predicatePattern = new RegExp(
  String.raw`^(?:as an? [^,]{2,50}?,? i (?:want|need|would like|wish|must be able|should be able|can)(?: to be able)?(?: to)? |(?:only )?.{2,80}?\s(?:${modalPattern}|is able to|are able to|is allowed to|are allowed to|is responsible for)\s(?:be able to |be allowed to |be permitted to |let |allow |permit |enable )?|(?:it (?:shall|must|should) be possible (?:for .{2,40} )?to ))(.+)$`,
  'i',
)

export function predicateOf(text: string): string {
  const prefix = subjectPrefix(text)
  if (prefix) return text.replace(/^(?:only |an? |the |each |every |all )+/i, '').slice(prefix.length + 1)
  const match =
    predicatePattern.exec(text) ??
    /^(?:only )?(?:an? |the )?(?:[a-z][\w-]* ){0,2}?[a-z][\w-]*? (?=[a-z]+s? )((?:[a-z]+s?)(?:(?:, | and | or )[a-z]+s?)* (?:an? |the |their |new |one |all |[a-z]).*)$/i.exec(
      isPerson(text.replace(/^(?:only |an? |the )+/i, '').split(' ')[0] ?? '') ||
        isPerson(
          text
            .replace(/^(?:only |an? |the )+/i, '')
            .split(' ')
            .slice(0, 2)
            .join(' '),
        )
        ? text
        : '',
    )
  if (!match?.[1]) return ''
  return match[1]
    .replace(/^(?:only )?(?:an? |the |all )?(?:[a-z][\w-]* ){1,3}?to (?=([a-z]+) )/i, (whole, next: string) => (isVerb(next) ? '' : whole))
    .replace(/^(?:the ability to|a way to|the possibility to) /i, '')
}

export function looksLikeFields(list: string): boolean {
  if (/\b(?:left|more than|fewer than|less than|overdue|the right|access|permission|to be|until|already|access to)\b/i.test(list) && !/,/.test(list))
    return false
  if (/^(?:to|not|been|no)\b/i.test(list)) return false
  return /^(?:an?|the|one|several|many|multiple|exactly|at least|its|following|zero|up to)\b|,|\band\b|:/i.test(list)
}
