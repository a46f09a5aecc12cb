import type { Specification } from '#model/specification.ts'
import { checkSpecification } from '#model/specification-check.ts'

/**
 * The last line of defence: a part that does not hold together is taken out, and the statements it was read from are
 * marked as partly understood, so that nothing half-built is promised. Normally does nothing.
 */
export function prune(made: Specification): Specification {
  if (checkSpecification(made).length === 0) return made
  const lost = new Set<string>()
  const drop = <T extends { statements: string[] }>(list: T[], without: (rest: T[]) => Specification): T[] => {
    let kept = list
    for (const part of list) {
      const rest = kept.filter((other) => other !== part)
      if (checkSpecification(without(rest)).length < checkSpecification(without(kept)).length) {
        kept = rest
        for (const id of part.statements) lost.add(id)
      }
    }
    return kept
  }
  let result = made
  const views = drop(result.views, (rest) => ({ ...result, views: rest }))
  result = { ...result, views }
  const operations = result.operations.map((operation) => {
    const shell = (changed: typeof operation): Specification => ({
      ...result,
      operations: result.operations.map((other) => (other === operation ? changed : other)),
    })
    const conditions = drop(operation.conditions, (rest) => shell({ ...operation, conditions: rest }))
    const effects = drop(operation.effects, (rest) => shell({ ...operation, conditions, effects: rest }))
    return { ...operation, conditions, effects }
  })
  result = { ...result, operations }
  result = { ...result, operations: drop(result.operations, (rest) => ({ ...result, operations: rest })) }
  result = { ...result, deadlines: drop(result.deadlines, (rest) => ({ ...result, deadlines: rest })) }
  const entities = result.entities.map((entity) => {
    const shell = (changed: typeof entity): Specification => ({ ...result, entities: result.entities.map((other) => (other === entity ? changed : other)) })
    const invariants = drop(entity.invariants, (rest) => shell({ ...entity, invariants: rest }))
    const frozen = drop(entity.frozen, (rest) => shell({ ...entity, invariants, frozen: rest }))
    return { ...entity, invariants, frozen }
  })
  result = { ...result, entities }
  return {
    ...result,
    statements: result.statements.map((statement) =>
      lost.has(statement.id) && statement.status === 'understood' ? { ...statement, status: 'partly', note: 'A part of this could not be built.' } : statement,
    ),
  }
}
