import { literal } from '#model/expression.ts'
import type { Entity } from '#model/specification.ts'
import type { Reading } from '../constructs/rule.ts'
import { stem } from '../language/words.ts'

/**
 * "A customer reserves a unit", where reservations are records and units can be reserved: making the one brings the
 * other into the state that the same verb names. True when an act was found that does.
 */
export function broughtAbout(reading: Reading, entity: Entity, state: string): boolean {
  const { draft } = reading
  const { states } = entity
  if (!states) return false
  for (const id of draft.verbs.get(stem(state.replace(/_/g, ' '))) ?? []) {
    const operation = draft.operations.get(id)
    const made = operation?.kind === 'create' ? draft.entities.get(operation.entity) : undefined
    const links = made?.fields.filter((field) => field.type.kind === 'reference' && field.type.entity === entity.id) ?? []
    const link = links.length === 1 ? links[0] : undefined
    if (!operation || !made || made.id === entity.id || !link) continue
    operation.effects.push({
      kind: 'set',
      target: link.id,
      values: { [states.field]: literal(state) },
      statements: [...new Set([...operation.statements.slice(0, 1), ...states.statements.slice(0, 1)])],
    })
    draft.assume(
      `${made.id}_${entity.id}_${state}`,
      `Whoever makes ${made.plural.toLowerCase()} thereby sets the ${entity.name.toLowerCase()} to “${state.replace(/_/g, ' ')}”.`,
      operation.statements.slice(0, 1),
    )
    return true
  }
  return false
}
