import { expect, type TestContext } from 'vitest'
import { plan } from '../suite.ts'
import { arrange } from './arrange.ts'
import { ask, type Person } from './client.ts'
import { at, evaluate } from './evaluate.ts'
import { make, operationOf, person, reach } from './make.ts'
import type { Json, Value } from './plan-types.ts'
import { allOf, entityOf, type Stored } from './records.ts'
import { target } from './target.ts'

const rows = (body: Record<string, Json>): Record<string, Json>[] => (body.items ?? []) as Record<string, Json>[]
const readerOf = async (operation: { public: boolean; permissions: { role: string; own: string | null }[] }): Promise<Person | null> => {
  if (operation.public && operation.permissions.length === 0) return null
  const role = operation.permissions.find((p) => p.own === null)?.role ?? operation.permissions[0]?.role
  return role ? person(role) : null
}

/** Text search finds a record by each of the fields, whatever the case, and not by something else. */
export async function finds(context: TestContext, id: string, path: string): Promise<void> {
  const operation = operationOf(id)
  const who = await readerOf(operation)
  if (operation.permissions.length > 0 && operation.permissions.every((p) => p.own !== null)) return context.skip('only own records are listed')
  const record = await make(operation.entity)
  const place = await at(path, record)
  const value = String((await place?.node.get(place.field)) ?? '')
  if (value === '') return context.skip(`no value for ${path}`)
  const query = (q: string): string => `pageSize=500&q=${encodeURIComponent(q.slice(0, 200))}`
  expect(rows((await ask(who, 'GET', operation.path, null, undefined, { query: query(value.toUpperCase()) })).body).some((r) => r.id === record.id)).toBe(true)
  expect((await ask(who, 'GET', operation.path, null, undefined, { query: query('nothing like this %_') })).body.total).toBe(0)
}

/** A filter leaves the records that match, all of them and nothing else. */
export async function filters(context: TestContext, id: string, parameter: string, path: string): Promise<void> {
  const operation = operationOf(id)
  const who = await readerOf(operation)
  if (operation.permissions.length > 0 && operation.permissions.every((p) => p.own !== null)) return context.skip('only own records are listed')
  const record = await make(operation.entity)
  const valueAt = async (node: Stored): Promise<Value> => {
    const place = await at(path, node)
    return place ? place.node.get(place.field) : null
  }
  const value = await valueAt(record)
  if (value === null) return context.skip(`no value for ${path}`)
  const answer = await ask(who, 'GET', operation.path, null, undefined, { query: `pageSize=500&${parameter}=${encodeURIComponent(String(value))}` })
  expect(answer.status).toBe(200)
  const found = rows(answer.body)
  let expected = 0
  for (const node of await allOf(record.entity)) if ((await valueAt(node)) === value) expected += 1
  expect(answer.body.total).toBe(expected)
  if (expected <= 500) expect(found.some((r) => r.id === record.id)).toBe(true)
}

export async function sorts(id: string, key: string, descending: boolean, preset: boolean): Promise<void> {
  const operation = operationOf(id)
  const who = await readerOf(operation)
  await make(operation.entity)
  await make(operation.entity)
  const answer = await ask(who, 'GET', operation.path, null, undefined, { query: preset ? 'pageSize=500' : `pageSize=500&sort=${descending ? '-' : ''}${key}` })
  expect(answer.status).toBe(200)
  const values = rows(answer.body)
    .map((r) => r[key] ?? null)
    .filter((v): v is string | number => typeof v === 'string' || typeof v === 'number')
  const order = (
    await (
      await target()
    ).database.query<{ v: string }>(
      `select v from unnest($1::${typeof values[0] === 'number' ? 'numeric' : 'text'}[]) v order by v ${descending ? 'desc' : 'asc'}`,
      [values],
    )
  ).rows.map((r) => r.v)
  expect(values.map(String)).toEqual(order.map(String))
}

export async function pages(id: string, size: number): Promise<void> {
  const operation = operationOf(id)
  const who = await readerOf(operation)
  await make(operation.entity)
  const first = await ask(who, 'GET', operation.path, null)
  expect(first.body.pageSize).toBe(size)
  const small = await ask(who, 'GET', operation.path, null, undefined, { query: 'pageSize=1&page=1' })
  expect(rows(small.body).length).toBeLessThanOrEqual(1)
  expect((await ask(who, 'GET', operation.path, null, undefined, { query: 'pageSize=0' })).status).toBe(422)
  expect((await ask(who, 'GET', operation.path, null, undefined, { query: 'unknown=1' })).status).toBe(422)
  expect((await ask(who, 'GET', operation.path, null, undefined, { query: 'sort=unknown' })).status).toBe(422)
}

function reportOf(id: string) {
  const found = plan.reports.find((r) => r.id === id)
  if (!found) throw new Error(`no report ${id}`)
  return found
}

/** A report answers whoever may see it; rows are those its condition holds for. */
export async function reports(context: TestContext, id: string): Promise<void> {
  const report = reportOf(id)
  const who = await readerOf(report)
  const record = await make(report.entity)
  const where = report.where
  const scope = { node: record, who }
  if (where && !(await arrange(where, true, scope))) return context.skip('no record the report is about could be made')
  const answer = await ask(who, 'GET', report.path, null, undefined, { query: 'pageSize=500' })
  expect(answer.status).toBe(200)
  if (report.permissions.some((p) => p.own !== null) && report.permissions.every((p) => p.own !== null)) return
  const all = await allOf(entityOf(report.entity))
  const matching: Stored[] = []
  for (const node of all) if (!where || (await evaluate(where, { node, who })) === true) matching.push(node)
  if (!report.grouped) {
    expect(answer.body.total).toBe(matching.length)
    expect(rows(answer.body).some((r) => r.id === record.id)).toBe(true)
  } else if (report.count) expect(rows(answer.body).reduce((sum, r) => sum + Number(r[report.count ?? '']), 0)).toBe(matching.length)
  if (where && (await arrange(where, false, scope)) && !report.grouped) {
    const without = await ask(who, 'GET', report.path, null, undefined, { query: 'pageSize=500' })
    expect(rows(without.body).some((r) => r.id === record.id)).toBe(false)
  }
}

export async function reportIsNotFor(id: string, role: string | null): Promise<void> {
  const report = reportOf(id)
  expect((await ask(role === null ? null : await person(role), 'GET', report.path, null)).status).toBe(role === null ? 401 : 403)
}

/** What time alone brings about is there when the record is read. */
export async function deadline(context: TestContext, id: string): Promise<void> {
  const rule = plan.deadlines.find((d) => d.id === id)
  const read = plan.operations.find((o) => o.kind === 'list' && o.entity === rule?.entity)
  if (!rule || !read) return context.skip('nobody reads these records')
  const record = await make(rule.entity)
  if (!(await arrange(rule.when, true, { node: record })) || (await evaluate(rule.when, { node: record })) !== true)
    return context.skip('the time could not be arranged')
  const expected = new Map<string, Value>()
  for (const [field, expression] of Object.entries(rule.values)) expected.set(field, await evaluate(expression, { node: record }))
  await ask(await readerOf(read), 'GET', read.path, null)
  for (const [field, value] of expected) if (typeof value !== 'string' || !value.includes('T')) expect(await record.get(field)).toEqual(value)
}

export async function frozen(context: TestContext, id: string, when: Json): Promise<void> {
  const operation = operationOf(id)
  const role = operation.permissions[0]?.role
  if (!role) return context.skip('nobody may change these records')
  const who = await person(role)
  const record = await make(operation.entity, who)
  const expression = when as unknown as Parameters<typeof evaluate>[0]
  const state = record.entity.state
  if (!(await arrange(expression, true, { node: record }))) {
    if (state) await reach(record, state.values)
    if ((await evaluate(expression, { node: record })) !== true) return context.skip('a frozen record could not be made')
  }
  const own = operation.permissions[0]?.own ?? null
  if (own !== null && own !== 'id') {
    const place = await at(own, record)
    await place?.node.set(place.field, place.node.field(place.field)?.reference ? who.id : who.subject)
  }
  const field = record.entity.fields.find((f) => operation.takes.includes(f.id) && !f.immutable && !f.reference && f.source === 'client')
  const answer = await ask(
    who,
    operation.method,
    operation.path,
    record.id,
    operation.kind === 'delete' ? undefined : field ? { [field.key]: await record.get(field.id) } : {},
  )
  expect(answer.status).toBe(409)
}

export async function appendOnly(entityId: string): Promise<void> {
  const entity = entityOf(entityId)
  const record = await make(entityId)
  await expect((await target()).database.query(`delete from "${entity.table}" where "id" = $1`, [record.id])).rejects.toThrow()
  expect(await record.exists()).toBe(true)
}
