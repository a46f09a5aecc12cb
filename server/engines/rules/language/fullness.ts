import { call, count, type Expression, field, literal, outer } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import type { Draft } from '../draft.ts'
import type { Place } from './resolve.ts'

/** What makes a thing full: nothing of it is left, or as many rows as its capacity. */
export function fullness(draft: Draft, place: Place, from: Entity): Expression | null {
  const capacity = place.entity.fields.find(
    (candidate) => /capacity|max|seats|places|slots|limit|size/.test(candidate.id) && (candidate.type.kind === 'integer' || candidate.type.kind === 'decimal'),
  )
  const free = place.entity.fields.find((candidate) => /free|available|remaining|left|copies|stock/.test(candidate.id) && candidate.type.kind === 'integer')
  if (free) return call('<=', field([place.path, free.id].filter(Boolean).join('.')), literal(0))
  if (!capacity) return null
  const rows = from.id === place.entity.id ? draft.referrers(from.id)[0]?.entity : from
  const reference = rows?.fields.find((candidate) => candidate.type.kind === 'reference' && candidate.type.entity === place.entity.id)
  if (!rows || !reference) return null
  const taken = (rows.states?.values ?? []).filter((state) => !/wait|cancel|withdr|reject|declin|expir|refus|no_show|drop/.test(state.id))
  const parts = [
    call('=', field(reference.id), outer(rows === from ? reference.id : 'id')),
    ...(rows.states && taken.length < rows.states.values.length ? [call('in', field(rows.states.field), ...taken.map((state) => literal(state.id)))] : []),
    ...(rows === from ? [call('!=', field('id'), outer('id'))] : []),
  ]
  return call(
    '>=',
    count(rows.id, parts.length === 1 && parts[0] ? parts[0] : call('and', ...parts)),
    field([place.path, capacity.id].filter(Boolean).join('.')),
  )
}
