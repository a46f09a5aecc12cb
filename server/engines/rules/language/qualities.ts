import { call, type Expression, field, literal, now, today } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import type { Draft } from '../draft.ts'
import { fieldOf } from './resolve.ts'
import { fillers } from './vocabulary.ts'
import { identifier, stem } from './words.ts'

const empty = new Set([
  'same',
  'at the same time',
  'at one time',
  'at a time',
  'at once',
  'more',
  'other',
  'own',
  'further',
  'another',
  'second',
  'different',
  'already',
  'still',
  'currently',
  'total',
  'first',
  'next',
  'ordered',
  'requested',
  'chosen',
  'reserved_',
  'such',
  'old',
  'new',
])

/** What the adjectives of a noun demand ("active", "overdue", "paid"); null when one of them means nothing known. */
export function qualities(draft: Draft, entity: Entity, path: string, words: string): Expression[] | null {
  const found: Expression[] = []
  for (const part of words
    .split(' ; ')
    .map((piece) => piece.trim())
    .filter(Boolean)) {
    const whole = quality(draft, entity, path, part)
    if (whole) {
      found.push(whole)
      continue
    }
    for (const word of part.split(/,? (?:or|and) |, /).length > 1 ? [part] : part.split(' ')) {
      if (!word || empty.has(word.toLowerCase()) || fillers.has(word.toLowerCase())) continue
      const one = quality(draft, entity, path, word)
      if (!one) return null
      found.push(one)
    }
  }
  return found
}

/** One adjective: a state, an enumerated value, a yes/no field, a defined word, or "overdue". */
export function quality(draft: Draft, entity: Entity, path: string, text: string): Expression | null {
  const at = (id: string) => field([path, id].filter(Boolean).join('.'))
  const clean = text
    .trim()
    .toLowerCase()
    .replace(/^(?:already|still|currently|yet|back|then|now) /, '')
    .replace(/ (?:yet|already|any more|anymore|again)$/, '')
  if (!clean) return null
  if (/^(?:on|in) (?:the |a )?(?:waiting list|waitlist|wait list|queue)$/.test(clean)) return quality(draft, entity, path, 'waiting')
  const negated = /^(?:not yet|not|no longer|neither) (.+)$/.exec(clean)
  if (negated?.[1]) {
    const inner = quality(draft, entity, path, negated[1])
    return inner ? call('not', inner) : null
  }
  const options = clean.split(/,? (?:or|nor) |, (?:or )?/).filter(Boolean)
  if (options.length > 1) {
    const states = options.map((option) => draft.state(entity, option))
    if (states.every((state) => state !== null)) return call('in', at(entity.states?.field ?? 'status'), ...states.map((state) => literal(state)))
    const each = options.map((option) => quality(draft, entity, path, option))
    return each.every((one) => one !== null) ? call('or', ...each) : null
  }
  const meaning = draft.meanings.find((known) => known.entity === entity.id && stem(known.word) === stem(clean))
  if (meaning) return prefixed(meaning.expression, path)
  const state = draft.state(entity, clean) ?? (/^in [a-z]/.test(clean) ? draft.state(entity, clean.replace(/^in (?:the )?(?:status |state )?/, '')) : null)
  if (state) return call('=', at(entity.states?.field ?? 'status'), literal(state))
  for (const candidate of entity.fields)
    if (candidate.type.kind === 'enum') {
      const match = candidate.type.values.find((option) => option.toLowerCase() === clean || stem(option) === stem(clean))
      if (match) return call('=', at(candidate.id), literal(match))
    }
  const flag = entity.fields.find(
    (candidate) => candidate.type.kind === 'boolean' && (candidate.id === identifier(clean) || candidate.id === `is_${identifier(clean)}`),
  )
  if (flag) return call('=', at(flag.id), literal(true))
  return builtIn(draft, entity, path, clean)
}

/** "of today", "expired": what a date of the record says. */
function byDate(draft: Draft, entity: Entity, at: (id: string) => Expression, word: string): Expression | null {
  if (/^(?:of|for|from) (?:today|the (?:current |same |present )?day)$/.test(word)) {
    const day =
      entity.fields.find(
        (candidate) => /^date/.test(candidate.type.kind) && candidate.source === 'client' && !/birth|creat|due|end|return|expir/.test(candidate.id),
      ) ?? nextDate(draft, entity)
    return day ? call('same_day', at(day.id), now) : null
  }
  const expiry = entity.fields.find((candidate) => /^date/.test(candidate.type.kind) && /expir|valid_(?:until|to)|best_before|use_by/.test(candidate.id))
  if (expiry && /^(?:expired|out of date)$/.test(word)) return call('<', at(expiry.id), expiry.type.kind === 'date' ? today : now)
  return null
}

function builtIn(draft: Draft, entity: Entity, path: string, word: string): Expression | null {
  const at = (id: string) => field([path, id].filter(Boolean).join('.'))
  const dated = byDate(draft, entity, at, word)
  if (dated) return dated
  const amount = entity.fields.find(
    (candidate) => candidate.type.kind === 'integer' && /stock|copies|quantity|available|free|remaining|units/.test(candidate.id),
  )
  if (amount && /^(?:out of stock|sold out|unavailable|no longer available|not available)$/.test(word)) return call('<=', at(amount.id), literal(0))
  if (amount && /^(?:in stock|available)$/.test(word)) return call('>', at(amount.id), literal(0))
  const start = entity.fields.find(
    (candidate) => (candidate.type.kind === 'date' || candidate.type.kind === 'datetime') && !/birth|creat|due|end|return/.test(candidate.id),
  )
  if (start && /^(?:future|upcoming|past|in the future|in the past)$/.test(word))
    return call(/past/.test(word) ? '<' : '>=', at(start.id), start.type.kind === 'date' ? today : now)
  if (word === 'overdue' || word === 'past due') {
    const due = entity.fields.find(
      (candidate) =>
        (candidate.type.kind === 'date' || candidate.type.kind === 'datetime') &&
        /due|deadline|until|expir|end|return_by|planned_return|expected_return|planned_end|return_until/.test(candidate.id),
    )
    if (!due) return null
    const running = (entity.states?.values ?? []).filter((value) => !entity.states?.final.includes(value.id))
    const passed = call('<', at(due.id), today)
    return entity.states && running.length
      ? call(
          'and',
          running.length === 1
            ? call('=', at(entity.states.field), literal(running[0]?.id ?? ''))
            : call('in', at(entity.states.field), ...running.map((value) => literal(value.id))),
          passed,
        )
      : passed
  }
  if (/^(?:active|open|running|current|ongoing|outstanding|unfinished|live|unreturned)$/.test(word) && entity.states) {
    const running = entity.states.values.filter((value) => !entity.states?.final.includes(value.id))
    if (running.length && running.length < entity.states.values.length) {
      draft.assume(
        `${word}_${entity.id}`,
        `${entity.plural} count as ${word} while they are ${running.map((value) => value.label.toLowerCase()).join(' or ')}.`,
        [],
      )
      return call('in', at(entity.states.field), ...running.map((value) => literal(value.id)))
    }
  }
  if (/^(?:unpaid|unreturned|unassigned|unapproved|unconfirmed|unfinished|unresolved|uncancelled)$/.test(word)) {
    const state = draft.state(entity, word.slice(2))
    const values = entity.states?.values.map((value) => value.id) ?? []
    const before = state ? values.slice(0, values.indexOf(state)) : []
    if (state && entity.states && before.length && draft.ordered.has(entity.id))
      return call('in', at(entity.states.field), ...before.map((value) => literal(value)))
    if (state && entity.states) return call('!=', at(entity.states.field), literal(state))
    const named = fieldOf(entity, word.slice(2))
    if (named?.type.kind === 'boolean') return call('=', at(named.id), literal(false))
    if (named) return call('is_null', at(named.id))
  }
  const positive = entity.fields.filter(
    (candidate) =>
      (candidate.type.kind === 'money' || candidate.type.kind === 'decimal' || candidate.type.kind === 'integer') &&
      candidate.id.includes(identifier(word)) &&
      /unpaid|open|outstanding|due/.test(word),
  )
  if (positive[0]) return call('>', at(positive[0].id), literal(0))
  return null
}

/** The date of what a record is for: an appointment's is that of its slot. */
function nextDate(draft: Draft, entity: Entity): { id: string } | null {
  for (const reference of entity.fields) {
    const target = reference.type.kind === 'reference' ? draft.entities.get(reference.type.entity) : undefined
    const date = target?.fields.find((candidate) => /^date/.test(candidate.type.kind) && !/birth|creat|due|end|return|expir/.test(candidate.id))
    if (date) return { id: `${reference.id}.${date.id}` }
  }
  return null
}

/** Moves an expression about a record to where the record stands. */
export function prefixed(expression: Expression, path: string): Expression {
  if (!path) return expression
  if (expression.kind === 'field') return field(`${path}.${expression.path}`)
  if (expression.kind === 'call') return { ...expression, args: expression.args.map((arg) => prefixed(arg, path)) }
  return expression
}
