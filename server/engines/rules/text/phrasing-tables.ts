import { baseForm, participle } from '../language/words.ts'
import type { Turn } from './phrasing.ts'

const most = '(?:at most|no more than|not more than|a maximum of|up to|max(?:imum)?(?: of)?)'
const time = '(?:day|week|month|quarter|year|hour|minute|term|semester|season|shift|night|page|person|unit|item|piece|cent)'
const ends: Record<string, string> = {
  ends: 'end',
  end: 'end',
  expires: 'expiry',
  expire: 'expiry',
  starts: 'start',
  start: 'start',
  begins: 'start',
  begin: 'start',
}

/** The clipped language of requirement tables, tenders and catalogues. */
export const clipped: Turn[] = [
  [
    /^it (?:is|shall|must|should|may|can) not (?:be )?possible to ([a-z]+) ((?:an?|the|any) [\w -]{2,40}? (?:that|which|who|while|if|when|once|after|before) .+)$/i,
    (_, verb = '', rest = '') =>
      rest
        .replace(/^(\S+ [\w -]{2,40}?) (that|which|who|while|if|when|once|after|before) /i, `$1 can not be ${participle(verb)} if it `)
        .replace(/if it (?=(?:it|the|its) )/, 'if '),
  ],
  [
    /^(an?|the|any) ([\w -]{2,40}?) (?:that|which|who) ((?:still )?(?:has|have|is|are) [^,]{2,50}?) (?:can|may|must|shall|should) not be (deleted|removed)$/i,
    '$1 $2 can not be $4 if it $3',
  ],
  [
    new RegExp(
      `^(an?|each|every|one) (.{2,40}?) (?:can|may|must|shall|should) (?:only )?(?:have|hold|make|place|submit|book|order|buy|purchase|reserve|request) ${most} (\\w+) (.{2,40}?) (?:per|for each|for every|for the same|for one) (?!${time}s?\\b)([a-z][\\w ]{1,30})$`,
      'i',
    ),
    '$1 $2 can not have more than $3 $4 for the same $5',
  ],
  [/ by (?:assigning|allocating|linking|adding|attaching|moving) (?:it|them) to (?=(?:an?|the|one) )/gi, ' to '],
  [
    /^(?:an?|the|each|every) (rejection|cancellation|refusal|deletion|suspension|withdrawal|correction|approval|closure|return) (?:shall|must|has to|should) (?:state|give|contain|include|carry|name|specify|be accompanied by) (an? .+)$/i,
    'a $1 requires $2',
  ],
  [
    /\b([a-z]+s) (?:that|which) (ends?|expires?|starts?|begins?) (?:with)?in the next /gi,
    (_, things = '', verb = '') => `${things} whose ${ends[verb.toLowerCase()] ?? 'end'} date is within the next `,
  ],
  [
    /\b([a-z]+s) (?:that|which) (ends?|expires?|starts?|begins?) within (?=\d)/gi,
    (_, things = '', verb = '') => `${things} whose ${ends[verb.toLowerCase()] ?? 'end'} date is within the next `,
  ],
  [/^(.+? (?:can|may|shall|must|should|will)(?: be able to)?) print (?:out )?(?:an? |the )?(?:list|overview|report) of /i, '$1 see a list of '],
  [
    /^(.{3,60}? (?:see|view|list)s? (?:only )?(?:the |all |all the )?)([a-z]+s) ((?:assigned|allocated) to (?:them|him|her)),? (?:sorted|ordered) by (.+)$/i,
    '$1$2 $3; $2 are sorted by $4',
  ],
  [/^(.{3,60}? (?:see|view|list)s? (?:only )?(?:their|his|her) own )([a-z]+s),? (?:sorted|ordered) by (.+)$/i, '$1$2; $2 are sorted by $3'],
  [
    /^(.+ \w+ed? by (?:an?|the) [\w ]{2,30}?),? (?:stating|giving|entering|providing|with) (an? (?:\w+ )?(?:reason|comment|justification|explanation))$/i,
    '$1 with $2',
  ],
  [
    /^(?:the )?(?:list|overview|table) of ([a-z][\w ]{2,30}?) (?:is|shall be|must be|should be|are) (sorted|ordered|filterable|searchable|grouped)\b/i,
    '$1 are $2',
  ],
  [
    /^(.{3,50}?) (?:that are )?older than (\d+) (hours?|days?|weeks?|months?) (can|may|must|shall|should) not be (changed|edited|modified|updated|corrected|altered)(?: or (?:deleted|removed))?$/i,
    '$1 $4 not be $5 after $2 $3',
  ],
  [/\b(?:shall|must|will|should) (?:then )?become (?=[a-z])/gi, 'becomes '],
  [/ per ([a-z]+) and per (?=[a-z])/gi, ' per $1 and '],
  [/^cannot (\w+ing)\b/i, (_, verb = '') => `can not ${baseForm(verb)}`],
]
