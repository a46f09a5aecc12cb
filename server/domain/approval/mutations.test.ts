import { afterAll, beforeAll, expect, test } from 'vitest'
import { prisma } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'
import { submitRequirement } from '#server/domain/requirement/mutations.ts'
import { retryStage, waiveGate } from '#server/domain/stage/mutations.ts'
import { finishWaitingStage } from '#server/domain/stage/transitions.ts'
import { candidate, complete, completeUpTo, eventsOf, gate, makePerson, makeSubmission, makeSystem, stagesOf, statusOf } from '#server/domain/testing.ts'
import { transact } from '#server/domain/transaction.ts'
import { closeQueueClient } from '#server/jobs/attempts.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { boundDigest, boundOf, canonicalJson } from './bound.ts'
import { decideApproval, expireApproval, withdrawApproval } from './mutations.ts'
import { approvalHolds } from './transitions.ts'

let database: TestDatabase
let architect: Actor
let qa: Actor
let owner: Actor
beforeAll(async () => {
  database = await createTestDatabase()
  await makeSystem()
  ;[architect, qa, owner] = [await makePerson('architect'), await makePerson('qa'), await makePerson('product_owner')]
})
afterAll(async () => {
  await closeQueueClient()
  await database.close()
})

async function verified(service: string | null = null, by = architect) {
  const { run } = await submitRequirement(by, makeSubmission({ service }))
  await completeUpTo(run, 'verify')
  return { run, approval: await current(run) }
}
const current = (run: string) => prisma.approval.findFirstOrThrow({ where: { runId: run }, orderBy: { createdAt: 'desc' } })
const approve = ({ id, digest }: { id: string; digest: string }) => ({ id, digest, answer: 'approve' as const, reason: '' })
const reject = ({ id, digest }: { id: string; digest: string }) => ({ id, digest, answer: 'reject' as const, reason: 'Too slow under load.' })

test('the request is bound to what would be released, and makes a candidate with a number', async () => {
  const { run, approval } = await verified()
  expect(approval).toMatchObject({
    status: 'pending',
    needs: ['qa', 'product_owner'],
    bound: { release: candidate, environment: 'production', baseline: null, policy: '1' },
  })
  expect(approval.digest).toBe(boundDigest(await boundOf(prisma, run)))
  expect(approval.expiresAt.getTime() - approval.createdAt.getTime()).toBeGreaterThan(86_390_000)
  expect(await prisma.release.findUnique({ where: { runId: run } })).toMatchObject({ status: 'candidate', number: 1, digest: candidate })
  expect(await statusOf(run)).toBe('awaiting_approval')
})

test('canonical JSON does not depend on the order of keys', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}')
})

test('QA and product owner approve: approved, and the rollout waits for the edge in the same transaction', async () => {
  const { run, approval } = await verified()
  expect(await decideApproval(owner, approve(approval))).toEqual({ status: 'pending' })
  expect(await stagesOf(run)).toMatchObject({ approve: 'waiting', release: 'pending' })
  expect(await decideApproval(qa, approve(approval))).toEqual({ status: 'approved' })
  expect(await stagesOf(run)).toMatchObject({ approve: 'succeeded', release: 'waiting', monitor: 'pending' })
  expect(await prisma.rollout.findFirst({ where: { runId: run } })).toMatchObject({ status: 'pending', key: `${run}:release:1` })
  expect(await approvalHolds(prisma, run)).toEqual({ holds: true, reason: '' })
  expect(await eventsOf(run)).toEqual(expect.arrayContaining(['approval.decided', 'approval.approved', 'feature.ready_for_production', 'rollout.requested']))
  await transact((tx) => finishWaitingStage(tx, { runId: run, stage: 'release', outcome: 'succeeded', summary: 'out' }))
  expect(await stagesOf(run)).toMatchObject({ release: 'succeeded', monitor: 'waiting' })
  expect(await transact((tx) => finishWaitingStage(tx, { runId: run, stage: 'release', outcome: 'failed' }))).toBe(false)
})

test('one rejection ends the run with its reason', async () => {
  const { run, approval } = await verified()
  expect(await decideApproval(qa, reject(approval))).toEqual({ status: 'rejected' })
  expect(await prisma.run.findUnique({ where: { id: run } })).toMatchObject({ status: 'failed', reason: expect.stringContaining('Too slow under load.') })
  expect(await prisma.release.findUnique({ where: { runId: run } })).toMatchObject({ status: 'rejected' })
  await expect(decideApproval(owner, approve(approval))).rejects.toMatchObject({ code: 'conflict' })
  await retryStage(architect, { run, stage: 'approve', reason: '' })
  expect(await current(run)).toMatchObject({ status: 'pending' })
  expect(await prisma.release.findUnique({ where: { runId: run } })).toMatchObject({ status: 'candidate' })
})

test('requesters, other roles and people who have decided do not count', async () => {
  const both = await makePerson('architect', 'qa', 'product_owner')
  const { approval } = await verified(null, both)
  await expect(decideApproval(both, approve(approval))).rejects.toMatchObject({ code: 'forbidden' })
  await expect(decideApproval(architect, approve(approval))).rejects.toMatchObject({ code: 'forbidden' })
  const two = await makePerson('qa', 'product_owner')
  expect(await decideApproval(two, { ...approve(approval), role: 'product_owner' })).toEqual({ status: 'pending' })
  await expect(decideApproval(two, { ...approve(approval), role: 'qa' })).rejects.toMatchObject({ message: expect.stringContaining('already') })
  expect(await decideApproval(two, { ...approve(approval), role: 'product_owner' })).toEqual({ status: 'pending' })
  await expect(decideApproval(owner, approve(approval))).rejects.toMatchObject({ message: expect.stringContaining('another role') })
  expect(await decideApproval(qa, approve(approval))).toEqual({ status: 'approved' })
})

test('many clicks at the same moment yield one decision a role and one result', async () => {
  const { run, approval } = await verified()
  const people = [qa, qa, owner, owner, await makePerson('qa'), await makePerson('product_owner')]
  await Promise.allSettled(people.map((who) => decideApproval(who, approve(approval))))
  expect(await prisma.decision.count({ where: { approvalId: approval.id } })).toBe(2)
  expect(await prisma.approval.findUnique({ where: { id: approval.id } })).toMatchObject({ status: 'approved' })
  expect(await prisma.rollout.count({ where: { runId: run } })).toBe(1)
  expect((await eventsOf(run)).filter((kind) => kind === 'feature.ready_for_production')).toHaveLength(1)
})

test('approve and reject at the same moment: one of them stands', async () => {
  const { approval } = await verified()
  await decideApproval(owner, approve(approval))
  const answers = await Promise.allSettled([decideApproval(qa, approve(approval)), decideApproval(await makePerson('qa'), reject(approval))])
  expect(answers.filter((a) => a.status === 'fulfilled')).toHaveLength(1)
})

test('another digest than the one shown is refused; what has changed since is void and asked anew', async () => {
  const { run, approval } = await verified()
  await expect(decideApproval(qa, { ...approve(approval), digest: 'stale' })).rejects.toMatchObject({ code: 'conflict' })
  await prisma.run.update({ where: { id: run }, data: { facts: { candidate: 'd'.repeat(64) } } })
  await expect(decideApproval(qa, approve(approval))).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('void') })
  expect(await prisma.approval.findUnique({ where: { id: approval.id } })).toMatchObject({ status: 'invalidated' })
  const fresh = await current(run)
  expect(fresh.id).not.toBe(approval.id)
  expect(await decideApproval(qa, approve(fresh))).toEqual({ status: 'pending' })
})

test('waiving an advisory gate while people decide voids what they were shown', async () => {
  const { run } = await submitRequirement(architect, makeSubmission())
  await completeUpTo(run, 'stage')
  await complete(run, 'verify', { gates: [gate({ name: 'audit', verdict: 'not_evaluated', blocking: false })] })
  const before = await current(run)
  const found = await prisma.gate.findFirstOrThrow({ where: { attempt: { stage: { runId: run } } } })
  await waiveGate(owner, { id: found.id, reason: 'The registry refuses audits.' })
  expect(await prisma.approval.findUnique({ where: { id: before.id } })).toMatchObject({ status: 'invalidated' })
  expect(await current(run)).toMatchObject({ status: 'pending' })
})

test('a newer run of the service supersedes what waits; an older one that comes later supersedes itself', async () => {
  const first = await verified()
  const { service } = await prisma.run.findUniqueOrThrow({ where: { id: first.run }, include: { service: true } })
  const late = (await submitRequirement(architect, makeSubmission({ service: service.slug }))).run
  const newest = await verified(service.slug)
  expect(await prisma.run.findUnique({ where: { id: first.run } })).toMatchObject({ status: 'superseded', facts: { supersededBy: newest.run } })
  await expect(decideApproval(qa, approve(first.approval))).rejects.toMatchObject({ code: 'conflict' })
  await completeUpTo(late, 'verify')
  expect(await statusOf(late)).toBe('superseded')
  expect(await statusOf(newest.run)).toBe('awaiting_approval')
})

test('nobody decided in time: expired, and the run is timed out', async () => {
  const { run, approval } = await verified()
  await prisma.approval.update({ where: { id: approval.id }, data: { expiresAt: new Date(0) } })
  await expect(decideApproval(qa, approve(approval))).rejects.toMatchObject({ code: 'conflict' })
  expect(await transact((tx) => expireApproval(tx, { id: approval.id, runId: run }))).toBe(true)
  expect(await statusOf(run)).toBe('timed_out')
  expect(await transact((tx) => expireApproval(tx, { id: approval.id, runId: run }))).toBe(false)
})

test('the requester takes it back, others may not', async () => {
  const { run, approval } = await verified()
  await expect(withdrawApproval(qa, { id: approval.id, reason: '' })).rejects.toMatchObject({ code: 'forbidden' })
  expect(await withdrawApproval(architect, { id: approval.id, reason: '' })).toEqual({ status: 'withdrawn' })
  expect(await statusOf(run)).toBe('canceled')
})
