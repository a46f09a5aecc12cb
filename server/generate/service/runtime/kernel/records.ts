import { isId } from '../http/input.ts'
import { conflict, forbidden, invalid, notFound, Problem } from '../http/problem.ts'
import { entityOf, type Service } from './context.ts'
import { holds, type Row, rows, type Transaction } from './database.ts'
import type { Entity, Facts, Operation, Rule } from './definition.ts'

export interface Locked {
  row: Row
  json: string
}

/** The record, locked until the transaction ends; its values are those before the operation. */
export async function lock(tx: Transaction, entity: Entity, id: string): Promise<Locked> {
  if (!isId(id)) throw notFound(`There is no ${entity.name.toLowerCase()} with the id "${id}".`)
  const found = await tx.query<{ row: Row }>(`select to_jsonb(t) as row from ${entity.table} t where t."id" = $1 for update`, [id])
  const row = found.rows[0]?.row
  if (!row) throw notFound(`There is no ${entity.name.toLowerCase()} with the id "${id}".`)
  return { row, json: JSON.stringify(row) }
}

export async function represent(tx: Pick<Transaction, 'query'>, entity: Entity, id: string): Promise<Row> {
  const found = await tx.query<Row>(`${entity.select} where self."id" = $1`, [id])
  const row = found.rows[0]
  if (!row) throw notFound(`There is no ${entity.name.toLowerCase()} with the id "${id}".`)
  return row
}

export function requireVersion(locked: Locked, version: number | null): void {
  if (version !== null && locked.row.row_version !== version)
    throw new Problem(412, 'Changed meanwhile', 'Someone else changed this record since you read it. Read it again.')
}

export function requireState(entity: Entity, operation: Operation, locked: Locked): void {
  if (!entity.state || operation.from.length === 0) return
  const state = String(locked.row[entity.state.column])
  if (operation.from.includes(state)) return
  const label = (id: string): string => (entity.state?.labels[id] ?? id).toLowerCase()
  throw conflict(
    `${operation.label} is possible only while the ${entity.name.toLowerCase()} is ${operation.from.map(label).join(' or ')}; it is ${label(state)}.`,
    operation.statements,
  )
}

/** Throws the rule's own message and status when it does not hold. */
export async function requireRule(tx: Transaction, rule: Rule, facts: Facts): Promise<void> {
  if (rule.roles && rule.roles.length > 0 && !rule.roles.includes(String(facts.role))) return
  if (await holds(tx, rule, facts)) return
  if (rule.status === 403) throw forbidden(rule.message, rule.statements)
  throw rule.status === 422 ? invalid([{ path: '', message: rule.message }], rule.statements) : conflict(rule.message, rule.statements)
}

/** Frozen records keep their values; only declared actions still work. */
export async function requireThawed(service: Service, tx: Transaction, entity: Entity, facts: Facts, row: Row): Promise<void> {
  for (const rule of entity.frozen) if (await holds(tx, rule, facts)) throw conflict(rule.message, rule.statements)
  if (!entity.parent) return
  const parent = entityOf(service, entity.parent.entity)
  for (const rule of parent.frozen) if (await holds(tx, rule, { ...facts, id: row[entity.parent.column] })) throw conflict(rule.message, rule.statements)
}

/** Rules over several rows, for the records an operation touched and those that count them. */
export async function requireInvariants(
  service: Service,
  tx: Transaction,
  entity: Entity,
  ids: Iterable<string>,
  facts: Facts,
  own: string | null,
): Promise<void> {
  for (const id of ids) {
    for (const rule of entity.invariants)
      await requireRule(tx, id === own ? rule : { ...rule, status: 409 }, { ...facts, id, old: id === own ? facts.old : null })
    for (const counted of entity.counted) {
      const parents = await rows(tx, counted, { ...facts, id })
      for (const parent of parents)
        for (const rule of entityOf(service, counted.entity).invariants) await requireRule(tx, { ...rule, status: 409 }, { ...facts, id: parent.id, old: null })
    }
  }
}

/** The columns' values of a body: property names become column names; lines are not columns. */
export function toColumns(entity: Entity, body: Row): Row {
  return Object.fromEntries(
    Object.entries(body).flatMap(([property, value]) => (entity.columns[property] && value !== undefined ? [[entity.columns[property], value]] : [])),
  )
}

export async function insert(tx: Transaction, entity: Entity, values: Row, facts: Facts): Promise<string> {
  const made = await rows(tx, entity.insert, { ...facts, values: JSON.stringify(values) })
  return String(made[0]?.id)
}

export async function update(tx: Transaction, entity: Entity, id: string, values: Row): Promise<void> {
  const columns = Object.keys(values)
    .map((column) => `"${column}" = v."${column}", `)
    .join('')
  const from = columns ? ` from jsonb_to_record($2::jsonb) as v(${entity.record})` : ''
  await tx.query(
    `update ${entity.table} t set ${columns}"row_version" = t."row_version" + 1, "row_updated_at" = clock_timestamp()${from} where t."id" = $1`,
    columns ? [id, JSON.stringify(values)] : [id],
  )
}

/** Lines as the body gives them replace those that were there. */
export async function writeLines(service: Service, tx: Transaction, entity: Entity, id: string, body: Row, facts: Facts, replace: boolean): Promise<void> {
  for (const collection of entity.collections) {
    const given = body[collection.property]
    if (!Array.isArray(given)) continue
    const line = entityOf(service, collection.entity)
    if (replace) await tx.query(`delete from ${line.table} where "${collection.parentColumn}" = $1`, [id])
    for (const item of given as Row[]) await insert(tx, line, { ...toColumns(line, item), [collection.parentColumn]: id }, facts)
  }
}

export async function audit(tx: Transaction, operation: Operation, facts: Facts, id: string, before: string | null, entity: Entity): Promise<void> {
  await tx.query(
    `insert into gantry_audit (subject, role, operation, entity, record_id, before, after) values ($1, $2, $3, $4, $5, $6, (select to_jsonb(t) from ${entity.table} t where t."id" = $5))`,
    [facts.subject, facts.role, operation.id, entity.id, id, before],
  )
}
