import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { RolloutState } from '#model/states.ts'
import { prisma } from '#server/db.ts'
import { systemActor } from '#server/domain/actor.ts'
import { commandRollout } from '#server/domain/rollout/mutations.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { createService, type TestBundle } from './test-bundle.ts'
import { startTestEdge, type TestEdge } from './test-edge.ts'
import { approvedRelease, inProduction } from './test-rollout.ts'

let database: TestDatabase
let edge: TestEdge
const operator = { ...systemActor('edge'), name: 'Olga Operator' }

beforeAll(async () => {
  database = await createTestDatabase()
  edge = await startTestEdge({ stepSeconds: 3, keepSeconds: 6, patienceSeconds: 0 })
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
const served = (slug: string, expected: string) => vi.waitFor(async () => expect(await label(slug)).toBe(expected), { timeout: 30_000, interval: 50 })

/** A service with a release in production, and a second one that was just approved. */
async function second(slug: string, bundle: TestBundle) {
  const service = await createService('live', slug)
  const first = await inProduction(service, { label: 'old' })
  await served(slug, 'old')
  return { service, first, ...(await approvedRelease(service, { label: 'new', ...bundle })) }
}

test('what stays inconclusive is held for a person, who resumes, stops and rolls back', async () => {
  // Too many errors to promote it, too few to condemn it before 300 requests.
  const { run, rollout } = await second('unclear', {
    behaviour: 'globalThis.asked = (globalThis.asked ?? 0) + 1; if (globalThis.asked % 70 === 20) return json(response, 503, {})',
  })
  const held = await reached(rollout, ['held'])
  expect(held).toMatchObject({ step: 10, reason: expect.stringContaining('Inconclusive') })
  await commandRollout(operator, { id: rollout, command: 'resume', reason: 'known error of the carrier' })
  expect(await reached(rollout, ['progressing'])).toMatchObject({ step: 50, command: null })
  await commandRollout(operator, { id: rollout, command: 'stop', reason: 'lunch' })
  expect(await reached(rollout, ['held'])).toMatchObject({ step: 50, stepStartedAt: null, reason: 'Stopped by Olga Operator: lunch' })
  await commandRollout(operator, { id: rollout, command: 'resume', reason: '' })
  expect(await reached(rollout, ['progressing'])).toMatchObject({ step: 50 })
  await commandRollout(operator, { id: rollout, command: 'rollback', reason: 'enough' })
  expect(await reached(rollout, ['rolled_back'])).toMatchObject({ reason: 'Rolled back by Olga Operator: enough' })
  expect(await label('unclear')).toBe('old')
  expect(
    await prisma.auditEntry.count({ where: { subject: rollout, action: { in: ['rollout.held', 'rollout.resumed', 'rollout.rolled_back'] } } }),
  ).toBeGreaterThanOrEqual(4)
  expect((await prisma.run.findUniqueOrThrow({ where: { id: run } })).status).toBe('failed')
}, 120_000)
