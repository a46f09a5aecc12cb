import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newId } from '#model/id.ts'
import type { RoleName } from '#model/role.ts'
import { sessionCookie } from '#server/auth/cookie.ts'
import { prisma } from '#server/db.ts'
import { systemActor } from '#server/domain/actor.ts'
import { clearRule, denyRole, grantRole } from '#server/domain/member/mutations.ts'
import { endAllSessions, endSession, openSession } from '#server/domain/member/sessions.ts'
import { recordSignIn } from '#server/domain/member/sign-in.ts'
import { env } from '#server/env.ts'
import { appendEvent, appendEvents } from '#server/events/append.ts'
import { tail } from '#server/events/tail.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { eventStream } from './event-stream.ts'
import { serve, type TestServer } from './test-server.ts'

let database: TestDatabase
let server: TestServer
const sales = newId('sys')
const secret = newId('sys')

beforeAll(async () => {
  database = await createTestDatabase()
  await prisma.system.createMany({
    data: [
      { id: sales, slug: 'sales', name: 'Sales' },
      { id: secret, slug: 'secret', name: 'Secret' },
    ],
  })
  server = await serve(eventStream)
})
const readers: Reader[] = []
afterEach(() => {
  for (const reader of readers.splice(0)) reader.leave()
})
afterAll(async () => {
  await server.close()
  await tail.stop()
  await database.close()
})

async function signIn(claimedRoles: RoleName[]): Promise<{ token: string; userId: string }> {
  const subject = crypto.randomUUID()
  const { userId } = await recordSignIn({ provider: 'test', subject, name: subject, email: null, emailVerified: false, image: null, claimedRoles })
  const token = crypto.randomUUID()
  await openSession({ token, userId, expires: new Date(Date.now() + 3_600_000), provider: 'test' })
  return { token, userId }
}
const say = (kind: string, more: { systemId?: string; runId?: string } = { systemId: sales }) => prisma.$transaction((tx) => appendEvent(tx, { kind, ...more }))

interface Message {
  event: string
  id: string
  data: { kind?: string; id?: number; reason?: string; attempt?: string; seq?: number }
}

/** Reads a stream as a browser does, and waits for what it should bring. */
class Reader {
  readonly messages: Message[] = []
  closed = false
  private wake = () => {}
  private readonly stop = new AbortController()
  response!: Response

  static async open(token: string | null, options: { after?: number; lastEventId?: number; run?: string } = {}): Promise<Reader> {
    const reader = new Reader()
    readers.push(reader)
    const query = new URLSearchParams({ ...(options.after !== undefined && { after: String(options.after) }), ...(options.run && { run: options.run }) })
    reader.response = await fetch(`${server.address}/api/events?${query}`, {
      signal: reader.stop.signal,
      headers: {
        ...(token && { cookie: `other=1; ${sessionCookie}=${token}` }),
        ...(options.lastEventId !== undefined && { 'last-event-id': String(options.lastEventId) }),
      },
    })
    if (reader.response.ok) {
      void reader.read()
      await reader.until((m) => m.event === 'hello')
    }
    return reader
  }
  leave(): void {
    this.stop.abort()
  }
  get events(): Message[] {
    return this.messages.filter((m) => m.event === 'message')
  }
  async until(matches: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const found = this.messages.find(matches)
      if (found) return found
      if (this.closed) throw new Error(`The stream closed; it had brought ${JSON.stringify(this.messages)}`)
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
  }
  async untilClosed(): Promise<void> {
    while (!this.closed)
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
  }
  private async read(): Promise<void> {
    let rest = ''
    try {
      for await (const text of this.response.body!.pipeThrough(new TextDecoderStream())) {
        const parts = (rest + text).split('\n\n')
        rest = parts.pop() ?? ''
        for (const part of parts) this.take(part)
        this.wake()
      }
    } catch {
      // Left by ourselves.
    }
    this.closed = true
    this.wake()
  }
  private take(part: string): void {
    const field = (name: string) =>
      part
        .split('\n')
        .find((line) => line.startsWith(`${name}: `))
        ?.slice(name.length + 2) ?? ''
    if (field('data')) this.messages.push({ event: field('event') || 'message', id: field('id'), data: JSON.parse(field('data')) })
  }
}

test('nobody reads without a session, and nobody without a role', async () => {
  expect((await Reader.open(null)).response.status).toBe(401)
  expect((await Reader.open('x'.repeat(43))).response.status).toBe(401)
  expect((await Reader.open((await signIn([])).token)).response.status).toBe(403)
})

test('what commits while one watches arrives, in order, and says that nothing may change or keep it', async () => {
  const { token } = await signIn(['viewer'])
  const reader = await Reader.open(token)
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
  const { _max } = await prisma.event.aggregate({ _max: { id: true } })
  const start = Number(_max.id ?? 0)
  await prisma.$transaction((tx) =>
    appendEvents(
      tx,
      Array.from({ length: 450 }, () => ({ kind: 'past.event', systemId: sales })),
    ),
  )
  const writing = Promise.all(Array.from({ length: 60 }, (_, i) => say(`burst.event`, { systemId: i % 3 === 0 ? secret : sales })))
  const reader = await Reader.open(token, { after: start })
  await writing
  await say('burst.done')
  await reader.until((m) => m.data.kind === 'burst.done')
  const all = (await prisma.event.findMany({ where: { id: { gt: start } }, orderBy: { id: 'asc' } })).map((e) => Number(e.id))
  expect(all).toHaveLength(511)
  expect(reader.events.map((m) => m.data.id)).toEqual(all)
  const cursor = Number(reader.events[300]?.id)
  reader.leave()
  const again = await Reader.open(token, { lastEventId: cursor, after: 1 }) // the header wins: the browser knows better than the address
  await again.until((m) => m.data.kind === 'burst.done')
  expect(again.events.map((m) => m.data.id)).toEqual(all.filter((id) => id > cursor))
})

test('a lost database connection is made up for: what committed meanwhile arrives once', async () => {
  const { token } = await signIn(['viewer'])
  const reader = await Reader.open(token)
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
  const { _max } = await prisma.event.aggregate({ _max: { id: true } })
  await say('hidden.past', { systemId: secret })
  await say('seen.past')
  const reader = await Reader.open(token, { after: Number(_max.id ?? 0) })
  await reader.until((m) => m.data.kind === 'seen.past')
  await say('hidden.live', { systemId: secret })
  await say('hidden.global', {})
  await say('seen.live')
  await reader.until((m) => m.data.kind === 'seen.live')
  expect(reader.events.map((m) => m.data.kind)).toEqual(['seen.past', 'seen.live'])
})

test('?run= brings the events of one run', async () => {
  const { token } = await signIn(['viewer'])
  const reader = await Reader.open(token, { run: 'run_mine' })
  await say('other.run', { systemId: sales, runId: 'run_other' })
  await say('my.run', { systemId: sales, runId: 'run_mine' })
  await reader.until((m) => m.data.kind === 'my.run')
  expect(reader.events).toHaveLength(1)
})

test('signing out closes this session’s streams and leaves other sessions alone', async () => {
  const mine = await signIn(['viewer'])
  const otherToken = crypto.randomUUID()
  await openSession({ token: otherToken, userId: mine.userId, expires: new Date(Date.now() + 3_600_000), provider: 'test' })
  const [reader, other] = [await Reader.open(mine.token), await Reader.open(otherToken)]
  await endSession(mine.token)
  await reader.untilClosed()
  expect(reader.messages.at(-1)).toMatchObject({ event: 'end', data: { reason: 'signed_out' } })
  expect((await Reader.open(mine.token)).response.status).toBe(401)
  await say('still.open')
  await other.until((m) => m.data.kind === 'still.open')
})

test('signing out everywhere closes every stream of the person', async () => {
  const { token, userId } = await signIn(['viewer'])
  const reader = await Reader.open(token)
  await endAllSessions({ id: userId, name: 'me', via: 'ui', person: null })
  await reader.untilClosed()
  expect((await Reader.open(token)).response.status).toBe(401)
})

test('a role that is taken closes the stream at once, and the next request is refused; given back, it works again', async () => {
  const { token, userId } = await signIn(['viewer'])
  const reader = await Reader.open(token)
  await denyRole(systemActor('runner'), { userId, role: 'viewer', systemId: null })
  await reader.untilClosed()
  expect(reader.messages.at(-1)).toMatchObject({ event: 'end', data: { reason: 'roles_changed' } })
  expect((await Reader.open(token)).response.status).toBe(403)
  await clearRule(systemActor('runner'), { userId, role: 'viewer', systemId: null })
  expect((await Reader.open(token)).response.status).toBe(200)
})

test('a session that ended while the listening connection was lost is noticed', async () => {
  const { token } = await signIn(['viewer'])
  const reader = await Reader.open(token)
  const admin = new pg.Client({ connectionString: env.DATABASE_URL })
  await admin.connect()
  // Ended behind the back of the notices, as if they had been sent while nobody listened.
  await prisma.session.deleteMany({ where: { user: { sessions: { some: {} } } } })
  await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'gantry-tail' and datname = current_database()`)
  await admin.end()
  await reader.untilClosed()
  expect(reader.messages.at(-1)).toMatchObject({ event: 'end', data: { reason: 'signed_out' } })
})

test('hints about log lines carry no id, so that the cursor stays the event log’s', async () => {
  const { token } = await signIn(['viewer'])
  const attempt = await makeAttempt()
  const reader = await Reader.open(token)
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
  const watcher = await Reader.open(token)
  await say('after.big')
  await watcher.until((m) => m.data.kind === 'after.big')
  let text = ''
  for (let part = await body.read(); !part.done; part = await body.read()) text += new TextDecoder().decode(part.value)
  expect(text).toContain('"reason":"slow"')
  expect(text).not.toContain('after.big')
})
