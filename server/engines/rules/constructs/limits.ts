import { call, count, type Expression, input, literal, outer, field as path, subject } from '#model/expression.ts'
import type { Entity, Field, Operation } from '#model/specification.ts'
import type { Draft } from '../draft.ts'
import type { Clause } from '../language/clauses.ts'
import { postmodifier } from '../language/counting.ts'
import { readLimit } from '../language/limit-phrases.ts'
import { stripDeterminers } from '../language/nouns.ts'
import { qualities } from '../language/qualities.ts'
import { fieldOf } from '../language/resolve.ts'
import { require, statesOf } from './guards.ts'
import { measured, stillCounting } from './measures.ts'
import { type Rule, remember } from './rule.ts'

/** "A member cannot have more than 4 active loans", "at most 30 credits per term", "no more than 3 bookings per day". */
export const limits: Rule = {
  name: 'limits',
  apply(clause, reading) {
    const limit = readLimit(clause)
    if (!limit) return false
    const { draft } = reading
    const owner = draft.lexicon.find(limit.owner) ?? { term: { id: '' } }
    const { noun, after } = postmodifier(stripDeterminers(limit.things))
    const mention = draft.lexicon.find(noun)
    const entity = mention ? draft.entities.get(mention.term.id) : undefined
    if ((!mention || !entity) && owner.term.id === '') return false
    if (!mention || !entity) return measured(clause, reading, owner.term.id, limit)
    const words = qualities(draft, entity, '', [mention.before, after].filter(Boolean).join(' ; '))
    if (words === null) return false
    const before = entity.fields.some((field) => field.id === owner.term.id)
    const same = owner.term.id === '' || !draft.entities.has(owner.term.id) ? fieldOf(entity, limit.owner) : undefined
    const link =
      limit.owner === ''
        ? { test: call('not_null', path('id')), field: { id: '' } as Field, subject: null }
        : same
          ? { test: call('=', path(same.id), outer(same.id)), field: same, subject: null }
          : owner.term.id
            ? ownerLink(draft, entity, owner.term.id, clause)
            : null
    if (!link) return false
    const period = periodOf(entity, limit.period)
    if (limit.period && !period) return false
    const states = words.flatMap((word) => statesOf(word, entity) ?? [])
    const operations = operationsInto(draft, entity, states, owner.term.id, link)
    if (
      operations.length === 0 ||
      (link.subject && !operations.some((operation) => operation.permissions.some((permission) => permission.role === owner.term.id)))
    ) {
      if (link.subject && !before) entity.fields.splice(entity.fields.indexOf(link.subject), 1)
      return false
    }
    const together = /\b(?:at the same time|at once|at a time|at any time|simultaneously|in parallel|currently)\b/i.test(clause.text)
    const living = words.length === 0 && !period ? (together ? running(entity) : stillCounting(entity)) : []
    const where = call('and', link.test, ...words, ...living, ...(period ? [period] : []), call('!=', path('id'), outer('id')))
    draft.claim(`limit:${entity.id}:${JSON.stringify(where)}`, limit.most, clause.line.id)
    for (const operation of operations) {
      if (link.subject) claim(operation, link.subject, clause)
      require(operation, call('<', count(entity.id, forOperation(where, operation, link.field)), literal(limit.most)), clause)
    }
    remember(clause, reading, entity)
    return true
  },
}

interface Link {
  test: Expression
  field: Field
  subject: Field | null
}

/** How rows of the entity know whose they are; people without records are stored by subject. */
function ownerLink(draft: Draft, entity: Entity, owner: string, clause: Clause): Link | null {
  const reference = entity.fields.find((field) => field.type.kind === 'reference' && field.type.entity === owner)
  if (reference) return { test: call('=', path(reference.id), outer(reference.id)), field: reference, subject: null }
  const role = draft.roles.get(owner)
  if (!role) return null
  if (role.entity && role.entity !== owner) return ownerLink(draft, entity, role.entity, clause)
  if (role.entity) {
    const made = draft.addReference(entity, role.entity, clause.line.id)
    return { test: call('=', path(made.id), outer(made.id)), field: made, subject: null }
  }
  const made = draft.addSubject(entity, owner, clause.line.id)
  return { test: call('=', path(made.id), made.source === 'system' ? subject : outer(made.id)), field: made, subject: made.source === 'system' ? made : null }
}

/** The acts that add to what is counted: creation, or those that lead into a counted state. */
export function operationsInto(draft: Draft, entity: Entity, states: string[], role: string, link: Link): Operation[] {
  const own = [...draft.operations.values()].filter((operation) => operation.entity === entity.id)
  const create = own.find((operation) => operation.kind === 'create')
  const initial = entity.states?.initial
  const entering = own.filter(
    (operation) =>
      operation.kind === 'action' && operation.to !== null && states.includes(operation.to) && operation.from.every((state) => !states.includes(state)),
  )
  const choosing = own.filter((operation) => operation.kind === 'action' && operation.inputs.some((input) => input.id === link.field.id))
  // "The technician is recorded" when a job is started: starting is what adds to a technician's jobs.
  const taking = own.filter(
    (operation) =>
      operation.kind === 'action' &&
      operation.effects.some((effect) => effect.kind === 'set' && effect.target === 'self' && effect.values[link.field.id]?.kind === 'subject'),
  )
  if (taking.length && states.length === 0 && link.field.source === 'system' && link.field.default === undefined) return [...new Set([...taking, ...choosing])]
  const mine = entering.filter((operation) => operation.permissions.some((permission) => permission.role === role))
  const starts = create && (states.length === 0 || (initial !== undefined && states.includes(initial)) || (create.to !== null && states.includes(create.to)))
  return [...new Set([...(starts && create ? [create] : []), ...(mine.length ? mine : entering), ...choosing])]
}

/** Whose rows are counted: of the person named in the request, of the actor who takes it, else of the record. */
export function forOperation(where: Expression, operation: Operation, field: Field): Expression {
  const given = operation.inputs.some((candidate) => candidate.id === field.id)
  const taken = operation.effects.some((effect) => effect.kind === 'set' && effect.target === 'self' && effect.values[field.id]?.kind === 'subject')
  if (!given && !taken) return where
  const swap = (test: Expression): Expression =>
    (test.kind === 'outer' && test.path === field.id) || test.kind === 'subject'
      ? given
        ? input(field.id)
        : subject
      : test.kind === 'call'
        ? { ...test, args: test.args.map(swap) }
        : test
  return swap(where)
}

/** The act makes the record its actor's. */
function claim(operation: Operation, field: Field, clause: Clause) {
  if (operation.effects.some((effect) => effect.kind === 'set' && field.id in effect.values)) return
  operation.effects.push({ kind: 'set', target: 'self', values: { [field.id]: subject }, statements: [clause.line.id] })
}

/** Rows whose life has not ended. */
function running(entity: Entity): Expression[] {
  const open = (entity.states?.values ?? []).filter(
    (state) => !entity.states?.final.includes(state.id) && !/return|cancel|clos|complet|done|finish|reject|withdr|expir/.test(state.id),
  )
  return entity.states && open.length && open.length < entity.states.values.length
    ? [call('in', path(entity.states.field), ...open.map((state) => literal(state.id)))]
    : stillCounting(entity)
}

function periodOf(entity: Entity, period: string): Expression | null {
  if (!period) return null
  const date =
    entity.fields.find((field) => (field.type.kind === 'date' || field.type.kind === 'datetime') && !/due|return|end|birth|valid/.test(field.id))?.id ??
    'created_at'
  const fn = /day/.test(period)
    ? 'same_day'
    : /week/.test(period)
      ? 'same_week'
      : /month/.test(period)
        ? 'same_month'
        : /year/.test(period)
          ? 'same_year'
          : null
  return fn ? call(fn, path(date), outer(date)) : null
}
