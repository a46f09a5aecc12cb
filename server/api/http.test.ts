import superjson from 'superjson'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { sessionCookie } from '#server/auth/cookie.ts'
import { prisma } from '#server/db.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { answer } from './http.ts'
import { limiter, maximalBody } from './limits.ts'
import { serve, type TestServer } from './test-server.ts'
import { createSystems, openSessionOf, signIn } from './test-stream.ts'

let database: TestDatabase
let server: TestServer
let viewer: string
let architect: string

beforeAll(async () => {
  database = await createTestDatabase()
  await createSystems()
  viewer = (await signIn(['viewer'])).token
  architect = (await signIn(['architect'])).token
  server = await serve(answer)
})
afterAll(async () => {
  await server.close()
  await database.close()
})

const cookie = (token: string) => `${sessionCookie}=${token}`
async function call(token: string, procedure: string, input: unknown, headers: Record<string, string> = {}, body = JSON.stringify(superjson.serialize(input))) {
  const response = await fetch(`${server.address}/api/trpc/${procedure}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', cookie: cookie(token), ...headers },
  })
  const content = (await response.json()) as {
    message?: string
    error?: { json: { message: string; data: { code: string; fields: Record<string, string[]>; id: string; stack?: string } } }
    result?: { data: { json: any } }
  }
  return { status: response.status, headers: response.headers, error: content.error?.json, result: content.result?.data.json, message: content.message }
}
const query = (token: string, procedure: string, input: unknown = {}) =>
  fetch(`${server.address}/api/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(superjson.serialize(input)))}`, {
    headers: { cookie: cookie(token) },
  })
const submission = (more: object = {}) => ({
  requestKey: crypto.randomUUID(),
  title: 'A shop',
  system: 'sales',
  documents: [{ name: 'shop.md', text: 'A shop.' }],
  ...more,
})

test('a page of the dashboard changes things; pages of other origins, also of deployed services on the same site, do not', async () => {
  const host = new URL(server.address).host
  expect(await call(architect, 'requirement.submit', submission(), { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' })).toMatchObject({
    status: 200,
    result: { run: expect.stringMatching(/^run_/) },
  })
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://shop.sales.staging.apps.localhost:3080' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
  ]
  for (const headers of foreign) {
    const refused = await call(architect, 'requirement.submit', submission(), headers)
    expect([JSON.stringify(headers), refused.status, refused.error?.data.code]).toEqual([JSON.stringify(headers), 403, 'FORBIDDEN'])
  }
})

test('a form of another site cannot send a change: only JSON is taken', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const before = await prisma.requirement.count()
    expect((await call(architect, 'requirement.submit', submission(), { 'content-type': type })).status).toBeGreaterThanOrEqual(400)
    expect(await prisma.requirement.count()).toBe(before)
  }
})

test('changes are no GETs: a link changes nothing', async () => {
  const response = await query(architect, 'requirement.submit', submission())
  expect(response.status).toBe(405)
})

test('a repeated submission is one requirement and one run', async () => {
  const same = submission()
  const answers = await Promise.all([1, 2, 3].map(() => call(architect, 'requirement.submit', same)))
  expect(new Set(answers.map((a) => a.result?.run)).size).toBe(1)
})

test.each([
  ['blank', { documents: [{ name: 'a.md', text: '  \n' }] }, 'documents.0.text', /empty/],
  ['with NUL', { documents: [{ name: 'a.md', text: 'a\u0000b' }] }, 'documents.0.text', /binary or not UTF-8/],
  ['not UTF-8', { documents: [{ name: 'a.md', text: 'caf\ufffd' }] }, 'documents.0.text', /binary or not UTF-8/],
  ['ill-formed', { documents: [{ name: 'a.md', text: 'lone \ud800' }] }, 'documents.0.text', /binary or not UTF-8/],
  ['PDF', { documents: [{ name: 'a.pdf', text: 'x' }] }, 'documents.0.name', /Only \.md/],
  ['in a folder', { documents: [{ name: '../a.md', text: 'x' }] }, 'documents.0.name', /without folders/],
  ['none', { documents: [] }, 'documents', /at least one/i],
  ['six', { documents: Array.from({ length: 6 }, (_, i) => ({ name: `${i}.md`, text: 'x' })) }, 'documents', /At most five/],
  ['too large', { documents: [{ name: 'a.md', text: 'é'.repeat(600_000) }] }, 'documents', /more than 1 MB/],
  [
    'same names',
    {
      documents: [
        { name: 'a.md', text: 'x' },
        { name: 'A.md', text: 'y' },
      ],
    },
    'documents',
    /same name/,
  ],
  ['no title', { title: ' ' }, 'title', /at least 3/],
  ['no system', { system: '' }, 'system', /Choose a system/],
  ['unknown system', { system: 'nowhere' }, 'system', /no system/],
  ['unknown service', { service: 'nowhere' }, 'service', /no service/],
])('a submission that is %s is refused at its field', async (_what, more, field, message) => {
  const { status, error } = await call(architect, 'requirement.submit', submission(more))
  expect(status === 400 || status === 422).toBe(true)
  expect(error?.data.fields[field]?.join(' ')).toMatch(message)
})

test('too large a body, declared or not, and too many procedures at once are refused before they are read', async () => {
  const headers = { 'content-type': 'application/json', cookie: cookie(architect) }
  const post = (body: BodyInit, more: object = {}) =>
    answer(
      new Request(`${server.address}/api/trpc/requirement.submit`, { method: 'POST', body, duplex: 'half', headers: { ...headers, ...more } } as RequestInit),
    )
  expect((await post('{}', { 'content-length': String(maximalBody + 1) })).status).toBe(413)
  let given = 0
  const endless = new ReadableStream({
    pull: (c) => {
      given += 65_536
      c.enqueue(new Uint8Array(65_536))
    },
  })
  const refused = await post(endless)
  expect(refused.status).toBe(413)
  expect(await refused.json()).toMatchObject({ error: { json: { message: expect.stringContaining('1 MB'), data: { code: 'PAYLOAD_TOO_LARGE' } } } })
  expect(given).toBeLessThan(maximalBody + 1_000_000)
  expect((await post('{not json')).status).toBe(400)
  expect(
    (await fetch(`${server.address}/api/trpc/${Array.from({ length: 13 }, () => 'me.get').join(',')}?batch=1`, { headers: { cookie: cookie(viewer) } })).status,
  ).toBe(400)
})

test('what breaks inside is told by a number, not by its insides', async () => {
  const admin = (await signIn(['admin'])).token
  await prisma.$executeRaw`alter table "AuditEntry" rename to "AuditEntry_away"`
  const response = await query(admin, 'audit.list')
  await prisma.$executeRaw`alter table "AuditEntry_away" rename to "AuditEntry"`
  const text = await response.text()
  expect(response.status).toBe(500)
  expect(text).not.toMatch(/AuditEntry|prisma|stack|select/i)
  const { error } = JSON.parse(text) as { error: { json: { message: string; data: { id: string } } } }
  expect(error.json.message).toContain(error.json.data.id)
})

test('changes in a row are limited for one person, and come back with time', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    for (let i = 0; i < 60; i++) limiter.take('somebody')
    expect(() => limiter.take('somebody')).toThrow(/Too many changes/)
    limiter.take('somebody else')
    vi.setSystemTime(Date.now() + 1_000)
    limiter.take('somebody')
  } finally {
    vi.useRealTimers()
  }
})

test('answers are not kept by anybody in between', async () => {
  const response = await query(viewer, 'me.get')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.json()).toMatchObject({ result: { data: { json: { roles: ['viewer'], permissions: ['read'] } } } })
})

test('signing out everywhere takes effect on the next request', async () => {
  const { token, userId } = await signIn(['viewer'])
  const second = await openSessionOf(userId)
  expect((await call(token, 'me.signOutEverywhere', undefined)).result).toEqual({ ended: 2 })
  for (const old of [token, second]) expect((await query(old, 'me.get')).status).toBe(401)
})
