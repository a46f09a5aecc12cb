import type { Turn } from './phrasing.ts'

const system = '(?:the system (?:shall |must |will |should |may )?)'
const keeps = '(?:stores?|records?|keeps?|saves?|holds?|maintains?|manages?)'

/** Sentences in which the system is the subject (EARS), brought to what they say of things and people. */
const nouns: Record<string, string> = {
  lent: 'loan',
  loaned: 'loan',
  borrowed: 'loan',
  rented: 'rental',
  hired: 'rental',
  booked: 'booking',
  reserved: 'reservation',
  leased: 'lease',
  assigned: 'assignment',
}

export const ears: Turn[] = [
  [
    /^(?:when|once|as soon as|whenever) (?:an?|the|each|every) ([a-z][\w ]{1,30}?) (?:is|has been|was) (?:registered|created|submitted|recorded|added|entered|placed|reported|filed),? (?:then )?the system (?:shall |must |will |should )?(?:assigns?|generates?|creates?|gives?) (?:it |to it )?(?:an? )((?:unique|sequential|automatic|consecutive|running) [\w ]{2,30}?(?:number|id|code|identifier))(?: to it)?$/i,
    'the system shall assign a $2 to each $1',
  ],
  [
    /^(?:an?|each|every|the same) ([a-z][\w ]{1,30}?) can (?:only )?be (lent|loaned|borrowed|rented|hired|booked|reserved|leased)(?: out)? (?:only )?(?:to|by) (?:only )?(?:one|a single) [a-z][\w ]{1,25}? at (?:a|the same) time$/i,
    (_, thing = '', done = '') => `a ${thing} can not have more than one active ${nouns[done.toLowerCase()] ?? done}`,
  ],
  [
    /^(?:an?|any|every) ([a-z][\w ]{1,30}?) (?:that|which) (?:has not been|is not|was not|has not yet been|is not yet) ([a-z]+) by (?:its|the) ([\w ]{2,25}?(?:date|deadline|day)) is (overdue|late|delayed|outstanding)$/i,
    (_, thing = '', done = '', date = '', late = '') =>
      `a ${thing} is ${late} if it is ${/^(?:paid|returned|finished|resolved)$/i.test(done) ? 'un' : 'not '}${done} and the ${date} has passed`,
  ],
  [
    /\b(?:an?|the) ([a-z][\w ]{1,30}?) (?:is|are) (?:created|saved|stored|registered|added|recorded) (?:with|in) (?:the )?(?:status|state) "?([a-z]+(?: [a-z]+)?)"?(?=[.,;]|$)/gi,
    'the $1 becomes $2',
  ],
  [
    new RegExp(
      String.raw`^${system}${keeps} (?:the following (?:data|information|details|attributes|fields) )?(?:for|about|of) (?:each|every|all) ([\w -]{2,40}?):? (?=(?:an?|the|its|at least) )(.+)$`,
      'i',
    ),
    'a $1 has $2',
  ],
  // "When a calibration with the result pass is recorded": the act, and what must be true of it.
  [
    /\b(when|if|once|whenever|as soon as) (an?|the) ([a-z][\w-]*(?: [a-z][\w-]*)?) with (?:the ([a-z]+(?: [a-z]+)?) "?([a-z-]+)"?|an? ([a-z]+(?: [a-z]+)?) of "?([\w-]+)"?) (is|has been|was) ([a-z]+)(?=,| then\b)/gi,
    (_, when = '', article = '', thing = '', field = '', value = '', other = '', figure = '', is = '', done = '') =>
      `${when} ${article} ${thing} ${is} ${done} and the ${field || other} is ${value || figure}`,
  ],
  [
    new RegExp(
      String.raw`^(?:when|if|once|as soon as|whenever) (?:the |its )?([\w ]{3,40}?(?:date|time|deadline|day)) of (?:an?|the|any|each) ([\w -]{2,40}?) (?:has passed|is reached|has been reached|lies in the past|is in the past|passes),? (?:then )?${system}(?:change|set|update|switch)s? (?:its|the) (?:state|status)(?: of (?:the|that) [\w ]{2,30}?)? to "?([\w ]{2,30}?)"?$`,
      'i',
    ),
    'the $2 becomes $3 when the $1 has passed',
  ],
  [
    new RegExp(
      String.raw`^(?:when|if|once|as soon as|whenever) (?:the |its )?([\w ]{3,40}?(?:date|time|deadline|day)) of (?:an?|the|any|each) ([\w -]{2,40}?) (?:has passed|is reached|has been reached|lies in the past|is in the past|passes),? (?:then )?${system}(?:change|set|mark|flag|move|put)s? (?:it|the \2|that \2) (?:to|as|into) "?([\w ]{2,30}?)"?$`,
      'i',
    ),
    'the $2 becomes $3 when the $1 has passed',
  ],
  [
    /^(?:if|when) (?:an?|the) ([\w ]{2,30}?) (?:who|that) (?:recorded|created|submitted|entered|made|registered|reported|wrote|requested|filed|added) (?:an?|the|this|that) ([\w ]{2,30}?) (?:tries|attempts|wants) to (\w+) (?:it|them|the \2|that \2),? (?:then )?the system (?:shall|must|will|should) (?:reject|refuse|prevent|deny|block|forbid|not allow) (?:it|this|that|the \w+|them)$/i,
    'nobody can $3 their own $2',
  ],
  [
    new RegExp(
      String.raw`^(.{3,80}?),? (?:then )?${system}(?:prevent|block|reject|refuse|forbid|deny|not allow|not permit|not accept|disallow)s? (?:any |all |further |every )*(?:changes?|modifications?|edits?|editing|updates?)(?: (?:to|of) (it|them|the [\w ]{2,30}|its [\w ]{2,30}))?$`,
      'i',
    ),
    (_, lead = '', what = '') => `${lead}, ${what || 'it'} can not be changed`,
  ],
  [
    new RegExp(
      String.raw`^(.{3,80}?),? (?:then )?${system}not (?:accept|allow|permit|take)s? (?:any |further |new |more )*([a-z][\w -]{2,30}?)(?: (?:for|of|to|on|from) (?:it|them))?$`,
      'i',
    ),
    '$1, the system shall reject $2',
  ],
  [
    /^(?:once|when|if|after|while|as soon as|where|as long as) (an?|the|any|each|every) ([a-z][\w-]*(?: [a-z][\w-]*)?) (is|has been|was|becomes|gets) ([^,]{2,40}), (?:then )?(?:it|they) (can|may|must|shall|should) (no longer|not) be ([a-z]+(?:,? (?:or|and|nor) [a-z]+)?)$/i,
    (_, article = '', thing = '', is = '', what = '', can = '', _no = '', done = '') => `${article} ${thing} ${can} not be ${done} once it ${is} ${what}`,
  ],
  [
    new RegExp(
      String.raw`^${system}(?:assigns?|gives?|allocates?|issues?) (?:each|every|all|an?|any|the) (?:new )?([a-z][\w ]{2,30}?) (?:an? |the )?((?:unique|sequential|automatic|consecutive|running)(?: (?:and )?(?:unique|sequential|automatic|consecutive|running))*) (number|id|code|identifier)$`,
      'i',
    ),
    (_, thing = '', how = '', what = '') => `the system shall assign a ${how} ${thing} ${what} to each ${thing}`,
  ],
]
