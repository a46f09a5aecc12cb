import { call, type Expression, literal, outer, field as path } from '#model/expression.ts'
import type { Entity, Operation } from '#model/specification.ts'
import type { Clause } from '../language/clauses.ts'
import { condition, fullness } from '../language/conditions.ts'
import { not } from '../language/negation.ts'
import { qualities } from '../language/qualities.ts'
import { type Place, recordAt } from '../language/resolve.ts'
import { participle } from '../language/words.ts'
import { actorsOf } from './actors.ts'
import { needsAnother } from './approvals.ts'
import { addEffect } from './effects.ts'
import { occasionOf } from './events.ts'
import { statesOf } from './guards.ts'
import { dropInvented } from './invented.ts'
import type { Reading, Rule } from './rule.ts'
import { clauseEntity } from './states.ts'

/** "then the vehicle is grounded", "change its state from planned to open", "its defects are fixed", "put the enrolment on the waiting list". */
export const stateEffects: Rule = {
  name: 'state changes',
  apply(clause, reading) {
    if (clause.negative || clause.modal === 'can') return false
    if (needsAnother(clause)) return false
    const shape = readShape(clause, reading)
    if (!shape) return false
    const occasion = occasionOf(clause, reading)
    if (!occasion) return false
    const { draft } = reading
    const about = clauseEntity(clause, reading)
    const phrase = /^(?:it|its|they|this|the status|the state|its status|its state)$/i.test(shape.target)
      ? about && about !== occasion.entity
        ? `the ${about.name}`
        : 'it'
      : shape.target
    const first = /^(?:the )?(?:first|next|oldest|longest)(?: \w+)? (?=\w)/i.exec(phrase)
    const target = recordAt(
      draft,
      phrase
        .replace(/ (?:in|on) the (?:queue|waiting list)$/i, '')
        .replace(/(?:'s)? (?:status|state)$/i, '')
        .replace(/^the (?:status|state) of /i, ''),
      occasion.entity,
    )
    if (!target?.entity.states) return false
    const state =
      draft.state(target.entity, shape.state) ?? (shape.waiting ? waitingState(draft.state(target.entity, 'waiting'), target.entity, reading, clause) : null)
    if (!state) return false
    if (first || (target.entity === occasion.entity && /^(?:the )?(?:first|next|oldest)/i.test(shape.target)))
      return moveFirst(clause, reading, occasion.operations, occasion.entity, target, state, shape.target)
    return apply(clause, reading, occasion, target, state, shape.from)
  },
}

interface Shape {
  target: string
  state: string
  from: string
  waiting: boolean
}

/** What people must do is an act of theirs, nothing that happens by itself. */
const people = (clause: Clause, reading: Reading): boolean => clause.subject !== '' && actorsOf(clause.subject, reading) !== null

function readShape(clause: Clause, reading: Reading): Shape | null {
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
  if (!clause.passive && verb && clause.rest && clause.modal !== 'can' && !clause.only && !people(clause, reading))
    return { target: clause.rest, from: '', state: participle(verb), waiting: false }
  return null
}

function waitingState(known: string | null, entity: Entity, reading: Reading, clause: Clause): string {
  return known ?? reading.draft.addState(entity, 'waiting', clause.line.id)
}

function apply(
  clause: Clause,
  reading: Reading,
  occasion: { operations: Operation[]; entity: Entity; conditions: Clause['leads'] },
  target: Place,
  state: string,
  from: string,
): boolean {
  const { draft } = reading
  const states = target.entity.states
  if (!states) return false
  const itself = target.entity === occasion.entity && target.path === '' && !target.each && !target.children
  if (
    itself &&
    occasion.conditions.every((lead) => {
      const test = condition(draft, lead.text, occasion.entity)
      return test !== null && statesOf(test, occasion.entity) !== null
    })
  ) {
    for (const operation of occasion.operations) {
      if (operation.kind === 'create' && operation.to !== null && operation.to !== state && states.initial !== state) {
        operation.effects.push({ kind: 'set', target: 'self', values: { [states.field]: literal(state) }, statements: [clause.line.id] })
        continue
      }
      dropInvented(reading, target.entity, operation, state)
      operation.to = state
      if (operation.kind === 'create') states.initial = state
      const start = from ? draft.state(target.entity, from) : null
      if (start && operation.kind !== 'create') operation.from = [start]
      else
        for (const lead of occasion.conditions) {
          const test = condition(draft, lead.text, occasion.entity)
          const allowed = test ? statesOf(test, occasion.entity) : null
          if (allowed && operation.from.length === 0) operation.from.push(...allowed)
        }
      if (!operation.statements.includes(clause.line.id)) operation.statements.push(clause.line.id)
    }
    return true
  }
  if (target.children) return children(clause, reading, occasion, target, state)
  return addEffect(
    clause,
    reading,
    occasion.operations,
    occasion.entity,
    ownConditions(clause, reading, occasion, target),
    { ...target, field: { id: states.field } as Place['field'] },
    { [states.field]: literal(state) },
  )
}

/** A "Given a vehicle in service" beside an effect on that vehicle says where it starts from, not whether to do it. */
function ownConditions(clause: Clause, reading: Reading, occasion: { entity: Entity; conditions: Clause['leads'] }, target: Place): Clause['leads'] {
  return occasion.conditions.filter((lead) => {
    if (lead.kind !== 'while' || !/^given/i.test(clause.line.text)) return true
    const test = condition(reading.draft, lead.text, occasion.entity)
    return !(test?.kind === 'call' && test.args[0]?.kind === 'field' && target.path !== '' && test.args[0].path.startsWith(`${target.path}.`))
  })
}

/** "a cancelled course shall cancel its enrolments": all rows that refer to the record. */
function children(
  clause: Clause,
  reading: Reading,
  occasion: { operations: Operation[]; entity: Entity; conditions: Clause['leads'] },
  target: Place,
  state: string,
): boolean {
  const reference = target.children?.field ?? ''
  const states = target.entity.states
  if (!states) return false
  const [child = '', via = 'id'] = reference.split('<')
  const adjectives = qualities(reading.draft, target.entity, '', target.before) ?? []
  const where = call('and', call('=', path(child), outer(via)), ...adjectives, call('!=', path(states.field), literal(state)))
  for (const operation of occasion.operations)
    operation.effects.push({
      kind: 'set',
      target: 'self',
      select: { entity: target.entity.id, where },
      values: { [states.field]: literal(state) },
      statements: [clause.line.id],
    })
  return true
}

/** "move the first waiting enrolment to enrolled": the oldest row in a state that belongs to the same thing. */
function moveFirst(clause: Clause, reading: Reading, operations: Operation[], entity: Entity, target: Place, state: string, phrase: string): boolean {
  const states = target.entity.states
  if (!states) return false
  const bare = phrase.replace(/^(?:the )?(?:first|next|oldest|longest) /i, '')
  const queued = / ?(?:in|on) the (?:queue|waiting list)$/i.test(bare)
  const words = queued ? 'waiting' : bare.replace(/\s?\S+$/, '')
  const adjectives = words ? qualities(reading.draft, target.entity, '', words) : []
  if (adjectives === null || adjectives.length === 0) return false
  const shared = target.entity.fields.find(
    (field) =>
      field.type.kind === 'reference' &&
      entity.fields.some((own) => own.id === field.id && own.type.kind === 'reference') &&
      !reading.draft.roles.has(field.id),
  )
  const via = target.children?.field.split('<') ?? []
  const same: Expression[] =
    target.entity === entity && shared
      ? [call('=', path(shared.id), outer(shared.id)), call('!=', path('id'), outer('id'))]
      : via[0]
        ? [call('=', path(via[0]), outer(via[1] ?? 'id'))]
        : []
  const where = call('and', ...same, ...adjectives)
  for (const operation of operations) {
    // Only a place that was really taken becomes free: withdrawing from the waiting list moves nobody up.
    const place = shared?.type.kind === 'reference' ? recordAt(reading.draft, shared.type.entity.replace(/_/g, ' '), entity) : null
    const taken = place && target.entity === entity ? fullness(reading.draft, place, entity) : null
    const occupied = taken ? not(taken) : undefined
    operation.effects.push({
      kind: 'set',
      target: 'self',
      select: { entity: target.entity.id, where, orderBy: 'created_at', limit: 1 },
      values: { [states.field]: literal(state) },
      ...(occupied && { when: occupied }),
      statements: [clause.line.id],
    })
  }
  return true
}

/** "a cancelled course shall cancel its enrolments": a thing in a state does something to others; it happens on the way into the state. */
export const stateCauses: Rule = {
  name: 'a state causes',
  apply(clause, reading) {
    const { draft } = reading
    const mention = draft.lexicon.find(clause.subject)
    const entity = mention ? draft.entities.get(mention.term.id) : undefined
    const causing = /^(?:cancelling|closing|deleting|retiring|archiving|completing|rejecting|approving|blocking|suspending) (?:an? |the )?(.+)$/i.exec(
      clause.subject,
    )
    const named = causing?.[1] ? draft.lexicon.find(causing[1]) : null
    const caused = named ? draft.entities.get(named.term.id) : undefined
    const state =
      entity && mention?.before
        ? draft.state(entity, mention.before)
        : caused && causing
          ? draft.state(caused, participle(causing[0].split(' ')[0]?.replace(/ing$/, '') ?? ''))
          : null
    const owner = caused ?? entity
    if (!owner || !state || clause.passive || clause.negative || !clause.rest || !clause.verbs[0]) return false
    const target = recordAt(draft, clause.rest, owner)
    const wanted = target?.entity.states ? draft.addState(target.entity, participle(clause.verbs[0]), clause.line.id) : null
    const operations = [...draft.operations.values()].filter((operation) => operation.entity === owner.id && operation.to === state)
    if (!target || !wanted || operations.length === 0) return false
    return apply(clause, reading, { operations, entity: owner, conditions: clause.leads }, target, wanted, '')
  },
}
