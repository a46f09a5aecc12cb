import { splitList } from '../language/nouns.ts'
import { recipient } from './notifications.ts'
import { type Rule, remember } from './rule.ts'

/** "When an instrument becomes due, its owner is notified", where time alone makes it due: the deadline tells them. */
export const stateNotices: Rule = {
  name: 'told of what time brought about',
  apply(clause, reading) {
    const { draft } = reading
    const lead = clause.leads[0]
    const event = /^(?:an?|the|any) (.+?) (?:becomes?|is|has become|gets|expires|has|is marked(?: as)?|is set to)(?: been)? ?([\w ]*)$/i.exec(lead?.text ?? '')
    const mention = event?.[1] ? draft.lexicon.find(event[1]) : null
    const entity = mention?.before === '' ? draft.entities.get(mention.term.id) : undefined
    const state = entity && event ? draft.state(entity, event[2] || 'expired') : null
    const whom =
      /^(.+?) (?:is|are|shall be|must be|will be|gets?|should be) (?:notified|informed|alerted|reminded|told|emailed|warned)\b/i.exec(clause.text)?.[1] ??
      /^(.+?) (?:shall |must |will |should )?(?:receives?|gets?) (?:an?|the) (?:\w+ )?(?:email|message|notification|reminder|warning)\b/i.exec(
        clause.text,
      )?.[1] ??
      /^the system (?:shall |must |will |should )?(?:notif(?:y|ies)|informs?|alerts?|emails?|warns?|reminds?|sends? an? (?:\w+ )?(?:email|message|notification|reminder|warning) to) (.+?)(?: (?:by|via) [\w ]+)?$/i.exec(
        clause.text,
      )?.[1]
    if (!lead || clause.leads.length > 1 || !entity?.states || !state || !whom || clause.negative) return false
    const deadline = draft.deadlines.find((candidate) => {
      const value = candidate.entity === entity.id ? candidate.values[entity.states?.field ?? ''] : undefined
      return value?.kind === 'literal' && value.value === state
    })
    if (!deadline || deadline.notify || [...draft.operations.values()].some((operation) => operation.entity === entity.id && operation.to === state))
      return false
    const [target, ...others] = splitList(whom).map((part) => recipient(reading, part, entity, /email/i.test(clause.text) ? 'email' : 'event'))
    if (!target || others.length) return false
    deadline.notify = target
    deadline.statements.push(clause.line.id)
    remember(clause, reading, entity)
    return true
  },
}
