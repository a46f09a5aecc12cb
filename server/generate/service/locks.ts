import type { Expression } from '#model/expression.ts'
import type { Entity, Operation } from '#model/specification.ts'
import { type Model, walk } from '#server/generate/expression/model.ts'
import { compile, quote, Scope, text } from '#server/generate/expression/sql.ts'
import { inputTypes } from './effects.ts'
import type { Sql } from './records.ts'

type Aggregate = Expression & { kind: 'aggregate' }
interface Key {
  path: string
  value: Expression
}

function* conjuncts(expression: Expression): Generator<Expression> {
  if (expression.kind === 'call' && expression.fn === 'and') for (const arg of expression.args) yield* conjuncts(arg)
  else yield expression
}

/** What an aggregate's rows have in common: the first `field = something of the record, the actor, today …`. */
export function keyOf(aggregate: Aggregate): Key | null {
  for (const part of aggregate.where ? conjuncts(aggregate.where) : []) {
    if (part.kind !== 'call' || part.fn !== '=') continue
    const [a, b] = part.args
    for (const [mine, other] of [
      [a, b],
      [b, a],
    ] as const) {
      if (
        mine?.kind === 'field' &&
        mine.path !== 'id' &&
        other &&
        (other.kind === 'outer' || other.kind === 'actor' || other.kind === 'subject' || other.kind === 'input')
      )
        return { path: mine.path, value: other }
    }
  }
  return null
}

const advisory = (entity: string, path: string, value: string, from: string, where: string): string =>
  `select pg_advisory_xact_lock(hashtextextended(${text(`${entity}.${path}=`)} || coalesce((${value})::text, ''), 0)) from ${from}${where}`

function aggregates(expressions: Iterable<Expression>): Aggregate[] {
  const found: Aggregate[] = []
  for (const expression of expressions) for (const part of walk(expression)) if (part.kind === 'aggregate') found.push(part)
  return found
}

/** Every rule of the specification that decides (conditions, conditional effects, invariants). */
function* deciding(model: Model): Generator<Expression> {
  for (const operation of model.operations()) yield* decidingOf(operation)
  for (const entity of model.entities) for (const rule of entity.invariants) yield rule.expression
}
function* decidingOf(operation: Operation): Generator<Expression> {
  for (const condition of operation.conditions) yield condition.expression
  for (const effect of operation.effects) {
    if (effect.when) yield effect.when
    if (effect.kind === 'set' || effect.kind === 'create') yield* Object.values(effect.values)
  }
}

/** Two requests that count the same rows meet at a lock named after what those rows have in common (this member's loans). */
function countingLocks(model: Model, entity: Entity, operation: Operation): Sql[] {
  const made: Sql[] = []
  const self = (): Scope => new Scope(model, entity, { inputs: inputTypes(operation) })
  const add = (counted: string, key: Key | null, value: (scope: Scope) => string): void => {
    const scope = self()
    const sql = key ? value(scope) : `''`
    made.push({
      sql: advisory(counted, key?.path ?? '*', sql, scope.from(), ` where self."id" = ${scope.parameters.use('id')}`),
      parameters: scope.parameters.names,
    })
  }
  for (const aggregate of aggregates(decidingOf(operation))) {
    if (model.entity(aggregate.entity).parent?.entity === entity.id) continue // its own lines: the record itself is locked
    const key = keyOf(aggregate)
    add(
      aggregate.entity,
      key,
      (scope) => compile(key?.value.kind === 'outer' ? { kind: 'field', path: key.value.path } : (key?.value ?? { kind: 'literal', value: '' }), scope).sql,
    )
  }
  for (const aggregate of aggregates(deciding(model))) {
    if (aggregate.entity !== entity.id || entity.parent) continue
    const key = keyOf(aggregate)
    add(entity.id, key, (scope) => scope.column(key?.path ?? 'id').sql)
  }
  return made
}

/** Records on a path from this one that a condition reads or an effect changes. */
function rowLocks(model: Model, entity: Entity, operation: Operation): (Sql & { table: string })[] {
  const paths = new Map<string, { table: string; sql: Sql }>()
  const lock = (base: Entity, path: string, ofLines: Entity | null): void => {
    if (path === '') return
    const scope = new Scope(model, base)
    const id = scope.column(path).sql
    const table = model.target(base, path).id
    const from = scope.from()
    const where = ofLines ? `self.${quote(`${ofLines.parent?.field}_id`)}` : 'self."id"'
    paths.set(`${table} ${base.id} ${path}`, {
      table,
      sql: {
        sql: `select t."id" from ${quote(table)} t where t."id" in (select ${id} from ${from} where ${where} = $1) order by t."id" for no key update`,
        parameters: ['id'],
      },
    })
  }
  for (const effect of operation.effects) {
    if (effect.kind !== 'set' || effect.select || effect.target === 'self' || effect.target === '') continue
    const child = effect.each ? (model.children(entity).find((c) => c.parent?.collection === effect.each || c.id === effect.each) ?? null) : null
    lock(child ?? entity, effect.target, child)
  }
  for (const condition of operation.conditions)
    for (const part of walk(condition.expression)) {
      const path = part.kind === 'field' || part.kind === 'outer' ? part.path : ''
      const steps = path.split('.').slice(0, -1)
      if (steps.length > 0 && reaches(model, entity, steps)) lock(entity, steps.join('.'), null)
    }
  return [...paths.values()].map(({ table, sql }) => ({ ...sql, table }))
}

function reaches(model: Model, entity: Entity, steps: string[]): boolean {
  let here: Entity | undefined = entity
  for (const step of steps) {
    const leaf: ReturnType<Model['segment']> = here && model.segment(here, step)
    here = leaf?.field?.type.kind === 'reference' ? model.entity(leaf.field.type.entity) : undefined
  }
  return here !== undefined
}

/** Locks in one order for all operations: first the named ones, then rows by table. */
export function locks(model: Model, entity: Entity, operation: Operation): Sql[] {
  const named = countingLocks(model, entity, operation)
  const distinct = named.filter((l, index) => named.findIndex((m) => m.sql === l.sql) === index).sort((a, b) => (a.sql < b.sql ? -1 : 1))
  const byRow = rowLocks(model, entity, operation)
    .sort((a, b) => (a.table < b.table ? -1 : a.table > b.table ? 1 : 0))
    .map(({ sql, parameters }) => ({ sql, parameters }))
  return [...distinct, ...byRow]
}
