import { call, type Expression, literal, outer, field as path, sum } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import type { Draft } from '../draft.ts'
import type { Clause } from '../language/clauses.ts'
import type { Limit } from '../language/limit-phrases.ts'
import { fieldOf } from '../language/resolve.ts'
import { require } from './guards.ts'
import { keepOwner } from './permissions.ts'
import { contextOf, type Reading, remember } from './rule.ts'

/** Rows that were cancelled or refused no longer count. */
export function stillCounting(entity: Entity): Expression[] {
  const dead = (entity.states?.values ?? []).filter((state) => /cancel|withdr|reject|declin|expir|void/.test(state.id))
  return entity.states && dead.length ? [call('not', call('in', path(entity.states.field), ...dead.map((state) => literal(state.id))))] : []
}

/** Only numbers add up. */
const countable = /^(?:integer|decimal|money)$/

/** "at most 30 credits per term": the sum of a number over what somebody has, not a count of rows. */
export function measured(clause: Clause, reading: Reading, owner: string, limit: Limit): boolean {
  const { draft } = reading
  const context = contextOf(clause, reading)?.entity
  for (const entity of [context, ...draft.entities.values()]) {
    if (!entity || !draft.operations.has(`${entity.id}.create`)) continue
    const role = draft.roles.get(owner)
    const makes = role && !role.entity && draft.operations.get(`${entity.id}.create`)?.permissions.some((permission) => permission.role === owner)
    const named = fieldOf(entity, limit.things)
    const own = named && countable.test(named.type.kind) ? named : undefined
    if (makes && own) keepOwner(reading, entity, owner, clause.line.id)
    const reference =
      entity.fields.find((field) => field.type.kind === 'reference' && field.type.entity === owner) ??
      (makes && own ? entity.fields.find((field) => field.id === owner) : undefined)
    if (!reference) continue
    const through = own
      ? null
      : entity.fields
          .filter((field) => field !== reference)
          .flatMap((field) => {
            const target = field.type.kind === 'reference' ? draft.entities.get(field.type.entity) : undefined
            const inner = target && target.id !== owner ? fieldOf(target, limit.things) : undefined
            return target && inner && countable.test(inner.type.kind) ? [{ at: `${field.id}.${inner.id}`, target, field }] : []
          })[0]
    const at = own?.id ?? through?.at
    const create = draft.operations.get(`${entity.id}.create`)
    if (!at || !create) continue
    const conditions: Expression[] = [call('=', path(reference.id), outer(reference.id)), ...stillCounting(entity), call('!=', path('id'), outer('id'))]
    if (limit.period) {
      const dates = (through?.target ?? entity).fields.filter((field) => field.type.kind === 'date' || field.type.kind === 'datetime')
      const date = dates.find((field) => /start|begin|date/.test(field.id))?.id ?? 'created_at'
      const period = [through?.field.id, date].filter(Boolean).join('.')
      const fn = /day/.test(limit.period) ? 'same_day' : /week/.test(limit.period) ? 'same_week' : /month/.test(limit.period) ? 'same_month' : 'same_year'
      conditions.push(call('or', call('is_null', path(period)), call('is_null', outer(period)), call(fn, path(period), outer(period))))
      if (!/day|week|month|year/.test(limit.period)) ask(draft, limit.period, clause, period)
    }
    require(create, call(
      '<=',
      call('+', call('coalesce', sum(entity.id, path(at), call('and', ...conditions)), literal(0)), call('coalesce', path(at), literal(0))),
      literal(limit.most),
    ), clause)
    remember(clause, reading, entity)
    return true
  }
  return false
}

function ask(draft: Draft, period: string, clause: Clause, date: string) {
  const text = `A ${period} is the calendar year of the ${date.split('.').at(-1)?.replace(/_/g, ' ')}.`
  draft.assume(`${period}_period`, text, [clause.line.id])
  draft.questions.push({
    id: `${period}_period`,
    text: `What is a ${period}?`,
    why: `A limit applies to each ${period}, but nothing says when one begins and ends.`,
    options: ['The calendar year', 'All time'],
    proposed: 'The calendar year',
    sentence: '',
    rank: draft.questions.length + 1,
    statements: [clause.line.id],
  })
}
