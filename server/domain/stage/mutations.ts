import type { z } from 'zod'
import { descendants } from '#model/pipeline.ts'
import type { gateWaiveInput, stageRetryInput } from '#model/run.ts'
import type { Gate } from '#prisma/generated/client.ts'
import { type Actor, actorMay, requirePermission } from '#server/domain/actor.ts'
import { endApprovals, renewApproval, stageWaitingForPeople } from '#server/domain/approval/transitions.ts'
import { appendAudit } from '#server/domain/audit/append.ts'
import { notFound, Problem } from '#server/domain/problem.ts'
import { type Change, closeRun, definitionOf, note, openRun, stageOf } from '#server/domain/run/change.ts'
import { demand, factsOfChange, openRunFor } from '#server/domain/run/mutations.ts'
import { mayRetry } from '#server/domain/run/policy.ts'
import { transact } from '#server/domain/transaction.ts'
import { setStage, succeed } from './set.ts'
import { advance, startStage } from './transitions.ts'

/**
 * Tries a stage again that failed, errored or was canceled. What depends on it, and what was skipped or canceled with
 * it, becomes pending again; approvals that wait are void. Other failed stages stay: each is retried by itself.
 */
export async function retryStage(actor: Actor, input: z.infer<typeof stageRetryInput>): Promise<{ attempt: number }> {
  return transact(async (tx) => {
    const change = await openRunFor(tx, actor, input.run)
    const stage = stageOf(change, input.stage)
    const before = stage.status
    if (actor.person) demand('conflict', mayRetry(actor.person, await factsOfChange(change), input.stage))
    await endApprovals(change, 'invalidated', `Stage ${input.stage} is tried again.`)
    const stale = descendants(change.pipeline, input.stage)
    for (const [name, row] of change.stages) {
      const reset = name === input.stage || (stale.has(name) && row.status !== 'pending') || ['skipped', 'canceled'].includes(row.status)
      if (reset) await setStage(change, name, 'pending', { summary: '', startedAt: null, expiresAt: null })
    }
    await tx.release.updateMany({
      where: { runId: change.run.id, status: { in: ['rejected', 'rolled_back'] } },
      data: { status: definitionOf(change, input.stage).waits === 'rollout' ? 'approved' : 'candidate' },
    })
    await startStage(change, input.stage)
    await advance(change)
    note(change, 'stage.retried', { stage: input.stage, attempt: stage.attempt, data: { by: actor.name, reason: input.reason } })
    await appendAudit(tx, actor, {
      action: 'stage.retry',
      subject: `${change.run.id}:${input.stage}`,
      before: { status: before },
      after: { status: stage.status, attempt: stage.attempt },
      reason: input.reason,
    })
    await closeRun(change)
    return { attempt: stage.attempt }
  })
}

/** Passes a failed gate over, with a name and a reason. A failed stage passes once all its blocking gates are passed over. */
export async function waiveGate(actor: Actor, input: z.infer<typeof gateWaiveInput>): Promise<{ run: string; stage: string }> {
  return transact(async (tx) => {
    const found = await tx.gate.findUnique({ where: { id: input.id }, include: { attempt: { include: { stage: true } } } })
    if (!found) throw notFound('gate', input.id)
    const { stage: name, runId } = { stage: found.attempt.stage.name, runId: found.attempt.stage.runId }
    const change = await openRun(tx, actor, runId)
    if (!actorMay(actor, 'read', change.run.service.systemId)) throw notFound('gate', input.id)
    requirePermission(actor, 'gate.waive', change.run.service.systemId, 'waive gates')
    await checkWaive(change, name, found, found.attempt.number)
    const { count } = await tx.gate.updateMany({
      where: { id: input.id, verdict: found.verdict },
      data: { verdict: 'waived', waivedBy: actor.id, waivedReason: input.reason },
    })
    if (count !== 1) throw new Problem('conflict', 'Somebody waived this gate at the same moment.')
    note(change, 'gate.waived', {
      stage: name,
      attempt: found.attempt.number,
      data: { gate: found.name, value: found.value, threshold: found.threshold, by: actor.name, reason: input.reason },
    })
    await appendAudit(tx, actor, {
      action: 'gate.waive',
      subject: input.id,
      before: { verdict: found.verdict, value: found.value, threshold: found.threshold },
      after: { verdict: 'waived', run: runId, stage: name, gate: found.name },
      reason: input.reason,
    })
    await passWhenWaived(change, name, found)
    await closeRun(change)
    return { run: runId, stage: name }
  })
}

async function checkWaive(change: Change, name: string, gate: Gate, attempt: number): Promise<void> {
  const stage = stageOf(change, name)
  if (gate.verdict === 'waived') throw new Problem('conflict', 'This gate is waived already.')
  if (gate.verdict === 'passed') throw new Problem('conflict', 'This gate has passed; there is nothing to waive.')
  if (stage.attempt !== attempt)
    throw new Problem('conflict', `This gate belongs to attempt ${attempt}; the stage is at attempt ${stage.attempt}. Open that one.`)
  if (['superseded', 'canceled', 'canceling', 'succeeded'].includes(change.run.status))
    throw new Problem('conflict', `The run is ${change.run.status}, so waiving would change nothing.`)
  if ((change.run.facts as { declined?: string[] }).declined?.length)
    throw new Problem('conflict', 'The requirement was declined: nothing was built that could go on. Revise the requirement instead.')
}

async function passWhenWaived(change: Change, name: string, gate: Gate): Promise<void> {
  const left = await change.tx.gate.count({ where: { attemptId: gate.attemptId, blocking: true, verdict: { in: ['failed', 'not_evaluated'] } } })
  if (stageOf(change, name).status === 'failed' && gate.blocking && left === 0) {
    await succeed(change, name, `${stageOf(change, name).summary} (gates waived)`)
    for (const [other, row] of change.stages) if (row.status === 'skipped') await setStage(change, other, 'pending')
    await advance(change)
    return
  }
  const asking = stageWaitingForPeople(change)
  if (stageOf(change, asking).status === 'waiting')
    await renewApproval(change, asking, definitionOf(change, asking).timeLimitSeconds, `Gate ${gate.name} was waived.`)
}
