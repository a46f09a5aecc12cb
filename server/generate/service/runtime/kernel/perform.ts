import { conflict, forbidden, invalid, Problem } from '../http/problem.ts'
import { entityOf, factsOf, permitRecord, permitted, type RequestFacts, requireOwnRecord, type Service } from './context.ts'
import { type Row, rows, type Transaction, transaction } from './database.ts'
import { sweep } from './deadlines.ts'
import type { Entity, Facts, Operation, Permission } from './definition.ts'
import { remember, remembered } from './idempotency.ts'
import {
  audit,
  insert,
  lock,
  represent,
  requireInvariants,
  requireRule,
  requireState,
  requireThawed,
  requireVersion,
  toColumns,
  update,
  writeLines,
} from './records.ts'

/** Locks what the operation reads to decide, then asks every condition, then does every effect, in one transaction. */
async function decide(tx: Transaction, operation: Operation, facts: Facts): Promise<void> {
  for (const related of operation.locks) await rows(tx, related, facts)
  for (const condition of operation.conditions) await requireRule(tx, condition, facts)
}

/** The effects in the order of the specification; each sees what the one before has done. Answers what was touched, by entity. */
async function effects(tx: Transaction, operation: Operation, facts: Facts): Promise<Map<string, Set<string>>> {
  const touched = new Map<string, Set<string>>()
  for (const step of operation.effects) {
    const subjects = step.each ? (await tx.query<{ id: string }>(step.each, [facts.id])).rows.map((row) => row.id) : [facts.id]
    for (const id of subjects) {
      const changed = await rows(tx, step, { ...facts, id }).catch((error: unknown) => {
        throw asConflict(error)
      })
      if (!step.entity) continue
      const ids = touched.get(step.entity) ?? new Set<string>()
      for (const row of changed) ids.add(String(row.id))
      touched.set(step.entity, ids)
    }
  }
  return touched
}

/** An effect that would break a limit of what it changes is a conflict, not the client's malformed input. */
function asConflict(error: unknown): unknown {
  return error instanceof Error && 'code' in error && (error.code === '23514' || error.code === '23502') ? Object.assign(error, { conflict: true }) : error
}

async function settle(service: Service, tx: Transaction, entity: Entity, operation: Operation, facts: Facts): Promise<void> {
  const touched = await effects(tx, operation, facts)
  const own = String(facts.id)
  touched.set(entity.id, (touched.get(entity.id) ?? new Set<string>()).add(own))
  for (const collection of entity.collections) {
    const lines = await tx.query<{ id: string }>(`select "id" from ${entityOf(service, collection.entity).table} where "${collection.parentColumn}" = $1`, [
      own,
    ])
    touched.set(collection.entity, new Set([...(touched.get(collection.entity) ?? []), ...lines.rows.map((line) => line.id)]))
  }
  for (const [id, ids] of touched) await requireInvariants(service, tx, entityOf(service, id), ids, facts, own)
}

/** Whoever may only write own records has theirs written for them; naming somebody else's is refused. */
function assign(entity: Entity, held: readonly Permission[], values: Row, facts: Facts, operation: Operation): void {
  const only = held.length > 0 && held.every((p) => p.assign) ? held[0]?.assign : undefined
  if (!only) return
  const column = entity.columns[only.property]
  if (!column) return
  const mine = facts[only.value]
  if (values[column] !== undefined && values[column] !== null && values[column] !== mine)
    throw forbidden(`You may do this for yourself only: ${operation.label}.`, operation.statements)
  values[column] = mine
}

/** Binds a person's own record to the subject they sign in with. */
function bind(service: Service, entity: Entity, values: Row, facts: Facts): void {
  if (!entity.person || facts.role === null || service.definitions.roles[String(facts.role)]?.entity !== entity.id) return
  if (facts.actor !== null) throw conflict('You are registered already.')
  values.row_subject = facts.subject
}

export async function create(service: Service, operation: Operation, body: Row, request: RequestFacts): Promise<{ row: Row; repeated: boolean }> {
  const held = permitted(request.actor, operation)
  const entity = entityOf(service, operation.entity)
  return transaction(service.pool, async (tx) => {
    const facts = await factsOf(service, tx, request.actor)
    const earlier = await remembered(tx, operation, body, request, facts)
    if (earlier) return { row: await represent(tx, entity, earlier), repeated: true }
    const values = toColumns(entity, body)
    if (entity.state) values[entity.state.column] = operation.to ?? entity.state.initial
    bind(service, entity, values, facts)
    if (!values.row_subject) requireOwnRecord(service, request.actor, held, facts)
    assign(entity, held, values, facts, operation)
    if (entity.parent) await requireThawed(service, tx, { ...entity, frozen: [] }, facts, values)
    facts.id = await insert(tx, entity, values, facts)
    await writeLines(service, tx, entity, String(facts.id), body, facts, false)
    if (values.row_subject) facts.actor = facts.id
    await permitRecord(tx, held, operation, facts)
    await decide(tx, operation, facts)
    await settle(service, tx, entity, operation, facts)
    await remember(tx, request, facts)
    await audit(tx, operation, facts, String(facts.id), null, entity)
    return { row: await represent(tx, entity, String(facts.id)), repeated: false }
  })
}

function requireUnchanged(entity: Entity, body: Row, before: Row): void {
  const changed = entity.immutable.filter((property) => body[property] !== undefined && body[property] !== before[entity.columns[property] ?? ''])
  if (changed.length > 0) throw invalid(changed.map((property) => ({ path: property, message: `"${property}" cannot be changed once it was saved.` })))
}

export async function change(service: Service, operation: Operation, id: string, body: Row, request: RequestFacts): Promise<Row> {
  const held = permitted(request.actor, operation)
  const entity = entityOf(service, operation.entity)
  return transaction(service.pool, async (tx) => {
    const facts = await factsOf(service, tx, request.actor)
    await sweep(service, tx, entity.id)
    const before = await lock(tx, entity, id)
    Object.assign(facts, { id, old: before.json })
    await permitRecord(tx, held, operation, facts)
    requireVersion(before, request.version)
    requireState(entity, operation, before)
    if (operation.kind === 'update') {
      await requireThawed(service, tx, entity, facts, before.row)
      requireUnchanged(entity, body, before.row)
    }
    const inputs = await inputsOf(tx, operation, body, facts)
    await decide(tx, operation, facts)
    const values = operation.kind === 'update' ? toColumns(entity, body) : inputs
    await update(tx, entity, id, values)
    await writeLines(service, tx, entity, id, body, facts, true)
    if (operation.kind === 'update') await permitRecord(tx, held, operation, facts)
    await settle(service, tx, entity, operation, facts)
    if (operation.to && entity.state) await tx.query(`update ${entity.table} set "${entity.state.column}" = $2 where "id" = $1`, [id, operation.to])
    if (operation.to && entity.state) await requireInvariants(service, tx, entity, [id], facts, id)
    await audit(tx, operation, facts, id, before.json, entity)
    return represent(tx, entity, id)
  })
}

/** Inputs as facts for the rules, with their defaults; answers the ones that the record stores, by column. */
async function inputsOf(tx: Transaction, operation: Operation, body: Row, facts: Facts): Promise<Row> {
  const stored: Row = {}
  for (const input of operation.inputs) {
    const value = body[input.property] ?? (input.fallback ? (await rows(tx, input.fallback, facts))[0]?.value : undefined)
    facts[`input.${input.name}`] = value ?? null
    if (input.column && value !== undefined && value !== null) stored[input.column] = value
  }
  if (operation.kind === 'update')
    for (const [property, value] of Object.entries(body)) facts[`input.${property.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}`] ??= value
  return stored
}

export async function remove(service: Service, operation: Operation, id: string, request: RequestFacts): Promise<void> {
  const held = permitted(request.actor, operation)
  const entity = entityOf(service, operation.entity)
  await transaction(service.pool, async (tx) => {
    const facts = await factsOf(service, tx, request.actor)
    await sweep(service, tx, entity.id)
    const before = await lock(tx, entity, id)
    Object.assign(facts, { id, old: before.json })
    await permitRecord(tx, held, operation, facts)
    requireVersion(before, request.version)
    requireState(entity, operation, before)
    await requireThawed(service, tx, entity, facts, before.row)
    await decide(tx, operation, facts)
    await effects(tx, operation, facts)
    await tx.query(`delete from ${entity.table} where "id" = $1`, [id])
    await audit(tx, operation, facts, id, before.json, entity)
  })
}

export async function read(service: Service, operation: Operation, id: string, request: RequestFacts): Promise<Row> {
  const held = permitted(request.actor, operation)
  const entity = entityOf(service, operation.entity)
  const limited = held.length > 0 && held.every((p) => p.record !== null)
  if (!limited) {
    await sweep(service, service.pool, entity.id)
    return represent(service.pool, entity, requireId(entity, id))
  }
  return transaction(service.pool, async (tx) => {
    const facts = await factsOf(service, tx, request.actor)
    await sweep(service, tx, entity.id)
    const row = await represent(tx, entity, requireId(entity, id))
    await permitRecord(tx, held, operation, { ...facts, id })
    return row
  })
}

function requireId(entity: Entity, id: string): string {
  if (/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(id)) return id
  throw new Problem(404, 'Not found', `There is no ${entity.name.toLowerCase()} with the id "${id}".`)
}
