import { call, type Expression } from '#model/expression.ts'
import type { Entity, Operation } from '#model/specification.ts'
import type { Clause } from '../language/clauses.ts'
import { not } from '../language/negation.ts'
import { allow, require, statesOf } from './guards.ts'

export function forbid(entity: Entity | undefined, operation: Operation, tests: Expression[], clause: Clause) {
  if (!operation.statements.includes(clause.line.id)) operation.statements.push(clause.line.id)
  const test = tests.length === 1 && tests[0] ? tests[0] : call('and', ...tests)
  const states = entity && operation.kind !== 'create' ? statesOf(not(test), entity) : null
  if (states) allow(operation, states)
  else require(operation, not(test), clause)
}
