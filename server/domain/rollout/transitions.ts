import type { RolloutState } from '#model/states.ts'
import type { Prisma, Rollout } from '#prisma/generated/client.ts'
import type { Tx } from '#server/db.ts'
import { systemActor } from '#server/domain/actor.ts'
import { approvalHolds } from '#server/domain/approval/transitions.ts'
import { appendAudit } from '#server/domain/audit/append.ts'
import { requestDeployment, stopDeployments } from '#server/domain/deployment/transitions.ts'
import { moveMain } from '#server/domain/repository/main-branch.ts'
import { lockService } from '#server/domain/run/change.ts'
import { finishWaitingStage } from '#server/domain/stage/transitions.ts'
import { transact } from '#server/domain/transaction.ts'
import { appendEvents, type NewEvent } from '#server/events/append.ts'
import { type OpenRollout, rolloutInclude, underWay } from './open.ts'

const edge = systemActor('edge')

/**
 * A release on its way into production. The edge decides and calls these; each is one transaction that compares the
 * state it came from, writes event and audit entry, and answers whether it happened. Whoever was first wins.
 */
interface Move {
  from: RolloutState[]
  to: RolloutState
  event: string
  data?: Prisma.InputJsonObject
  set?: Prisma.RolloutUncheckedUpdateManyInput
  step?: number
}

/** One change of one rollout under its service's lock. `more` runs between the compare-and-set and the events (which come last, see events/append.ts). */
async function move(rollout: OpenRollout, change: Move, more: (tx: Tx, now: OpenRollout) => Promise<void> = async () => {}): Promise<boolean> {
  return transact(async (tx) => {
    await lockService(tx, rollout.serviceId)
    const before = await tx.rollout.findUniqueOrThrow({ where: { id: rollout.id }, include: rolloutInclude })
    const where = { id: rollout.id, status: { in: change.from }, ...(change.step !== undefined && { step: change.step }) }
    const { count } = await tx.rollout.updateMany({ where, data: { ...change.set, status: change.to } })
    if (count === 0) return false
    await more(tx, before)
    await appendAudit(tx, edge, {
      action: change.event,
      subject: rollout.id,
      before: { status: before.status, step: before.step },
      after: { status: change.to, ...change.data },
      reason: String(change.data?.reason ?? ''),
    })
    await appendEvents(tx, [eventOf(rollout, change.event, { status: change.to, ...change.data })])
    return true
  })
}

const eventOf = (rollout: OpenRollout, kind: string, data: Prisma.InputJsonObject): NewEvent => ({
  kind,
  runId: rollout.runId,
  stage: 'release',
  serviceId: rollout.serviceId,
  systemId: rollout.run.service.systemId,
  actor: edge.id,
  data: { rollout: rollout.id, release: rollout.release.number, ...data },
})

async function setWeights(tx: Tx, rollout: Pick<Rollout, 'deploymentId' | 'baselineId'>, weight: number): Promise<void> {
  if (rollout.deploymentId) await tx.deployment.updateMany({ where: { id: rollout.deploymentId }, data: { weight } })
  if (rollout.baselineId) await tx.deployment.updateMany({ where: { id: rollout.baselineId }, data: { weight: 100 - weight } })
}

/** Claims production of the service and asks for the new instance beside the old one. `waits`: another rollout has it. */
export async function beginRollout(rollout: OpenRollout): Promise<'begun' | 'waits' | { refused: string }> {
  return transact(async (tx) => {
    await lockService(tx, rollout.serviceId)
    const now = await tx.rollout.findUniqueOrThrow({ where: { id: rollout.id } })
    if (now.status !== 'pending' || now.deploymentId) return 'waits'
    const busy = await tx.rollout.count({
      where: { serviceId: rollout.serviceId, id: { not: rollout.id }, OR: [{ status: { in: underWay } }, { status: 'pending', deploymentId: { not: null } }] },
    })
    if (busy > 0) return 'waits'
    const approval = await approvalHolds(tx, rollout.runId)
    if (!approval.holds) return { refused: approval.reason }
    await endEarlierObservation(tx, rollout)
    const baseline = await tx.deployment.findFirst({
      where: { environment: { serviceId: rollout.serviceId, kind: 'production' }, desired: 'running', weight: { gt: 0 } },
      orderBy: { weight: 'desc' },
    })
    const deployment = await requestDeployment(tx, {
      key: rollout.key,
      serviceId: rollout.serviceId,
      environment: 'production',
      releaseDigest: rollout.release.digest,
      runId: rollout.runId,
    })
    await tx.rollout.update({ where: { id: rollout.id }, data: { deploymentId: deployment.id, baselineId: baseline?.id ?? null } })
    await appendAudit(tx, edge, {
      action: 'rollout.started',
      subject: rollout.id,
      after: { deployment: deployment.id, baseline: baseline?.id ?? null, digest: rollout.release.digest },
    })
    await appendEvents(tx, [eventOf(rollout, 'rollout.started', { deployment: deployment.id, baseline: baseline?.id ?? null })])
    return 'begun'
  })
}

/** The release before this one is kept no longer: what can be rolled back to is what is in production now. */
async function endEarlierObservation(tx: Tx, rollout: OpenRollout): Promise<void> {
  const earlier = await tx.rollout.findMany({ where: { serviceId: rollout.serviceId, status: 'completed', keepUntil: { gt: new Date() } } })
  for (const row of earlier) {
    await tx.rollout.update({ where: { id: row.id }, data: { keepUntil: new Date() } })
    await stopDeployments(tx, [row.baselineId])
    await finishWaitingStage(tx, { runId: row.runId, stage: 'monitor', outcome: 'succeeded', summary: 'Observed until the next release began', actor: edge })
  }
}

/** The next share of the traffic: recorded first, switched then. */
export const progressRollout = (rollout: OpenRollout, step: number, reason: string): Promise<boolean> =>
  move(
    rollout,
    {
      from: ['pending', 'progressing', 'held'],
      to: 'progressing',
      step: rollout.step,
      event: 'rollout.progressed',
      data: { step, reason },
      set: { step, stepStartedAt: new Date(), reason: '', command: null, commandBy: null },
    },
    (tx, now) => setWeights(tx, now, step),
  )

/** stopped: a person asked for it, and the step starts again when it is resumed; else its evidence was inconclusive and a person decides. */
export const holdRollout = (rollout: OpenRollout, reason: string, stopped: boolean): Promise<boolean> =>
  move(rollout, {
    from: ['pending', 'progressing'],
    to: 'held',
    event: 'rollout.held',
    data: { reason, step: rollout.step },
    set: { reason, command: null, commandBy: null, ...(stopped && { stepStartedAt: null }) },
  })

/** Goes on with the step that a person had stopped. */
export const restartStep = (rollout: OpenRollout): Promise<boolean> =>
  move(rollout, {
    from: ['held'],
    to: rollout.step === 0 ? 'pending' : 'progressing',
    event: 'rollout.resumed',
    data: { step: rollout.step },
    set: { stepStartedAt: rollout.step === 0 ? null : new Date(), reason: '', command: null, commandBy: null },
  })

export const completeRollout = (rollout: OpenRollout, keepSeconds: number, reason: string): Promise<boolean> =>
  move(
    rollout,
    {
      from: ['progressing', 'held'],
      to: 'completed',
      step: 100,
      event: 'rollout.completed',
      data: { reason },
      set: { endedAt: new Date(), keepUntil: new Date(Date.now() + keepSeconds * 1000), reason: '', command: null, commandBy: null },
    },
    async (tx, now) => {
      await setWeights(tx, now, 100)
      await tx.release.updateMany({ where: { serviceId: now.serviceId, status: 'in_production', id: { not: now.releaseId } }, data: { status: 'retired' } })
      await tx.release.update({ where: { id: now.releaseId }, data: { status: 'in_production' } })
      await moveMain(tx, now.serviceId, now.runId)
      await finishWaitingStage(tx, {
        runId: now.runId,
        stage: 'release',
        outcome: 'succeeded',
        summary: `Release ${now.release.number} is in production`,
        actor: edge,
      })
    },
  )

/** Records that traffic is back on the old release (the edge has switched it already). Also for what never got any traffic. */
export const startRollback = (rollout: OpenRollout, reason: string): Promise<boolean> =>
  move(
    rollout,
    {
      from: ['pending', 'progressing', 'held', 'completed', 'rollback_failed'],
      to: 'rolling_back',
      event: 'rollout.rolling_back',
      data: { reason, step: rollout.step },
      set: { reason, command: null, commandBy: null },
    },
    (tx, now) => setWeights(tx, now, 0),
  )

export const finishRollback = (rollout: OpenRollout): Promise<boolean> =>
  move(
    rollout,
    {
      from: ['rolling_back'],
      to: 'rolled_back',
      event: 'rollout.rolled_back',
      data: { reason: rollout.reason },
      set: { endedAt: new Date(), keepUntil: null, command: null, commandBy: null },
    },
    async (tx, now) => {
      await stopDeployments(tx, [now.deploymentId])
      const inProduction = now.release.status === 'in_production'
      await tx.release.update({ where: { id: now.releaseId }, data: { status: 'rolled_back' } })
      if (inProduction) await restoreBaseline(tx, now)
      const end = { runId: now.runId, outcome: 'failed' as const, reason: `Rolled back: ${now.reason}`, summary: 'Rolled back', actor: edge }
      if (!(await finishWaitingStage(tx, { ...end, stage: 'release' }))) await finishWaitingStage(tx, { ...end, stage: 'monitor' })
    },
  )

/** The release that the baseline runs is in production again, for people, approvals and git. */
async function restoreBaseline(tx: Tx, rollout: OpenRollout): Promise<void> {
  const baseline = rollout.baselineId ? await tx.deployment.findUnique({ where: { id: rollout.baselineId } }) : null
  if (!baseline?.runId) return
  await tx.release.updateMany({ where: { runId: baseline.runId, serviceId: rollout.serviceId }, data: { status: 'in_production' } })
  await moveMain(tx, rollout.serviceId, baseline.runId)
}

/** The old release does not answer either: traffic has nowhere to go back to, and a person must look. */
export const failRollback = (rollout: OpenRollout, reason: string): Promise<boolean> =>
  move(rollout, { from: ['rolling_back'], to: 'rollback_failed', event: 'rollout.rollback_failed', data: { reason }, set: { reason } })

/** The time is over: the old release goes, the run has ended well. */
export async function endObservation(rollout: OpenRollout): Promise<void> {
  await transact(async (tx) => {
    await lockService(tx, rollout.serviceId)
    const now = await tx.rollout.findUniqueOrThrow({ where: { id: rollout.id } })
    if (now.status !== 'completed' || now.keepUntil === null || now.keepUntil > new Date()) return
    await stopDeployments(tx, [now.baselineId])
    await finishWaitingStage(tx, {
      runId: now.runId,
      stage: 'monitor',
      outcome: 'succeeded',
      summary: 'The release kept its promises while the old one was kept',
      actor: edge,
    })
  })
}

/** A canceled run leaves its instance behind. */
export const removeLeftover = (rollout: OpenRollout): Promise<void> => transact((tx) => stopDeployments(tx, [rollout.deploymentId]))
