import { newId } from '#model/id.ts'
import type { ApprovalState } from '#model/states.ts'
import type { Prisma } from '#prisma/generated/client.ts'
import { readArtifact } from '#server/artifacts/store.ts'
import type { Tx } from '#server/db.ts'
import { type Change, note, openRun, settleRun, stageOf } from '#server/domain/run/change.ts'
import { endAttempt, expireAt, setStage } from '#server/domain/stage/set.ts'
import { boundDigest, boundOf } from './bound.ts'

/** One decision of each, by different people. */
export const neededRoles = ['qa', 'product_owner'] as const

/**
 * What a stage that waits for people waits on. The newest run of a service that got this far is the one to decide on:
 * older ones that still wait are superseded, and an older one that gets here later supersedes itself.
 */
export async function requestApproval(change: Change, stage: string, seconds: number): Promise<void> {
  const newer = await change.tx.run.findFirst({
    where: {
      serviceId: change.run.serviceId,
      number: { gt: change.run.number },
      status: { in: ['running', 'awaiting_approval', 'succeeded'] },
      stages: { some: { name: stage, status: { in: ['waiting', 'succeeded'] } } },
    },
  })
  if (newer) return supersede(change, stage, newer)
  const older = await change.tx.run.findMany({
    where: { serviceId: change.run.serviceId, number: { lt: change.run.number }, status: 'awaiting_approval' },
    select: { id: true },
  })
  for (const { id } of older) {
    const other = await openRun(change.tx, change.actor, id)
    await supersede(other, stage, change.run)
    await settleRun(other)
    change.events.push(...other.events)
  }
  await recordRelease(change)
  await openApproval(change, stage, seconds)
}

async function supersede(change: Change, stage: string, by: { id: string; number: number }): Promise<void> {
  const reason = `Run ${by.number} of this service is newer and stands for approval.`
  await endApprovals(change, 'withdrawn', reason)
  await endAttempt(change, stage, 'canceled', { reason })
  await setStage(change, stage, 'canceled', { reason, expiresAt: null })
  for (const [name, row] of change.stages) if (row.status === 'pending') await setStage(change, name, 'skipped')
  const facts = { ...(change.run.facts as Prisma.JsonObject), supersededBy: by.id }
  await change.tx.run.update({ where: { id: change.run.id }, data: { facts } })
  change.run.facts = facts
  change.ending = 'superseded'
}

/** The tested bundle becomes a candidate with a number. One row a run: after a retry it names the new bundle. */
async function recordRelease(change: Change): Promise<void> {
  const { tx, run } = change
  const { release: digest } = await boundOf(tx, run.id)
  const bytes = await readArtifact(tx, run.id, 'verify', 'release-notes.md')
  const notes = bytes ? Buffer.from(bytes).toString('utf8') : ''
  const known = await tx.release.findUnique({ where: { runId: run.id } })
  if (known) {
    await tx.release.update({ where: { id: known.id }, data: { digest, notes, status: 'candidate' } })
    return
  }
  const { releaseCounter } = await tx.service.update({ where: { id: run.serviceId }, data: { releaseCounter: { increment: 1 } } })
  await tx.release.create({ data: { id: newId('rel'), serviceId: run.serviceId, runId: run.id, number: releaseCounter, digest, notes } })
}

export async function openApproval(change: Change, stage: string, seconds: number): Promise<void> {
  const { tx, run } = change
  const bound = await boundOf(tx, run.id)
  const expiresAt = new Date(Date.now() + seconds * 1000)
  const id = newId('apr')
  const digest = boundDigest(bound)
  await tx.approval.create({ data: { id, runId: run.id, digest, bound, needs: [...neededRoles], expiresAt } })
  await expireAt(change, stage, expiresAt)
  note(change, 'approval.requested', {
    stage,
    attempt: stageOf(change, stage).attempt,
    data: { approval: id, digest, needs: [...neededRoles], expiresAt: expiresAt.toISOString() },
  })
}

/** Ends what is pending of this run's approvals, whatever the end is. */
export async function endApprovals(change: Change, status: ApprovalState, reason = ''): Promise<void> {
  const pending = await change.tx.approval.findMany({ where: { runId: change.run.id, status: 'pending' }, select: { id: true } })
  for (const { id } of pending) {
    const { count } = await change.tx.approval.updateMany({ where: { id, status: 'pending' }, data: { status, endedAt: new Date() } })
    if (count === 1) note(change, `approval.${status}`, { data: { approval: id, reason } })
  }
}

/** Something an approval was bound to changed: the old one is void, people are asked anew. */
export async function renewApproval(change: Change, stage: string, seconds: number, reason: string): Promise<void> {
  await endApprovals(change, 'invalidated', reason)
  if (stageOf(change, stage).status === 'waiting') await openApproval(change, stage, seconds)
}

export function stageWaitingForPeople(change: Change): string {
  const found = change.pipeline.stages.find((s) => s.waits === 'people')
  if (!found) throw new Error(`Pipeline ${change.pipeline.id} asks nobody.`)
  return found.id
}

/** Whether an approved release is still what people approved; the deploying step asks right before it starts. */
export async function approvalHolds(tx: Tx, runId: string): Promise<{ holds: boolean; reason: string }> {
  const approval = await tx.approval.findFirst({ where: { runId }, orderBy: { createdAt: 'desc' } })
  if (approval?.status !== 'approved') return { holds: false, reason: 'This run has no approval.' }
  const holds = boundDigest(await boundOf(tx, runId)) === approval.digest
  return {
    holds,
    reason: holds ? '' : 'What was approved is not what would be released: the baseline, the gates or the candidate changed since. Retry the approval.',
  }
}
