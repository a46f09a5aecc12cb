import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { prisma } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'
import { decideApproval } from '#server/domain/approval/mutations.ts'
import { submitRequirement } from '#server/domain/requirement/mutations.ts'
import { cancelRun } from '#server/domain/run/mutations.ts'
import { makePerson, makeSubmission, makeSystem } from '#server/domain/testing.ts'
import { listCommits, readFiles } from '#server/git/repository.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { type Runner, startRunner } from './main.ts'
import { noPorts, smallRegistry } from './small-agents.ts'

vi.setConfig({ testTimeout: 120_000 }) // a busy machine: conditions decide, not the clock
let database: TestDatabase
let runner: Runner
let architect: Actor
let qa: Actor
let owner: Actor

beforeAll(async () => {
  database = await createTestDatabase()
  await makeSystem()
  ;[architect, qa, owner] = [await makePerson('architect'), await makePerson('qa'), await makePerson('product_owner')]
  runner = await startRunner(smallRegistry, noPorts)
})
afterAll(async () => {
  await runner.stop()
  await database.close()
})

const runStatus = async (id: string) => (await prisma.run.findUniqueOrThrow({ where: { id } })).status
const submit = (text?: string) => submitRequirement(architect, makeSubmission({ text }))
const settles = (id: string, status: string) => expect.poll(() => runStatus(id), { timeout: 60_000, interval: 50 }).toBe(status)

test('a requirement goes through all stages to approval, with events, artifacts, commits and log', async () => {
  const { run } = await submit()
  await settles(run, 'awaiting_approval')
  const stages = await prisma.stage.findMany({
    where: { runId: run },
    orderBy: { position: 'asc' },
    include: { attempts: { include: { artifacts: true, gates: true, log: true } } },
  })
  expect(stages.map((s) => `${s.name} ${s.status}`)).toEqual([
    'analyze succeeded',
    'plan succeeded',
    'backend succeeded',
    'frontend succeeded',
    'apps succeeded',
    'integrate succeeded',
    'test succeeded',
    'secure succeeded',
    'stage succeeded',
    'verify succeeded',
    'approve waiting',
    'release pending',
    'monitor pending',
  ])
  const analyze = stages[0]?.attempts[0]
  expect(analyze?.artifacts.map((a) => a.path)).toEqual(['analyze.txt'])
  expect(JSON.stringify(analyze?.log)).toContain('analyze begins')
  const kinds = (await prisma.event.findMany({ where: { runId: run }, orderBy: { id: 'asc' } })).map((e) => e.kind)
  expect(kinds.slice(0, 2)).toEqual(['requirement.submitted', 'run.queued'])
  expect(kinds).toEqual(expect.arrayContaining(['requirement.analyzed', 'feature.verified', 'approval.requested', 'run.awaiting_approval']))
  const { serviceId } = await prisma.run.findUniqueOrThrow({ where: { id: run } })
  const commits = await listCommits(serviceId, run)
  expect(commits.map((c) => c.stage).sort()).toEqual(['analyze', 'apps', 'backend', 'frontend', 'integrate', 'plan', 'secure', 'stage', 'test', 'verify'])
  expect([...(await readFiles(serviceId, `runs/${run}`)).keys()]).toContain('verify.txt')
})

test('approved by two people, the rollout is handed to the edge', async () => {
  const { run } = await submit()
  await settles(run, 'awaiting_approval')
  const approval = await prisma.approval.findFirstOrThrow({ where: { runId: run } })
  const input = { id: approval.id, answer: 'approve' as const, digest: approval.digest, reason: '' }
  expect(await decideApproval(qa, input)).toEqual({ status: 'pending' })
  expect(await decideApproval(owner, input)).toEqual({ status: 'approved' })
  expect(await prisma.rollout.findFirst({ where: { runId: run } })).toMatchObject({ status: 'pending', key: `${run}:release:1` })
  expect(await prisma.release.findUnique({ where: { runId: run } })).toMatchObject({ status: 'approved' })
  expect(await runStatus(run)).toBe('running')
})

test('a stage that breaks is tried again, a failing gate is not', async () => {
  const { run } = await submit('plan: throw 2\nbackend: gate')
  await settles(run, 'failed')
  const attempts = await prisma.attempt.findMany({
    where: { stage: { runId: run, name: { in: ['plan', 'backend'] } } },
    include: { stage: true, log: true },
    orderBy: [{ stage: { position: 'asc' } }, { number: 'asc' }],
  })
  expect(attempts.map((a) => `${a.stage.name} ${a.number} ${a.status}`)).toEqual(['plan 1 errored', 'plan 2 errored', 'plan 3 succeeded', 'backend 1 failed'])
  expect(attempts[0]?.reason).toBe('plan was told to break')
  expect(JSON.stringify(attempts[0]?.log)).toContain('Error: plan was told to break')
})

test('a cancel kills what runs, within seconds', async () => {
  const { run } = await submit('analyze: slow 60')
  await expect.poll(() => prisma.attempt.count({ where: { status: 'running', stage: { runId: run } } }), { timeout: 30_000 }).toBe(1)
  const asked = performance.now()
  expect(await cancelRun(architect, { id: run, reason: 'not needed' })).toEqual({ status: 'canceling' })
  await settles(run, 'canceled')
  expect(performance.now() - asked).toBeLessThan(5000)
  expect(await prisma.attempt.findFirst({ where: { stage: { runId: run, name: 'analyze' } } })).toMatchObject({ status: 'canceled', reason: 'not needed' })
})

test('what people decide on includes the changed sources', async () => {
  const { run } = await submit()
  await settles(run, 'awaiting_approval')
  const artifact = await prisma.artifact.findFirstOrThrow({
    where: { path: 'changes.diff', attempt: { stage: { runId: run } } },
    include: { blob: true, attempt: { include: { stage: true } } },
  })
  expect(artifact.attempt.stage.name).toBe('verify')
  expect(Buffer.from(artifact.blob.bytes).toString()).toContain('+++ b/backend.txt')
})

test('a declined requirement ends the run with its reason and facts', async () => {
  const { run } = await submit('analyze: decline')
  await settles(run, 'failed')
  expect(await prisma.run.findUnique({ where: { id: run } })).toMatchObject({
    reason: 'Analyze: analyze was told to fail',
    facts: { declined: ['It was told to.'] },
  })
})

test('a clean stop gives the lease back, and the next runner takes over at once', async () => {
  const { run } = await submit('analyze: slow 5')
  await expect.poll(() => prisma.attempt.count({ where: { status: 'running', stage: { runId: run } } }), { timeout: 30_000 }).toBe(1)
  await runner.stop()
  expect(await prisma.attempt.findMany({ where: { stage: { runId: run, name: 'analyze' } }, orderBy: { number: 'asc' } })).toMatchObject([
    { status: 'lost' },
    { status: 'queued', number: 2 },
  ])
  runner = await startRunner(smallRegistry, noPorts)
  await settles(run, 'awaiting_approval')
})
