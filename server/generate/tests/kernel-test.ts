/** Tests of the kernel itself, the same in every service: refusals in words, migrations, transactions, deadlines, metrics. */
export const kernelTest = `import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { definitions } from '../src/definitions.ts'
import { databaseProblem } from '../src/http/database-problem.ts'
import { Metrics } from '../src/http/metrics.ts'
import { conflict, invalid, Problem, unauthorized } from '../src/http/problem.ts'
import { expectedVersion, idempotencyKey } from '../src/http/send.ts'
import { requireFresh } from './support/kernel.ts'
import { transaction } from '../src/kernel/database.ts'
import { sweep } from '../src/kernel/deadlines.ts'
import { main, migrate } from '../src/migrate.ts'
import { target } from './support/target.ts'

const refused = (code: string, more: object = {}): Problem | undefined => databaseProblem(definitions.constraints)(Object.assign(new Error('is still referenced'), { code, ...more }))

test('what the database refuses is said in words, and what nobody expected is not', () => {
  expect(refused('23503')?.status).toBe(409)
  expect(refused('23505')?.status).toBe(409)
  expect(refused('23502')?.status).toBe(422)
  expect(refused('23514', { conflict: true })?.status).toBe(409)
  expect(refused('GA001')?.status).toBe(409)
  expect(refused('22003')?.status).toBe(422)
  expect(refused('40001')?.status).toBe(409)
  expect(refused('57P01')?.status).toBe(503)
  expect(refused('XX000')).toBeUndefined()
  expect(databaseProblem({})(new Error('no database error'))).toBeUndefined()
  for (const [name, constraint] of Object.entries(definitions.constraints)) {
    const said = refused(constraint.kind === 'unique' ? '23505' : '23514', { constraint: name })
    expect([constraint.status, 409, 422]).toContain(said?.status)
  }
  expect([unauthorized('x').status, conflict('x').status, invalid([]).status]).toEqual([401, 409, 422])
})

test('migrations that ran are left alone, changed ones are refused, broken ones leave nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'm-'))
  const owner = { user: process.env.OWNER_USER ?? process.env.PGUSER, password: process.env.OWNER_PASSWORD ?? process.env.PGPASSWORD }
  const client = new pg.Client(owner)
  await client.connect()
  try {
    const file = join(folder, '9001_probe.sql')
    writeFileSync(file, 'create table gantry_probe (id int)')
    expect(await migrate(client, folder, undefined)).toEqual(['9001_probe.sql'])
    expect(await migrate(client, folder, undefined)).toEqual([])
    writeFileSync(file, 'create table gantry_probe (id text)')
    await expect(migrate(client, folder, undefined)).rejects.toThrow('was applied with other contents')
    writeFileSync(file, 'create table gantry_probe (id int)')
    writeFileSync(join(folder, '9002_broken.sql'), 'create table gantry_left (id int); select nothing')
    await expect(migrate(client, folder, undefined)).rejects.toThrow('9002_broken.sql')
    expect((await client.query("select to_regclass('gantry_left') as left")).rows).toEqual([{ left: null }])
    expect(await main(join(folder, 'does-not-exist'), {})).toBe(1)
  } finally {
    await client.query("drop table if exists gantry_probe; delete from gantry_migrations where name like '9%'")
    await client.end()
  }
})

test('a transaction that met another is tried again, and ends with nothing when it cannot', async () => {
  const { database } = await target()
  let times = 0
  await expect(transaction(database, () => { times += 1; throw Object.assign(new Error('met another'), { code: '40001' }) })).rejects.toThrow('met another')
  expect(times).toBe(5)
  expect(await transaction(database, (tx) => tx.query('select 1 as n').then((found) => found.rows))).toEqual([{ n: 1 }])
})

test('deadlines mark once and tell once', async () => {
  const { database } = await target()
  const told: unknown[] = []
  const deadline = { id: 'd', entity: 'e', statements: [], mark: { sql: 'select gen_random_uuid() as id', parameters: [] }, notify: { sql: 'select $1::uuid as id', parameters: ['id'] } }
  const counting = { query: (text: string, values: unknown[]) => { told.push(text); return database.query(text, values) } }
  await sweep({ pool: database, definitions: { ...definitions, deadlines: [deadline] } }, counting as never, 'e')
  await sweep({ pool: database, definitions: { ...definitions, deadlines: [deadline] } }, counting as never, 'another')
  expect(told).toEqual([deadline.mark.sql, deadline.notify.sql])
})

test('versions and keys of requests', () => {
  const request = (headers: Record<string, string>) => ({ headers }) as never
  expect(expectedVersion(request({}))).toBeNull()
  expect(expectedVersion(request({ 'if-match': '"7"' }))).toBe(7)
  expect(() => expectedVersion(request({ 'if-match': 'seven' }))).toThrow(Problem)
  expect(idempotencyKey(request({ 'idempotency-key': 'k' }))).toBe('k')
  expect(() => idempotencyKey(request({ 'idempotency-key': 'k k' }))).toThrow(Problem)
})

test('metrics count by route', () => {
  const metrics = new Metrics()
  metrics.observe('GET', '/x', 200, 0.02)
  metrics.observe('GET', '/x', 200, 20)
  expect(metrics.text()).toContain('http_request_duration_seconds_count{method="GET",route="/x",status="200"} 2')
  expect(metrics.text()).toContain('le="0.025"} 1')
})

test('records that are frozen, changed meanwhile or not there are refused', requireFresh)
`
