import type { Entity, Operation } from '#model/specification.ts'
import type { Reading } from '../constructs/rule.ts'
import { operationsOf } from './retirement.ts'

/** Reopening, unblocking, setting back: the state was there before. */
export const isWayBack = (operation: Operation): boolean =>
  /^(?:reopen|reactivate|restore|resume|reinstate|unblock|unban|unfreeze|unlock|unpause|unsuspend|back_to|set_back|make_available)/.test(operation.name)

/** States that acts were once thought to lead to, that no list names and no sentence speaks of any more. */
export function dropUnused(reading: Reading, entity: Entity) {
  const { draft } = reading
  const { states } = entity
  if (!states || draft.ordered.has(entity.id)) return
  const text = reading.lines.map((line) => line.text.toLowerCase()).join('\n')
  states.values = states.values.filter(
    ({ id, label }) =>
      id === states.initial ||
      isReached(reading, entity, id) ||
      operationsOf(reading, entity).some((operation) => operation.from.includes(id) || operation.to === id) ||
      text.includes(label.toLowerCase()),
  )
}

/** Does an act, an effect or time bring the state about? */
export function isReached(reading: Reading, entity: Entity, state: string): boolean {
  const { draft } = reading
  if (operationsOf(reading, entity).some((operation) => operation.to === state)) return true
  if (
    draft.deadlines.some(
      (deadline) => deadline.entity === entity.id && Object.values(deadline.values).some((value) => value.kind === 'literal' && value.value === state),
    )
  )
    return true
  const field = entity.states?.field ?? 'status'
  return [...draft.operations.values()].some((operation) =>
    operation.effects.some(
      (effect) =>
        (effect.kind === 'set' || effect.kind === 'create') &&
        effect.values[field]?.kind === 'literal' &&
        (effect.values[field] as { value: unknown }).value === state,
    ),
  )
}
