import type { Entity } from '#model/specification.ts'
import { condition } from '../language/conditions.ts'
import { splitList } from '../language/nouns.ts'
import { recordAt } from '../language/resolve.ts'
import { participle } from '../language/words.ts'
import { guardOf } from './effects.ts'
import { occasionOf } from './events.ts'
import { type Reading, type Rule, remember } from './rule.ts'

/** "When an order is paid, the customer is notified by email"; "the system sends an email to the requester". */
export const notifications: Rule = {
  name: 'notifications',
  apply(clause, reading) {
    const text = clause.text
    const passive =
      /^(.+?) (?:is|are|shall be|must be|will be|gets?|should be) (?:notified|informed|alerted|reminded|told|emailed|texted|contacted)(?: (?:of|about) (?:it|this|that|the .+?|.+?))?(?: (?:by|via|with|through) (?:an? )?(email|text message|sms|push notification|push|message|notification|mail))?$/i.exec(
        text,
      )
    const receives = passive
      ? null
      : /^(.+?) (?:shall |must |will |should )?(?:receives?|gets?) (?:an?|the) (?:confirmation |automatic |reminder )?(email|sms|text message|push notification|notification|message|confirmation|reminder)(?: (?:by|via) (email|sms|push))?(?: .*)?$/i.exec(
          text,
        )
    const sends =
      passive || receives
        ? null
        : /^(?:the )?(?:system|application|service|platform|\w+) (?:shall |must |will |should )?(?:sends?|emails?|notif(?:y|ies)|informs?|alerts?) (?:(?:an?|the) (?:confirmation |automatic |reminder )?(email|sms|text message|push notification|notification|message|confirmation|reminder)(?: .{0,40}?)? (?:to|for) )?(.+?)(?: (?:by|via|with) (?:an? )?(email|sms|text message|push))?$/i.exec(
            text,
          )
    const whom = passive?.[1] ?? receives?.[1] ?? sends?.[2]
    const how = passive?.[2] ?? receives?.[3] ?? receives?.[2] ?? sends?.[3] ?? sends?.[1] ?? ''
    if (!whom || clause.negative) return false
    const occasion = occasionOf(clause, reading)
    if (!occasion || occasion.operations.length === 0) return false
    const channel =
      /mail/i.test(how) || /email/i.test(text)
        ? ('email' as const)
        : /sms|text/i.test(how)
          ? ('sms' as const)
          : /push/i.test(how)
            ? ('push' as const)
            : ('event' as const)
    const targets = splitList(whom).map((part) => recipient(reading, part, occasion.entity, channel))
    if (targets.some((target) => target === null)) return false
    const when = occasion.conditions.map((lead) => condition(reading.draft, lead.text, occasion.entity))
    if (when.some((test) => test === null)) return false
    const tests = when.filter((test) => test !== null)
    for (const operation of occasion.operations) {
      const guard = guardOf(tests, operation, occasion.entity)
      for (const to of targets)
        if (to)
          operation.effects.push({
            kind: 'notify',
            channel,
            to,
            subject: `${occasion.entity.name} ${operation.kind === 'create' ? 'created' : participle(operation.name.replace(/_/g, ' '))}`,
            ...(guard && { when: guard }),
            statements: [clause.line.id],
          })
    }
    remember(clause, reading, occasion.entity)
    return true
  },
}

/** Whom a message goes to: the email of the record's person, a subject field, or a role. */
export function recipient(reading: Reading, phrase: string, entity: Entity, channel: string): string | null {
  const { draft } = reading
  // "all parents with a booking on that line" are more than one path leads to.
  if (/ (?:with|who|that|which|on|in|having) /i.test(phrase)) return null
  const place = /^(?:them|him|her|it|the person|the user|the requester|the applicant)$/i.test(phrase.trim()) ? null : recordAt(draft, phrase, entity)
  if (place && !place.each && !place.children) {
    const wanted = channel === 'sms' ? (['phone', 'email'] as const) : (['email', 'phone'] as const)
    const address = wanted.map((kind) => place.entity.fields.find((field) => field.type.kind === kind)).find((field) => field !== undefined)
    return [place.path, address?.id].filter(Boolean).join('.') || place.entity.id
  }
  const mention = draft.lexicon.find(phrase)
  if (mention?.term.role) {
    const subject = entity.fields.find((field) => field.id === mention.term.id)
    return subject ? subject.id : mention.term.id
  }
  if (place?.children) {
    const address = place.entity.fields.find((field) => field.type.kind === 'email')
    return address ? null : draft.roles.has(place.entity.id) ? place.entity.id : null
  }
  const creators = draft.operations.get(`${entity.id}.create`)?.permissions ?? []
  return /^(?:them|the person|the user|the requester|the applicant|the submitter|the reporter|the creator|the owner)$/i.test(phrase.trim()) && creators[0]
    ? creators[0].role
    : null
}
