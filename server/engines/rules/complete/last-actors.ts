import type { Entity } from '#model/specification.ts'
import type { Reading } from '../constructs/rule.ts'
import { statesBefore } from '../language/transitions.ts'
import { operationsOf } from './retirement.ts'

/** Who does the act that leads to the state before, else whoever acts on the entity, else who manages it. */
export function lastActors(reading: Reading, entity: Entity, state: string): string[] {
  const operations = operationsOf(reading, entity)
  const before = statesBefore(entity, state)
  const previous = operations.find(
    (operation) => operation.kind === 'action' && operation.to !== null && before.includes(operation.to) && operation.permissions.length > 0,
  )
  // Who may say yes may say no.
  const twin = /reject|declin|refus|denied/.test(state)
    ? operations.find((operation) => operation.to !== null && /approv|accept|confirm|grant/.test(operation.to) && operation.permissions.length > 0)
    : undefined
  if (twin) return twin.permissions.map((permission) => permission.role)
  const staff = (roles: string[]) => roles.filter((role) => reading.draft.roles.get(role)?.entity === null)
  if (previous) return previous.permissions.map((permission) => permission.role)
  const acting = operations
    .filter((operation) => operation.kind === 'action')
    .flatMap((operation) => operation.permissions.map((permission) => permission.role))
  const any = [...new Set([...acting, ...operations.flatMap((operation) => operation.permissions.map((permission) => permission.role))])]
  const chosen = staff(any)[0] ?? staff([...reading.draft.roles.keys()])[0] ?? any[0] ?? [...reading.draft.roles.keys()][0]
  return chosen ? [chosen] : []
}
