import { afterAll, beforeAll, expect, test } from 'vitest'
import { prisma } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'
import { makePerson } from '#server/domain/testing.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { listViews } from './data.ts'
import { removeView, saveView } from './mutations.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

const seen = async (actor: Actor) => (await listViews(actor.person!)).map(({ name, query, mine }) => ({ name, query, mine }))

test('a view is its owner’s until it is shared; saving under its name replaces it', async () => {
  const [mine, other] = [await makePerson('architect'), await makePerson('viewer')]
  const { id } = await saveView(mine, { name: 'Payments', query: 'owner=Billing', shared: false })
  expect(await seen(mine)).toEqual([{ name: 'Payments', query: 'owner=Billing', mine: true }])
  expect(await seen(other)).toEqual([])
  expect(await saveView(mine, { name: 'Payments', query: 'owner=Finance', shared: true })).toEqual({ id })
  expect(await seen(other)).toEqual([{ name: 'Payments', query: 'owner=Finance', mine: false }])
  expect(await prisma.event.count({ where: { kind: 'view.saved' } })).toBe(2)
})

test('nobody removes somebody else’s view, and is not told that it exists', async () => {
  const [mine, other] = [await makePerson('architect'), await makePerson('admin')]
  const { id } = await saveView(mine, { name: 'Shared', query: '', shared: true })
  await expect(removeView(other, id)).rejects.toMatchObject({ code: 'not_found' })
  await removeView(mine, id)
  expect((await seen(other)).some(({ name }) => name === 'Shared')).toBe(false)
  expect(await prisma.auditEntry.count({ where: { action: 'view.removed', subject: id } })).toBe(1)
})

test('a person keeps a hundred views', async () => {
  const mine = await makePerson('viewer')
  await prisma.networkView.createMany({
    data: Array.from({ length: 100 }, (_, n) => ({ id: `view_${n}`, ownerId: mine.id, name: `View ${n}`, query: '', updatedAt: new Date() })),
  })
  await expect(saveView(mine, { name: 'One more', query: '', shared: false })).rejects.toMatchObject({ code: 'too_many' })
  await saveView(mine, { name: 'View 7', query: 'q=x', shared: false })
})
