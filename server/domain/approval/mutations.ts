import type { z } from 'zod'
import type { decideInput, withdrawInput } from '#model/approval.ts'
import { newId } from '#model/id.ts'
import type { ApprovalState } from '#model/states.ts'
import type { Approval, Decision } from '#prisma/generated/client.ts'
import type { Tx } from '#server/db.ts'
import { type Actor, actorMay, systemActor } from '#server/domain/actor.ts'
import { appendAudit } from '#server/domain/audit/append.ts'
import { notFound, Problem } from '#server/domain/problem.ts'
import { type Change, closeRun, definitionOf, note, openRun } from '#server/domain/run/change.ts'
import { demand } from '#server/domain/run/mutations.ts'
import { mayOperate } from '#server/domain/run/policy.ts'
import { endAttempt, setStage } from '#server/domain/stage/set.ts'
import { advance, endWaiting } from '#server/domain/stage/transitions.ts'
import { transact } from '#server/domain/transaction.ts'
import { boundDigest, boundOf } from './bound.ts'
import { mayDecide } from './policy.ts'
import { endApprovals, renewApproval, stageWaitingForPeople } from './transitions.ts'

type Decide = z.infer<typeof decideInput>
type Pending = Approval & { decisions: Decision[] }

/**
 * One person's answer to one digest. Refused for requesters, for a second answer of a person or a role, and for
 * anything but the digest that was shown. Clicking the same answer twice is one answer.
 */
export async function decideApproval(actor: Actor, input: Decide): Promise<{ status: ApprovalState }> {
  const result = await transact(async (tx) => {
    const { change, approval } = await openApprovalRun(tx, actor, input.id)
    const mine = approval.decisions.find((d) => d.userId === actor.id)
    const repeated = mine?.answer === input.answer && mine.digest === input.digest && (input.role ?? mine.role) === mine.role
    if (repeated) return { status: approval.status as ApprovalState }
    const role = await checkDecision(change, approval, input)
    const stage = stageWaitingForPeople(change)
    if (boundDigest(await boundOf(tx, change.run.id)) !== approval.digest) {
      await renewApproval(change, stage, definitionOf(change, stage).timeLimitSeconds, 'What the approval was bound to has changed.')
      await closeRun(change)
      return { status: 'invalidated' as const, invalid: true }
    }
    const status = await record(change, approval, input, role)
    await closeRun(change)
    return { status }
  })
  if ('invalid' in result)
    throw new Problem(
      'conflict',
      'What you were deciding on has changed since this approval was requested, so it is void and a new one was opened. Look at that one and decide again.',
    )
  return result
}

async function openApprovalRun(tx: Tx, actor: Actor, id: string): Promise<{ change: Change; approval: Pending }> {
  const found = await tx.approval.findUnique({ where: { id }, select: { runId: true } })
  if (!found) throw notFound('approval', id)
  const change = await openRun(tx, actor, found.runId)
  if (!actorMay(actor, 'read', change.run.service.systemId)) throw notFound('approval', id)
  return { change, approval: await tx.approval.findUniqueOrThrow({ where: { id }, include: { decisions: true } }) }
}

/** The same rule as the buttons', under lock; and only what was shown can be decided on. Answers the role it counts for. */
async function checkDecision(change: Change, approval: Pending, input: Decide): Promise<string> {
  const { actor, run } = change
  if (!actor.person) throw new Problem('forbidden', 'Only people decide on approvals.')
  const revision = await change.tx.revision.findUniqueOrThrow({ where: { id: run.revisionId }, include: { requirement: true } })
  const requestedBy = [run.createdBy, revision.createdBy, revision.requirement.createdBy]
  const now = new Date()
  const facts = { ...approval, status: approval.status as ApprovalState, systemId: run.service.systemId, now, requestedBy, runCreatedBy: run.createdBy }
  const may = mayDecide(actor.person, facts)
  demand(approval.status === 'pending' && approval.expiresAt > now ? 'forbidden' : 'conflict', may)
  if (approval.digest !== input.digest)
    throw new Problem('conflict', 'What you were shown is not what stands for approval now. Reload the page, look again and decide.')
  const role = input.role ?? may.roles[0]
  if (!role || !may.roles.includes(role)) throw new Problem('forbidden', `You cannot decide as "${input.role}" here; you can as ${may.roles.join(' or ')}.`)
  return role
}

async function record(change: Change, approval: Pending, input: Decide, role: string): Promise<ApprovalState> {
  const { tx, actor, run } = change
  const stage = stageWaitingForPeople(change)
  await tx.decision.create({
    data: { id: newId('dec'), approvalId: approval.id, userId: actor.id, role, answer: input.answer, reason: input.reason, digest: approval.digest },
  })
  note(change, 'approval.decided', { stage, data: { approval: approval.id, role, answer: input.answer, by: actor.name, reason: input.reason } })
  const answered = new Set([...approval.decisions.map((d) => d.role), role])
  const status = input.answer === 'reject' ? 'rejected' : approval.needs.every((r) => answered.has(r)) ? 'approved' : 'pending'
  await appendAudit(tx, actor, {
    action: `approval.${input.answer}`,
    subject: approval.id,
    before: { status: approval.status },
    after: { status, role, digest: approval.digest, run: run.id },
    reason: input.reason,
  })
  if (status === 'pending') return status
  await endApprovals(change, status, input.reason)
  await tx.release.updateMany({ where: { runId: run.id }, data: { status } })
  const reason = status === 'rejected' ? `Rejected by ${actor.name} (${role}): ${input.reason}` : ''
  await endWaiting(change, {
    stage,
    outcome: status === 'approved' ? 'succeeded' : 'failed',
    reason,
    summary: status === 'approved' ? `Approved by ${answered.size} people` : 'Rejected',
  })
  return status
}

/** The requester, or an operator, takes the request back: the run ends canceled. */
export async function withdrawApproval(actor: Actor, input: z.infer<typeof withdrawInput>): Promise<{ status: ApprovalState }> {
  return transact(async (tx) => {
    const { change, approval } = await openApprovalRun(tx, actor, input.id)
    if (actor.person) {
      demand('forbidden', mayOperate(actor.person, { createdBy: change.run.createdBy, systemId: change.run.service.systemId }))
    }
    if (approval.status !== 'pending') throw new Problem('conflict', `This approval is ${approval.status}.`)
    const stage = stageWaitingForPeople(change)
    const reason = input.reason || `Withdrawn by ${actor.name}.`
    await endApprovals(change, 'withdrawn', reason)
    await endAttempt(change, stage, 'canceled', { reason })
    await setStage(change, stage, 'canceled', { reason, expiresAt: null })
    await advance(change)
    await appendAudit(tx, actor, {
      action: 'approval.withdraw',
      subject: approval.id,
      before: { status: 'pending' },
      after: { status: 'withdrawn' },
      reason: input.reason,
    })
    await closeRun(change)
    return { status: 'withdrawn' as const }
  })
}

/** For the sweeper: nobody decided in time. */
export async function expireApproval(tx: Tx, approval: { id: string; runId: string }): Promise<boolean> {
  const change = await openRun(tx, systemActor('sweeper'), approval.runId)
  const { count } = await tx.approval.updateMany({ where: { id: approval.id, status: 'pending' }, data: { status: 'expired', endedAt: new Date() } })
  if (count === 0) return false
  note(change, 'approval.expired', { data: { approval: approval.id } })
  await endWaiting(change, {
    stage: stageWaitingForPeople(change),
    outcome: 'timed_out',
    reason: 'Nobody decided within 24 hours. Retry the stage to ask again.',
  })
  await closeRun(change)
  return true
}
