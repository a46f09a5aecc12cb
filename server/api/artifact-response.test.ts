import { afterAll, beforeAll, expect, test } from 'vitest'
import { putBlob } from '#server/artifacts/store.ts'
import { sessionCookie } from '#server/auth/cookie.ts'
import { prisma } from '#server/db.ts'
import { makeWorld, type World } from '#server/domain/test-world.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { artifactResponse } from './artifact-response.ts'
import { serve, type TestServer } from './test-server.ts'
import { signIn } from './test-stream.ts'

let database: TestDatabase
let server: TestServer
let world: World
let viewer: string

beforeAll(async () => {
  database = await createTestDatabase()
  world = await makeWorld('shop')
  viewer = (await signIn(['viewer'])).token
  server = await serve((request) => artifactResponse(request, new URL(request.url).pathname.split('/').at(-1) ?? ''))
})
afterAll(async () => {
  await server.close()
  await database.close()
})

const artifact = (id: string, token: string | null, headers: Record<string, string> = {}, search = '') =>
  fetch(`${server.address}/api/artifacts/${id}${search}`, { headers: { ...headers, ...(token && { cookie: `${sessionCookie}=${token}` }) } })

test('an artifact: its bytes, its hash as tag, and nothing that runs', async () => {
  const response = await artifact(world.artifact, viewer)
  expect(await response.text()).toBe('{"passed":12}')
  expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/)
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect(response.headers.get('content-disposition')).toMatch(/^inline; filename="test-report.json"/)
  const etag = response.headers.get('etag') ?? ''
  expect(etag).toMatch(/^"[0-9a-f]{64}"$/)
  const again = await artifact(world.artifact, viewer, { 'if-none-match': etag })
  expect([again.status, await again.text()]).toEqual([304, ''])
  expect((await artifact(world.artifact, viewer, {}, '?download')).headers.get('content-disposition')).toMatch(/^attachment/)
})

test('HTML is a download, or shown in a sandbox when asked for', async () => {
  const download = await artifact(world.html, viewer)
  expect(download.headers.get('content-disposition')).toMatch(/^attachment/)
  const shown = await artifact(world.html, viewer, {}, '?view')
  expect(shown.headers.get('content-disposition')).toMatch(/^inline/)
  expect(shown.headers.get('content-security-policy')).toMatch(/sandbox(?! allow)/)
})

test('an unknown media type of an agent is bytes to save, whatever it claims to be', async () => {
  const { sha256, size } = await prisma.artifact.findUniqueOrThrow({ where: { id: world.html } })
  await prisma.artifact.create({ data: { id: 'art_evil', attemptId: world.attempt, path: 'evil"\u00e9.js', mediaType: 'text/javascript', sha256, size } })
  const response = await artifact('art_evil', viewer)
  expect(response.headers.get('content-type')).toBe('application/octet-stream')
  expect(response.headers.get('content-disposition')).toBe(`attachment; filename="evil__.js"; filename*=UTF-8''evil%22%C3%A9.js`)
})

test('a large artifact arrives whole, slice by slice', async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(65_536))
  const whole = Buffer.concat(Array.from({ length: 40 }, () => bytes)) // 2.5 MiB
  const blob = await putBlob(whole)
  await prisma.artifact.create({ data: { id: 'art_large', attemptId: world.attempt, path: 'large.bin', mediaType: 'application/octet-stream', ...blob } })
  expect(Buffer.from(await (await artifact('art_large', viewer)).arrayBuffer()).equals(whole)).toBe(true)
})

test('artifacts need a session, a role, and the right to see their system', async () => {
  expect((await artifact(world.artifact, null)).status).toBe(401)
  expect((await artifact(world.artifact, (await signIn([])).token)).status).toBe(403)
  const { token, userId } = await signIn(['viewer'])
  await prisma.roleGrant.create({ data: { userId, role: 'viewer', effect: 'deny', systemId: world.system } })
  expect((await artifact(world.artifact, token)).status).toBe(404)
  expect((await artifact('art_none', viewer)).status).toBe(404)
})
