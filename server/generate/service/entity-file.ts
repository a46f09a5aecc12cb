import type { Entity } from '#model/specification.ts'
import { listQuery } from '#server/generate/contract/representation.ts'
import type { Model } from '#server/generate/expression/model.ts'
import { compile, quote, Scope, sqlType } from '#server/generate/expression/sql.ts'
import { camel, key } from '#server/generate/naming.ts'
import { comment, print, raw } from './print.ts'
import {
  collectionProperty,
  counted,
  crossRow,
  insertSql,
  invariantSql,
  propertyColumns,
  recordColumns,
  selectSql,
  stateProperty,
  truth,
  uniqueRules,
} from './records.ts'

function invariants(
  model: Model,
  entity: Entity,
): { name: string; message: string; status: number; statements: string[]; sql: string; parameters: string[] }[] {
  const rules = crossRow(model, entity).map((rule) => ({
    name: rule.id,
    message: rule.message,
    status: rule.status as number,
    statements: rule.statements,
    ...invariantSql(model, entity, rule),
  }))
  const uniques = uniqueRules(model, entity).map((u) => ({
    name: `unique_${u.fields.join('_')}`,
    message: u.message,
    status: 409,
    statements: u.statements,
    ...u.sql,
  }))
  return [...rules, ...uniques]
}

/** While `when` holds nothing may change: the rule asks for its opposite. */
function frozen(model: Model, entity: Entity): { name: string; message: string; status: number; statements: string[]; sql: string; parameters: string[] }[] {
  return entity.frozen.map((rule, index) => {
    const scope = new Scope(model, entity)
    return { name: `frozen_${index + 1}`, message: rule.message, status: 409, statements: rule.statements, ...truth(scope, compile(rule.when, scope).sql) }
  })
}

/** The record file of an entity: its table, its representation and the rules every row keeps. */
export function recordFile(model: Model, entity: Entity, sentences: Map<string, string>): string {
  const { select } = selectSql(model, entity)
  const state = entity.states
  const body = print({
    id: entity.id,
    name: entity.name,
    table: quote(entity.id),
    select,
    insert: { ...insertSql(model, entity) },
    columns: propertyColumns(model, entity),
    record: recordColumns(model, entity),
    state: state
      ? { property: stateProperty(entity), column: state.field, initial: state.initial, labels: Object.fromEntries(state.values.map((v) => [v.id, v.label])) }
      : null,
    immutable: model
      .stored(entity)
      .filter((f) => f.immutable)
      .map(key),
    collections: model.children(entity).map((c) => ({ property: collectionProperty(c), entity: c.id, parentColumn: `${c.parent?.field}_id` })),
    invariants: invariants(model, entity),
    frozen: frozen(model, entity),
    counted: counted(model, entity).map((c) => ({ entity: c.entity, ...c.sql })),
    parent: entity.parent ? { entity: entity.parent.entity, column: `${entity.parent.field}_id` } : null,
    person: model.isPerson(entity),
  })
  const external = entity.external ? `${entity.name} lives in another system: these rows are a stub of it until an adapter is connected.` : ''
  return `import type { Entity${model.operation(entity, 'list') ? ', List' : ''} } from '../kernel/definition.ts'\n${model.operation(entity, 'list') ? "import { listQuery } from './schemas.ts'\n" : ''}\n${comment(entity.statements, sentences, external)}export const ${camel(entity.id)}Record: Entity = ${body}\n${listDefinition(model, entity)}`
}

function listDefinition(model: Model, entity: Entity): string {
  if (!model.operation(entity, 'list')) return ''
  const query = listQuery(model, entity)
  // The count needs no labels, so its from clause joins only what search, filters and permissions read.
  const { select } = selectSql(model, entity)
  const scope = new Scope(model, entity)
  const one = (path: string): string => scope.column(path).sql
  const search = query.search.map((path) => `${one(path)}::text`)
  const filters = Object.fromEntries(query.filters.map((f) => [f.name, { sql: one(f.path), type: sqlType[f.type], operator: f.operator }]))
  const counting = scope.from()
  const sorts = Object.fromEntries(query.sorts.map((s) => [s.name, one(s.path)]))
  const defaultSort = `${one(query.defaultSort.path)} ${query.defaultSort.direction}${query.defaultSort.direction === 'desc' ? ' nulls last' : ''}`
  const all = scope.from()
  const missing = joinsMissing(select, all)
  return `\n/** Search, filters and orders of the list. */\nexport const ${camel(entity.id)}List: List = ${print({ entity: entity.id, from: counting, select: `${select}${missing}`, search, filters, sorts, defaultSort, query: raw('listQuery') })}\n`
}

/** Joins that filters and orders need and the representation does not have. */
function joinsMissing(select: string, from: string): string {
  return (from.match(/ left join "[^"]+" "[^"]+" on "[^"]+"\."id" = \S+/g) ?? []).filter((join) => !select.includes(join)).join('')
}
