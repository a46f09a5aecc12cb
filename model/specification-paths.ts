import type { Expression } from './expression.ts'
import type { Effect, Entity, Operation, Specification } from './specification.ts'
import { follow } from './specification-check.ts'

/** What the paths of an expression start at. */
export interface Start {
  at: string // "operation loan.lend"
  entity: Entity
  outer: Entity | null
}
type Visit = (expression: Expression, start: Start) => void
type Entities = Map<string, Entity>

export const entitiesOf = (specification: Specification): Entities => new Map(specification.entities.map((entity) => [entity.id, entity]))

/** Every expression of a specification, the inner ones too, with the entity its paths start at. */
export function visitExpressions(specification: Specification, visit: Visit): void {
  const entities = entitiesOf(specification)
  const walk: Visit = (expression, start) => {
    visit(expression, start)
    if (expression.kind === 'call') for (const arg of expression.args) walk(arg, start)
    if (expression.kind !== 'aggregate') return
    const rows = entities.get(expression.entity)
    for (const inner of [expression.value, expression.where]) if (inner && rows) walk(inner, { at: start.at, entity: rows, outer: start.entity })
  }
  const each = (start: Start, list: readonly (Expression | undefined)[]) => {
    for (const expression of list) if (expression) walk(expression, start)
  }
  for (const entity of specification.entities) {
    const start = { at: entity.name, entity, outer: null }
    for (const field of entity.fields) each({ ...start, at: `${entity.name}, ${field.label}` }, [field.default, field.derived])
    for (const rule of entity.invariants) each({ ...start, at: `the rule “${rule.message}”` }, [rule.expression, rule.when])
    for (const rule of entity.frozen) each({ ...start, at: `the rule “${rule.message}”` }, [rule.when])
    for (const unique of entity.uniques) each({ ...start, at: `the rule “${unique.message}”` }, [unique.where])
  }
  for (const operation of specification.operations) visitOperation(operation, entities, each)
  for (const view of specification.views) {
    const entity = entities.get(view.entity)
    if (entity) each({ at: `the view “${view.label}”`, entity, outer: null }, [view.where, ...(view.report?.measures ?? []).map((measure) => measure.value)])
  }
  for (const deadline of specification.deadlines) {
    const entity = entities.get(deadline.entity)
    if (entity) each({ at: `the deadline ${deadline.id}`, entity, outer: null }, [deadline.when, ...Object.values(deadline.values)])
  }
}

function visitOperation(operation: Operation, entities: Entities, each: (start: Start, list: readonly (Expression | undefined)[]) => void) {
  const entity = entities.get(operation.entity)
  if (!entity) return
  const start = { at: `“${operation.label}”`, entity, outer: null }
  each(start, [...operation.permissions.map((permission) => permission.when), ...operation.conditions.map((condition) => condition.expression)])
  for (const input of operation.inputs) each(start, [input.default])
  for (const effect of operation.effects) {
    const { base, selected } = reachOf(effect, entity, entities)
    const inner = { at: `an effect of “${operation.label}”`, entity: selected ?? base, outer: entity }
    if ('select' in effect && effect.select) each(inner, [effect.select.where])
    each({ ...inner, entity: base }, [effect.when])
    if ('values' in effect) each(inner, Object.values(effect.values))
  }
}

/** The records an effect goes over, and those it selects. */
function reachOf(effect: Effect, entity: Entity, entities: Entities): { base: Entity; selected: Entity | undefined } {
  const collection = 'each' in effect && effect.each !== undefined ? effect.each : null
  const lines =
    collection === null ? undefined : [...entities.values()].find((other) => other.parent?.entity === entity.id && other.parent.collection === collection)
  return { base: lines ?? entity, selected: 'select' in effect && effect.select ? entities.get(effect.select.entity) : undefined }
}

/** The fields that a path goes through: "book.copies" goes through loan.book and book.copies. */
export function stepsOf(path: string, start: Entity, entities: Entities): string[] {
  const steps = path.split('.')
  return steps.flatMap((_, index) => {
    const end = follow(steps.slice(0, index + 1).join('.'), start, entities)
    return end ? [`${end.entity.id}.${end.field}`] : []
  })
}

/** The field an expression names, as "entity.field"; '' when it names none. */
export function namedBy(expression: Expression, start: Start, entities: Entities): string {
  if (expression.kind !== 'field' && expression.kind !== 'outer' && expression.kind !== 'old') return ''
  const from = expression.kind === 'outer' ? start.outer : start.entity
  const end = from && follow(expression.path, from, entities)
  return end ? `${end.entity.id}.${end.field}` : ''
}

/** Where a field is read by rules, effects and views: what may not lose it, nor find another type in it. */
export function usesOf(specification: Specification, field: string): string[] {
  const entities = entitiesOf(specification)
  const found = new Set<string>()
  visitExpressions(specification, (expression, start) => {
    if (expression.kind !== 'field' && expression.kind !== 'outer' && expression.kind !== 'old') return
    const from = expression.kind === 'outer' ? start.outer : start.entity
    if (from && stepsOf(expression.path, from, entities).includes(field)) found.add(start.at)
  })
  const paths = (at: string, entity: Entity | undefined, list: readonly (string | null | undefined)[]) => {
    for (const path of list) if (path && entity && stepsOf(path, entity, entities).includes(field)) found.add(at)
  }
  for (const operation of specification.operations) {
    const entity = entities.get(operation.entity)
    paths(
      `who may do “${operation.label}”`,
      entity,
      operation.permissions.map((permission) => permission.own),
    )
    paths(`“${operation.label}”`, entity, [...(operation.fields ?? []), ...operation.inputs.map((input) => input.id)])
    for (const effect of operation.effects) {
      paths(`an effect of “${operation.label}”`, entity, effectPaths(effect))
      const target = effect.kind === 'create' ? effect.entity : effect.kind === 'set' ? effect.select?.entity : undefined
      if (target && 'values' in effect && Object.keys(effect.values).some((id) => `${target}.${id}` === field)) found.add(`an effect of “${operation.label}”`)
    }
  }
  for (const view of specification.views)
    paths(`the view “${view.label}”`, entities.get(view.entity), [
      ...view.search,
      ...view.filters,
      ...view.sort.map((sort) => sort.path),
      ...(view.report?.groupBy ?? []),
      view.report?.period,
    ])
  for (const entity of specification.entities) {
    for (const unique of entity.uniques) if (unique.fields.some((each) => `${entity.id}.${each}` === field)) found.add(`the rule “${unique.message}”`)
    if (entity.parent && `${entity.id}.${entity.parent.field}` === field) found.add(`the lines of ${entity.parent.entity}`)
    if (`${entity.id}.${entity.display ?? ''}` === field) found.add(`what people recognise ${entity.plural.toLowerCase()} by`)
  }
  return [...found]
}

const effectPaths = (effect: Effect): string[] => {
  if (effect.kind === 'notify') return [effect.to]
  if (effect.kind === 'delete') return effect.target ? [effect.target] : []
  if (effect.kind !== 'set') return []
  return effect.target === 'self' ? Object.keys(effect.values) : [effect.target, ...Object.keys(effect.values).map((id) => `${effect.target}.${id}`)]
}
