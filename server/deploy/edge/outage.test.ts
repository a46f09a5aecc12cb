import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { prisma } from '#server/db.ts'
import { requestDeployment } from '#server/domain/deployment/transitions.ts'
import { env } from '#server/env.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { openSandbox } from '#server/sandbox/open.ts'
import { Edge } from './edge.ts'
import { createService, storeBundle } from './test-bundle.ts'

let database: TestDatabase
let edge: Edge
let other: pg.Client
beforeAll(async () => {
  database = await createTestDatabase()
  edge = await Edge.open(await openSandbox())
  await edge.start()
  other = new pg.Client({ connectionString: env.DATABASE_URL })
  await other.connect()
})
afterAll(async () => {
  await edge.stop()
  await other.end()
  await database.close()
})

const holders = (granted: boolean) =>
  prisma.$queryRaw<{ pid: number }[]>`
    select l.pid from pg_locks l join pg_database d on d.oid = l.database and d.datname = current_database()
    where l.locktype = 'advisory' and l.granted = ${granted}`

test('an edge that was away from its database, and looked for work meanwhile, takes it up afterwards', async () => {
  // Another edge waits for its turn, and has it as soon as the connection of the first is cut.
  const taken = other.query(`select pg_advisory_lock(hashtext('gantry_edge'))`)
  await vi.waitFor(async () => expect(await holders(false)).toHaveLength(1))
  for (const { pid } of await holders(true)) await prisma.$executeRaw`select pg_terminate_backend(${pid}::int)`
  await taken
  await vi.waitFor(() => expect(edge.active).toBe(false))
  await edge.reconcile() // as it does every second
  await other.query('select pg_advisory_unlock_all()')
  await vi.waitFor(() => expect(edge.active).toBe(true), { timeout: 20_000 })

  const serviceId = await createService('sales', 'patient')
  const releaseDigest = await storeBundle({ label: 'one' })
  const { id } = await prisma.$transaction((tx) =>
    requestDeployment(tx, { key: 'test:1', serviceId, environment: 'staging', releaseDigest, runId: 'run_test', weight: 0 }),
  )
  await vi.waitFor(async () => expect((await prisma.deployment.findUniqueOrThrow({ where: { id } })).observed).toBe('ready'), { timeout: 25_000 })
})
