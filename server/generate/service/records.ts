import type { Entity, Field, Invariant } from '#model/specification.ts'
import { representation } from '#server/generate/contract/representation.ts'
import { columnOf, columnType, isCheckable } from '#server/generate/database/columns.ts'
import { type Model, walk } from '#server/generate/expression/model.ts'
import { compile, Parameters, quote, Scope, text } from '#server/generate/expression/sql.ts'
import { camel, key, stateKey } from '#server/generate/naming.ts'

export interface Sql {
  sql: string
  parameters: string[]
}

/** `select coalesce(…, false) as ok`: a rule that reads something absent does not hold. */
export function truth(scope: Scope, condition: string, ofId = true): Sql {
  const from = scope.from()
  const where = ofId ? ` where self."id" = ${scope.parameters.use('id')}` : ''
  return { sql: `select coalesce(${condition}, false) as ok from ${from}${where}`, parameters: scope.parameters.names }
}

/** `select …` of a record as its JSON shows it; references come with the label of the record they lead to. */
export function selectSql(model: Model, entity: Entity): { select: string; from: string } {
  const scope = new Scope(model, entity)
  const columns = representation(model, entity).map((p) => {
    if (p.kind === 'lines') return `${linesSql(model, p.child)} as ${quote(p.property)}`
    if (p.kind === 'label') return `${scope.column(`${p.field.id}.${p.target.display ?? 'id'}`).sql}::text as ${quote(p.property)}`
    const column =
      p.kind === 'id'
        ? 'id'
        : p.kind === 'state'
          ? (entity.states?.field ?? '')
          : p.kind === 'created'
            ? 'row_created_at'
            : p.kind === 'updated'
              ? 'row_updated_at'
              : columnOf(p.field)
    return `self.${quote(column)} as ${quote(p.property)}`
  })
  columns.push('self."row_version" as "rowVersion"')
  return { select: `select ${columns.join(', ')} from ${scope.from()}`, from: scope.from() }
}

function linesSql(model: Model, child: Entity): string {
  const scope = new Scope(model, child, { alias: 'line' })
  const parts = representation(model, child).flatMap((p) => {
    if (p.kind === 'lines' || (p.kind === 'field' && p.field.id === child.parent?.field)) return []
    if (p.kind === 'label')
      return p.field.id === child.parent?.field ? [] : [`${text(p.property)}, ${scope.column(`${p.field.id}.${p.target.display ?? 'id'}`).sql}::text`]
    const column =
      p.kind === 'id'
        ? 'id'
        : p.kind === 'state'
          ? (child.states?.field ?? '')
          : p.kind === 'created'
            ? 'row_created_at'
            : p.kind === 'updated'
              ? 'row_updated_at'
              : columnOf(p.field)
    return [`${text(p.property)}, line.${quote(column)}`]
  })
  return `(select coalesce(jsonb_agg(jsonb_build_object(${parts.join(', ')}) order by line."row_created_at", line."id"), '[]'::jsonb) from ${scope.from()} where line.${quote(`${child.parent?.field}_id`)} = self."id")`
}

/** Columns that a new row is given; numbers from a sequence come from the database. */
const given = (model: Model, entity: Entity): Field[] => model.stored(entity).filter((f) => f.type.kind !== 'sequence')

/** The columns of jsonb_to_record: every column that can be written, with its type. */
export function recordColumns(model: Model, entity: Entity): string {
  return [
    ...(entity.states ? [`${quote(entity.states.field)} text`] : []),
    ...given(model, entity).map((f) => `${quote(columnOf(f))} ${columnType(f.type)}`),
    ...(model.isPerson(entity) ? ['"row_subject" text'] : []),
  ].join(', ')
}

/** Inserts rows of `source` (a from clause whose alias is self); what a row leaves open gets the field's default, which may read other fields. */
export function insertFrom(model: Model, entity: Entity, source: string, parameters: Parameters): string {
  const pending = new Map<string, string>()
  const scope = new Scope(model, entity, { parameters, pending })
  const open = new Set<string>()
  const resolve = (field: Field): string => {
    const known = pending.get(field.id)
    if (known) return known
    const column = `self.${quote(columnOf(field))}`
    if (!field.default || open.has(field.id)) return column
    open.add(field.id)
    for (const part of walk(field.default)) {
      const head = part.kind === 'field' ? model.stored(entity).find((f) => f.id === part.path.split('.')[0]) : undefined
      if (head) resolve(head)
    }
    pending.set(field.id, `coalesce(${column}, (${compile(field.default, scope).sql})::${columnType(field.type)})`)
    return pending.get(field.id) ?? column
  }
  const fields = given(model, entity)
  const state = entity.states
  const columns = [...(state ? [state.field] : []), ...fields.map(columnOf), ...(model.isPerson(entity) ? ['row_subject'] : [])]
  const values = [
    ...(state ? [`coalesce(self.${quote(state.field)}, ${text(state.initial)})`] : []),
    ...fields.map(resolve),
    ...(model.isPerson(entity) ? ['self."row_subject"'] : []),
  ]
  return `insert into ${quote(entity.id)} (${columns.map(quote).join(', ')}) select ${values.join(', ')} from ${source}${scope.joins} returning "id"`
}

export function insertSql(model: Model, entity: Entity): Sql {
  const parameters = new Parameters()
  const values = parameters.use('values')
  const sql = insertFrom(model, entity, `jsonb_to_record(${values}::jsonb) as self(${recordColumns(model, entity)})`, parameters)
  return { sql, parameters: parameters.names }
}

/** Rules over more than the row itself: the database keeps the others as checks. */
export const crossRow = (model: Model, entity: Entity): Invariant[] =>
  entity.invariants.filter((rule) => !isCheckable(model, entity, rule.expression) || (rule.when && !isCheckable(model, entity, rule.when)))

/** An invariant is broken only when it is known to be false: what is absent breaks nothing. */
export function invariantSql(model: Model, entity: Entity, rule: Invariant): Sql {
  const scope = new Scope(model, entity)
  const expression = compile(rule.expression, scope).sql
  const when = rule.when ? `(${compile(rule.when, scope).sql}) is not true or ` : ''
  return truth(scope, `(${when}(${expression}) is not false)`)
}

/** Records whose invariants count rows of this entity, reached by its references. */
export function counted(model: Model, entity: Entity): { entity: string; sql: Sql }[] {
  return model.stored(entity).flatMap((field) => {
    if (field.type.kind !== 'reference') return []
    const target = model.entity(field.type.entity)
    const counts = crossRow(model, target).some((rule) => [...walk(rule.expression)].some((part) => part.kind === 'aggregate' && part.entity === entity.id))
    return counts
      ? [
          {
            entity: target.id,
            sql: {
              sql: `select self.${quote(columnOf(field))} as id from ${quote(entity.id)} self where self."id" = $1 and self.${quote(columnOf(field))} is not null`,
              parameters: ['id'],
            },
          },
        ]
      : []
  })
}

/** Uniqueness that depends on other records: asked in the transaction, since no index can keep it. */
export function uniqueRules(model: Model, entity: Entity): { sql: Sql; message: string; statements: string[]; fields: string[] }[] {
  return entity.uniques
    .filter((u) => u.where && !isCheckable(model, entity, u.where))
    .map((unique) => {
      const scope = new Scope(model, entity)
      const inner = new Scope(model, entity, { alias: 'other', outer: scope })
      const same = unique.fields.map((f) => `${inner.column(f).sql} = ${scope.column(f).sql}`)
      const mine = unique.where ? compile(unique.where, scope).sql : 'true'
      const theirs = unique.where ? compile(unique.where, inner).sql : 'true'
      const sql = truth(
        scope,
        `((${mine}) is not true or not exists (select 1 from ${inner.from()} where other."id" <> self."id" and ${[...same, theirs].join(' and ')}))`,
      )
      return { sql, message: unique.message, statements: unique.statements, fields: unique.fields }
    })
}

export const propertyColumns = (model: Model, entity: Entity): Record<string, string> =>
  Object.fromEntries(given(model, entity).map((f) => [key(f), columnOf(f)]))
export const stateProperty = (entity: Entity): string => stateKey(entity)
export const collectionProperty = (child: Entity): string => camel(child.parent?.collection ?? '')
