import type { Turn } from './phrasing.ts'

const system = '(?:the (?:system|application|service|software|platform) (?:shall |must |will |should |may )?)'
const refuses = '(?:reject|refuse|decline|deny|block|not accept|not allow)s?'
const amount = String.raw`(?:[€$£] ?)?(\d[\d.,]*)(?: ?(?:eur|usd|gbp|euros?|dollars?|pounds?|€|%))?`
const one = (noun: string): string => `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`

/** What the system refuses and whom it shows what, brought to a condition or to what people see. */
export const refusals: Turn[] = [
  // "The system shall reject a booking which overlaps with another booking of the same room."
  [
    new RegExp(String.raw`^${system}${refuses} (?:an?|any) ([a-z][\w-]*(?: [a-z][\w-]*)?) (?:which|that) (.+)$`, 'i'),
    (_, thing = '', what = '') => `if ${one(thing)} ${what}, the system shall reject the ${thing}`,
  ],
  // "The system shall show applicants only their own applications."
  [
    new RegExp(
      String.raw`^${system}(?:shows?|displays?|presents?) (?:to )?(?:an? |the |each )?([a-z][\w -]{2,30}?) (?:only|nothing but) (?:their|his or her|his|her|its) own ([a-z][\w -]{2,30})$`,
      'i',
    ),
    '$1 can see only their own $2',
  ],
  // "When a course is cancelled, all its registrations are cancelled too."
  [
    /^((?:when|if|once|as soon as) .{3,60}?, (?:then )?)(?:all )?(?:of )?(its|their|the) ([\w ]{2,40}?) (is|are|becomes?) ([a-z]+(?: [a-z]+)?),? (?:too|as well|also)$/i,
    '$1$2 $3 $4 $5',
  ],
  // "If the requested amount is less than 1,000 EUR or more than 50,000 EUR, then the system shall reject the application."
  [
    new RegExp(
      String.raw`^if (the [\w ]{2,30}?) (?:is|are) (?:less|lower|smaller|fewer) than ${amount} or (?:is |are )?(?:more|greater|higher|larger) than ${amount},? (?:then )?${system}${refuses} (?:it|the [\w ]+|this [\w ]+)$`,
      'i',
    ),
    '$1 must be between $2 and $3',
  ],
]
