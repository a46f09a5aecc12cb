import { afterAll, beforeAll, expect, test } from 'vitest'
import { prisma } from '#server/db.ts'
import { withClient } from './migrate.mjs'
import { createTestDatabase, type TestDatabase } from './test-database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

test('the client of server/db.ts works on the test database', async () => {
  await prisma.system.create({ data: { id: 'sys_1', slug: 'sales', name: 'Sales' } })
  const rows = await withClient(database.url, async (client) => (await client.query('select slug from "System"')).rows)
  expect(rows).toEqual([{ slug: 'sales' }])
})

test('databases are apart, and the queue is migrated in each', async () => {
  const other = await createTestDatabase()
  const counts = await withClient(other.url, async (client) => ({
    systems: (await client.query('select count(*)::int as n from "System"')).rows[0].n,
    queue: (await client.query(`select to_regclass('dbos.workflow_status') is not null as there`)).rows[0].there,
  }))
  await other.close()
  expect(counts).toEqual({ systems: 0, queue: true })
})
