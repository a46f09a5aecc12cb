import type { Entity, Operation, Specification } from '#model/specification.ts'
import { checkSpecification, deadlineProblems, entityProblems, operationProblems, viewProblems } from '#model/specification-check.ts'

/**
 * The last line of defence: a part that does not hold together is taken out, and the statements it was read from are
 * marked as partly understood, so that nothing half-built is promised. Normally does nothing.
 */
export function prune(made: Specification): Specification {
  if (checkSpecification(made).length === 0) return made
  const lost = new Set<string>()
  const roles = new Set(made.roles.map((role) => role.id))
  const entities = soundEntities(made.entities, lost)
  const known = new Map(entities.map((entity) => [entity.id, entity]))
  const whole = <T extends { id: string; statements: string[] }>(list: T[], problems: (part: T) => string[]): T[] => {
    const ids = new Set<string>()
    return list.filter((part) => {
      const keep = !ids.has(part.id) && problems(part).length === 0
      ids.add(part.id)
      if (!keep) for (const id of part.statements) lost.add(id)
      return keep
    })
  }
  const operations = whole(
    made.operations.map((operation) => soundOperation(operation, known, roles, lost)),
    (operation) => operationProblems(operation, known, roles),
  )
  const views = whole(made.views, (view) => viewProblems(view, known, roles))
  const deadlines = whole(made.deadlines, (deadline) => deadlineProblems(deadline, known))
  const statements = made.statements.map((statement) =>
    lost.has(statement.id) && statement.status === 'understood'
      ? { ...statement, status: 'partly' as const, note: 'A part of this could not be built.' }
      : statement,
  )
  return { ...made, entities, operations, views, deadlines, statements }
}

/** Leaves out one part after another as long as that mends something. */
function mend<T extends { statements: string[] }>(parts: T[], problems: (rest: T[]) => number, lost: Set<string>): T[] {
  let kept = parts
  let left = problems(kept)
  for (const part of parts) {
    if (left === 0) break
    const rest = kept.filter((other) => other !== part)
    const now = problems(rest)
    if (now >= left) continue
    kept = rest
    left = now
    for (const id of part.statements) lost.add(id)
  }
  return kept
}

function soundOperation(operation: Operation, entities: Map<string, Entity>, roles: Set<string>, lost: Set<string>): Operation {
  const count = (changed: Operation) => operationProblems(changed, entities, roles).length
  if (count(operation) === 0) return operation
  const conditions = mend(operation.conditions, (rest) => count({ ...operation, conditions: rest }), lost)
  const effects = mend(operation.effects, (rest) => count({ ...operation, conditions, effects: rest }), lost)
  const permissions = mend(operation.permissions, (rest) => count({ ...operation, conditions, effects, permissions: rest }), lost)
  return { ...operation, conditions, effects, permissions }
}

function soundEntities(list: Entity[], lost: Set<string>): Entity[] {
  let current = list
  for (const entity of list) {
    const count = (changed: Entity) => entityProblems(changed, new Map(current.map((other) => [other.id, other.id === entity.id ? changed : other]))).length
    if (count(entity) === 0) continue
    const invariants = mend(entity.invariants, (rest) => count({ ...entity, invariants: rest }), lost)
    const frozen = mend(entity.frozen, (rest) => count({ ...entity, invariants, frozen: rest }), lost)
    const uniques = mend(entity.uniques, (rest) => count({ ...entity, invariants, frozen, uniques: rest }), lost)
    const fields = mend(entity.fields, (rest) => count({ ...entity, invariants, frozen, uniques, fields: rest }), lost)
    const sound = { ...entity, invariants, frozen, uniques, fields }
    current = current.map((other) => (other.id === entity.id ? sound : other))
  }
  return current
}
