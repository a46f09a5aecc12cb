import { call, type Expression, field, literal, now, outer, sum, today } from '#model/expression.ts'
import type { Entity, Field } from '#model/specification.ts'
import type { Draft } from '../draft.ts'
import { countOf } from './counting.ts'
import { number } from './numbers.ts'
import { fieldAt, fullPath, recordAt, referenceTo } from './resolve.ts'

/** What a calculation in words comes to, seen from a record of `from`; null when a part of it is not understood. */
export function value(draft: Draft, text: string, from: Entity, depth = 0): Expression | null {
  const clean = text
    .trim()
    .replace(/[.;,]$/, '')
    .replace(/^(?:is |are |equals? |the result of |calculated as |computed as |given by |simply )+/i, '')
    .replace(/\s+/g, ' ')
  if (!clean || depth > 6 || clean.length > 220) return null
  return whole(draft, clean, from) ?? arithmetic(draft, clean, from, depth) ?? atom(draft, clean, from)
}

function whole(draft: Draft, text: string, from: Entity): Expression | null {
  const summed =
    /^(?:the )?(?:sum|total) (?:of|over) (?:(?:the|all|its|their) )*(.+)$/i.exec(text) ?? /^(.+?) (?:summed|added up) (?:over|for|across) (.+)$/i.exec(text)
  const named = /^(?:the )?total of\b/i.test(text) ? fieldAt(draft, text, from) : null
  if (summed?.[1] && !(named?.field && !named.each && !named.children)) {
    const found = sumOver(draft, summed[2] ? `${summed[1]} of ${summed[2]}` : summed[1], from)
    if (found) return found
  }
  const mean = /^(?:the )?(?:average|mean) (?:of )?(?:the |all )?(.+)$/i.exec(text)
  const added = mean?.[1] ? sumOver(draft, mean[1], from) : null
  if (added?.kind === 'aggregate') return { ...added, fn: 'avg' }
  const between = /^(?:the )?(?:number of )?(days|hours|nights|months)(?: \w+)? (?:between|from) (.+?) (?:and|to|until) (.+)$/i.exec(text)
  if (between?.[2] && between[3]) {
    const a = value(draft, between[2], from, 3)
    const b = value(draft, between[3], from, 3)
    if (a && b) return call(/hour/i.test(between[1] ?? '') ? 'hours_between' : 'days_between', a, b)
  }
  const per =
    /^(?:eur |usd |€ ?|\$ ?|£ ?)?([\d.,]+)(?: ?(?:eur|usd|€|\$|£|euros?|dollars?|pounds?|points?))? (?:per|for each|for every|a|each) (?:started |full |late |overdue |additional |extra )?(.+)$/i.exec(
      text,
    )
  if (per?.[1] && per[2]) {
    const figure = number(per[1])
    const units =
      value(draft, /^(?:day|hour|night|month)s?$/i.test(per[2]) ? duration(per[2]) : per[2], from, 4) ?? countOf(draft, per[2], from, '')?.expression ?? null
    if (figure !== undefined && units) return call('*', literal(figure), units)
  }
  const counted = /^(?:the )?number of (.+)$/i.exec(text)
  if (counted?.[1] && !fieldAt(draft, counted[1], from)) {
    const found = countOf(draft, counted[1], from, '')
    if (found) return found.expression
  }
  return null
}

const duration = (unit: string) => (/hour/i.test(unit) ? 'number of hours' : /night/i.test(unit) ? 'number of nights' : 'number of days')

/** Lowest precedence first: + and −, then × and ÷. */
function arithmetic(draft: Draft, text: string, from: Entity, depth: number): Expression | null {
  const offset =
    /^(.+?) (?:\+|plus) (\d+|one|two|three|four|five|six|seven|ten|fourteen|thirty) (working |business |calendar )?(day|week|month|hour|year)s?$/i.exec(text) ??
    invert(
      /^(\d+|an?|one|two|three|four|five|six|seven|ten|fourteen|thirty) (working |business |calendar )?(day|week|month|hour|year)s? (?:after|from|later than) (.+)$/i.exec(
        text,
      ),
    )
  if (offset?.[1] && offset[2] && !/working|business/i.test(offset[3] ?? '')) {
    const start = value(draft, offset[1], from, depth + 1)
    const amount = number(offset[2]) ?? 0
    if (start) return shift(start, amount, offset[4] ?? 'day')
  }
  const earlier = /^(?:(\d+|one|two|three|four|five|six|seven) (day|week|month|hour)s? before (.+)|(.+?) (?:-|–|minus) (\d+) (day|week|month|hour)s?)$/i.exec(
    text,
  )
  if (earlier) {
    const start = value(draft, earlier[3] ?? earlier[4] ?? '', from, depth + 1)
    if (start) return shift(start, -(number(earlier[1] ?? earlier[5] ?? '') ?? 0), earlier[2] ?? earlier[6] ?? 'day')
  }
  for (const [pattern, fn] of operators) {
    const parts = splitTop(text, pattern)
    if (!parts) continue
    const [a, b] = parts
    const left = value(draft, a, from, depth + 1)
    const right = value(draft, b, from, depth + 1)
    if (!left || !right) continue
    const later = fn === '+' || fn === '-' ? moved(draft, left, right, fn, from) : null
    if (later) return later
    return fn === '/' && /percent/.test(pattern.source) ? call('/', call('*', left, right), literal(100)) : call(fn, left, right)
  }
  const share = /^(\d+(?:\.\d+)?) ?(?:%|percent) of (.+)$/i.exec(text)
  if (share?.[2]) {
    const base = value(draft, share[2], from, depth + 1)
    if (base) return call('*', base, literal(Number(share[1]) / 100))
  }
  return null
}

function fieldOfPath(draft: Draft, from: Entity, path: string): Field | undefined {
  const [first = '', ...rest] = path.split('.')
  const found = from.fields.find((candidate) => candidate.id === first)
  const target = rest.length && found?.type.kind === 'reference' ? draft.entities.get(found.type.entity) : undefined
  return target ? fieldOfPath(draft, target, rest.join('.')) : rest.length ? undefined : found
}

/** A date and a span of time that the record keeps: "the return date plus the calibration interval" in months. */
function moved(draft: Draft, left: Expression, right: Expression, fn: '+' | '-', from: Entity): Expression | null {
  const field = (one: Expression) => (one.kind === 'field' ? fieldOfPath(draft, from, one.path) : undefined)
  const span = field(right)?.type
  if (!/^date/.test(field(left)?.type.kind ?? '') || (span?.kind !== 'decimal' && span?.kind !== 'integer')) return null
  const unit = span.kind === 'decimal' ? (span.unit ?? 'days') : 'days'
  const amount = fn === '-' ? call('-', literal(0), right) : right
  return /month/.test(unit)
    ? call('add_months', left, amount)
    : /year/.test(unit)
      ? call('add_months', left, call('*', amount, literal(12)))
      : /hour/.test(unit)
        ? call('add_hours', left, amount)
        : call('add_days', left, /week/.test(unit) ? call('*', amount, literal(7)) : amount)
}

const operators: [RegExp, '+' | '-' | '*' | '/'][] = [
  [/ (?:\+|plus|and) (?=\S)/gi, '+'],
  [/ (?:-|–|minus|less|reduced by) (?=\S)/gi, '-'],
  [/ (?:times|multiplied by|\*|x|by) (?=\S)/gi, '*'],
  [/ (?:divided by|\/|over) (?=\S)/gi, '/'],
]

const invert = (match: RegExpExecArray | null): (string | undefined)[] | null => (match ? [match[0], match[4], match[1], match[2], match[3]] : null)

function shift(start: Expression, amount: number, unit: string): Expression {
  if (/hour/i.test(unit)) return call('add_hours', start, literal(amount))
  if (/month/i.test(unit)) return call('add_months', start, literal(amount))
  if (/year/i.test(unit)) return call('add_months', start, literal(amount * 12))
  return call('add_days', start, literal(/week/i.test(unit) ? amount * 7 : amount))
}

function splitTop(text: string, pattern: RegExp): [string, string] | null {
  const found = [...text.matchAll(pattern)].filter((match) => !/\bbetween [^,]*$/i.test(text.slice(0, match.index)))
  const last = found.at(-1)
  return last ? [text.slice(0, last.index), text.slice(last.index + last[0].length)] : null
}

function atom(draft: Draft, text: string, from: Entity): Expression | null {
  if (/^(?:today|the current date|current date|today's date|the current day)$/i.test(text)) return today
  if (/^(?:now|the current time|current time)$/i.test(text)) return now
  if (/^(?:the )?current year$/i.test(text)) return call('year', today)
  const figure = number(
    text.replace(/ ?(?:%|percent|points?|credits?|items?|eur|euros?|dollars?|pounds?|kg|km|hours?|days?|minutes?|characters?|pieces?|units?)$/i, ''),
  )
  if (figure !== undefined && /\d/.test(text)) return literal(figure)
  const place = fieldAt(draft, text, from)
  if (place?.field && !place.children) return place.each ? null : field(fullPath(place))
  if (/^(?:the )?(?:number of )?(?:driven |travelled |traveled )?(?:kilomet(?:re|er)s?|km|miles?)(?: driven| travelled)?$/i.test(text)) return distance(from)
  const days =
    /^(?:the )?(?:number of )?(?:rental |rented |booked |started |full )?(days|hours|nights|day|hour|night)(?: (?:rented|booked|hired|used|stayed|late|overdue))?$/i.exec(
      text,
    )
  if (days) return span(from, /hour/i.test(days[1] ?? '') ? 'hours_between' : 'days_between')
  return figure !== undefined ? literal(figure) : null
}

/** "per kilometre": between two readings. */
function distance(from: Entity): Expression | null {
  const readings = from.fields.filter((candidate) => /mileage|odometer|kilomet|reading/.test(candidate.id))
  const start = readings.find((candidate) => /start|begin|before|old|initial/.test(candidate.id))
  const end = readings.find((candidate) => /end|after|new|final|return/.test(candidate.id))
  return start && end ? call('-', field(end.id), field(start.id)) : null
}

/** "the number of days" of something with two dates. */
function span(entity: Entity, fn: 'days_between' | 'hours_between'): Expression | null {
  const dates = entity.fields.filter((candidate) => candidate.type.kind === 'date' || candidate.type.kind === 'datetime')
  const start = dates.find((candidate) => /start|from|begin|pick|check_?in|arrival|rental_date|loan_date|entry|first/.test(candidate.id))
  const ends = dates.filter((candidate) => candidate !== start && /end|until|to$|finish|due|return|check_?out|departure|exit|last/.test(candidate.id))
  const planned = ends.find((candidate) => /planned|expected|due/.test(candidate.id)) ?? ends[0]
  const actual = ends.find((candidate) => candidate !== planned)
  if (!start || !planned) return null
  return call(fn, field(start.id), actual ? call('coalesce', field(actual.id), field(planned.id)) : field(planned.id))
}

/** "quantity times unit price of its lines", "amounts of its items". */
/** Only numbers add up: the path of a reference or a text is none. */
function isAmount(inner: Expression, rows: Entity): boolean {
  if (inner.kind !== 'field' || inner.path.includes('.')) return true
  const kind = rows.fields.find((candidate) => candidate.id === inner.path)?.type.kind
  return kind === 'money' || kind === 'decimal' || kind === 'integer'
}

function sumOver(draft: Draft, text: string, from: Entity): Expression | null {
  const of = /^(.+?) (?:of|over|for|across|on) (?:all |each |every )?(?:of )?(?:its|the|their|all|an?)? ?([\w' -]+)$/i.exec(text)
  const owner = of?.[2] ? recordAt(draft, of[2], from) : null
  const rows = owner?.each?.entity ?? owner?.children?.entity
  const reference = owner?.each ? owner.each.entity.parent?.field : owner?.children?.field
  if (rows && reference && !reference.includes('<') && of?.[1]) {
    const inner = value(draft, of[1], rows, 2)
    if (inner && isAmount(inner, rows)) return sum(rows.id, inner, call('=', field(reference), outer('id')))
  }
  for (const line of [...draft.linesOf(from), ...draft.referrers(from.id).map((other) => other.entity)]) {
    const back = line.parent?.entity === from.id ? line.parent.field : referenceTo(line, from.id)?.id
    const inner = value(draft, text.replace(new RegExp(String.raw`^(?:the )?(?:${line.name}|${line.plural}|lines?|items?)(?:'s?)? `, 'i'), ''), line, 2)
    if (inner && back && inner.kind !== 'literal' && isAmount(inner, line)) return sum(line.id, inner, call('=', field(back), outer('id')))
  }
  return null
}
