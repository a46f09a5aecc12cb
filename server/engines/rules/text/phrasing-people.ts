import { baseForm } from '../language/words.ts'
import type { Turn } from './phrasing.ts'

const making =
  'reported|created|submitted|filed|made|placed|booked|requested|opened|raised|entered|registered|wrote|written|uploaded|posted|reserved|ordered|bought'
const own = (who = '', can = '', verb = '', rest = '') => {
  const people = who.replace(/^only /i, '')
  return `${/^only /i.test(who) ? 'only ' : ''}a ${people} ${can || 'can'} ${can ? verb : baseForm(verb)} ${rest}`
}
/** "close it or reopen it", "closes a solved ticket": of the thing that the relative clause named. */
const theirs = (rest: string, thing: string) =>
  rest
    .replace(new RegExp(String.raw`^(?:an?|the|this|that) ((?:[\w-]+ )?)${thing}\b`, 'i'), (_, adjective: string) => `their own ${adjective}${thing}`)
    .replace(/^(?:it|them)\b/i, `their own ${thing}`)

/** Whose a thing is, said by a relative clause: "The employee who reported a ticket can close it". */
export const ownership: Turn[] = [
  [
    new RegExp(
      String.raw`^(?:only )?(?:the|an?) ([a-z][\w-]*(?: [a-z][\w-]*)?) (?:who|that) (?:has |had )?(?:${making}) (?:an?|the|this|that) ([a-z][\w-]*(?: [a-z][\w-]*)?) (can|may|shall|must|should|will) (?:be able to )?(\w+(?: or \w+)?) (.+)$`,
      'i',
    ),
    (_, who = '', thing = '', can = '', verb = '', rest = '') => own(who, can, verb, theirs(rest, thing)),
  ],
  [
    new RegExp(
      String.raw`^(?:only )?(?:the|an?) ([a-z][\w-]*(?: [a-z][\w-]*)?) (?:who|that) (?:has |had )?(?:${making}) (?:an?|the|this|that) ([a-z][\w-]*(?: [a-z][\w-]*)??) (\w+s) ((?:it|an?|the) .+|it)$`,
      'i',
    ),
    (_, who = '', thing = '', verb = '', rest = '') => own(who, '', verb, theirs(rest, thing)),
  ],
  [
    /^(?:only )?the ([a-z][\w-]*(?: [a-z][\w-]*)?) (?:to|for) whom (?:an?|the) ([a-z][\w-]*(?: [a-z][\w-]*)?) (?:is|was|has been) assigned (can|may|shall|must|should) (?:be able to )?(\w+(?: or \w+)?) (.+)$/i,
    (_, who = '', thing = '', can = '', verb = '', rest = '') => own(who, can, verb, theirs(rest, thing)),
  ],
  [
    new RegExp(String.raw`\bonly (?:the )?([a-z][\w-]*(?: [a-z][\w-]*)?) (?:that |which )?(?:they|he|she|i)(?: themselves| have| has)* (?:${making})\b`, 'i'),
    'only their own $1',
  ],
  [/\b(all|the) ([a-z][\w-]*)(;|,| and| but|, but) (.{3,40}? (?:can |may )?(?:see|view)s? only) theirs\b/i, '$1 $2; $4 their own $2'],
  [/\b(their own (?:[\w-]+ ){0,2}[\w-]+) only$/i, 'only $1'],
  [/^(.{3,60}?) (?:only )?(sees?|views?|reads?) (?:just|solely) (?=their own)/i, '$1 $2 only '],
  [
    /\b(head|manager|director|leader)(s?) of (?:the )?(department|finance|sales|hr|human resources|purchasing|operations|marketing|production|security)\b/gi,
    '$3 $1$2',
  ],
]

/** Several sentences run together: "X can see all requests, Y see only theirs", "filtered by a and searched by b". */
export const listing: Turn[] = [
  [
    /\b(sees?|views?)\b([^,;]*), ((?:the |an? )?[a-z][\w -]{2,40}?) ((?:can |may |shall |must )?(?:sees?|views?)) (?=(?:only|just|all|their own)\b)/i,
    '$1$2; $3 $4 ',
  ],
  [/\b(sees?|views?) only their own ([\w ]+?); (.{3,50}? (?:sees?|views?)) all$/i, '$1 only their own $2; $3 all $2'],
  [/\bonly (sees?|views?) their own ([\w ]+?); (.{3,50}? (?:sees?|views?)) all$/i, 'only $1 their own $2; $3 all $2'],
  [
    /\b(can|may|shall|must|should) be (filtered|searched|sorted|found) (by .+?),? and (?:be )?(filtered|searched|sorted|found) by /i,
    '$1 be $2 $3 and $1 be $4 by ',
  ],
  [/ and to (?=(?:filter|search|sort|list|view|see|find|print|export|browse)\b)/gi, ' and '],
  [/\bthe list of ([\w ]{3,30}?) (?=(?:can|may|shall|must|should) be (?:filtered|searched|sorted))/i, '$1 '],
  [/^(as an? [^,]{2,60},? i) only (want|can|may|need)( to)? (\w+) /i, '$1 $2$3 $4 only '],
  [
    /^(as an? [^,]{2,60},? i (?:want|need|would like)) (an? |the )?((?:\w+ )?(?:report|list|overview|statistics?|summary|dashboard)) (of|on|about|showing|with)\b/i,
    '$1 to see $2$3 $4',
  ],
  [/\bto see (?:a |the )?(?:report|list|overview|summary) (?:of|on|about|showing) (?=\w+ed \w+ (?:per|by)\b)/i, 'to see the number of '],
]

/** Verbs taken apart and acts done by giving something. */
const acts: Record<string, string> = {
  return: 'return',
  renewal: 'renew',
  cancellation: 'cancel',
  approval: 'approve',
  rejection: 'reject',
  extension: 'extend',
  delivery: 'deliver',
  completion: 'complete',
  closure: 'close',
  receipt: 'receive',
  withdrawal: 'withdraw',
}

export const filing: Turn[] = [
  [/\b(puts?|brings?|sets?|sends?|takes?) (it|them|(?:the |an? )[a-z]+) back (?=(?:in|into|to|on)\b)/gi, '$1 back $2 '],
  [
    /\b(?:record|register|enter|confirm|document|log|book)(s?) the (return|renewal|cancellation|approval|rejection|extension|delivery|completion|closure|receipt) of (?=an? |the |their )/gi,
    (_, s = '', act = '') => `${acts[act.toLowerCase()] ?? act}${s} `,
  ],
  [/,? or ([a-z]+?)(s?) (it|them)(?= with\b|[.,;]|$)/gi, (_, verb = '', s = '', it = '') => ` and ${baseForm(verb + s)} ${it}`],
  [
    /\b(check|checks|sign|signs|hand|hands|give|gives|take|takes|bring|brings|send|sends) ((?:an? |the |their )?(?!it\b|them\b)[a-z]+(?: [a-z]+){0,2}?) (in|out|back)(?=[.,;]|$| (?:and|when|if|after|once|until|as soon as)\b)/gi,
    '$1 $3 $2',
  ],
  [/\b(checks?|hands?|takes?|gives?|signs?|brings?) (it|them) (in|out|back)\b/gi, '$1 $3 $2'],
  [
    /\bby (?:writing|filling in|typing(?: in)?|recording|submitting|naming|documenting|noting|attaching|uploading|indicating|quoting) (?=(?:an?|the|its|their) )/gi,
    'by entering ',
  ],
]
