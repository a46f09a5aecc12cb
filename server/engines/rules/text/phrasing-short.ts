import type { Turn } from './phrasing.ts'

const words = String.raw`(?:reason|text|comment|note|description|resolution|explanation|diagnosis|justification|remark|number|code|signature|photo|date|name)`

/** Ways of saying things shortly: fragments, numbers that assign themselves, what an act cannot do without. */
export const short: Turn[] = [
  // "marks a session as held and enters notes": the second verb says what the first one needs.
  [
    /^((?:an?|the|only an?|only the|[a-z]+s) .{0,40}?\b(?:can |may |shall |must )?(?:marks?|sets?|completes?|closes?|finish(?:es)?|ends?|resolves?|approves?|rejects?|cancels?|accepts?|confirms?|returns?|starts?) .{3,60}?),? and (?:thereby )?(?:enters?|gives?|states?|records?|provides?|writes?) ((?:an? |the |his |her |their )?(?:\w+ )?(?:notes?|comments?|reason|diagnosis|results?|remarks?|description|explanation|resolution|summary|fee|amount|mileage|weight|score|grade|duration|date|time|number|findings)(?: ?\([^()]*\))?)$/i,
    '$1 by entering $2',
  ],
  [new RegExp(String.raw`^without (?:an? |the )?((?:\w+ )?${words}),? (?:an?|the) (.{2,40}?) can not be (\w+)$`, 'i'), 'when the $2 is $3, a $1 must be given'],
  [
    /^(?:the )?(\w+(?: \w+)?) (numbers?|ids?|codes?) (?:is|are) (?:assigned|given|generated|created|allocated) (?:automatically|by the system),? (?:starting|beginning) with "?([A-Z]{2,6}[-/]?)"?$/i,
    (_, thing = '', what = '', prefix = '') =>
      `each ${thing.toLowerCase()} has a ${thing.toLowerCase()} ${what.replace(/s$/, '')} (automatic, starting with ${prefix})`,
  ],
  [
    /^(?:the )?(\w+(?: \w+)?) (numbers?|ids?) (?:is|are) (?:assigned|given|generated|created|allocated) automatically$/i,
    (_, thing = '', what = '') => `each ${thing.toLowerCase()} has a ${thing.toLowerCase()} ${what.replace(/s$/, '')} (automatic)`,
  ],
  [/^(newest|latest|most recent|oldest|earliest) (?:\w+ )?first,? (?:and )?(\d+) (?:\w+ )?(?:per|a|on each) page$/i, 'the list is shown $1 first, $2 per page'],
  [
    /^(?:the )?number of (days|nights|hours) (?:of (.{2,40}?) )?is (?:calculated|computed|derived|counted|determined) from (?:the |its )?(.{2,30}?) (?:and|to) (?:the |its )?(.{2,30}?),? (?:both )?(?:included|inclusive|inclusively|days? included)$/i,
    (_, unit = '', of = '', from = '', to = '') =>
      `the number of ${unit}${of ? ` of ${of}` : ''} is 1 plus the ${unit} from the ${/day$/i.test(to) && !/day$/i.test(from) ? `${from} day` : from} to the ${to}`,
  ],
  [
    /^(.{3,60}? (?:records?|enters?|adds?|registers?|creates?|books?) (?:an? |the )?[\w ]{2,30}?(?: for (?:an?|the) [\w ]{2,30}?)?): (.+)$/i,
    (all, act = '', fields = '') => (/[,(]/.test(fields) ? `${act} with ${fields}` : all),
  ],
]
