import type { Entity, Field } from '#model/specification.ts'
import type { Model } from '#server/generate/expression/model.ts'
import { quote } from '#server/generate/expression/sql.ts'
import { type Constraint, checks, columnOf, columnType, references, uniques } from './columns.ts'
import { appendOnly, columnDefault, foreignKeys, indexed, indexes, isNotNull, sequences, table, view } from './tables.ts'

export interface Evolution {
  sql: string[]
  refused: string[]
}

/** Types whose every value is a value of the other. */
const widens = (from: string, to: string): boolean => {
  if (from === to) return true
  if (from === 'integer' && (to === 'bigint' || to.startsWith('numeric'))) return true
  if (from === 'bigint' && to.startsWith('numeric(18')) return true
  if (to === 'text') return from !== 'uuid'
  const a = /^numeric\((\d+),(\d+)\)$/.exec(from)
  const b = /^numeric\((\d+),(\d+)\)$/.exec(to)
  return Boolean(a && b && Number(b[2]) >= Number(a[2]) && Number(b[1]) - Number(b[2]) >= Number(a[1]) - Number(a[2]))
}

function columns(was: Model, is: Model, before: Entity, after: Entity, result: Evolution): void {
  const t = quote(after.id)
  const old = new Map(was.stored(before).map((f) => [columnOf(f), f]))
  for (const field of is.stored(after)) {
    const column = columnOf(field)
    const known = old.get(column)
    old.delete(column)
    if (!known) {
      result.sql.push(...added(t, after, field))
      continue
    }
    const [from, to] = [columnType(known.type), columnType(field.type)]
    if (!widens(from, to))
      result.refused.push(
        `${after.name}: "${field.label}" changes from ${from} to ${to}; existing values would be lost. Keep its type, or add a new field beside it.`,
      )
    else if (from !== to) result.sql.push(`alter table ${t} alter column ${quote(column)} type ${to};`)
    if (isNotNull(before, known) && !isNotNull(after, field)) result.sql.push(`alter table ${t} alter column ${quote(column)} drop not null;`)
  }
  // A column that the new revision does not know keeps its values; it may no longer be demanded of new rows.
  for (const [column, field] of old) if (isNotNull(before, field)) result.sql.push(`alter table ${t} alter column ${quote(column)} drop not null;`)
}

/** New columns may be empty: rows from before have no value, and the version in production goes on writing none. */
function added(t: string, entity: Entity, field: Field): string[] {
  const sequence = field.type.kind === 'sequence' ? [`create sequence ${quote(`${entity.id}_${field.id}_seq`)};`] : []
  return [...sequence, `alter table ${t} add column ${quote(columnOf(field))} ${columnType(field.type)}${columnDefault(entity, field)};`]
}

function states(before: Entity, after: Entity, result: Evolution): void {
  if (!before.states || !after.states) {
    if (after.states) result.sql.push(`alter table ${quote(after.id)} add column ${quote(after.states.field)} text not null default '${after.states.initial}';`)
    return
  }
  const gone = before.states.values.filter((v) => !after.states?.values.some((w) => w.id === v.id))
  if (gone.length)
    result.refused.push(
      `${after.name}: the state${gone.length > 1 ? 's' : ''} ${gone.map((g) => `"${g.label}"`).join(', ')} no longer exist${gone.length > 1 ? '' : 's'}, but records may be in ${gone.length > 1 ? 'them' : 'it'}. Keep the state, or say what becomes of those records.`,
    )
  if (before.states.field !== after.states.field)
    result.refused.push(
      `${after.name}: its state moves from the field "${before.states.field}" to "${after.states.field}"; the states of existing records would be lost.`,
    )
}

/** Constraints by name: what is new or differs is made again. NOT VALID: rows from before are not judged by rules that came later. */
function constraints(before: Constraint[], after: Constraint[], t: string, result: Evolution): void {
  const same = (a: Constraint, b: Constraint): boolean => a.name === b.name && a.sql === b.sql
  for (const gone of before.filter((b) => !after.some((a) => same(a, b)))) {
    result.sql.push(gone.kind === 'unique' ? `drop index if exists ${quote(gone.name)};` : `alter table ${t} drop constraint if exists ${quote(gone.name)};`)
  }
  for (const made of after.filter((a) => !before.some((b) => same(a, b)))) {
    result.sql.push(
      made.kind === 'unique'
        ? `create unique index ${quote(made.name)} on ${t} ${made.sql};`
        : `alter table ${t} add constraint ${quote(made.name)} ${made.sql} not valid;`,
    )
  }
}

function table_(was: Model, is: Model, before: Entity, after: Entity, result: Evolution): void {
  columns(was, is, before, after, result)
  states(before, after, result)
  if (is.isPerson(after) && !was.isPerson(before)) result.sql.push(`alter table ${quote(after.id)} add column "row_subject" text unique;`)
  const all = (model: Model, entity: Entity): Constraint[] => [...checks(model, entity), ...uniques(model, entity), ...references(model, entity)]
  constraints(all(was, before), all(is, after), quote(after.id), result)
  const had = new Set(indexed(was, before))
  const made = indexes(is, after).filter((sql) => sql.startsWith('create index'))
  result.sql.push(...indexed(is, after).flatMap((column, index) => (had.has(column) ? [] : [made[index] ?? ''])))
  if (after.appendOnly && !before.appendOnly) result.sql.push(...appendOnly(after))
}

/** A view that another replaces keeps its columns; one that cannot is made anew, which a rollout beside the old version refuses. */
function views(was: Model, is: Model, after: Entity, result: Evolution): void {
  const before = was.entities.find((e) => e.id === after.id)
  const old = before ? view(was, before) : null
  const fresh = view(is, after)
  if (fresh === null || fresh === old) return
  if (!before || old === null) result.sql.push(fresh)
  else result.sql.push(view(is, after, { model: was, entity: before }) ?? `drop view ${quote(`${after.id}_view`)};\n${fresh}`)
}

/** What leads from one schema to another without losing a row, and what cannot be done so. */
export function evolve(was: Model, is: Model): Evolution {
  const result: Evolution = { sql: [], refused: [] }
  const fresh = is.entities.filter((e) => !was.entities.some((o) => o.id === e.id))
  for (const entity of fresh) result.sql.push(...sequences(is, entity), table(is, entity))
  for (const after of is.entities) {
    const before = was.entities.find((e) => e.id === after.id)
    if (before) table_(was, is, before, after, result)
  }
  for (const entity of fresh) result.sql.push(...foreignKeys(is, entity), ...indexes(is, entity), ...appendOnly(entity))
  for (const after of is.entities) views(was, is, after, result)
  return result
}
