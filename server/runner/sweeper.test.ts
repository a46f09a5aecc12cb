import { afterAll, beforeAll, expect, test } from 'vitest'
import { prisma } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'
import { decideApproval } from '#server/domain/approval/mutations.ts'
import { submitRequirement } from '#server/domain/requirement/mutations.ts'
import { finishWaitingStage } from '#server/domain/stage/transitions.ts'
import { completeUpTo, lease, makePerson, makeSubmission, makeSystem, stagesOf, statusOf } from '#server/domain/testing.ts'
import { transact } from '#server/domain/transaction.ts'
import { closeQueueClient, queueClient, workflowId } from '#server/jobs/attempts.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { sweep } from './sweeper.ts'

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
const once = (over: Partial<Parameters<typeof sweep>[0]> = {}) => sweep({ judgeLeases: true, redeliver: false, ...over })
const past = new Date(Date.now() - 60_000)
const statusOfWorkflow = async (job: { run: string; stage: string; attempt: number }) => (await (await queueClient()).getWorkflow(workflowId(job)))?.status

test('an expired lease becomes a new attempt, only when leases may be judged', async () => {
  const run = await submit()
  const held = await lease(run, 'analyze')
  await prisma.attempt.update({ where: { id: held.attemptId }, data: { leaseUntil: past } })
  await once({ judgeLeases: false })
  expect(await stagesOf(run)).toMatchObject({ analyze: 'running' })
  await once()
  expect(await prisma.attempt.findMany({ where: { stage: { runId: run } }, orderBy: { number: 'asc' } })).toMatchObject([
    { status: 'lost' },
    { status: 'queued', number: 2 },
  ])
  expect(await statusOfWorkflow({ run, stage: 'analyze', attempt: 1 })).toBe('CANCELLED')
  expect(await statusOfWorkflow({ run, stage: 'analyze', attempt: 2 })).toBe('ENQUEUED')
})

test('what the queue lost is delivered again, what it gave to a dead runner gets a new attempt', async () => {
  const [forgotten, given, waiting] = [await submit(), await submit(), await submit()]
  await prisma.attempt.updateMany({ where: { stage: { runId: { in: [forgotten, given, waiting] } } }, data: { createdAt: past } })
  const client = await queueClient()
  await client.deleteWorkflow(workflowId({ run: forgotten, stage: 'analyze', attempt: 1 }))
  await prisma.$executeRawUnsafe(
    `update dbos.workflow_status set status = 'PENDING', executor_id = 'dead', updated_at = 0 where workflow_uuid = '${given}:analyze:1'`,
  )
  await once({ redeliver: true })
  expect(await statusOfWorkflow({ run: forgotten, stage: 'analyze', attempt: 1 })).toBe('ENQUEUED')
  const attempts = async (run: string) => (await prisma.attempt.findMany({ where: { stage: { runId: run } }, orderBy: { number: 'asc' } })).map((a) => a.status)
  expect(await attempts(forgotten)).toEqual(['queued'])
  expect(await attempts(given)).toEqual(['lost', 'queued'])
  expect(await attempts(waiting)).toEqual(['queued'])
})

test('approvals and observations end by the clock', async () => {
  const [expires, observed] = [await submit(), await submit()]
  for (const run of [expires, observed]) await completeUpTo(run, 'verify')
  const approval = await prisma.approval.findFirstOrThrow({ where: { runId: observed } })
  for (const role of ['qa', 'product_owner'] as const)
    await decideApproval(await makePerson(role), { id: approval.id, digest: approval.digest, answer: 'approve', reason: '' })
  await prisma.rollout.updateMany({ where: { runId: observed }, data: { status: 'completed', keepUntil: new Date(Date.now() + 60_000) } })
  await transact((tx) => finishWaitingStage(tx, { runId: observed, stage: 'release', outcome: 'succeeded' }))
  await once()
  expect([await statusOf(expires), await statusOf(observed)]).toEqual(['awaiting_approval', 'running'])
  await prisma.approval.updateMany({ where: { runId: expires }, data: { expiresAt: past } })
  await prisma.stage.updateMany({ where: { runId: observed, name: 'monitor' }, data: { expiresAt: past } })
  await once()
  expect([await statusOf(expires), await statusOf(observed)]).toEqual(['timed_out', 'succeeded'])
})
