import { baseForm, participle } from '../language/words.ts'
import { ears } from './phrasing-ears.ts'
import { filing, listing, ownership } from './phrasing-people.ts'
import { plain } from './phrasing-plain.ts'
import { refusals } from './phrasing-refusals.ts'
import { short } from './phrasing-short.ts'
import { clipped } from './phrasing-tables.ts'

/** A turn of phrase and the plainer one that means the same. */
export type Turn = [RegExp, string | ((...found: string[]) => string)]

const state = String.raw`(?:the (?:status|state) (?:of )?)?["']?([\w][\w -]{1,28}?)["']?`

/** What an act leads to, said in a clause of its own. */
const results: Turn[] = [
  [
    new RegExp(
      String.raw`,? (?:and )?(?:which|thereby|thus|hence|this) (?:and )?(?:makes?|sets?|turns?|puts?|brings?|moves?|changes?|making|setting|putting|turning) (?:it|them|its status|the status) (?:back )?(?:to |into |as )?${state}$`,
      'i',
    ),
    '; it becomes $1',
  ],
  [
    /^(?:from then on|from that moment on|from this point on|afterwards|thereafter|as a result|then),? (it|they|the [\w ]{2,30}) (?:is|are) (.+)$/i,
    '$1 becomes $2',
  ],
  [/^(it|they) (?:is|are) then (?!\w+ed by)(.+)$/i, '$1 becomes $2'],
  [/; (it|they) (?:is|are) then (.+)$/i, '; $1 becomes $2'],
  [/\bbecomes? ([\w ]{3,20}) (?:from then on|afterwards|then|instead)\b/gi, 'becomes $1'],
  [/\bbecomes (?:to|into|back to) /gi, 'becomes '],
  [/^an? (\w+ed) ([a-z]+(?: [a-z]+)?) (?:is|becomes) (\w+(?: \w+)?) again$/i, 'when a $2 is $1, it becomes $3'],
  [
    /\b(can|may|shall|must|should) (\w+) (.{2,40}?) (once|when|if|after|while|as long as) (it is|it has been|they are) (\w+(?: \w+)?) (?:or|and) (\w+) (?:it|them)$/i,
    '$1 $2 or $7 $3 $4 $5 $6',
  ],
]

/** Neither, nor, never, read-only: one way to say no. */
const negations: Turn[] = [
  [/\b(can|may|must|shall|should) neither be (\w+) nor (?:be )?(\w+)\b/gi, '$1 not be $2 or $3'],
  [/\b(can|may|must|shall|should) neither (\w+) nor (\w+)\b/gi, '$1 not $2 or $3'],
  [/\b(?:is|are) never (\w+ed) or (\w+ed)\b/gi, 'can not be $1 or $2'],
  [/\b(?:is|are) never (changed|deleted|modified|edited|removed|overwritten|altered)\b/gi, 'can not be $1'],
  [/^(.{2,60}?) (?:is|are|shall be|must be|becomes?) read-only$/i, '$1 can not be changed'],
  [/^the system (?:shall|must|should|may|will|does|can) not (?:allow|permit|let) (.{2,60}?) to be (\w+)/i, '$1 can not be $2'],
  [/\b(must|can|may|shall|should) never\b/gi, '$1 not'],
  [/^nobody (?:is|are) (?:allowed|permitted) to /i, 'nobody may '],
]

/** Restrictions and conditions that stand in another place than the rules look for them. */
const places: Turn[] = [
  [
    /^only (.{2,60}?) (can|may) be (\w+),? and only by (.+)$/i,
    (_, thing = '', can = '', done = '', who = '') =>
      `only ${thing} ${can} be ${done}; only ${who} can ${baseForm(done)} ${thing.replace(/^\w+ (?=\w+ )/, '')}`,
  ],
  [/^for (?:one|each|every|an?|the same) (.{2,40}?),? there (?:must|may|can|shall|should) not be more than (.+)$/i, 'a $1 can not have more than $2'],
  [/^there (?:must|may|can|shall|should) not be more than (.+?) (?:for|per) (?:one|each|every|an?|the same) (.{2,40}?)$/i, 'a $2 can not have more than $1'],
  [
    /^there (?:must|may|can|shall|should) be (?:at most|no more than|only) (.+?) (?:for|per) (?:one|each|every|an?|the same) (.{2,40}?)$/i,
    'a $2 can not have more than $1',
  ],
  [/^in an? (\w+) (\w+),? no (\w+) (?:can|may|must|shall|should) be (\w+)$/i, '$3 can not be $4 if the $2 is $1'],
  [/^(?:by|through|with|on|upon) (?:an?|each|every) (\w+(?:al|ment|ion|ing|ance|ery|ale|ase|ure|ift)),? (?=(?:the|its|an?) )/i, 'when a $1 is created, '],
  [/^for (\w+(?:ed|ic|al|ous|ive|ent|able|ible|ile|ing|en|id|ch|sh|ss|ge)) ([a-z][\w-]*s),? (an?|the|no) /i, 'if the $2 is $1, $3 '],
  [/^for (?:each|every|all) ([\w ]{2,40}?),? we (?:store|record|keep|need|save|note|want to know) (.+)$/i, 'a $1 has $2'],
  [/^we (?:store|record|keep|save|note) (.+) for (?:each|every|all) ([\w -]{2,40})$/i, 'a $2 has $1'],
  [
    /^(.{3,60}?) (?:shall|must|can|may|will|should) not be (?:accepted|submitted|made|placed|received|possible) (after|before) (.+)$/i,
    '$1 submitted $2 $3 shall be rejected',
  ],
  [
    /^((?:the )?(?:number|sum|total|average|count) .+?) (?:shall be|must be|should be|is|are|will be) (?:shown|visible|available|displayed|presented|reported|accessible) (?:to|for) (.+)$/i,
    '$2 can see $1',
  ],
  [
    /^the (average|mean) ([\w ]{2,30}?) of (an?|the|each|every) ([\w ]{2,30}?) (?:shall be|must be|is|are|will be) (?:computed|calculated|derived|determined) (?:from|over|as the mean of|by) (?:all )?(its|the|their) ([\w ]{2,30})$/i,
    'the $1 $2 of $3 $4 is the average of the $2 of $5 $6',
  ],
  [
    /^it (?:is|shall|must) not (?:be )?possible to ([a-z]+) ((?:an?|the|any) [\w -]{2,40}?) ((?:on|for|in|of|at|to|with) .+)$/i,
    (_, verb = '', thing = '', rest = '') => `${thing} can not be ${participle(verb)} ${rest}`,
  ],
  [
    /^(.{3,60}? (?:that|which) (?:is|are|has|have) not (?:yet )?(?:been )?[a-z]+ within .{3,20}?) (?:expires?|lapses?)(?: automatically)?$/i,
    '$1 is marked as expired',
  ],
  [/\b(sees?|views?) (the number of [^,]+? (?:per|by) [^,]+?) and (the (?:average|number|sum|total) .+)$/i, '$1 $2 and $1 $3'],
  [/^for (?:each|every|all) (.{2,40}?),? the system (?:shall |must |will |should )?(?:stores?|records?|keeps?|saves?|holds?) (.+)$/i, 'a $1 has $2'],
  [/^the system (?:shall |must |will |should )?(?:stores?|records?|keeps?|saves?|holds?) (.+) for (?:each|every|all) ([\w -]{2,40})$/i, 'a $2 has $1'],
  [/^the default(?: value)? is (.+)$/i, 'it defaults to $1'],
  [/^(.{2,60}? ha(?:s|ve) (?:an? |the )?[\w -]{2,30}): ([^:]{3,120} or [\w -]{1,30})$/i, '$1 ($2)'],
  [/^some ([\w -]{2,30}?) have (?:an? |the )?(.+)$/i, 'a $1 has a $2 (yes or no)'],
  [
    /^(?:newly |freshly )?(?:reported|created|registered|added|filed|entered) (\w+(?: \w+)?) (?:are|have the (?:status|state)|get the (?:status|state)|start as) (\w+(?: \w+)?)$/i,
    'new $1 are $2',
  ],
  [
    /^(while|when|if|once|as long as) ([^,]{3,60}? (?:is|are|was|were|has been) (?:not )?(?:(?:in|on|under) (?!an?\b|the\b)\w+|(?:\w+(?:ed|en|id|nt|wn|ld)|open|available|full|free|ready|overdue|active|empty|lost|due))) ((?:the|an?|they|it) (?!\w+,).+)$/i,
    '$1 $2, $3',
  ],
]

/** People who come in by themselves. */
const arrivals: Turn[] = [
  [
    /^(?:anyone|anybody|everyone|everybody|visitors?|people|users?|guests?) (?:can|may) (?:sign up|register|enrol|apply)(?: themselves)? as an? ([a-z]+(?: [a-z]+)?) (?:by (?:giving|entering|providing|stating)|with|using) (.+)$/i,
    'a $1 can register with $2',
  ],
  [/\b(is|are) then (?=\w+(?:ed|id|nt)\b)/gi, '$1 '],
  [
    /^(.+? can not be [\w ]+?) and (?:get|gets|receive|accept|have|take) no (?:more |further |new |other )?(\w+s)$/i,
    (_, first = '', more = '') => `${first}; ${more} can not be added to ${first.replace(/ can not be .*$/i, '')}`,
  ],
  [
    /^(.{3,60}? (?:to|for|in|on|from) \w+ed? ?\w+ing [\w]+|.{3,80}? (?:to|for) (?:running|open|active|available|published|approved|confirmed|planned) \w+) only$/i,
    '$1',
  ],
]

/** When something is done again and again by people is no rule about how often. */
const routine: Turn[] = [
  [/^(?:each|every) (?:day|week|month|quarter|year|morning|evening|night|term|semester),? (?=(?:the|an?) (?!system\b)\w)/i, ''],
  [/^(.{3,60}?) (?:can |may |shall |must )?(?:turns?|converts?|transforms?) ((?:an?|the) .{2,40}?) into ((?:an?|the) .{2,40})$/i, '$1 can create $3 for $2'],
  [
    /^(.{3,60}? (?:can|may) (?:update|change|edit|modify) (?:their|his|her) own (?:\w+ )?(?:data|details|profiles?|records?|information)),? (?:but not|except(?: for)?|apart from) (?:their |the |his |her )?(.+)$/i,
    '$1; the $2 can not be changed',
  ],
]

const turns: Turn[] = [
  ...plain,
  ...refusals,
  ...ears,
  ...clipped,
  ...short,
  ...routine,
  ...negations,
  ...ownership,
  ...arrivals,
  ...results,
  ...places,
  ...listing,
  ...filing,
]

const turn = (text: string, from: Turn[0], to: Turn[1]): string => (typeof to === 'string' ? text.replace(from, to) : text.replace(from, to))

/** Brings turns of phrase into the form that the rules are written for. Meaning, order and names stay. */
export function phrase(text: string): string {
  if (text.length > 600) return text
  let result = text
  const end = /[.;:!?]+$/.exec(result)?.[0] ?? ''
  result = result.slice(0, result.length - end.length)
  for (const [from, to] of turns.filter(([from]) => !from.source.startsWith('^'))) result = turn(result, from, to)
  result = result
    .split('; ')
    .map((part) => turns.reduce((all, [from, to]) => turn(all, from, to), part))
    .join('; ')
  return result + end
}
