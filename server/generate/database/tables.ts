import type { Entity, Field } from '#model/specification.ts'
import type { Model } from '#server/generate/expression/model.ts'
import { compile, quote, Scope, text } from '#server/generate/expression/sql.ts'
import { checks, columnOf, columnType, name, references, uniques } from './columns.ts'

const marks = (statements: string[]): string => (statements.length ? ` -- ${statements.join(', ')}` : '')

/** A system field without a value of its own at creation stays empty until an operation sets it. */
export const isNotNull = (entity: Entity, field: Field): boolean =>
  (field.required && (field.source === 'client' || entity.parent?.field === field.id)) || field.type.kind === 'sequence'

export function columnDefault(entity: Entity, field: Field): string {
  if (field.type.kind === 'sequence')
    return ` default (${text(field.type.prefix)} || lpad(nextval('${name(entity.id, field.id, 'seq')}')::text, ${field.type.digits}, '0'))`
  if (field.default?.kind !== 'literal' || field.default.value === null) return ''
  return ` default ${typeof field.default.value === 'string' ? text(field.default.value) : field.default.value}`
}

export const sequences = (model: Model, entity: Entity): string[] =>
  model
    .stored(entity)
    .filter((f) => f.type.kind === 'sequence')
    .map((f) => `create sequence ${quote(name(entity.id, f.id, 'seq'))};`)

export function table(model: Model, entity: Entity): string {
  const lines: [string, string][] = [['"id" uuid primary key default gen_random_uuid()', '']]
  if (entity.states) lines.push([`${quote(entity.states.field)} text not null default ${text(entity.states.initial)}`, marks(entity.states.statements)])
  for (const field of model.stored(entity)) {
    lines.push([
      `${quote(columnOf(field))} ${columnType(field.type)}${isNotNull(entity, field) ? ' not null' : ''}${columnDefault(entity, field)}`,
      marks(field.statements),
    ])
  }
  if (model.isPerson(entity)) lines.push(['"row_subject" text unique', ' -- the subject this person signs in with'])
  lines.push(
    ['"row_version" integer not null default 1', ''],
    ['"row_created_at" timestamptz not null default clock_timestamp()', ''],
    ['"row_updated_at" timestamptz not null default clock_timestamp()', ''],
  )
  for (const check of checks(model, entity)) lines.push([`constraint ${quote(check.name)} ${check.sql}`, marks(check.statements)])
  const body = lines.map(([sql, comment], index) => `  ${sql}${index < lines.length - 1 ? ',' : ''}${comment}`).join('\n')
  return `create table ${quote(entity.id)} (\n${body}\n);`
}

export const foreignKeys = (model: Model, entity: Entity): string[] =>
  references(model, entity).map((r) => `alter table ${quote(entity.id)} add constraint ${quote(r.name)} ${r.sql};`)

/** Columns that lists are filtered, joined or sorted by. */
export function indexed(model: Model, entity: Entity): string[] {
  const columns = new Set<string>(
    model
      .stored(entity)
      .filter((f) => f.type.kind === 'reference')
      .map(columnOf),
  )
  if (entity.states) columns.add(entity.states.field)
  for (const view of model.specification.views.filter((v) => v.entity === entity.id)) {
    for (const path of [...view.filters, ...view.sort.map((s) => s.path), ...(view.report?.period ? [view.report.period] : [])]) {
      const leaf = path.includes('.') ? undefined : model.segment(entity, path)
      if (leaf && !leaf.derived) columns.add(leaf.column)
    }
  }
  columns.add('row_created_at')
  return [...columns]
}

export function indexes(model: Model, entity: Entity): string[] {
  return [
    ...uniques(model, entity).map((u) => `create unique index ${quote(u.name)} on ${quote(entity.id)} ${u.sql};${marks(u.statements)}`),
    ...indexed(model, entity).map((column) => `create index ${quote(name(entity.id, column, 'idx'))} on ${quote(entity.id)} (${quote(column)});`),
  ]
}

/** Columns of an entity's view by name, with the SQL of each. */
function viewColumns(model: Model, entity: Entity, scope: Scope): Map<string, string> {
  const own = [...(entity.states ? [entity.states.field] : []), ...model.stored(entity).map(columnOf), ...(model.isPerson(entity) ? ['row_subject'] : [])]
  const columns = new Map(['id', ...own, 'row_version', 'row_created_at', 'row_updated_at'].map((c) => [c, `self.${quote(c)}`]))
  for (const field of model.derived(entity)) {
    columns.set(columnOf(field), `(${field.derived ? compile(field.derived, scope).sql : 'null'})::${columnType(field.type)} as ${quote(columnOf(field))}`)
  }
  return columns
}

/**
 * Derived fields as a view over the table: they follow what they read at all times and can never be stale. A view that
 * takes the place of an older one keeps that one's columns in their order, so that the version in production goes on
 * reading it; null when it cannot.
 */
export function view(model: Model, entity: Entity, before: { model: Model; entity: Entity } | null = null): string | null {
  const derived = model.derived(entity)
  if (derived.length === 0) return null
  const scope = new Scope(model, entity, { inline: true })
  const columns = viewColumns(model, entity, scope)
  const old = before ? viewColumns(before.model, before.entity, new Scope(before.model, before.entity, { inline: true })) : new Map<string, string>()
  for (const [name_, sql] of old) if (!columns.has(name_) && sql.startsWith('self.')) columns.set(name_, sql)
  if ([...old.keys()].some((c) => !columns.has(c))) return null
  const order = [...old.keys(), ...[...columns.keys()].filter((c) => !old.has(c))]
  const comments = derived.map((f) => `-- ${f.label.replaceAll('\n', ' ')}${f.statements.length ? ` (${f.statements.join(', ')})` : ''}`)
  const head = `create ${before ? 'or replace ' : ''}view ${quote(`${entity.id}_view`)} as`
  return `${comments.join('\n')}\n${head}\nselect\n  ${order.map((c) => columns.get(c)).join(',\n  ')}\nfrom ${scope.from()};`
}

export const appendOnly = (entity: Entity): string[] =>
  entity.appendOnly
    ? [
        `create trigger ${quote(name(entity.id, 'append_only'))} before update or delete on ${quote(entity.id)} for each row execute function gantry_append_only();${marks(entity.statements)}`,
      ]
    : []
