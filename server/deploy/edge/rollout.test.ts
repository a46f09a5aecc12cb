import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { RolloutState } from '#model/states.ts'
import { prisma } from '#server/db.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { createService, firstMigration, type TestBundle } from './test-bundle.ts'
import { startTestEdge, type TestEdge } from './test-edge.ts'
import { approvedRelease, inProduction } from './test-rollout.ts'

let database: TestDatabase
let edge: TestEdge

beforeAll(async () => {
  database = await createTestDatabase()
  edge = await startTestEdge({ stepSeconds: 3, keepSeconds: 6, patienceSeconds: 60 })
})
afterAll(async () => {
  await edge.stop()
  await database.close()
})

const reached = (rollout: string, states: RolloutState[], seconds = 60) =>
  vi.waitFor(
    async () => {
      const row = await prisma.rollout.findUniqueOrThrow({ where: { id: rollout } })
      if (!states.includes(row.status as RolloutState)) throw new Error(`${row.status} at ${row.step}: ${row.reason}`)
      return row
    },
    { timeout: seconds * 1000, interval: 50 },
  )
const label = async (service: string): Promise<string> => {
  const answer = await edge.ask(`${service}.live.production.apps.localhost`, '/label')
  return answer.status === 200 ? String(answer.json().label) : String(answer.status)
}
const kinds = async (run: string) =>
  (await prisma.event.findMany({ where: { runId: run, kind: { startsWith: 'rollout.' } }, orderBy: { id: 'asc' } })).map((e) => e.kind)

const served = (slug: string, expected: string) => vi.waitFor(async () => expect(await label(slug)).toBe(expected), { timeout: 30_000, interval: 50 })

/** A service with a release in production, and a second one that was just approved. */
async function second(slug: string, bundle: TestBundle) {
  const service = await createService('live', slug)
  const first = await inProduction(service, { label: 'old' })
  await served(slug, 'old')
  return { service, first, ...(await approvedRelease(service, { label: 'new', ...bundle })) }
}

describe('rollouts', { timeout: 180_000 }, () => {
  test('a good release goes 10, 50, 100, and the old one is kept for a while', async () => {
    const { run, rollout, release, first } = await second('good', {})
    const row = await reached(rollout, ['completed'])
    expect(await kinds(run)).toEqual(['rollout.started', 'rollout.progressed', 'rollout.progressed', 'rollout.progressed', 'rollout.completed'])
    expect(await label('good')).toBe('new')
    expect((await prisma.release.findUniqueOrThrow({ where: { id: release } })).status).toBe('in_production')
    expect((await prisma.release.findUniqueOrThrow({ where: { id: first.release } })).status).toBe('retired')
    const measured = await prisma.measurement.findMany({ where: { rolloutId: rollout, side: 'new' } })
    expect(new Set(measured.map((m) => m.weight))).toEqual(new Set([10, 50, 100]))
    expect(measured.reduce((sum, m) => sum + m.synthetic, 0)).toBeGreaterThan(300)
    expect((await prisma.stage.findFirstOrThrow({ where: { runId: run, name: 'monitor' } })).status).toBe('waiting')
    const baseline = { id: row.baselineId ?? '' }
    expect((await prisma.deployment.findUniqueOrThrow({ where: baseline })).observed).toBe('ready')
    await vi.waitFor(async () => expect((await prisma.deployment.findUniqueOrThrow({ where: baseline })).observed).toBe('stopped'), {
      timeout: 30_000,
      interval: 100,
    })
    expect((await prisma.run.findUniqueOrThrow({ where: { id: run } })).status).toBe('succeeded')
  })

  test('the first release has nothing to be compared with and is judged on synthetic requests', async () => {
    const service = await createService('live', 'first')
    const { run, rollout } = await approvedRelease(service, { label: 'first' })
    expect(await reached(rollout, ['completed'])).toMatchObject({ baselineId: null, step: 100 })
    expect(await label('first')).toBe('first')
    const measured = await prisma.measurement.findMany({ where: { rolloutId: rollout } })
    expect(new Set(measured.map((m) => m.side))).toEqual(new Set(['new']))
    expect(measured.every((m) => m.requests === m.synthetic || m.requests <= m.synthetic + 1)).toBe(true)
    await vi.waitFor(async () => expect((await prisma.run.findUniqueOrThrow({ where: { id: run } })).status).toBe('succeeded'), {
      timeout: 30_000,
      interval: 100,
    })
  })

  test.each<[string, TestBundle, RegExp]>([
    ['errors', { behaviour: "if (Math.random() < 0.2) return json(response, 500, { title: 'boom' })" }, /requests failed/],
    ['slow', { behaviour: 'await new Promise((next) => setTimeout(next, 1300))' }, /took longer than 1000 ms/],
    [
      'hog',
      { startup: 'globalThis.kept = []; while (process.memoryUsage.rss() < 238 * 2 ** 20) globalThis.kept.push(Buffer.alloc(2 ** 20, 1))' },
      /memory was above/,
    ],
    // Its end and the requests it leaves unanswered are seen within the same moment; whichever comes first is told.
    ['crash', { behaviour: 'setTimeout(() => process.exit(7), 500)' }, /ended by itself|requests failed/],
    ['never', { startup: "throw new Error('cannot start')" }, /does not start in production[\s\S]*cannot start/],
    ['contract', { migrations: { ...firstMigration, '0002_drop.sql': 'alter table note drop column text' } }, /Refused before anything was started/],
  ])('a bad release rolls back: %s', async (slug, bundle, reason) => {
    const { run, rollout, release, first } = await second(slug, bundle)
    const row = await reached(rollout, ['rolled_back'])
    expect(row.reason).toMatch(reason)
    expect(await label(slug)).toBe('old')
    expect((await prisma.release.findUniqueOrThrow({ where: { id: release } })).status).toBe('rolled_back')
    expect((await prisma.release.findUniqueOrThrow({ where: { id: first.release } })).status).toBe('in_production')
    expect(await prisma.run.findUniqueOrThrow({ where: { id: run } })).toMatchObject({ status: 'failed', reason: expect.stringContaining('Rolled back') })
    await vi.waitFor(async () => expect((await prisma.deployment.findUniqueOrThrow({ where: { id: row.deploymentId ?? '' } })).desired).toBe('stopped'))
    expect((await kinds(run)).slice(-2)).toEqual(['rollout.rolling_back', 'rollout.rolled_back'])
  })

  test('a release that turns bad after its rollout is rolled back while the old one is kept', async () => {
    const { run, rollout, first } = await second('late', {
      behaviour: "if (pathname === '/api/turn') { globalThis.bad = true; return json(response, 200, {}) } if (globalThis.bad) return json(response, 500, {})",
    })
    await reached(rollout, ['completed'])
    const ask = (path: string) => edge.ask('late.live.production.apps.localhost', path)
    await ask('/api/turn')
    for (let i = 0; i < 6; i++) await ask('/api/notes')
    await reached(rollout, ['rolled_back'])
    expect(await label('late')).toBe('old')
    expect((await prisma.stage.findFirstOrThrow({ where: { runId: run, name: 'monitor' } })).status).toBe('failed')
    expect((await prisma.release.findUniqueOrThrow({ where: { id: first.release } })).status).toBe('in_production')
  })

  test('a release whose approval no longer holds does not start', async () => {
    const service = await createService('live', 'stale')
    const { rollout, run } = await approvedRelease(service, { label: 'never' })
    await prisma.approval.updateMany({ where: { runId: run }, data: { digest: 'something else' } })
    expect(await reached(rollout, ['rolled_back'])).toMatchObject({ deploymentId: null, reason: expect.stringContaining('What was approved') })
  })
})
