import type { z } from 'zod'
import type { Allowance } from '#model/list.ts'
import type { runCancelInput, runRerunInput, runStartInput } from '#model/run.ts'
import type { RunState, StageState } from '#model/states.ts'
import { prisma, type Tx } from '#server/db.ts'
import { type Actor, actorMay, requirePermission } from '#server/domain/actor.ts'
import { endApprovals } from '#server/domain/approval/transitions.ts'
import { appendAudit } from '#server/domain/audit/append.ts'
import { notFound, Problem } from '#server/domain/problem.ts'
import { oncePerKey, refuseForeignKey } from '#server/domain/request-key.ts'
import { endAttempt, setStage } from '#server/domain/stage/set.ts'
import { transact } from '#server/domain/transaction.ts'
import { type Change, closeRun, openRun, setRun } from './change.ts'
import { createRun } from './create.ts'
import { mayCancel, mayOperate, type RunFacts } from './policy.ts'

async function runOfKey(actor: Actor, requestKey: string): Promise<{ run: string } | null> {
  const run = await prisma.run.findUnique({ where: { requestKey } })
  if (run) refuseForeignKey(run.createdBy, actor)
  return run && { run: run.id }
}

/** A new run of a revision, the latest unless one is named. */
export async function startRun(actor: Actor, input: z.infer<typeof runStartInput>): Promise<{ run: string }> {
  return oncePerKey(
    () => runOfKey(actor, input.requestKey),
    () =>
      transact(async (tx) => {
        const requirement = await tx.requirement.findUnique({ where: { id: input.requirement } })
        if (!requirement || !actorMay(actor, 'read', requirement.systemId)) throw notFound('requirement', input.requirement)
        requirePermission(actor, 'run.start', requirement.systemId, 'start runs')
        const revision = await tx.revision.findFirst({ where: { requirementId: requirement.id, number: input.revision }, orderBy: { number: 'desc' } })
        if (!revision) throw notFound('revision', String(input.revision))
        const run = await createRun(
          tx,
          actor,
          { requirementId: requirement.id, revisionId: revision.id, serviceId: requirement.serviceId, requestKey: input.requestKey },
          { kind: 'requirement.submitted', data: { title: requirement.title, revision: revision.number } },
        )
        await appendAudit(tx, actor, { action: 'run.start', subject: run, after: { requirement: requirement.id, revision: revision.number } })
        return { run }
      }),
  )
}

/** The same revision once more, as a run of its own. */
export async function rerun(actor: Actor, input: z.infer<typeof runRerunInput>): Promise<{ run: string }> {
  return oncePerKey(
    () => runOfKey(actor, input.requestKey),
    () =>
      transact(async (tx) => {
        const old = await tx.run.findUnique({ where: { id: input.id }, include: { requirement: true, revision: true } })
        if (!old || !actorMay(actor, 'read', old.requirement.systemId)) throw notFound('run', input.id)
        requireOperate(actor, old, old.requirement.systemId)
        const { requirementId, revisionId, serviceId, pipeline } = old
        const run = await createRun(
          tx,
          actor,
          { pipeline, requirementId, revisionId, serviceId, requestKey: input.requestKey, rerunOf: old.id },
          { kind: 'requirement.submitted', data: { title: old.requirement.title, revision: old.revision.number, rerunOf: old.id } },
        )
        await appendAudit(tx, actor, { action: 'run.rerun', subject: run, after: { rerunOf: old.id } })
        return { run }
      }),
  )
}

/** Owners operate their own runs, operators any. */
function requireOperate(actor: Actor, run: { createdBy: string }, systemId: string): void {
  if (actor.person) demand('forbidden', mayOperate(actor.person, { createdBy: run.createdBy, systemId }))
}

/** A policy's answer as a refusal: not for this person (forbidden), or not as things stand (conflict). */
export function demand(code: 'forbidden' | 'conflict', { allowed, why }: Allowance): void {
  if (!allowed) throw new Problem(code, why)
}

export async function openRunFor(tx: Tx, actor: Actor, runId: string): Promise<Change> {
  const change = await openRun(tx, actor, runId)
  if (!actorMay(actor, 'read', change.run.service.systemId)) throw notFound('run', runId)
  requireOperate(actor, change.run, change.run.service.systemId)
  return change
}

/** The same facts that the buttons were drawn from, under lock. */
export async function factsOfChange({ tx, run, pipeline, stages }: Change): Promise<RunFacts> {
  const releasing = await tx.rollout.count({ where: { runId: run.id, status: { in: ['progressing', 'held', 'completed', 'rolling_back'] } } })
  const states = new Map([...stages].map(([name, s]) => [name, s.status as StageState]))
  return { status: run.status as RunState, createdBy: run.createdBy, systemId: run.service.systemId, releasing: releasing > 0, pipeline, stages: states }
}

/**
 * What nobody performs ends now. What a runner performs is killed by it within a second or two; until then the run is
 * `canceling`. A release on its way is not canceled but rolled back. Canceling a canceled run changes nothing.
 */
export async function cancelRun(actor: Actor, input: z.infer<typeof runCancelInput>): Promise<{ status: RunState }> {
  return transact(async (tx) => {
    const change = await openRunFor(tx, actor, input.id)
    const before = change.run.status as RunState
    if (before === 'canceled' || before === 'canceling') return { status: before }
    if (actor.person) demand('conflict', mayCancel(actor.person, await factsOfChange(change)))
    const reason = input.reason || `Canceled by ${actor.name}.`
    await endRest(change, reason)
    if ([...change.stages.values()].some((s) => s.status === 'running')) await setRun(change, 'canceling', reason)
    else await setRun(change, 'canceled', reason)
    await appendAudit(tx, actor, {
      action: 'run.cancel',
      subject: change.run.id,
      before: { status: before },
      after: { status: change.run.status },
      reason: input.reason,
    })
    await closeRun(change)
    return { status: change.run.status as RunState }
  })
}

async function endRest(change: Change, reason: string): Promise<void> {
  await endApprovals(change, 'withdrawn', reason)
  await change.tx.rollout.updateMany({ where: { runId: change.run.id, status: 'pending' }, data: { status: 'rolled_back', reason, endedAt: new Date() } })
  for (const [name, stage] of change.stages) {
    if (!['pending', 'queued', 'waiting'].includes(stage.status)) continue
    await endAttempt(change, name, 'canceled', { reason })
    await setStage(change, name, 'canceled', { reason, expiresAt: null })
  }
}
