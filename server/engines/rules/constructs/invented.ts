import type { Entity, Operation } from '#model/specification.ts'
import type { Reading } from './rule.ts'

/** "starts … the visit is then in treatment": no state "started" beside the one the document names. */
export function dropInvented(reading: Reading, entity: Entity, operation: Operation, state: string) {
  const before = operation.to
  const listed = reading.draft.ordered.get(entity.id) ?? []
  if (!before || before === state || !entity.states || listed.includes(before) || entity.states.initial === before) return
  const used = [...reading.draft.operations.values()].some(
    (other) => other.entity === entity.id && other !== operation && (other.to === before || other.from.includes(before)),
  )
  if (!used && listed.length) entity.states.values = entity.states.values.filter((value) => value.id !== before)
}
