import type { Expression } from './expression.ts'
import type { Deadline, Entity, Operation, Specification, View } from './specification.ts'

/**
 * What the schema cannot say: every reference leads somewhere, derived values have no cycles, ids are unique. Returns
 * readable problems, [] when there are none. Linear in the size of the specification.
 */
export function checkSpecification(specification: Specification): string[] {
  const problems: string[] = []
  const entities = new Map(specification.entities.map((entity) => [entity.id, entity]))
  const roles = new Set(specification.roles.map((role) => role.id))
  const lists: [string, string[]][] = [
    ['entity path', specification.entities.map((entity) => entity.path)],
    ...(['entities', 'roles', 'operations', 'views', 'statements'] as const).map((list): [string, string[]] => [
      list,
      specification[list].map((part) => part.id),
    ]),
  ]
  for (const [what, ids] of lists) unique(ids, what, problems)
  for (const role of specification.roles)
    if (role.entity !== null && !entities.has(role.entity)) problems.push(`Role ${role.id} names the unknown entity ${role.entity}.`)
  for (const entity of specification.entities) problems.push(...entityProblems(entity, entities))
  for (const operation of specification.operations) problems.push(...operationProblems(operation, entities, roles))
  for (const view of specification.views) problems.push(...viewProblems(view, entities, roles))
  for (const deadline of specification.deadlines) problems.push(...deadlineProblems(deadline, entities))
  return problems
}

type Entities = Map<string, Entity>

export function viewProblems(view: View, entities: Entities, roles: Set<string>): string[] {
  const problems: string[] = []
  const entity = entities.get(view.entity)
  if (!entity) return [`View ${view.id} is about the unknown entity ${view.entity}.`]
  const paths = [
    ...view.search,
    ...view.filters,
    ...view.sort.map((sort) => sort.path),
    ...(view.report?.groupBy ?? []),
    ...(view.report?.period ? [view.report.period] : []),
  ]
  for (const path of paths) if (!follow(path, entity, entities)) problems.push(`View ${view.id} uses ${path}, which ${entity.id} does not have.`)
  const scope: Scope = { at: `view ${view.id}`, entity, outer: null, inputs: [], entities }
  for (const expression of [view.where, ...(view.report?.measures ?? []).map((measure) => measure.value)])
    if (expression) expressionProblems(expression, scope, problems)
  for (const permission of view.permissions) if (!roles.has(permission.role)) problems.push(`View ${view.id} permits the unknown role ${permission.role}.`)
  return problems
}

export function deadlineProblems(deadline: Deadline, entities: Entities): string[] {
  const problems: string[] = []
  const entity = entities.get(deadline.entity)
  if (!entity) return [`Deadline ${deadline.id} is about the unknown entity ${deadline.entity}.`]
  expressionProblems(deadline.when, { at: `deadline ${deadline.id}`, entity, outer: null, inputs: [], entities }, problems)
  for (const id of Object.keys(deadline.values)) if (!has(entity, id)) problems.push(`Deadline ${deadline.id} sets ${entity.id}.${id}, which does not exist.`)
  return problems
}

function unique(ids: string[], what: string, problems: string[]) {
  const seen = new Set<string>()
  for (const id of ids) {
    if (seen.has(id)) problems.push(`${id} exists twice in ${what}.`)
    seen.add(id)
  }
}

interface Scope {
  at: string
  entity: Entity
  outer: Entity | null
  inputs: string[]
  entities: Map<string, Entity>
}

export function entityProblems(entity: Entity, entities: Entities): string[] {
  const problems: string[] = []
  const scope: Scope = { at: `entity ${entity.id}`, entity, outer: null, inputs: [], entities }
  unique(
    entity.fields.map((field) => field.id),
    `field of ${entity.id}`,
    problems,
  )
  unique(
    entity.invariants.map((invariant) => invariant.id),
    `invariant of ${entity.id}`,
    problems,
  )
  for (const field of entity.fields) {
    if (field.type.kind === 'reference' && !entities.has(field.type.entity))
      problems.push(`${entity.id}.${field.id} refers to the unknown entity ${field.type.entity}.`)
    if (field.source === 'derived' && !field.derived) problems.push(`${entity.id}.${field.id} is derived from nothing.`)
    for (const expression of [field.default, field.derived])
      if (expression) expressionProblems(expression, { ...scope, at: `${entity.id}.${field.id}` }, problems)
  }
  if (entity.states) {
    const values = new Set(entity.states.values.map((value) => value.id))
    unique(
      entity.states.values.map((value) => value.id),
      `state of ${entity.id}`,
      problems,
    )
    if (!values.has(entity.states.initial)) problems.push(`${entity.id} begins in the unknown state ${entity.states.initial}.`)
    if (entity.fields.some((field) => field.id === entity.states?.field))
      problems.push(`${entity.id} has a field named like its state, ${entity.states.field}.`)
    for (const state of entity.states.final) if (!values.has(state)) problems.push(`${entity.id} ends in the unknown state ${state}.`)
  }
  if (entity.parent && !(entities.has(entity.parent.entity) && entity.fields.some((field) => field.id === entity.parent?.field)))
    problems.push(`${entity.id} has no parent ${entity.parent.entity}.`)
  for (const invariant of entity.invariants)
    for (const expression of [invariant.expression, invariant.when])
      if (expression) expressionProblems(expression, { ...scope, at: `invariant ${invariant.id} of ${entity.id}` }, problems)
  for (const frozen of entity.frozen) expressionProblems(frozen.when, { ...scope, at: `frozen rule of ${entity.id}` }, problems)
  for (const group of entity.uniques)
    for (const id of group.fields) if (!has(entity, id)) problems.push(`A uniqueness rule of ${entity.id} names the unknown field ${id}.`)
  cycles(entity, entities, problems)
  return problems
}

/** A derived field must not depend on itself, not even through lines and parents. */
function cycles(entity: Entity, entities: Map<string, Entity>, problems: string[]) {
  const state = new Map<string, 'open' | 'done'>()
  const visit = (owner: Entity, id: string): boolean => {
    const key = `${owner.id}.${id}`
    if (state.get(key) === 'open') return true
    if (state.get(key) === 'done') return false
    state.set(key, 'open')
    const field = owner.fields.find((candidate) => candidate.id === id)
    const circular = field?.derived ? reads(field.derived, owner, entities).some(([other, name]) => visit(other, name)) : false
    state.set(key, 'done')
    return circular
  }
  for (const field of entity.fields) if (field.derived && visit(entity, field.id)) problems.push(`${entity.id}.${field.id} is derived from itself.`)
}

function reads(expression: Expression, entity: Entity, entities: Map<string, Entity>): [Entity, string][] {
  if (expression.kind === 'field') {
    const end = follow(expression.path, entity, entities)
    return end?.field ? [[end.entity, end.field]] : []
  }
  if (expression.kind === 'call') return expression.args.flatMap((arg) => reads(arg, entity, entities))
  if (expression.kind !== 'aggregate') return []
  const rows = entities.get(expression.entity)
  return rows ? [expression.value, expression.where].flatMap((inner) => (inner ? reads(inner, rows, entities) : [])) : []
}

export function operationProblems(operation: Operation, entities: Entities, roles: Set<string>): string[] {
  const problems: string[] = []
  const entity = entities.get(operation.entity)
  if (!entity) return [`Operation ${operation.id} is about the unknown entity ${operation.entity}.`]
  const states = new Set(entity.states?.values.map((value) => value.id))
  const scope: Scope = { at: `operation ${operation.id}`, entity, outer: null, inputs: operation.inputs.map((input) => input.id), entities }
  for (const state of [...operation.from, ...(operation.to ? [operation.to] : [])])
    if (!states.has(state)) problems.push(`Operation ${operation.id} names the unknown state ${state}.`)
  for (const permission of operation.permissions) {
    if (!roles.has(permission.role)) problems.push(`Operation ${operation.id} permits the unknown role ${permission.role}.`)
    if (permission.own !== null && !follow(permission.own, entity, entities)) problems.push(`Operation ${operation.id}: ${permission.own} leads nowhere.`)
    if (permission.when) expressionProblems(permission.when, scope, problems)
  }
  for (const condition of operation.conditions) expressionProblems(condition.expression, scope, problems)
  for (const input of operation.inputs)
    if (input.type.kind === 'reference' && !entities.has(input.type.entity))
      problems.push(`Operation ${operation.id} asks for the unknown entity ${input.type.entity}.`)
  for (const effect of operation.effects) checkEffect(operation, effect, scope, problems)
  return problems
}

function checkEffect(operation: Operation, effect: Operation['effects'][number], scope: Scope, problems: string[]) {
  const { entities, entity } = scope
  if (effect.kind === 'notify' || effect.kind === 'call') return
  const collection =
    'each' in effect && effect.each !== undefined
      ? [...entities.values()].find((other) => other.parent?.entity === entity.id && other.parent.collection === effect.each)
      : undefined
  if ('each' in effect && effect.each !== undefined && !collection) {
    problems.push(`Operation ${operation.id} goes over ${effect.each}, which ${entity.id} does not have.`)
    return
  }
  const base = collection ?? entity
  const select = 'select' in effect ? effect.select : undefined
  const selected = select ? entities.get(select.entity) : undefined
  if (select && !selected) problems.push(`Operation ${operation.id} selects from the unknown entity ${select.entity}.`)
  if (select && selected) expressionProblems(select.where, { ...scope, entity: selected, outer: entity }, problems)
  if (effect.when) expressionProblems(effect.when, { ...scope, entity: base, outer: entity }, problems)
  if (effect.kind === 'delete') return
  const target =
    effect.kind === 'create'
      ? entities.get(effect.entity)
      : (selected ?? (effect.target === 'self' || effect.target === 'line' ? base : follow(effect.target, base, entities)?.reached))
  if (!target) {
    problems.push(`Operation ${operation.id} changes something that does not exist.`)
    return
  }
  for (const [id, value] of Object.entries(effect.values)) {
    if (!has(target, id)) problems.push(`Operation ${operation.id} sets ${target.id}.${id}, which does not exist.`)
    expressionProblems(value, selected ? { ...scope, entity: selected, outer: entity } : { ...scope, entity: base, outer: entity }, problems)
  }
}

const has = (entity: Entity, id: string) => id === 'id' || id === 'created_at' || entity.fields.some((field) => field.id === id) || entity.states?.field === id

/** Where a dotted path ends, null when a step of it does not exist. */
export function follow(path: string, start: Entity, entities: Map<string, Entity>): { entity: Entity; field: string; reached: Entity | undefined } | null {
  let entity = start
  const steps = path.split('.')
  for (const [i, step] of steps.entries()) {
    if (!has(entity, step)) return null
    const field = entity.fields.find((candidate) => candidate.id === step)
    const next = field?.type.kind === 'reference' ? entities.get(field.type.entity) : undefined
    if (i === steps.length - 1) return { entity, field: step, reached: next }
    if (!next) return null
    entity = next
  }
  return null
}

function expressionProblems(expression: Expression, scope: Scope, problems: string[]) {
  if (expression.kind === 'field' || expression.kind === 'old') {
    if (!follow(expression.path, scope.entity, scope.entities)) problems.push(`${scope.at}: ${scope.entity.id} has no ${expression.path}.`)
  } else if (expression.kind === 'outer') {
    if (!scope.outer || !follow(expression.path, scope.outer, scope.entities)) problems.push(`${scope.at}: ${expression.path} leads nowhere outside.`)
  } else if (expression.kind === 'input') {
    if (!scope.inputs.includes(expression.name)) problems.push(`${scope.at}: there is no input ${expression.name}.`)
  } else if (expression.kind === 'call') for (const arg of expression.args) expressionProblems(arg, scope, problems)
  else if (expression.kind === 'aggregate') {
    const rows = scope.entities.get(expression.entity)
    if (!rows) {
      problems.push(`${scope.at}: unknown entity ${expression.entity}.`)
      return
    }
    for (const inner of [expression.value, expression.where]) if (inner) expressionProblems(inner, { ...scope, entity: rows, outer: scope.entity }, problems)
  }
}
