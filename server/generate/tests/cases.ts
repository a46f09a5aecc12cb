import type { Entity, Operation } from '#model/specification.ts'
import { createFields } from '#server/generate/contract/representation.ts'
import type { Model } from '#server/generate/expression/model.ts'
import { type Case, s } from './case.ts'
import { createCases, fieldCases } from './field-cases.ts'
import { listCases } from './view-cases.ts'

const first = (operation: Operation): string => s(operation.permissions[0]?.role ?? null)

/** Statements that say something about records of this kind: their fields, lines, states. */
const derivedStatements = (model: Model, entity: Entity): string[] => [...model.derived(entity).flatMap((f) => f.statements)]

function permissions(model: Model, operation: Operation): Case[] {
  const id = s(operation.id)
  const held = new Set(operation.permissions.map((p) => p.role))
  const cases: Case[] = []
  if (!operation.public) {
    cases.push({ statements: operation.statements, name: `${operation.label} needs a token`, call: `needsToken(${id})`, uses: 'checks' })
    for (const role of model.specification.roles)
      if (!held.has(role.id))
        cases.push({
          statements: operation.permissions.flatMap((p) => p.statements),
          name: `${operation.label} is not for ${role.name.toLowerCase()}`,
          call: `notFor(${id}, ${s(role.id)})`,
          uses: 'checks',
        })
  }
  for (const permission of operation.permissions)
    if (permission.own !== null && operation.kind !== 'create' && !operation.permissions.some((p) => p.role === permission.role && p.own === null))
      cases.push({
        statements: permission.statements.length ? permission.statements : operation.statements,
        name: `${operation.label} is only for whose record it is`,
        call: `notOthers(t, ${id}, ${s(permission.role)})`,
        uses: 'checks',
      })
  return cases
}

export function operationCases(model: Model, entity: Entity, operation: Operation): Case[] {
  const id = s(operation.id)
  const cases: Case[] = []
  const roles: (string | null)[] = operation.permissions.length > 0 ? [...new Set(operation.permissions.map((p) => p.role))] : [null]
  const own = operation.kind === 'create' || operation.kind === 'action' ? derivedStatements(model, entity) : []
  const about =
    operation.kind === 'create'
      ? [...entity.statements, ...model.children(entity).flatMap((c) => c.statements), ...(entity.states?.statements ?? [])]
      : operation.to
        ? (entity.states?.statements ?? [])
        : []
  for (const role of roles) {
    const granted = operation.permissions.filter((p) => p.role === role).flatMap((p) => p.statements)
    cases.push({
      statements: [...operation.statements, ...granted, ...own, ...about],
      name: `${operation.label}: ${role ? (model.specification.roles.find((r) => r.id === role)?.name.toLowerCase() ?? role) : 'anyone'} may`,
      call: `succeeds(t, ${id}, ${s(role)})`,
      uses: 'checks',
    })
  }
  cases.push(...permissions(model, operation))
  if (operation.kind === 'create' || operation.kind === 'action') cases.push(...fieldCases(model, entity, operation))
  if (operation.kind === 'create') cases.push(...createCases(model, entity, operation))
  if (operation.from.length > 0 && operation.kind !== 'create')
    for (const state of entity.states?.values ?? [])
      if (!operation.from.includes(state.id))
        cases.push({
          statements: [...operation.statements, ...(entity.states?.statements ?? [])],
          name: `${operation.label} is not possible while ${state.label.toLowerCase()}`,
          call: `notWhile(t, ${id}, ${first(operation)}, ${s(state.id)})`,
          uses: 'checks',
        })
  for (const [index, condition] of operation.conditions.entries()) {
    cases.push({
      statements: condition.statements,
      name: `${operation.label} is refused unless: ${condition.message}`,
      call: `refuses(t, ${id}, ${index})`,
      uses: 'checks',
    })
    cases.push({
      statements: condition.statements,
      name: `${condition.message} Also when requests meet`,
      call: `holdsUnderLoad(t, ${id}, ${index})`,
      uses: 'checks',
    })
  }
  for (const [index, effect] of operation.effects.entries())
    cases.push({
      statements: effect.statements,
      name: `${operation.label} has its effect ${index + 1} (${effect.kind})`,
      call: `hasEffect(t, ${id}, ${index})`,
      uses: 'checks',
    })
  if (operation.kind === 'update') {
    for (const [index, rule] of entity.invariants.entries())
      cases.push({ statements: rule.statements, name: `${rule.message} Also when changed`, call: `keepsOnChange(t, ${id}, ${index})`, uses: 'values' })
    for (const field of createFields(model, entity))
      if (field.immutable)
        cases.push({
          statements: field.statements,
          name: `${field.label} cannot be changed once saved`,
          call: `staysAsSaved(t, ${id}, ${s(field.id)})`,
          uses: 'values',
        })
    for (const rule of entity.frozen) cases.push({ statements: rule.statements, name: rule.message, call: `frozen(t, ${id}, ${s(rule.when)})`, uses: 'views' })
  }
  if (operation.kind === 'list') cases.push(...listCases(model, entity, operation))
  return cases
}
