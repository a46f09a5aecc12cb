import { afterAll, beforeAll, expect, test } from 'vitest'
import { prisma } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'
import { cancelAttempt, completeAttempt, renewLease } from '#server/domain/attempt/transitions.ts'
import { submitRequirement } from '#server/domain/requirement/mutations.ts'
import { retryStage, waiveGate } from '#server/domain/stage/mutations.ts'
import { complete, completeUpTo, gate, lease, makePerson, makeSubmission, makeSystem, outcome, stagesOf, statusOf } from '#server/domain/testing.ts'
import { closeQueueClient } from '#server/jobs/attempts.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { cancelRun, rerun, startRun } from './mutations.ts'

let database: TestDatabase
let architect: Actor
let operator: Actor
let owner: Actor
beforeAll(async () => {
  database = await createTestDatabase()
  await makeSystem()
  ;[architect, operator, owner] = [await makePerson('architect'), await makePerson('operator'), await makePerson('product_owner')]
})
afterAll(async () => {
  await closeQueueClient()
  await database.close()
})
const submit = async () => (await submitRequirement(architect, makeSubmission())).run
const noReason = { reason: '' }

test('canceling what nobody performs ends it at once', async () => {
  const run = await submit()
  expect(await cancelRun(architect, { id: run, ...noReason })).toEqual({ status: 'canceled' })
  expect(new Set(Object.values(await stagesOf(run)))).toEqual(new Set(['canceled']))
  expect(await prisma.attempt.findFirst({ where: { stage: { runId: run } } })).toMatchObject({ status: 'canceled' })
  expect(await cancelRun(architect, { id: run, ...noReason })).toEqual({ status: 'canceled' })
  expect(await prisma.auditEntry.count({ where: { subject: run, action: 'run.cancel' } })).toBe(1)
})

test('canceling what a runner performs waits for it to end, and refuses its late result', async () => {
  const run = await submit()
  const held = await lease(run, 'analyze')
  expect(await cancelRun(operator, { id: run, reason: 'not needed' })).toEqual({ status: 'canceling' })
  expect(await renewLease(prisma, held)).toBe('cancel')
  await completeAttempt(held, outcome())
  expect(await stagesOf(run)).toMatchObject({ analyze: 'canceled', plan: 'canceled' })
  expect(await prisma.run.findUnique({ where: { id: run } })).toMatchObject({ status: 'canceled', reason: 'not needed' })
})

test('only who started a run, operators and admins cancel, rerun and retry', async () => {
  const run = await submit()
  for (const actor of [await makePerson('architect'), await makePerson('viewer'), owner]) {
    await expect(cancelRun(actor, { id: run, ...noReason })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(rerun(actor, { id: run, requestKey: crypto.randomUUID() })).rejects.toMatchObject({ code: 'forbidden' })
  }
  await expect(cancelRun(await makePerson(), { id: run, ...noReason })).rejects.toMatchObject({ code: 'not_found' })
})

test('a rerun is a run of its own of the same revision, once per request key', async () => {
  const run = await submit()
  const requestKey = crypto.randomUUID()
  const [one, two] = await Promise.all([rerun(architect, { id: run, requestKey }), rerun(architect, { id: run, requestKey })])
  expect(one).toEqual(two)
  expect(await prisma.run.findUnique({ where: { id: one.run } })).toMatchObject({ number: 2, rerunOf: run, status: 'queued' })
})

test('starting a run takes the latest revision unless one is named', async () => {
  const { requirement } = await submitRequirement(architect, makeSubmission())
  const { run } = await startRun(architect, { requirement, requestKey: crypto.randomUUID() })
  expect(await prisma.run.findUnique({ where: { id: run }, include: { revision: true } })).toMatchObject({ number: 2, revision: { number: 1 } })
  await expect(startRun(architect, { requirement, revision: 7, requestKey: crypto.randomUUID() })).rejects.toMatchObject({ code: 'not_found' })
})

test('a retry resets what depends on the stage, and nothing else', async () => {
  const run = await submit()
  await completeUpTo(run, 'secure')
  await complete(run, 'stage', { outcome: 'failed', reason: 'no' })
  expect(await statusOf(run)).toBe('failed')
  await expect(retryStage(architect, { run, stage: 'test', ...noReason })).rejects.toMatchObject({ code: 'conflict' })
  expect(await retryStage(architect, { run, stage: 'stage', ...noReason })).toEqual({ attempt: 2 })
  expect(await stagesOf(run)).toMatchObject({ test: 'succeeded', secure: 'succeeded', stage: 'queued', verify: 'pending', monitor: 'pending' })
  expect(await statusOf(run)).toBe('running')
  expect(await prisma.attempt.count({ where: { stage: { runId: run, name: 'stage' } } })).toBe(2)
})

test('a canceled run can be taken up again where it stood', async () => {
  const run = await submit()
  await completeUpTo(run, 'integrate')
  const held = await lease(run, 'test')
  await cancelRun(architect, { id: run, ...noReason })
  await cancelAttempt(held)
  expect(await statusOf(run)).toBe('canceled')
  await retryStage(architect, { run, stage: 'test', ...noReason })
  expect(await stagesOf(run)).toMatchObject({ apps: 'succeeded', integrate: 'succeeded', test: 'queued', secure: 'queued', stage: 'pending' })
})

test('a stage passes once all its blocking gates are waived, each with a name and a reason', async () => {
  const run = await submit()
  await complete(run, 'analyze', { gates: [gate({ verdict: 'failed' }), gate({ name: 'lint', verdict: 'not_evaluated' })] })
  const gates = await prisma.gate.findMany({ where: { attempt: { stage: { runId: run } } }, orderBy: { name: 'asc' } })
  const [coverage, lint] = gates.map((g) => g.id)
  const input = (id = '') => ({ id, reason: 'Known and accepted for this pilot.' })
  await expect(waiveGate(operator, input(coverage))).rejects.toMatchObject({ code: 'forbidden' })
  await waiveGate(owner, input(coverage))
  expect(await statusOf(run)).toBe('failed')
  await expect(waiveGate(owner, input(coverage))).rejects.toMatchObject({ code: 'conflict' })
  await waiveGate(owner, input(lint))
  expect(await stagesOf(run)).toMatchObject({ analyze: 'succeeded', plan: 'queued', backend: 'pending' })
  expect(await statusOf(run)).toBe('running')
  expect(await prisma.gate.findUnique({ where: { id: lint } })).toMatchObject({ verdict: 'waived', waivedBy: owner.id })
  expect(await prisma.auditEntry.count({ where: { action: 'gate.waive', actor: owner.id } })).toBe(2)
})

test('what was declined cannot be waived into being', async () => {
  const run = await submit()
  await complete(run, 'analyze', { outcome: 'failed', reason: 'a game', gates: [gate({ verdict: 'failed' })], facts: { declined: ['a game'] } })
  const found = await prisma.gate.findFirstOrThrow({ where: { attempt: { stage: { runId: run } } } })
  await expect(waiveGate(owner, { id: found.id, reason: 'I want it anyway, please.' })).rejects.toMatchObject({ code: 'conflict' })
})
