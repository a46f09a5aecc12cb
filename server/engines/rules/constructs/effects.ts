import { call, type Expression, literal, old, field as path } from '#model/expression.ts'
import type { Effect, Entity, Operation } from '#model/specification.ts'
import type { Clause } from '../language/clauses.ts'
import { condition } from '../language/conditions.ts'
import { readField } from '../language/fields.ts'
import type { Lead } from '../language/leads.ts'
import { fieldAt, fullPath, type Place, recordAt } from '../language/resolve.ts'
import { value } from '../language/values.ts'
import { safe } from '../names.ts'
import { occasionOf } from './events.ts'
import { statesOf } from './guards.ts'
import { type Reading, type Rule, remember } from './rule.ts'

const up = /^(?:increase|rise|grow|go up|raise|add|increment|climb|gain)$/
const down = /^(?:decrease|drop|fall|reduce|lower|decrement|go down|shrink|sink|deduct|subtract|diminish|decline)$/

/** "copies decrease by 1", "the stock of each ordered product is reduced by the quantity ordered". */
export const changes: Rule = {
  name: 'increase and decrease',
  apply(clause, reading) {
    const shape = readChange(clause)
    if (!shape) return false
    const occasion = occasionOf(clause, reading)
    if (!occasion) return false
    const target = fieldAt(reading.draft, shape.subject, occasion.entity)
    if (!target?.field || target.children) return false
    const base = target.each?.entity ?? occasion.entity
    const amount = value(reading.draft, shape.amount.replace(/^(?:exactly )?(one|1)$/i, '1'), base) ?? value(reading.draft, shape.amount, occasion.entity)
    if (!amount) return false
    const at = path(fullPath(target))
    return addEffect(clause, reading, occasion.operations, occasion.entity, occasion.conditions, target, {
      [target.field.id]: call(shape.up ? '+' : '-', at, amount),
    })
  },
}

function readChange(clause: Clause): { subject: string; amount: string; up: boolean } | null {
  if (clause.negative) return null
  const verb = clause.verbs[0] ?? ''
  const by = /^(?:again )?(?:(?:is|are) )?(?:again )?by (.+)$/i.exec(clause.rest.replace(/^then /i, ''))
  if (by?.[1] && (up.test(verb) || down.test(verb))) {
    return { subject: clause.subject, amount: by[1].replace(/ again$/, ''), up: up.test(verb) }
  }
  const system = /^(?:the )?(?:system|application|service|platform)$/i.test(clause.subject)
  const active = system || clause.modal ? /^(.+?) by (.+)$/i.exec(clause.rest) : null
  if (active?.[1] && active[2] && (up.test(verb) || down.test(verb)) && !clause.passive) return { subject: active[1], amount: active[2], up: up.test(verb) }
  const moved = /^(.+?) (?:is|are|shall be|must be|will be|shall)? ?(deducted|subtracted|taken|removed|added|credited|debited) (from|to) (.+)$/i.exec(
    clause.text,
  )
  if (moved?.[1] && moved[4]) return { subject: moved[4], amount: moved[1], up: /added|credited/i.test(moved[2] ?? '') }
  const systemMoved = /^(?:add|deduct|subtract|credit|debit)$/.test(verb) ? /^(.+?) (from|to) (.+)$/i.exec(clause.rest) : null
  if (systemMoved?.[1] && systemMoved[3] && system) return { subject: systemMoved[3], amount: systemMoved[1], up: /add|credit/.test(verb) }
  return null
}

/** "the stock is then increased again", "the copies are put back": the inverse of an effect that was read before. */
export const inverses: Rule = {
  name: 'undo an effect',
  apply(clause, reading) {
    const text = clause.text.replace(/\bthen\b ?/i, '')
    const match =
      /^(.+?) (?:is|are|shall be|must be|will be|shall) (?:then )?(?:increased|restored|decreased|reduced|put back|given back|returned|released|credited|refunded|added back|raised|lowered|reset|replenished|freed)(?: (?:again|back|to stock|to the stock|accordingly|to .+))?$/i.exec(
        text,
      ) ??
      /^(?:the system (?:shall|must|will) )?(?:restore|release|return|refund|free|increase|give back)s? (.+?)(?: again| back| accordingly)?$/i.exec(text) ??
      /^(.+?) (?:increases?|decreases?|rises?|goes back|returns?) (?:again|back|accordingly)$/i.exec(text)
    const occasion = match?.[1] ? occasionOf(clause, reading) : null
    if (!match?.[1] || !occasion) return false
    const target = fieldAt(reading.draft, match[1].replace(/^(?:the )?(?:reserved |ordered |old |original )/i, ''), occasion.entity)
    if (!target?.field) return false
    for (const other of reading.draft.operations.values()) {
      if (other.entity !== occasion.entity.id) continue
      const done = other.effects.find(
        (effect) =>
          effect.kind === 'set' &&
          effect.each === target.each?.collection &&
          effect.target === (target.path || 'self') &&
          target.field !== undefined &&
          target.field.id in effect.values,
      )
      if (done?.kind !== 'set') continue
      const previous = done.values[target.field.id]
      if (previous?.kind !== 'call' || (previous.fn !== '+' && previous.fn !== '-')) continue
      return addEffect(clause, reading, occasion.operations, occasion.entity, occasion.conditions, target, {
        [target.field.id]: { ...previous, fn: previous.fn === '+' ? '-' : '+' },
      })
    }
    return false
  },
}

/** "each renewal moves the due date by 14 days", "the deadline is extended by one week". */
export const shifts: Rule = {
  name: 'move a date',
  apply(clause, reading) {
    const match =
      /\b(?:moves?|extends?|postpones?|shifts?|prolongs?|pushes|advances?) (.+?) (?:by|forward by|back by|for) ((?:a |an |one |two |three |four |five |six |seven |ten |\d+ )?(?:further |more |additional )?\w+)( earlier)?$/i.exec(
        clause.text,
      ) ??
      /^(.+?) (?:is|are|shall be|must be) (?:moved|extended|postponed|shifted|prolonged|pushed) (?:forward |back )?by (\w+ \w+)( earlier)?$/i.exec(clause.text)
    const occasion = match ? occasionOf(clause, reading) : null
    if (!match?.[1] || !match[2] || !occasion) return false
    const target = fieldAt(reading.draft, match[1], occasion.entity)
    if (!target?.field || target.children || target.each || (target.field.type.kind !== 'date' && target.field.type.kind !== 'datetime')) return false
    const moved = value(
      reading.draft,
      `${target.path || target.entity === occasion.entity ? match[1] : match[1]} plus ${match[2].replace(/\b(?:an?) /i, '1 ').replace(/further |more |additional /i, '')}`,
      occasion.entity,
    )
    if (!moved) return false
    return addEffect(clause, reading, occasion.operations, occasion.entity, occasion.conditions, target, { [target.field.id]: moved })
  },
}

/** Adds a `set` effect to the operations; conditions beside the event become its `when` or the operation's allowed states. */
export function addEffect(
  clause: Clause,
  reading: Reading,
  operations: Operation[],
  entity: Entity,
  leads: Lead[],
  target: Place,
  values: Record<string, Expression>,
): boolean {
  const when: Expression[] = []
  for (const lead of leads) {
    const test = condition(reading.draft, lead.text, entity)
    if (!test) {
      clause.left.push(`${lead.kind} ${lead.text}`)
      continue
    }
    when.push(test)
  }
  for (const operation of operations) {
    const own = guardOf(when, operation, entity)
    const effect: Effect = {
      kind: 'set',
      target: target.path || (target.each ? 'line' : 'self'),
      values,
      statements: [clause.line.id],
      ...(own && { when: own }),
    }
    if (target.each) {
      effect.each = target.each.collection
      effect.target = target.path || 'self'
    }
    operation.effects.push(effect)
  }
  remember(clause, reading, entity)
  return true
}

/** What must hold for an effect; tests of the record's state become the states the act may start from, or ask what it was before. */
export function guardOf(when: Expression[], operation: Operation, entity: Entity): Expression | undefined {
  const guard = when.length === 0 ? undefined : when.length === 1 ? when[0] : call('and', ...when)
  const states = guard && operation.kind === 'action' && operation.from.length === 0 ? statesOf(guard, entity) : null
  if (states) operation.from.push(...states)
  const still = states || (guard && operation.from.length && sameStates(guard, entity, operation.from)) ? undefined : guard
  return still && entity.states && operation.kind !== 'create' ? asBefore(still, entity.states.field) : still
}

/** Effects run after the state changed: what a sentence says of the record's state means the one before. */
function asBefore(test: Expression, state: string): Expression {
  if (test.kind === 'field') return test.path === state ? old(state) : test
  return test.kind === 'call' ? { ...test, args: test.args.map((arg) => asBefore(arg, state)) } : test
}

function sameStates(test: Expression, entity: Entity, from: string[]): boolean {
  const states = statesOf(test, entity)
  return states !== null && states.length === from.length && states.every((state) => from.includes(state))
}

/** "set X to Y": "the mileage of the vehicle is set to the end mileage", "its balance becomes 0". */
export const assignments: Rule = {
  name: 'set a field',
  apply(clause, reading) {
    const match =
      /^(?:the system (?:shall|must|will) )?sets? (.+?) to (.+)$/i.exec(clause.text) ??
      /^(.+?) (?:is|are|shall be|must be|will be) (?:then )?(?:set|reset|updated|changed) to (.+)$/i.exec(clause.text) ??
      /^(.+?) becomes (.+)$/i.exec(clause.text) ??
      (clause.leads.some((lead) => lead.kind === 'when' || lead.kind === 'on')
        ? /^((?:its|the|their) (?:\w+ ){0,2}(?:date|time|deadline)(?: of (?:the|its) [\w ]+?)?) (?:is|shall be|must be|will be) ((?:\d+|an?|one|two|three|four|five|six|seven|ten|fourteen|thirty) (?:day|week|month|year|hour)s? after .+|.+ plus .+|today|now)$/i.exec(
            clause.text,
          )
        : null)
    const occasion = match ? occasionOf(clause, reading) : null
    if (!match?.[1] || !match[2] || !occasion || (occasion.operations[0]?.kind === 'create' && clause.leads.length === 0)) return false
    const target = fieldAt(reading.draft, match[1], occasion.entity) ?? newField(reading, clause, match[1], match[2], occasion.entity)
    if (!target?.field || target.children) return false
    const type = target.field.type
    const base = target.each?.entity ?? occasion.entity
    const wanted = match[2].trim()
    const option =
      type.kind === 'enum' ? type.values.find((candidate) => candidate.toLowerCase() === wanted.toLowerCase().replace(/^["']|["']$/g, '')) : undefined
    const found = option
      ? literal(option)
      : type.kind === 'boolean' && /^(?:yes|true|no|false)$/i.test(wanted)
        ? literal(/yes|true/i.test(wanted))
        : value(reading.draft, wanted, base)
    if (!found) return false
    return addEffect(clause, reading, occasion.operations, occasion.entity, occasion.conditions, target, { [target.field.id]: found })
  },
}

/** "the next inspection date of the vehicle": a field that only this act writes. */
function newField(reading: Reading, clause: Clause, phrase: string, words: string, from: Entity): Place | null {
  const match = /^(?:the )?(.+?) of (?:the|its|their) (.+)$/i.exec(phrase) ?? /^(?:its|the) ((?:\w+ ){0,2}(?:date|time|deadline))$/i.exec(phrase)
  const record = match?.[2] ? recordAt(reading.draft, match[2], from) : match ? { path: '', entity: from, before: '' } : null
  const read = match?.[1] ? readField(match[1]) : null
  if (!record || !read || record.children || record.each || !read.type || value(reading.draft, words, from) === null || /^(?:status|state)$/.test(read.id))
    return null
  const field = reading.draft.addField(record.entity, {
    id: safe(read.id),
    label: read.label,
    type: read.type,
    required: false,
    unique: false,
    immutable: false,
    source: 'system',
    statements: [clause.line.id],
  })
  return { ...record, field }
}
