import { call, count, type Expression, type Fn, field, literal, outer } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import type { Draft } from '../draft.ts'
import { atLeastOne, countOf, postmodifier } from './counting.ts'
import { everDone, placesLeft } from './done-conditions.ts'
import { fullness } from './fullness.ts'
import { not } from './negation.ts'
import { number, numberPattern } from './numbers.ts'
import { qualities, quality } from './qualities.ts'
import { fieldAt, fieldOf, fullPath, recordAt } from './resolve.ts'
import { dateOfAct, time } from './time-conditions.ts'
import { value } from './values.ts'

const comparisons: [RegExp, Fn][] = [
  [
    /(?:is |are |be )?(?:not |no )(?:lower|less|smaller|fewer|earlier) than|(?:is |are |be )?(?:at least|not below|not before|not under)|(?:is|are) (?:equal to or more than|greater than or equal to)|reache?s?|has reached/,
    '>=',
  ],
  [
    /(?:is |are |be )?(?:not |no )(?:higher|more|greater|larger|later) than|(?:is |are |be )?(?:at most|not above|not after|not over|not exceed(?:ing)?)|(?:does|do|must|can|may) not exceed|(?:is|are) (?:less than or equal to)/,
    '<=',
  ],
  [/(?:is |are |be )?(?:lower|less|smaller|fewer|earlier|cheaper|shorter) than|(?:is|are|be|falls?|drops?|lies?) (?:below|under|before)|precedes?/, '<'],
  [
    /(?:is |are |be )?(?:higher|more|greater|larger|later|longer|bigger) than|(?:is|are|be|rises?|goes|lies?) (?:above|over|after|beyond)|exceeds?|follows?/,
    '>',
  ],
  [/(?:is |are |be )?(?:different from|not the same as|not equal to)|differs? from/, '!='],
  [/(?:is |are |be )?(?:equal to|the same as|exactly)|equals?/, '='],
]

/** What must hold, in words, about a record of `from` ("the stock of a product is lower than the quantity ordered"); null when it is not understood. */
export function condition(draft: Draft, text: string, from: Entity, depth = 0): Expression | null {
  const clean = text
    .trim()
    .replace(/^(?:that|and|then|also|only if|if|when)\s+/i, '')
    .replace(/[.;,]+$/, '')
  if (!clean || depth > 4 || clean.length > 260) return null
  const either = / (and|or) (?=(?:the|it|its|there|no|an?|they|has|is|are|have)\b)/i.exec(clean)
  if (either) {
    const subject = /^(.+?) (?:is|are|has|have)\b/.exec(clean)?.[1] ?? 'it'
    const right = clean.slice(either.index + either[0].length)
    const a = condition(draft, clean.slice(0, either.index), from, depth + 1)
    const b = condition(draft, /^(?:is|are|has|have)\b/i.test(right) ? `${subject} ${right}` : right, from, depth + 1)
    if (a && b) return call(/and/i.test(either[1] ?? '') ? 'and' : 'or', a, b)
  }
  return (
    everDone(draft, clean, from) ??
    dateOfAct(draft, clean, from) ??
    placesLeft(draft, clean, from) ??
    existence(draft, clean, from) ??
    possession(draft, clean, from) ??
    full(draft, clean, from) ??
    comparison(draft, clean, from) ??
    time(draft, clean, from) ??
    stateTest(draft, clean, from) ??
    recorded(draft, clean, from) ??
    nounAlone(draft, clean, from)
  )
}

const stateVerb =
  /^(.{2,60}?) (?:is|are|has been|have been|has(?= not been)|have(?= not been)|was|were|be|become|becomes|has become|has the (?:status|state)|is in (?:the )?(?:status|state)|are in (?:the )?(?:status|state)|is in|status is|state is) (?:(not yet|not|no longer|already|still|currently|in the (?:status|state)|(?:marked|flagged) as) )?(?:been )?(?:yet )?(.+)$/i

function stateTest(draft: Draft, text: string, from: Entity): Expression | null {
  const match = stateVerb.exec(text) ?? /^()(?:(not yet|not|already) )?((?:\w+)(?:,? or \w+)*)$/.exec(text)
  if (!match?.[3] || (!match[1] && /ing$/.test(match[3]))) return null
  const subject = (match[1] || 'it').replace(/(?:'s)? (?:status|state)$/i, '').replace(/^the (?:status|state) of /i, '')
  const negative = /not|no longer/i.test(match[2] ?? '')
  const complement = match[3]
    .replace(/^(?:in|under) (?=(?:status|state) )(?:status|state) /i, '')
    .replace(/ (?:by|on|at|for) .*$/i, (tail) => (/^ (?:on hold|on loan|for sale)/i.test(tail) ? tail : ''))
  const place = recordAt(draft, subject, from)
  if (place && !place.children) {
    const test =
      quality(draft, place.entity, place.path, complement) ?? (/^\w+$/.test(complement) ? null : quality(draft, place.entity, place.path, `in ${complement}`))
    const adjectives = place.before ? qualities(draft, place.entity, place.path, place.before) : []
    if (test && adjectives !== null) {
      if (place.each) {
        const inner = [call('=', field(place.each.entity.parent?.field ?? ''), outer('id')), negative ? not(test) : test]
        return atLeastOne(count(place.each.entity.id, call('and', ...inner)))
      }
      return [...adjectives, negative ? not(test) : test].reduce((all, one) => call('and', all, one))
    }
  }
  const named = fieldAt(draft, subject, from)
  if (named?.field && !named.each && !named.children) {
    const at = field(fullPath(named))
    if (named.field.type.kind === 'enum') {
      const option = named.field.type.values.find((candidate) => candidate.toLowerCase() === complement.toLowerCase().replace(/^["']|["']$/g, ''))
      if (option) return call(negative ? '!=' : '=', at, literal(option))
    }
    if (named.field.type.kind === 'boolean' && /^(?:true|yes|set)$/i.test(complement)) return call('=', at, literal(!negative))
    if (
      /^(?:empty|missing|blank|unknown|set|given|present|known|entered|filled in|recorded|stored|assigned|chosen|selected|attached|allocated)$/i.test(
        complement,
      )
    )
      return call(/^(?:empty|missing|blank|unknown)$/i.test(complement) !== negative ? 'is_null' : 'not_null', at)
  }
  return null
}

const compared = comparisons.map(
  ([pattern, fn]) =>
    [
      new RegExp(String.raw`^(.{2,90}?) (?:must (?:be )?|may (?:be )?|can (?:be )?|shall (?:be )?|should (?:be )?)?(?:${pattern.source}) (.+)$`, 'i'),
      fn,
    ] as const,
)

function comparison(draft: Draft, text: string, from: Entity): Expression | null {
  for (const [pattern, fn] of compared) {
    const match = pattern.exec(text)
    if (!match?.[1] || !match[2]) continue
    const found = compare(draft, match[1], fn, match[2], from)
    if (found) return found
  }
  const enough = /^(.{2,60}?) (?:is|are) (?:still )?(not )?(?:sufficient|enough|large enough|high enough)$/i.exec(text)
  const held = enough?.[1] ? value(draft, enough[1], from) : null
  const wanted = from.fields.find(
    (candidate) => /quantity|amount|number/.test(candidate.id) && /^(?:integer|decimal|money)$/.test(candidate.type.kind) && candidate.source !== 'derived',
  )
  if (held && wanted && !(held.kind === 'field' && held.path === wanted.id)) return call(enough?.[2] ? '<' : '>=', held, field(wanted.id))
  const exact = new RegExp(`^(.{2,60}?) (?:is|are|equals) (not )?(?:exactly )?(${numberPattern})$`, 'i').exec(text)
  const figure = exact?.[3] ? number(exact[3]) : undefined
  const measured = exact?.[1] && figure !== undefined ? value(draft, exact[1], from) : null
  if (measured && figure !== undefined) return call(exact?.[2] ? '!=' : '=', measured, literal(figure))
  const between = /^(.{2,60}?) (?:is|are|lies?|must be) between (.+?) and (.+)$/i.exec(text)
  if (between?.[1] && between[2] && between[3]) {
    const a = compare(draft, between[1], '>=', between[2], from)
    const b = compare(draft, between[1], '<=', between[3], from)
    if (a && b) return call('and', a, b)
  }
  return null
}

/** A comparison of two values; over line items it holds when it holds for at least one line. */
function compare(draft: Draft, left: string, fn: Fn, right: string, from: Entity): Expression | null {
  const a = value(draft, left, from)
  const b = value(draft, right, from)
  if (a && b) return call(fn, a, b)
  for (const line of draft.linesOf(from)) {
    const place = fieldAt(draft, left, from)
    if (place?.each && place.each.entity !== line) continue
    const x = value(draft, left, line)
    const y = value(draft, right, line) ?? number(right.split(' ')[0] ?? '')
    if (x && y !== null && y !== undefined)
      return atLeastOne(
        count(line.id, call('and', call('=', field(line.parent?.field ?? ''), outer('id')), call(fn, x, typeof y === 'number' ? literal(y) : y))),
      )
  }
  return null
}

const having = new RegExp(
  String.raw`^(.{1,60}?) (?:already )?(?:must |shall |should |can |may )?(?:not )?(?:ha(?:s|ve)|owns?|holds?) (?:already )?(?:(no more than|not more than|no|at least|more than|fewer than|less than|exactly|at most|up to|any|an?)\b ?)?(?:(${numberPattern})\b ?)?(.+?)(?: (left|available|remaining|in stock|free|at the same time|at once|at a time))?$`,
  'i',
)

/** "the book has at least one copy left", "a member has an overdue loan". */
function possession(draft: Draft, text: string, from: Entity): Expression | null {
  const match = having.exec(text)
  if (!match?.[1] || !match[4] || /^(?:been|to)\b/.test(match[4])) return null
  const negative = /\b(?:not|never) (?:already )?(?:have|has|own|hold)\b/i.test(text) || /does not|do not/i.test(match[1])
  const owner = recordAt(draft, match[1].replace(/ (?:does|do|did)$/i, ''), from)
  if (!owner || owner.children || owner.each) return null
  const word = (match[2] ?? '').toLowerCase()
  const amount = match[3] ? (number(match[3]) ?? 1) : word === 'no' ? 0 : 1
  const fn: Fn =
    word === 'no'
      ? '='
      : /more than/.test(word) && !/no|not/.test(word)
        ? '>'
        : /fewer|less/.test(word)
          ? '<'
          : word === 'exactly'
            ? '='
            : /at most|no more|not more|up to/.test(word)
              ? '<='
              : '>='
  const named = fieldOf(owner.entity, match[4])
  const at =
    named && (named.type.kind === 'integer' || named.type.kind === 'decimal' || named.type.kind === 'money')
      ? field([owner.path, named.id].filter(Boolean).join('.'))
      : null
  const rows = at ? null : countOf(draft, match[4], from, owner.path)
  const measured = at ?? rows?.expression
  if (!measured && named && !match[3]) return call(word === 'no' ? 'is_null' : 'not_null', field([owner.path, named.id].filter(Boolean).join('.')))
  if (!measured) return null
  const test =
    word === 'no' || (amount === 1 && fn === '>=')
      ? call(word === 'no' ? (at ? '<=' : '=') : at ? '>=' : '>', measured, literal(word === 'no' ? 0 : at ? 1 : 0))
      : call(fn, measured, literal(amount))
  return negative ? not(test) : test
}

/** "there are no copies left", "no seats are available". */
function existence(draft: Draft, text: string, from: Entity): Expression | null {
  const match =
    /^there (?:is|are|must be) (no|not enough|at least one|an?|any|enough|one|at least (\d+))? ?(.+?)(?: (?:left|available|remaining|free|in stock))?(?: (?:for|of|in|on) (.+))?$/i.exec(
      text,
    ) ?? /^(no) ()(.+?) (?:is|are) (?:left|available|free|remaining)()$/i.exec(text)
  if (!match?.[3]) return null
  const none = /^no/i.test(match[1] ?? '')
  const place = fieldAt(draft, match[4] ? `${match[3]} of ${match[4]}` : match[3], from)
  if (place?.field && !place.each && !place.children && (place.field.type.kind === 'integer' || place.field.type.kind === 'decimal'))
    return none ? call('<=', field(fullPath(place)), literal(0)) : call('>=', field(fullPath(place)), literal(number(match[2] ?? '1') ?? 1))
  const owner = match[4] ? recordAt(draft, match[4], from) : null
  const rows = countOf(draft, match[3], from, owner?.path ?? '')
  return rows ? call(none ? '=' : '>', rows.expression, literal(0)) : null
}

/** "a treatment has been recorded" for it, "no payment was entered". */
function recorded(draft: Draft, text: string, from: Entity): Expression | null {
  const match =
    /^(an?|at least one|no|any) (.{2,40}?) (?:has been|have been|is|are|was|were) (not )?(?:recorded|entered|created|added|registered|made|uploaded|captured|issued|given|documented|attached|filed|placed|booked)(?: (?:for|to|on) .{2,30})?$/i.exec(
      text,
    )
  const rows = match?.[2] ? countOf(draft, match[2], from, '') : null
  return rows ? call(/^no$/i.test(match?.[1] ?? '') !== Boolean(match?.[3]) ? '=' : '>', rows.expression, literal(0)) : null
}

/** "a course is full": as many rows as its capacity. */
function full(draft: Draft, text: string, from: Entity): Expression | null {
  const match =
    /^(.{2,50}?) (?:is|are) (?:already )?(not )?(?:full|fully booked|sold out|booked out|at capacity)(?: yet)?$/i.exec(text) ??
    /^the capacity of (.{2,40}?) (?:is|has been) (not )?(?:reached|exhausted)$/i.exec(text)
  const place = match?.[1] ? recordAt(draft, match[1], from) : null
  if (!match || !place || place.each || place.children) return null
  const test = fullness(draft, place, from)
  return test ? (match[2] ? not(test) : test) : null
}

/** "a placed order", "a vehicle in service": what Given says by adjectives alone. */
function nounAlone(draft: Draft, text: string, from: Entity): Expression | null {
  const { noun, after } = postmodifier(text)
  const place = recordAt(draft, noun, from)
  if (!place || place.each || place.children || !(place.before || after)) return null
  const tests = qualities(draft, place.entity, place.path, [place.before, after].filter(Boolean).join(' ; '))
  return tests?.length ? tests.reduce((all, one) => call('and', all, one)) : null
}
