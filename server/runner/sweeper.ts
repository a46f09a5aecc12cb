import { prisma } from '#server/db.ts'
import { expireApproval } from '#server/domain/approval/mutations.ts'
import { leaseSeconds, loseAttempt } from '#server/domain/attempt/transitions.ts'
import { pipelineOf } from '#server/domain/run/derive.ts'
import { finishWaitingStage } from '#server/domain/stage/transitions.ts'
import { transact } from '#server/domain/transaction.ts'
import { enqueueAttempt, queueClient, workflowId } from '#server/jobs/attempts.ts'
import { log } from '#server/log.ts'
import { isOutage, pause } from './outage.ts'
import { isStranded, queuedTooLongSeconds } from './stranded.ts'
import { loseExpiredTasks, redeliverTasks } from './task-sweeper.ts'

const everyMs = 1000
interface Due {
  id: string
  runId: string
  stage: string
  number: number
}

/**
 * Watches what no process waits for: dead runners' leases, lost deliveries, approvals and observations whose time is up.
 * Nothing else belongs in this loop: an error or a delay here puts the judging of leases off. Other work is a chore.
 */
export async function sweepUntil(stopping: AbortSignal): Promise<void> {
  let last = performance.now()
  let steadySince: number | null = null
  for (let round = 0; !stopping.aborted; round++) {
    const now = performance.now()
    // A gap means that this process, or the database, was away: then nobody could renew, and no lease says anything.
    if (now - last > everyMs * 3) steadySince = null
    last = now
    try {
      const steady = steadySince !== null && now - steadySince > (leaseSeconds + 1) * 1000
      await sweep({ judgeLeases: steady, redeliver: round % 5 === 0 })
      steadySince ??= now
    } catch (error) {
      steadySince = null
      if (isOutage(error)) log.warn({ err: error }, 'sweep postponed: the database is away')
      else log.error({ err: error }, 'sweep failed')
    }
    await pause(everyMs, stopping)
  }
}

/** One round, by one runner at a time. Every transition compares and sets, so the lock only saves double work. */
export async function sweep(what: { judgeLeases: boolean; redeliver: boolean }): Promise<void> {
  await prisma.$transaction(
    async (tx) => {
      const [row] = await tx.$queryRaw<{ mine: boolean }[]>`select pg_try_advisory_xact_lock(hashtext('gantry_sweeper')) as mine`
      if (!row?.mine) return
      if (what.judgeLeases) {
        await loseExpired()
        await loseExpiredTasks()
      }
      await expireApprovals()
      await endObservations()
      if (what.redeliver) {
        await redeliver()
        await redeliverTasks()
      }
    },
    { timeout: 60_000, maxWait: 10_000 },
  )
}

async function loseExpired(): Promise<void> {
  const due = await prisma.$queryRaw<Due[]>`
    select a."id", s."runId", s."name" as "stage", a."number" from "Attempt" a join "Stage" s on s."id" = a."stageId"
    where a."status" = 'running' and a."leaseUntil" < now() at time zone 'utc' limit 50`
  for (const attempt of due) await lose({ ...attempt, status: 'running' }, 'Its runner died or lost the database.')
}

async function lose(attempt: Due & { status: 'running' | 'queued' }, reason: string): Promise<void> {
  if (!(await loseAttempt(attempt, reason))) return
  log.warn({ run: attempt.runId, stage: attempt.stage, attempt: attempt.number, reason }, 'attempt lost')
  // Its workflow belongs to an executor that is gone; nothing would ever end it.
  const client = await queueClient()
  await client.cancelWorkflow(workflowId({ run: attempt.runId, stage: attempt.stage, attempt: attempt.number }))
}

async function expireApprovals(): Promise<void> {
  const due = await prisma.$queryRaw<
    { id: string; runId: string }[]
  >`select "id", "runId" from "Approval" where "status" = 'pending' and "expiresAt" < now() at time zone 'utc' limit 50`
  for (const approval of due) await transact((tx) => expireApproval(tx, approval))
}

async function endObservations(): Promise<void> {
  const due = await prisma.$queryRaw<{ runId: string; name: string; pipeline: string }[]>`
    select s."runId", s."name", r."pipeline" from "Stage" s join "Run" r on r."id" = s."runId"
    where s."status" = 'waiting' and s."expiresAt" < now() at time zone 'utc' limit 50`
  for (const { runId, name, pipeline } of due) {
    if (pipelineOf(pipeline).stages.find((s) => s.id === name)?.waits !== 'observation') continue
    await transact((tx) => finishWaitingStage(tx, { runId, stage: name, outcome: 'succeeded', summary: 'Healthy for as long as the old release was kept' }))
  }
}

/** Attempts that the queue does not know, or gave to a runner that died before it took the lease. */
async function redeliver(): Promise<void> {
  const waiting = await prisma.$queryRaw<Due[]>`
    select a."id", s."runId", s."name" as "stage", a."number" from "Attempt" a join "Stage" s on s."id" = a."stageId"
    where a."status" = 'queued' and a."createdAt" < (now() at time zone 'utc') - ${queuedTooLongSeconds} * interval '1 second' limit 100`
  const client = await queueClient()
  for (const attempt of waiting) {
    const job = { run: attempt.runId, stage: attempt.stage, attempt: attempt.number }
    const workflow = await client.getWorkflow(workflowId(job))
    if (!workflow) await transact((tx) => enqueueAttempt(tx, job))
    else if (isStranded(workflow)) await lose({ ...attempt, status: 'queued' }, 'The runner it was given to died before it began.')
  }
}
