import type { Clause } from '../language/clauses.ts'
import { participle } from '../language/words.ts'
import { actorsOf } from './actors.ts'
import type { Reading } from './rule.ts'

/** Which state a sentence brings a thing into. */
interface Shape {
  target: string
  state: string
  from: string
  waiting: boolean
}

/** What people must do is an act of theirs, nothing that happens by itself. */
const people = (clause: Clause, reading: Reading): boolean => clause.subject !== '' && actorsOf(clause.subject, reading) !== null

export function readShape(clause: Clause, reading: Reading): Shape | null {
  const text = clause.text.replace(/["“”]/g, '').replace(/^then /i, '')
  const body = text.replace(/^(?:the )?(?:system|application|service|platform) (?:shall |must |will |should )?/i, '')
  const waiting =
    /^(?:put|place|add|move)s? (.+?) (?:on|to|onto|in) (?:the |a )?(?:waiting list|wait list|waitlist|queue)$/i.exec(body) ??
    /^(.+?) (?:is|are|shall be|goes|is put|is placed|are put|is added|is moved) (?:put |placed |added )?(?:on|to|onto) (?:the |a )?(?:waiting list|wait list|waitlist|queue)$/i.exec(
      body,
    )
  if (waiting?.[1]) return { target: waiting[1], state: 'waiting', from: '', waiting: true }
  const changes =
    /^(?:change|set|move|put|switch|update|transition|mark|flag|turn)s? (?:the (?:status|state) of )?(.+?)(?:'s)?(?: (?:status|state))?(?: from ([\w ]+?))? (?:to|as|into|back to|back in|back into) (?:the (?:status|state) )?([\w ]+?)(?: again)?$/i.exec(
      body,
    )
  if (changes?.[1] && changes[3]) return { target: changes[1], from: changes[2] ?? '', state: changes[3], waiting: false }
  const puts =
    /^(?:put|place|bring)s? (.+?) (on hold|in progress|in service|in use|out of order|out of service|in repair|under repair|in maintenance|back in \w+)$/i.exec(
      body,
    )
  if (puts?.[1] && puts[2]) return { target: puts[1], from: '', state: puts[2].replace(/^back /, ''), waiting: false }
  const becomes =
    /^(.+?) (?:becomes?|goes (?:back )?(?:in)?to|returns? to|changes? (?:back )?to|changes? (?:its )?(?:status|state) (?:from ([\w ]+?) )?to|moves? to|switch(?:es)? to|(?:is|are|shall be|must be|will be|gets?) (?:then |again |back )?(?:(?:set|moved|changed|put|reset|marked|flagged) (?:back )?(?:to|as|in) )?(?:the (?:status|state) )?)(?:the (?:status|state) )?(?:again |back )?([\w ]+?)(?: again)?$/i.exec(
      body,
    )
  if (becomes?.[1] && becomes[3])
    return { target: becomes[1], from: becomes[2] ?? '', state: becomes[3].replace(/^(?:back|again|then|marked as|set to) /, ''), waiting: false }
  const verb = clause.verbs[0] ?? ''
  // "If …, the system rejects the request" keeps it from being made; it does not make a rejected one.
  if (/^(?:reject|refuse|deny|block|prevent|decline)$/.test(verb) && /^the system$/i.test(clause.subject) && clause.leads[0]?.kind !== 'when') return null
  if (!clause.passive && verb && clause.rest && clause.modal !== 'can' && !clause.only && !people(clause, reading))
    return { target: clause.rest, from: '', state: participle(verb), waiting: false }
  return null
}
