import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { prisma } from '#server/db.ts'
import { systemActor } from '#server/domain/actor.ts'
import { clearRule, denyRole } from '#server/domain/member/mutations.ts'
import { endAllSessions, endSession } from '#server/domain/member/sessions.ts'
import { env } from '#server/env.ts'
import { tail } from '#server/events/tail.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { eventStream } from './event-stream.ts'
import { serve, type TestServer } from './test-server.ts'
import { createSystems, openSessionOf, Reader, say, signIn } from './test-stream.ts'

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

test('signing out closes this session’s streams and leaves other sessions alone', async () => {
  const mine = await signIn(['viewer'])
  const otherToken = await openSessionOf(mine.userId)
  const [reader, other] = [await open(mine.token), await open(otherToken)]
  await endSession(mine.token)
  await reader.untilClosed()
  expect(reader.messages.at(-1)).toMatchObject({ event: 'end', data: { reason: 'signed_out' } })
  expect((await open(mine.token)).response.status).toBe(401)
  await say('still.open')
  await other.until((m) => m.data.kind === 'still.open')
})

test('signing out everywhere closes every stream of the person', async () => {
  const { token, userId } = await signIn(['viewer'])
  const reader = await open(token)
  await endAllSessions({ id: userId, name: 'me', via: 'ui', person: null })
  await reader.untilClosed()
  expect((await open(token)).response.status).toBe(401)
})

test('a session that is over closes its stream and opens no other', async () => {
  const { userId } = await signIn(['viewer'])
  const token = await openSessionOf(userId, 3_000)
  const reader = await open(token)
  await reader.untilClosed()
  expect(reader.messages.at(-1)).toMatchObject({ event: 'end', data: { reason: 'expired' } })
  expect((await open(token)).response.status).toBe(401)
})

test('a role that is taken closes the stream at once, and the next request is refused; given back, it works again', async () => {
  const { token, userId } = await signIn(['viewer'])
  const reader = await open(token)
  await denyRole(systemActor('runner'), { userId, role: 'viewer', systemId: null })
  await reader.untilClosed()
  expect(reader.messages.at(-1)).toMatchObject({ event: 'end', data: { reason: 'roles_changed' } })
  expect((await open(token)).response.status).toBe(403)
  await clearRule(systemActor('runner'), { userId, role: 'viewer', systemId: null })
  expect((await open(token)).response.status).toBe(200)
})

test('a session that ended while the listening connection was lost is noticed', async () => {
  const { token } = await signIn(['viewer'])
  const reader = await open(token)
  const admin = new pg.Client({ connectionString: env.DATABASE_URL })
  await admin.connect()
  // Ended behind the back of the notices, as if they had been sent while nobody listened.
  await prisma.session.deleteMany({ where: { user: { sessions: { some: {} } } } })
  await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'gantry-tail' and datname = current_database()`)
  await admin.end()
  await reader.untilClosed()
  expect(reader.messages.at(-1)).toMatchObject({ event: 'end', data: { reason: 'signed_out' } })
})
