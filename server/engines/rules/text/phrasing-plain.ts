import type { Turn } from './phrasing.ts'

const dated: Record<string, string> = { expire: 'expiry date', end: 'end date', start: 'start date', begin: 'start date', lapse: 'expiry date' }

/** What people say in prose, notes and acceptance criteria, in the words that the rules know. */
export const plain: Turn[] = [
  [/\bhand-?outs?\b(?<=-outs?)/gi, (found = '') => (/s$/i.test(found) ? 'handouts' : 'handout')],
  [/\bgo(?:es)? down by\b/gi, 'decreases by'],
  [/\bgo(?:es)? up by\b/gi, 'increases by'],
  [
    /^(?:an? |the |all |each |every )?([a-z][\w ]{1,30}?) (?:is|are) identified by (?:an? |the |their |its )?(?:unique )?([\w ]{2,30}?) (?:which|that) is (?:assigned|generated|given)(?: (?:automatically|by the system))?$/i,
    'each $1 has a $2 (automatic)',
  ],
  [
    /\b(?:an?|the) date (until|from|on|by) which (?:the |an? |it |they )?([a-z]+) (?:is|are|was) ([a-z]+)\b/gi,
    (_, word = '', noun = '', what = '') => `a ${noun} ${what} ${word} date`,
  ],
  [/^the default ([a-z][\w ]{1,25}?) is ([\w ]+)$/i, 'the $1 defaults to $2'],
  [
    /^(?:all |any )?([a-z][\w ]{1,30}?s) past (?:their|the|its) ([\w -]{2,25}?date) (?:shall be|must be|will be|should be|are|is) (?:marked (?:as )?|set to |flagged as |moved to )?([a-z]+)$/i,
    'the $1 become $3 when the $2 has passed',
  ],
  [
    /\b(?:that|which) (expire|end|start|begin|lapse)s? (?:within|in) (?:the )?next (\w+) (day|week|month)s?\b/gi,
    (_, verb = '', amount = '', unit = '') => `whose ${dated[verb.toLowerCase()]} is within the next ${amount} ${unit}s`,
  ],
  [/^(\d+) ([a-z][\w ]{1,30}?) (?:are|is|shall be|should be) (?:shown|displayed|listed) (?:per|on each|on a|on one) page$/i, '$2 are shown $1 per page'],
  [/\b(can not|may not|must not|shall not) ([a-z]+) twice (for|in|to|on) the same ([a-z]+)\b/gi, '$1 $2 $3 the same $4 twice'],
  [/\bno (?:more|further|other) ([a-z]+s) (can|may|shall|must) (?=[a-z])/gi, '$1 $2 not '],
  [
    /^(?:as )?(an? |the )?([a-z][\w ]{2,30}?),? (?:i want to|wants? to|shall|should|must|will) be (?:notified|warned|informed|reminded|alerted)( by [a-z]+)? when (?:an?|the|any) ([a-z][\w ]{1,30}?) is (?:about|due|going) to (expire|end|start|begin|lapse) (?:within|in) (?:the next )?(\w+) (day|week)s?$/i,
    (_, _article = '', who = '', how = '', _thing = '', verb = '', amount = '', unit = '') =>
      `the ${who} is notified${how} ${amount} ${unit}s before the ${dated[verb.toLowerCase()]}`,
  ],
]
