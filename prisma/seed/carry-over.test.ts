import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { prisma } from '#server/db.ts'
import { withClient } from '#server/postgres/migrate.mjs'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

/** The statements of the migration that move data; those that make tables have run already. */
const carryOver = () => {
  const sql = readFileSync(new URL('../migrations/20261121130000_network/migration.sql', import.meta.url), 'utf8')
  return sql.slice(sql.indexOf('-- Dependencies were lists'))
}

test('an instance from before flows keeps its dependencies and begins its history with what it knows', async () => {
  const dependsOn = [
    { on: 'b', data: ['deals'] },
    { on: 'gone', data: [] },
    { on: 'a', data: ['itself'] },
  ]
  await prisma.system.createMany({
    data: [
      { id: 'sys_a', slug: 'a', name: 'A', facts: { namespace: 'acme', repository: 'a-repo', focus: ['x'], dependsOn } },
      { id: 'sys_b', slug: 'b', name: 'B', facts: { namespace: null, repository: 'b-repo', documented: false, dependsOn: [] } },
      { id: 'sys_c', slug: 'c', name: 'C', facts: { dependsOn: 'nonsense' } },
    ],
  })
  await prisma.service.create({ data: { id: 'svc_a', systemId: 'sys_a', slug: 'shop', name: 'Shop' } })
  await withClient(database.url, (client) => client.query(carryOver()))
  expect((await prisma.networkFlow.findMany({ orderBy: { key: 'asc' } })).map(({ key, fromId, toId, facts }) => ({ key, fromId, toId, facts }))).toEqual([
    { key: 'a->a', fromId: 'sys_a', toId: 'sys_a', facts: { data: ['itself'], source: 'stated' } },
    { key: 'a->b', fromId: 'sys_a', toId: 'sys_b', facts: { data: ['deals'], source: 'stated' } },
  ])
  const facts = Object.fromEntries((await prisma.system.findMany()).map((system) => [system.slug, system.facts]))
  expect(facts).toEqual({ a: { focus: ['x'], repository: 'acme/a-repo' }, b: { documented: false, repository: 'b-repo' }, c: {} })
  const history = await prisma.networkChange.findMany({ orderBy: { id: 'asc' } })
  expect(history.map(({ kind, key, systems }) => [kind, key, systems])).toEqual([
    ['system', 'a', ['sys_a']],
    ['system', 'b', ['sys_b']],
    ['system', 'c', ['sys_c']],
    ['service', 'a/shop', ['sys_a']],
    ['flow', 'a->a', ['sys_a']],
    ['flow', 'a->b', ['sys_a', 'sys_b']],
  ])
  await expect(prisma.networkChange.updateMany({ data: { note: 'rewritten' } })).rejects.toThrow('append-only')
  await expect(prisma.networkChange.deleteMany()).rejects.toThrow('append-only')
})
