import { call, type Expression, literal, now, field as path, today } from '#model/expression.ts'
import type { Entity, Operation } from '#model/specification.ts'
import type { Draft } from '../draft.ts'
import type { Clause } from '../language/clauses.ts'
import { condition } from '../language/conditions.ts'
import type { Lead } from '../language/leads.ts'
import { not } from '../language/negation.ts'
import { fieldAt, fullPath, recordAt } from '../language/resolve.ts'
import { isAbandoning } from '../language/transitions.ts'
import { isVerb } from '../language/vocabulary.ts'
import { baseForm } from '../language/words.ts'
import { actorsOf } from './actors.ts'
import { operationsIn } from './events.ts'
import { sentence } from './operation-parts.ts'
import type { Reading } from './rule.ts'

/** Turns "until it is shipped", "while it is open", "if …", "up to 24 hours before it starts" into allowed states and conditions of an operation. */
export function applyLeads(clause: Clause, reading: Reading, operation: Operation) {
  const entity = reading.draft.entities.get(operation.entity)
  if (!entity) return
  if (/\bfree of charge\b|\bfor free\b|\bwithout (?:a )?(?:fee|charge)\b/i.test(clause.line.text)) {
    clause.left.push('free of charge')
    return
  }
  for (const lead of clause.leads)
    if (!occasion(clause, reading, operation, lead) && !trigger(clause, reading, operation, lead) && !applyLead(clause, reading.draft, operation, entity, lead))
      clause.left.push(`${lead.kind === 'where' ? 'if' : lead.kind} ${lead.text}`)
}

/** "During calibration the technician records measurements": they belong to the calibration job. */
function during(clause: Clause, draft: Draft, operation: Operation, entity: Entity, lead: Lead): boolean {
  const noun = /^(?:the |an? )?([a-z]+)$/i.exec(lead.text)?.[1]?.toLowerCase()
  if (operation.kind !== 'create' || !noun || (lead.kind !== 'while' && lead.kind !== 'on')) return false
  const parents = [...draft.entities.values()].filter((other) => other !== entity && (other.id === noun || other.id.startsWith(`${noun}_`)))
  if (parents.length !== 1 || !parents[0]) return false
  draft.addReference(entity, parents[0].id, clause.line.id, undefined, true)
  return true
}

/** "While a repair order is in progress, the mechanic adds work items": what is added belongs to what the condition speaks of. */
function ofParent(clause: Clause, draft: Draft, operation: Operation, entity: Entity, lead: Lead) {
  const subject = /^(?:an?|the|any|each) (.+?) (?:is|are|has been|has)\b/i.exec(lead.text)?.[1]
  const mention = subject ? draft.lexicon.find(subject) : null
  const parent = mention?.before === '' && !mention.term.role ? draft.entities.get(mention.term.id) : undefined
  if (operation.kind !== 'create' || !parent || parent === entity || draft.pathTo(entity, parent.id) !== null) return null
  draft.addReference(entity, parent.id, clause.line.id, undefined, true)
  return condition(draft, lead.text, entity)
}

/** "When the pet arrives, the receptionist marks …": what happens outside and only says why somebody acts. */
function occasion(clause: Clause, reading: Reading, operation: Operation, lead: Lead): boolean {
  if (
    lead.kind === 'on' &&
    !clause.passive &&
    actorsOf(clause.subject, reading) !== null &&
    operationsIn(reading.draft, lead.text, clause, reading).every((other) => other === operation) &&
    !/date|deadline|day/.test(lead.text)
  )
    return true
  return (
    lead.kind === 'when' &&
    !clause.passive &&
    actorsOf(clause.subject, reading) !== null &&
    /^(?:an?|the|they|it|he|she|their) ?(?:[\w' -]{2,40}? )?(?:arrives?|leaves?|comes? (?:in|back)?|appears?|shows? up|turns? up|departs?|calls?|phones?|rings?|asks?|is (?:present|there|ready to leave)|goes home)(?: (?:at|in|by|for|to) .*)?$/i.test(
      lead.text,
    )
  )
}

/** "A clerk closes the rental when the customer returns the tool": why it is done; the verb then names the act as well. */
function trigger(clause: Clause, reading: Reading, operation: Operation, lead: Lead): boolean {
  if (lead.kind !== 'when' || clause.passive || actorsOf(clause.subject, reading) === null) return false
  const match = /^(?:an?|the) ([\w -]+?) ([a-z]+s) (.+)$/i.exec(lead.text)
  if (
    !match?.[1] ||
    !match[2] ||
    !match[3] ||
    !isVerb(match[2]) ||
    /^(?:is|has|was|does)$/i.test(match[2]) ||
    actorsOf(match[1], reading) === null ||
    reading.draft.lexicon.leading(match[3]) === null
  )
    return false
  reading.draft.nameVerb(match[2], operation.id)
  return true
}

function applyLead(clause: Clause, draft: Draft, operation: Operation, entity: Entity, lead: Lead): boolean {
  if (lead.amount !== undefined) return timeLimit(clause, draft, operation, entity, lead)
  if (/^the day before(?: (?:it|the .+))?$/i.test(lead.text))
    return timeLimit(clause, draft, operation, entity, {
      ...lead,
      kind: 'before',
      amount: 1,
      unit: 'day',
      text: lead.text.replace(/^the day before ?/i, '') || 'start',
    })
  if (lead.kind === 'before' || lead.kind === 'until') {
    const date = fieldAt(draft, lead.text, entity)
    if (date?.field && !date.each && !date.children && /^date/.test(date.field.type.kind)) {
      require(operation, call('<=', date.field.type.kind === 'date' ? today : now, path(fullPath(date))), clause)
      return true
    }
  }
  if (lead.kind === 'until' || lead.kind === 'before') {
    const state = stateIn(draft, entity, lead.text)
    if (!state) {
      const test = condition(draft, lead.text, entity)
      if (!test) return false
      require(operation, not(test), clause)
      return true
    }
    allow(operation, earlier(entity, state))
    return true
  }
  if (lead.kind === 'after') {
    const state = stateIn(draft, entity, lead.text)
    if (state) {
      allow(operation, [state])
      return true
    }
  }
  if (lead.kind === 'on') {
    const date = fieldAt(draft, lead.text.replace(/^the day of (?:the )?/i, ''), entity)
    if (date?.field && !date.each && !date.children && (date.field.type.kind === 'date' || date.field.type.kind === 'datetime')) {
      require(operation, call('same_day', path(fullPath(date)), now), clause)
      return true
    }
  }
  const notYet = /^(.+?) (?:has|have|is|are) (?:not yet(?: been)?|not been|not yet been) (.+)$/i.exec(lead.text)
  const ahead =
    notYet?.[2] && (lead.kind === 'while' || lead.kind === 'if' || lead.kind === 'only' || lead.kind === 'when')
      ? stateIn(draft, entity, `${notYet[1]} is ${notYet[2]}`)
      : null
  if (ahead) {
    allow(operation, earlier(entity, ahead))
    return true
  }
  if (during(clause, draft, operation, entity, lead)) return true
  const test = condition(draft, lead.text, entity) ?? ofParent(clause, draft, operation, entity, lead)
  if (!test) return false
  const wanted = lead.kind === 'unless' ? not(test) : test
  const states = statesOf(wanted, entity)
  // "create campaigns and edit them while they are in draft": nothing has a state before it is there.
  if (states && operation.kind === 'create') return true
  if (states) allow(operation, states)
  else require(operation, wanted, clause)
  if (!operation.statements.includes(clause.line.id)) operation.statements.push(clause.line.id)
  return true
}

export function require(operation: Operation, expression: Expression, clause: Clause, status: 403 | 409 | 422 = 409) {
  if (operation.conditions.some((known) => JSON.stringify(known.expression) === JSON.stringify(expression))) return
  operation.conditions.push({ expression, message: sentence(clause), status, roles: [], statements: [clause.line.id] })
}

export function allow(operation: Operation, states: string[]) {
  if (operation.from.length === 0) operation.from.push(...states)
  else operation.from = operation.from.filter((state) => states.includes(state))
  if (operation.from.length === 0) operation.from.push(...states)
}

/** The states of a life before one of them, without those that end it. */
export function earlier(entity: Entity, state: string): string[] {
  const values = entity.states?.values.map((value) => value.id) ?? []
  const at = values.indexOf(state)
  const before = values.slice(0, Math.max(0, at)).filter((value) => !isAbandoning(value) || /hold/.test(value))
  return before.length ? before : values.filter((value) => value !== state && !isAbandoning(value))
}

function stateIn(draft: Draft, entity: Entity, text: string): string | null {
  const match = /^(?:it|they|the .+?|an? .+?|its .+?) (?:is|are|has been|have been|has|have|becomes?|gets?) (?:actually |already )?(.+)$/i.exec(text)
  const subject = /^(?:the|an?|its) (.+?) (?:is|are|has|have|becomes?|gets?)\b/i.exec(text)?.[1]
  if (subject) {
    const place = recordAt(draft, subject, entity)
    if (place && place.path !== '') return null
  }
  const words = match?.[1] ?? text
  const direct = draft.state(entity, words)
  if (direct || !/^[a-z]+$/i.test(words)) return direct
  // "until it has started": the state that starting leads to.
  const to = draft.findOperation(baseForm(words), entity.id)?.to
  return to ?? null
}

/** When a test is about the record's own state alone, the states it allows. */
export function statesOf(test: Expression, entity: Entity): string[] | null {
  const states = entity.states
  if (!states || test.kind !== 'call') return null
  const all = states.values.map((value) => value.id)
  const [left, ...rest] = test.args
  if (left?.kind === 'field' && left.path === states.field) {
    const named = rest.map((arg) => (arg.kind === 'literal' ? String(arg.value) : null))
    if (named.some((name) => name === null)) return null
    if (test.fn === '=' || test.fn === 'in') return named as string[]
    if (test.fn === '!=') return all.filter((state) => !named.includes(state))
  }
  if (test.fn === 'not' && left) {
    const inner = statesOf(left, entity)
    return inner ? all.filter((state) => !inner.includes(state)) : null
  }
  if (test.fn === 'or') {
    const each = test.args.map((arg) => statesOf(arg, entity))
    return each.every((one) => one !== null) ? (each.flat() as string[]) : null
  }
  return null
}

/** "up to 24 hours before the appointment starts", "within 30 days of the purchase". */
function timeLimit(clause: Clause, draft: Draft, operation: Operation, entity: Entity, lead: Lead): boolean {
  const phrase = lead.text.replace(/ (?:starts|begins|takes place|is due|happens)$/i, ' start').replace(/^(?:the|its|their) /i, '')
  const named = fieldAt(draft, phrase, entity)
  const target = named && !named.each && !named.children ? fullPath(named) : startOf(draft, phrase, entity)
  if (!target) return false
  const at = path(target)
  const amount = lead.amount ?? 0
  const hours = /minute/.test(lead.unit ?? '') ? amount / 60 : /hour/.test(lead.unit ?? '') ? amount : null
  const days = /week/.test(lead.unit ?? '') ? amount * 7 : /month/.test(lead.unit ?? '') ? amount * 30 : amount
  const before = lead.kind === 'before'
  const test =
    hours !== null
      ? call(before ? '>=' : '<=', before ? call('hours_between', now, at) : call('hours_between', at, now), literal(hours))
      : call(before ? '>=' : '<=', before ? call('days_between', today, at) : call('days_between', at, today), literal(days))
  require(operation, test, clause)
  return true
}

function startOf(draft: Draft, phrase: string, entity: Entity): string | null {
  const record =
    recordAt(draft, phrase.replace(/ (?:start|end)$/i, '').replace(/^(?:start|beginning|end) of (?:the )?/i, ''), entity) ??
    (/^(?:it|start|event)/i.test(phrase) ? { path: '', entity, before: '' } : null)
  if (
    /^(?:it|start|event)/i.test(phrase) &&
    record?.path === '' &&
    !record.entity.fields.some((field) => /^date/.test(field.type.kind) && field.source === 'client')
  ) {
    // "until the day before": the date is that of what the record is for.
    for (const field of entity.fields) {
      const target = field.type.kind === 'reference' ? draft.entities.get(field.type.entity) : undefined
      const date = target?.fields.find((candidate) => /^date/.test(candidate.type.kind) && !/birth|end|creat/.test(candidate.id))
      if (date) return `${field.id}.${date.id}`
    }
  }
  if (!record || record.each || record.children) return null
  const wanted = /\bend\b/.test(phrase) ? /end|until|due|return/ : /start|begin|date|time|from|depart|check_in|scheduled|^day$|first_day/
  const found =
    record.entity.fields.find((candidate) => (candidate.type.kind === 'date' || candidate.type.kind === 'datetime') && wanted.test(candidate.id)) ??
    (/purchase|creat|order|registr|submi|entry|record|issue|filing|report|booking$/.test(phrase) ? { id: 'created_at' } : undefined)
  return found ? [record.path, found.id].filter(Boolean).join('.') : null
}
