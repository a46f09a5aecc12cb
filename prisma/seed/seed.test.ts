import { afterAll, beforeAll, expect, test } from 'vitest'
import { prisma } from '#server/db.ts'
import { withClient } from '#server/postgres/migrate.mjs'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { seedDemoPeople, seedSystems } from './seed.mjs'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

test('seeds twelve systems, sixteen flows and one person a role, once, and leaves changes alone', async () => {
  const seed = () => withClient(database.url, async (client) => [await seedSystems(client), await seedDemoPeople(client)])
  await seed()
  await prisma.system.update({ where: { slug: 'sales' }, data: { name: 'Sales and more' } })
  await prisma.networkFlow.delete({ where: { key: 'sales->marketing' } })
  await seed()
  expect(await prisma.system.count()).toBe(12)
  expect(await prisma.networkFlow.count()).toBe(15)
  expect(await prisma.networkChange.groupBy({ by: ['kind', 'changeset'], _count: true, orderBy: { kind: 'asc' } })).toMatchObject([
    { kind: 'flow', _count: 16 },
    { kind: 'system', _count: 12 },
  ])
  expect((await prisma.system.findUniqueOrThrow({ where: { slug: 'sales' } })).name).toBe('Sales and more')
  const accounts = await prisma.account.findMany({ include: { user: true }, orderBy: { providerAccountId: 'asc' } })
  expect(accounts.map(({ claimedRoles, user }) => [user.email, claimedRoles])).toEqual([
    ['admin@gantry.localhost', ['admin']],
    ['architect@gantry.localhost', ['architect']],
    ['operator@gantry.localhost', ['operator']],
    ['product_owner@gantry.localhost', ['product_owner']],
    ['qa@gantry.localhost', ['qa']],
    ['viewer@gantry.localhost', ['viewer']],
  ])
})
