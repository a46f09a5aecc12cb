import { call, type Expression, literal, outer, field as path } from '#model/expression.ts'
import type { Entity, Operation } from '#model/specification.ts'
import type { Clause } from '../language/clauses.ts'
import { condition } from '../language/conditions.ts'
import { fullness } from '../language/fullness.ts'
import { not } from '../language/negation.ts'
import { isAdjective } from '../language/nouns.ts'
import { qualities } from '../language/qualities.ts'
import { type Place, recordAt } from '../language/resolve.ts'
import { participle } from '../language/words.ts'
import { needsAnother } from './approvals.ts'
import { addEffect } from './effects.ts'
import { occasionOf } from './events.ts'
import { isRefusal } from './examples.ts'
import { statesOf } from './guards.ts'
import { dropInvented } from './invented.ts'
import type { Reading, Rule } from './rule.ts'
import { readShape } from './state-shapes.ts'
import { clauseEntity } from './states.ts'

/** "then the vehicle is grounded", "change its state from planned to open", "its defects are fixed", "put the enrolment on the waiting list". */
export const stateEffects: Rule = {
  name: 'state changes',
  apply(clause, reading) {
    if (clause.negative || clause.modal === 'can') return false
    if (needsAnother(clause) || isRefusal(clause.line.text)) return false
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
    const named = phrase
      .replace(/ (?:in|on) the (?:queue|waiting list)$/i, '')
      .replace(/(?:'s)? (?:status|state)$/i, '')
      .replace(/^the (?:status|state) of /i, '')
    const target = recordAt(draft, named, occasion.entity) ?? theOne(reading, named, occasion.entity, shape.state, clause.line.id)
    if (!target?.entity.states) return false
    const state =
      draft.state(target.entity, shape.state) ??
      (shape.waiting ? waitingState(draft.state(target.entity, 'waiting'), target.entity, reading, clause) : null) ??
      (/\bbecomes?\b/i.test(clause.text) && /^[a-z]+$/i.test(shape.state) && isAdjective(shape.state)
        ? draft.addState(target.entity, shape.state, clause.line.id)
        : null)
    if (!state) return false
    if (first || (target.entity === occasion.entity && /^(?:the )?(?:first|next|oldest)/i.test(shape.target)))
      return moveFirst(clause, reading, occasion.operations, occasion.entity, target, state, shape.target)
    return apply(clause, reading, occasion, target, state, shape.from)
  },
}

/** "When a burial is confirmed, the grave becomes occupied": a burial has a grave, though nothing else says so. */
function theOne(reading: Reading, phrase: string, from: Entity, state: string, statement: string): Place | null {
  const { draft } = reading
  const mention = /^the [a-z -]+$/i.test(phrase) ? draft.lexicon.find(phrase) : null
  const entity = mention?.before === '' ? draft.entities.get(mention.term.id) : undefined
  if (
    !entity ||
    entity === from ||
    entity.parent ||
    from.parent ||
    !entity.states ||
    draft.state(entity, state) === null ||
    draft.pathTo(entity, from.id) !== null
  )
    return null
  draft.addReference(from, entity.id, statement, undefined, true)
  draft.assume(`${from.id}_has_${entity.id}`, `Every ${from.name.toLowerCase()} is about one ${entity.name.toLowerCase()}.`, [statement])
  return recordAt(draft, phrase, from)
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
      if (!operation.statements.includes(clause.line.id)) operation.statements.push(clause.line.id)
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
