import { call, type Expression, field, literal, now, today } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import type { Draft } from '../draft.ts'
import { not } from './negation.ts'
import { number, numberPattern } from './numbers.ts'
import { fieldAt, fullPath, recordAt } from './resolve.ts'
import { stem } from './words.ts'

/** "the tool is returned after the planned return date": the date of the act beside another one. */
export function dateOfAct(draft: Draft, text: string, from: Entity): Expression | null {
  const match =
    /^(.{2,60}?) (?:is|was|are|has been|gets?) ([a-z]+(?:ed|id|nt|wn|de))(?: (?:late|again|back))? (after|later than|before|earlier than) (?:the |its )?(.+)$/i.exec(
      text,
    )
  if (!match?.[2] || !match[4]) return null
  const bound = fieldAt(draft, match[4], from)
  const act = stem(match[2])
  const own = from.fields.find(
    (candidate) =>
      (candidate.type.kind === 'date' || candidate.type.kind === 'datetime') &&
      candidate !== bound?.field &&
      !/planned|expected|due/.test(candidate.id) &&
      candidate.id.split('_').some((word) => stem(word) === act),
  )
  if (!bound?.field || bound.each || bound.children || !own) return null
  return call(/after|later/i.test(match[3] ?? '') ? '>' : '<', field(own.id), field(fullPath(bound)))
}

/** "the due date has passed", "it is older than 30 days", "it starts in less than 24 hours". */
export function time(draft: Draft, text: string, from: Entity): Expression | null {
  const passed = /^(.{2,60}?) (?:has (not )?(?:passed|expired|been reached)|is (not )?(?:over|in the past|past|reached)|lies (not )?in the past)$/i.exec(text)
  const place = passed?.[1] ? fieldAt(draft, passed[1], from) : null
  if (passed && place?.field && !place.each && !place.children && (place.field.type.kind === 'date' || place.field.type.kind === 'datetime')) {
    const test = call('<', field(fullPath(place)), place.field.type.kind === 'date' ? today : now)
    return passed[2] || passed[3] || passed[4] ? not(test) : test
  }
  const ahead = /^(.{2,60}?) (?:is|are|lies?) (not )?in the future$/i.exec(text)
  const later = ahead?.[1] ? fieldAt(draft, ahead[1], from) : null
  if (ahead && later?.field && !later.each && !later.children && /^date/.test(later.field.type.kind)) {
    const test = call('>', field(fullPath(later)), later.field.type.kind === 'date' ? today : now)
    return ahead[2] ? not(test) : test
  }
  const older = new RegExp(
    String.raw`^(.{2,60}?) (?:is|are|lies?) (?:(more than|older than|less than|at least) )?(${numberPattern}) (day|hour|week|month|year)s? (?:old|ago|in the past|back)$|^(.{2,60}?) (?:is|are) (older) than (${numberPattern}) (day|hour|week|month|year)s?$`,
    'i',
  ).exec(text)
  if (older) {
    const named = fieldAt(draft, older[1] ?? older[5] ?? '', from)
    const at = named?.field && /^date/.test(named.field.type.kind) ? named : null
    const record = at ? null : recordAt(draft, older[1] ?? older[5] ?? '', from)
    const born =
      record?.entity.fields.find((candidate) => candidate.type.kind === 'date' && /regist|birth|manufact|built|purchase|made|year/.test(candidate.id))?.id ??
      'created_at'
    const path = at?.field ? fullPath(at) : record ? [record.path, born].filter(Boolean).join('.') : null
    const amount = number(older[3] ?? older[7] ?? '') ?? 0
    const unit = older[4] ?? older[8] ?? 'day'
    if (path && /year|month/i.test(unit))
      return call(/less/i.test(older[2] ?? '') ? '>' : '<', call('add_months', field(path), literal(/year/i.test(unit) ? amount * 12 : amount)), today)
    if (path)
      return call(
        /less/i.test(older[2] ?? '') ? '<' : '>',
        /hour/i.test(unit) ? call('hours_between', field(path), now) : call('days_between', field(path), today),
        literal(/week/i.test(unit) ? amount * 7 : /month/i.test(unit) ? amount * 30 : amount),
      )
  }
  return null
}
