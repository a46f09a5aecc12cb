import { afterAll, beforeAll, expect, test } from 'vitest'
import { unpackNetwork } from '#model/network-wire.ts'
import { sessionCookie } from '#server/auth/cookie.ts'
import { prisma } from '#server/db.ts'
import { makePerson, makeSystem, makeWorld, type World } from '#server/domain/test-world.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { networkResponse } from './network-response.ts'
import { serve, type TestServer } from './test-server.ts'
import { openSessionOf, signIn } from './test-stream.ts'

let database: TestDatabase
let server: TestServer
let world: World
let viewer: string

beforeAll(async () => {
  database = await createTestDatabase()
  world = await makeWorld('sales')
  await makeSystem('billing')
  viewer = (await signIn(['viewer'])).token
  server = await serve(networkResponse)
})
afterAll(async () => {
  await server.close()
  await database.close()
})

const get = (token: string | null, { tag, search = '' }: { tag?: string; search?: string } = {}) =>
  fetch(`${server.address}/api/network${search}`, {
    headers: { ...(token && { cookie: `${sessionCookie}=${token}` }), ...(tag && { 'if-none-match': tag }) },
  })
const systemsOf = async (response: Response) => unpackNetwork(await response.json()).systems.map(({ slug }) => slug)

test('who has it already is told so, until anything is written, by whatever way', async () => {
  const first = await get(viewer)
  expect(await systemsOf(first)).toEqual(['billing', 'sales'])
  expect(first.headers.get('cache-control')).toBe('private, no-cache')
  const tag = first.headers.get('etag') ?? ''
  const again = await get(viewer, { tag })
  expect([again.status, await again.text()]).toEqual([304, ''])
  await prisma.system.update({ where: { id: world.system }, data: { name: 'Sales and orders' } })
  const later = await get(viewer, { tag })
  expect(later.status).toBe(200)
  expect(unpackNetwork(await later.json()).systems.map(({ name }) => name)).toContain('Sales and orders')
})

test('shows what the person may read, also when somebody else asked before', async () => {
  const all = await get(viewer)
  const { id } = await makePerson([], { rules: [] })
  await prisma.roleGrant.create({ data: { userId: id, role: 'viewer', effect: 'grant', systemId: world.system } })
  const one = await get(await openSessionOf(id), { tag: all.headers.get('etag') ?? '' })
  expect(await systemsOf(one)).toEqual(['sales'])
})

test('nobody without a session or a role, and no moment that is none', async () => {
  expect((await get(null)).status).toBe(401)
  expect((await get((await signIn([])).token)).status).toBe(403)
  const bad = await get(viewer, { search: '?at=yesterday' })
  expect([bad.status, await bad.json()]).toMatchObject([400, { message: expect.stringContaining('no moment') }])
  expect(await systemsOf(await get(viewer, { search: '?at=2020-01-01T00:00:00Z' }))).toEqual(['billing', 'sales'])
})
