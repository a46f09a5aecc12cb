import { afterAll, beforeAll, expect, test } from 'vitest'
import { prisma } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'
import { submitRequirement } from '#server/domain/requirement/mutations.ts'
import { retryStage } from '#server/domain/stage/mutations.ts'
import { complete, completeUpTo, eventsOf, gate, lease, makePerson, makeSubmission, makeSystem, outcome, stagesOf, statusOf } from '#server/domain/testing.ts'
import { closeQueueClient } from '#server/jobs/attempts.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { completeAttempt, failAttempt, handOverAttempt, type Lease, LeaseLost, loseAttempt, renewLease, takeLease } from './transitions.ts'

let database: TestDatabase
let architect: Actor
beforeAll(async () => {
  database = await createTestDatabase()
  await makeSystem()
  architect = await makePerson('architect')
})
afterAll(async () => {
  await closeQueueClient()
  await database.close()
})
const submit = async () => (await submitRequirement(architect, makeSubmission())).run
const expire = (held: Lease) =>
  prisma.$executeRaw`update "Attempt" set "leaseUntil" = (now() at time zone 'utc') - interval '1 second' where "id" = ${held.attemptId}`
const lose = (held: Lease) => loseAttempt({ id: held.attemptId, runId: held.runId, stage: held.stage, number: held.number, status: 'running' }, 'It died.')

test('one attempt is taken once, however often it is delivered', async () => {
  const run = await submit()
  const job = { run, stage: 'analyze', attempt: 1 }
  const taken = await Promise.all(Array.from({ length: 5 }, (_, i) => takeLease(job, `runner-${i}`)))
  expect(taken.filter(Boolean)).toHaveLength(1)
  expect(await statusOf(run)).toBe('running')
  expect(await takeLease({ run: 'run_nowhere', stage: 'analyze', attempt: 1 }, 'x')).toBeNull()
})

test('whoever lost the lease can record nothing any more', async () => {
  const run = await submit()
  const old = await lease(run, 'analyze', 'runner-1')
  await expire(old)
  expect(await lose(old)).toBe(true)
  const fresh = await lease(run, 'analyze', 'runner-2')
  for (const write of [() => completeAttempt(old, outcome()), () => failAttempt(old, 'x'), () => handOverAttempt(old), () => renewLease(prisma, old)])
    await expect(write()).rejects.toThrow(LeaseLost)
  expect(await stagesOf(run)).toMatchObject({ analyze: 'running', plan: 'pending' })
  await completeAttempt(fresh, outcome())
  expect(await stagesOf(run)).toMatchObject({ analyze: 'succeeded', plan: 'queued' })
  await expect(completeAttempt(fresh, outcome())).rejects.toThrow(LeaseLost)
  expect((await eventsOf(run)).filter((kind) => kind === 'requirement.analyzed')).toHaveLength(1)
})

test('a lease that was renewed is not judged dead, an expired one that nobody took can be renewed', async () => {
  const run = await submit()
  const held = await lease(run, 'analyze')
  expect(await lose(held)).toBe(false)
  await expire(held)
  expect(await renewLease(prisma, held)).toBe('keep')
  expect(await lose(held)).toBe(false)
})

test('technical errors are tried again as often as the pipeline says, then the run is errored, and a person can retry', async () => {
  const run = await submit()
  for (const n of [1, 2, 3]) await failAttempt(await lease(run, 'analyze'), `broke ${n}`)
  expect(await stagesOf(run)).toMatchObject({ analyze: 'errored', plan: 'skipped' })
  expect(await prisma.run.findUnique({ where: { id: run } })).toMatchObject({ status: 'errored', reason: 'Analyze: broke 3 Given up after 3 attempts.' })
  await retryStage(architect, { run, stage: 'analyze', reason: '' })
  await failAttempt(await lease(run, 'analyze'), 'broke 4')
  expect(await stagesOf(run)).toMatchObject({ analyze: 'queued', plan: 'pending' })
  await complete(run, 'analyze')
  expect(await stagesOf(run)).toMatchObject({ analyze: 'succeeded', plan: 'queued' })
})

test('handing over at a clean stop costs no retry; dying again and again ends', async () => {
  const run = await submit()
  for (let n = 0; n < 8; n++) await handOverAttempt(await lease(run, 'analyze'))
  expect(await stagesOf(run)).toMatchObject({ analyze: 'queued' })
  for (let n = 0; n < 5; n++) {
    const held = await lease(run, 'analyze')
    await expire(held)
    await lose(held)
  }
  expect(await statusOf(run)).toBe('errored')
})

test("a blocking gate that failed or was not evaluated fails the stage, whatever the agent's word", async () => {
  const run = await submit()
  await complete(run, 'analyze', { gates: [gate(), gate({ name: 'lint', label: 'Lint', verdict: 'not_evaluated', value: '', blocking: true })] })
  expect(await stagesOf(run)).toMatchObject({ analyze: 'failed', plan: 'skipped' })
  expect(await prisma.run.findUnique({ where: { id: run } })).toMatchObject({ status: 'failed', reason: 'Analyze: Lint: not evaluated, needs >= 80 %' })
  const fine = await submit()
  await complete(fine, 'analyze', { gates: [gate({ verdict: 'failed', blocking: false })] })
  expect(await stagesOf(fine)).toMatchObject({ analyze: 'succeeded' })
})

test('when one branch fails its siblings finish, nothing new starts, the rest is skipped', async () => {
  const run = await submit()
  await completeUpTo(run, 'integrate')
  const secure = await lease(run, 'secure')
  await complete(run, 'test', { outcome: 'failed', reason: '3 of 40 tests failed' })
  expect(await stagesOf(run)).toMatchObject({ test: 'failed', secure: 'running', stage: 'pending' })
  expect(await statusOf(run)).toBe('running')
  await completeAttempt(secure, outcome())
  expect(await stagesOf(run)).toMatchObject({ secure: 'succeeded', stage: 'skipped', monitor: 'skipped' })
  expect(await prisma.run.findUnique({ where: { id: run } })).toMatchObject({ status: 'failed', reason: 'Test: 3 of 40 tests failed' })
})

test('outputs, gates and facts are stored with the attempt', async () => {
  const run = await submit()
  const held = await lease(run, 'analyze')
  await prisma.blob.create({ data: { sha256: 'ab', size: 2, bytes: Buffer.from('hi') } })
  await completeAttempt(held, {
    ...outcome({ gates: [gate()], facts: { candidate: 'x' } }),
    artifacts: [{ path: 'a.md', mediaType: 'text/markdown', sha256: 'ab', size: 2 }],
  })
  const attempt = await prisma.attempt.findUniqueOrThrow({ where: { id: held.attemptId }, include: { gates: true, artifacts: true } })
  expect(attempt).toMatchObject({ status: 'succeeded', leaseUntil: null, gates: [{ name: 'coverage', verdict: 'passed' }], artifacts: [{ path: 'a.md' }] })
  expect(await prisma.run.findUnique({ where: { id: run } })).toMatchObject({ facts: { candidate: 'x' } })
})
