import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { prisma } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'
import { getPlan } from '#server/domain/plan/data.ts'
import { startDelivery } from '#server/domain/plan/delivery.ts'
import { submitPlan } from '#server/domain/plan/mutations.ts'
import { decidePlan, requestReview } from '#server/domain/plan/transitions.ts'
import { makePerson, makeSystem } from '#server/domain/testing.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { type Runner, startRunner } from './main.ts'
import type { Registry } from './perform.ts'
import { noPorts, smallRegistry } from './small-agents.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 }) // a busy machine: conditions decide, not the clock
let database: TestDatabase
let runner: Runner
let architect: Actor
let owner: Actor

/** As the deployment engineer leaves it: what was measured of the staging, by which plans are tracked. */
const load = (p95: number) => ({
  steady: { requests: 200, serverErrors: 1, perSecond: 50, percentiles: { '50': 5, '95': p95 } },
  full: { requests: 900, serverErrors: 0, perSecond: 300, percentiles: { '50': 9, '95': 40 }, connections: 30 },
})
const registry: Registry = async (agent) => async (context) => {
  const result = await (await smallRegistry(agent))(context)
  if (context.stage !== 'verify') return result
  const report = JSON.stringify(load(context.title.startsWith('Lending') ? 450 : 20))
  return { ...result, artifacts: [...result.artifacts, { path: 'load.json', mediaType: 'application/json', bytes: report }] }
}

beforeAll(async () => {
  database = await createTestDatabase()
  await makeSystem()
  ;[architect, owner] = [await makePerson('architect'), await makePerson('product_owner')]
  // The runner starts what waited for whoever started the delivery, by the roles they hold then.
  await prisma.roleGrant.create({ data: { userId: architect.id, role: 'architect', effect: 'grant' } })
  runner = await startRunner(registry, noPorts)
})
afterAll(async () => {
  await runner.stop()
  await database.close()
})

const requirements =
  '# Tool library\n\n## Catalogue service\n\n- Staff can add tools.\n\n## Lending service\n\n- Members can request a loan.\n- It uses the catalogue service.\n'
const documents = [
  { name: 'a.md', role: 'requirements' as const, text: requirements },
  { name: 'b.md', role: 'constraints' as const, text: '- The services are built as microservices that must run in containers.\n' },
  {
    name: 'c.md',
    role: 'quality_targets' as const,
    text: '| Metric | Target |\n|---|---|\n| Response time (p95) | < 300 ms |\n| Throughput | 200 requests/second |\n| Error rate | < 0.1 % |\n| Concurrent users | 25 |\n| Availability | 99.5 % |\n',
  },
]

test('from documents to verified services: runners start each after what it needs, and what they measured stands against what was promised', async () => {
  const { plan: id } = await submitPlan(architect, { requestKey: crypto.randomUUID(), story: 'TOOL-1', title: 'Tool library', system: 'sales', documents })
  await expect.poll(async () => (await prisma.plan.findUniqueOrThrow({ where: { id } })).status, { timeout: 60_000, interval: 50 }).toBe('planned')
  await requestReview(architect, { id, revision: 1, approvals: 1 })
  await decidePlan(owner, { id, revision: 1, verdict: 'approved', reason: '' })
  expect(await startDelivery(architect, { id, revision: 1 })).toEqual({ started: ['catalogue-service'] })

  const person = architect.person as NonNullable<Actor['person']>
  const deliveries = async () => (await getPlan(person, { id })).deliveries
  await expect.poll(async () => (await deliveries()).map((d) => d.verified), { timeout: 90_000, interval: 200 }).toEqual([true, true])

  const [catalogue, lending] = await deliveries()
  const ofRun = (run: string | undefined, name: string) =>
    prisma.stage.findUniqueOrThrow({ where: { runId_name: { runId: run ?? '', name } }, include: { attempts: true } })
  const verified = (await ofRun(catalogue?.run?.id, 'verify')).attempts[0]?.endedAt?.getTime() ?? Number.POSITIVE_INFINITY
  const begun = (await prisma.run.findUniqueOrThrow({ where: { id: lending?.run?.id ?? '' } })).createdAt.getTime()
  expect(begun).toBeGreaterThanOrEqual(verified)

  const said = (d: typeof catalogue) => d?.measured.map((m) => [m.metric, m.promised, m.measured, m.met])
  expect(said(catalogue)).toEqual([
    ['Response time (p95)', '< 300 ms', '20.0 ms', true],
    ['Throughput', '200 requests/second', '300 requests/s on this machine', true],
    ['Error rate', '< 0.1 %', '0.50 % of 200 requests', false],
    ['Concurrent users', '25', '30 connections at once without an error', true],
    ['Availability', '99.5 %', 'shown in production, over a month', null],
  ])
  expect(said(lending)?.[0]).toEqual(['Response time (p95)', '< 300 ms', '450.0 ms', false])
})
