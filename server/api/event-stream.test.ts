import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newId } from '#model/id.ts'
import { sessionCookie } from '#server/auth/cookie.ts'
import { prisma } from '#server/db.ts'
import { systemActor } from '#server/domain/actor.ts'
import { grantRole } from '#server/domain/member/mutations.ts'
import { env } from '#server/env.ts'
import { appendEvent, appendEvents } from '#server/events/append.ts'
import { tail } from '#server/events/tail.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { eventStream } from './event-stream.ts'
import { serve, type TestServer } from './test-server.ts'
import { createSystems, newestEvent, Reader, sales, say, secret, signIn } from './test-stream.ts'

let database: TestDatabase
let server: TestServer
const readers: Reader[] = []
async function open(...[token, options]: [string | null, Parameters<typeof Reader.open>[2]?]): Promise<Reader> {
  const reader = await Reader.open(server.address, token, options)
  readers.push(reader)
  return reader
}

beforeAll(async () => {
  database = await createTestDatabase()
  await createSystems()
  server = await serve(eventStream)
})
afterEach(() => {
  for (const reader of readers.splice(0)) reader.leave()
})
afterAll(async () => {
  await server.close()
  await tail.stop()
  await database.close()
})

test('nobody reads without a session, and nobody without a role', async () => {
  expect((await open(null)).response.status).toBe(401)
  expect((await open('x'.repeat(43))).response.status).toBe(401)
  expect((await open((await signIn([])).token)).response.status).toBe(403)
})

test('what commits while one watches arrives, in order, and says that nothing may change or keep it', async () => {
  const { token } = await signIn(['viewer'])
  const reader = await open(token)
  await prisma.$transaction((tx) =>
    appendEvents(tx, [
      { kind: 'live.first', systemId: sales },
      { kind: 'live.second', systemId: sales },
    ]),
  )
  await reader.until((m) => m.data.kind === 'live.second')
  expect(reader.events.map((m) => m.data.kind)).toEqual(['live.first', 'live.second'])
  expect(reader.events.map((m) => m.id)).toEqual(reader.events.map((m) => String(m.data.id)))
  expect(reader.response.headers.get('cache-control')).toBe('no-cache, no-transform')
  expect(reader.response.headers.get('content-type')).toContain('text/event-stream')
})

test('no gap and no repeat while events commit from many writers during the replay, and after coming back', async () => {
  const { token } = await signIn(['viewer'])
  const start = await newestEvent()
  await prisma.$transaction((tx) =>
    appendEvents(
      tx,
      Array.from({ length: 450 }, () => ({ kind: 'past.event', systemId: sales })),
    ),
  )
  const writing = Promise.all(Array.from({ length: 60 }, (_, i) => say(`burst.event`, { systemId: i % 3 === 0 ? secret : sales })))
  const reader = await open(token, { after: start })
  await writing
  await say('burst.done')
  await reader.until((m) => m.data.kind === 'burst.done')
  const all = (await prisma.event.findMany({ where: { id: { gt: start } }, orderBy: { id: 'asc' } })).map((e) => Number(e.id))
  expect(all).toHaveLength(511)
  expect(reader.events.map((m) => m.data.id)).toEqual(all)
  const cursor = Number(reader.events[300]?.id)
  reader.leave()
  const again = await open(token, { lastEventId: cursor, after: 1 }) // the header wins: the browser knows better than the address
  await again.until((m) => m.data.kind === 'burst.done')
  expect(again.events.map((m) => m.data.id)).toEqual(all.filter((id) => id > cursor))
})

test('a lost database connection is made up for: what committed meanwhile arrives once', async () => {
  const { token } = await signIn(['viewer'])
  const reader = await open(token)
  await say('before.loss')
  await reader.until((m) => m.data.kind === 'before.loss')
  const admin = new pg.Client({ connectionString: env.DATABASE_URL })
  await admin.connect()
  const { rowCount } = await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'gantry-tail' and datname = current_database()`,
  )
  expect(rowCount).toBe(1)
  await admin.end()
  await say('during.loss')
  await reader.until((m) => m.data.kind === 'during.loss')
  await tail.ready()
  await say('after.loss')
  await reader.until((m) => m.data.kind === 'after.loss')
  expect(reader.events.map((m) => m.data.kind)).toEqual(['before.loss', 'during.loss', 'after.loss'])
})

test('who may read one system sees only that one, live and replayed; events of no system are not for them', async () => {
  const { token, userId } = await signIn([])
  await grantRole(systemActor('runner'), { userId, role: 'viewer', systemId: sales })
  const start = await newestEvent()
  await say('hidden.past', { systemId: secret })
  await say('seen.past')
  const reader = await open(token, { after: start })
  await reader.until((m) => m.data.kind === 'seen.past')
  await say('hidden.live', { systemId: secret })
  await say('hidden.global', {})
  await say('seen.live')
  await reader.until((m) => m.data.kind === 'seen.live')
  expect(reader.events.map((m) => m.data.kind)).toEqual(['seen.past', 'seen.live'])
})

test('?run= brings the events of one run', async () => {
  const { token } = await signIn(['viewer'])
  const reader = await open(token, { run: 'run_mine' })
  await say('other.run', { systemId: sales, runId: 'run_other' })
  await say('my.run', { systemId: sales, runId: 'run_mine' })
  await reader.until((m) => m.data.kind === 'my.run')
  expect(reader.events).toHaveLength(1)
})

test('hints about log lines carry no id, so that the cursor stays the event log’s', async () => {
  const { token } = await signIn(['viewer'])
  const attempt = await makeAttempt()
  const reader = await open(token)
  await prisma.$executeRaw`select pg_notify('gantry_logs', ${`${attempt}:4`})`
  const hint = await reader.until((m) => m.event === 'log')
  expect(hint).toEqual({ event: 'log', id: '', data: { attempt, seq: 4 } })
})

async function makeAttempt(): Promise<string> {
  const [service, requirement, revision, run, stage, attempt] = [newId('svc'), newId('req'), newId('rev'), newId('run'), newId('stg'), newId('att')]
  await prisma.service.create({ data: { id: service, systemId: sales, slug: service.replace('_', '-'), name: 'Shop' } })
  await prisma.requirement.create({
    data: {
      id: requirement,
      title: 'Shop',
      systemId: sales,
      serviceId: service,
      createdBy: 'usr_x',
      requestKey: requirement,
      revisions: { create: { id: revision, number: 1, documents: [], bytes: 0, requestKey: revision, createdBy: 'usr_x' } },
    },
  })
  await prisma.run.create({
    data: {
      id: run,
      number: 1,
      pipeline: 'deliver',
      requirementId: requirement,
      revisionId: revision,
      serviceId: service,
      status: 'running',
      requestKey: run,
      createdBy: 'usr_x',
      stages: { create: { id: stage, name: 'analyze', position: 0, attempts: { create: { id: attempt, number: 1 } } } },
    },
  })
  return attempt
}

test('a reader who takes nothing is cut off instead of filling the memory', async () => {
  const { token } = await signIn(['viewer'])
  const request = new Request('http://x/api/events', { headers: { cookie: `${sessionCookie}=${token}` } })
  const response = await eventStream(request)
  const body = response.body!.getReader()
  await body.read() // hello; from here on nothing is taken
  const filler = 'x'.repeat(100_000)
  for (let i = 0; i < 14; i++) await prisma.$transaction((tx) => appendEvent(tx, { kind: 'big.event', systemId: sales, data: { filler } }))
  const watcher = await open(token)
  await say('after.big')
  await watcher.until((m) => m.data.kind === 'after.big')
  let text = ''
  for (let part = await body.read(); !part.done; part = await body.read()) text += new TextDecoder().decode(part.value)
  expect(text).toContain('"reason":"slow"')
  expect(text).not.toContain('after.big')
})
