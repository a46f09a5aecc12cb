import { newId } from '#model/id.ts'
import type { GateVerdict } from '#model/states.ts'
import type { Attempt, Prisma } from '#prisma/generated/client.ts'
import { appendCommit, type NewCommit } from '#server/artifacts/commits.ts'
import type { Tx } from '#server/db.ts'
import { systemActor } from '#server/domain/actor.ts'
import { type Change, closeRun, definitionOf, note, openRun, stageOf } from '#server/domain/run/change.ts'
import { endAttempt, setStage, succeed } from '#server/domain/stage/set.ts'
import { advance, startStage } from '#server/domain/stage/transitions.ts'
import { transact } from '#server/domain/transaction.ts'

/** A lease is judged by the database's clock alone. */
export const leaseSeconds = 6
/** How often a stage may take its runner down before it is given up. Handing over at a clean stop does not count. */
const lossesLimit = 5
const handedOver = 'Its runner stopped and handed it over.'
const runner = systemActor('runner')

export interface Lease {
  attemptId: string
  epoch: number
  runId: string
  stage: string
  number: number
}
export class LeaseLost extends Error {
  constructor(lease: Lease) {
    super(`Attempt ${lease.runId}:${lease.stage}:${lease.number} belongs to somebody else now, or has been ended.`)
    this.name = 'LeaseLost'
  }
}

async function attemptOf(change: Change, stage: string, number: number): Promise<Attempt | null> {
  return change.tx.attempt.findUnique({ where: { stageId_number: { stageId: stageOf(change, stage).id, number } } })
}

/** Takes a queued attempt; null when it is no longer to be performed (canceled, or delivered twice). */
export async function takeLease(job: { run: string; stage: string; attempt: number }, by: string): Promise<Lease | null> {
  return transact(async (tx) => {
    if (!(await tx.run.findUnique({ where: { id: job.run }, select: { id: true } }))) return null
    const change = await openRun(tx, runner, job.run)
    const attempt = await attemptOf(change, job.stage, job.attempt)
    if (attempt?.status !== 'queued' || stageOf(change, job.stage).attempt !== job.attempt) return null
    const epoch = attempt.epoch + 1
    await tx.$executeRaw`update "Attempt" set "status" = 'running', "epoch" = ${epoch}, "runner" = ${by}, "startedAt" = now() at time zone 'utc', "leaseUntil" = (now() at time zone 'utc') + ${leaseSeconds} * interval '1 second' where "id" = ${attempt.id}`
    await setStage(change, job.stage, 'running', { startedAt: new Date() })
    if (!change.run.startedAt) change.run.startedAt = (await tx.run.update({ where: { id: job.run }, data: { startedAt: new Date() } })).startedAt
    await closeRun(change)
    return { attemptId: attempt.id, epoch, runId: job.run, stage: job.stage, number: job.attempt }
  })
}

/** Extends the lease, even an expired one that nobody took: after an outage of the database work goes on. Throws LeaseLost. */
export async function renewLease(tx: Tx, lease: Lease): Promise<'keep' | 'cancel'> {
  const rows = await tx.$queryRaw<{ status: string }[]>`
    update "Attempt" a set "leaseUntil" = (now() at time zone 'utc') + ${leaseSeconds} * interval '1 second'
    from "Run" r where a."id" = ${lease.attemptId} and a."epoch" = ${lease.epoch} and a."status" = 'running' and r."id" = ${lease.runId}
    returning r."status"`
  if (!rows[0]) throw new LeaseLost(lease)
  return rows[0].status === 'canceling' ? 'cancel' : 'keep'
}

/** Opens the run for whoever holds the lease; everybody else is refused. */
async function openLeased(tx: Tx, lease: Lease): Promise<Change> {
  const change = await openRun(tx, runner, lease.runId)
  const attempt = await attemptOf(change, lease.stage, lease.number)
  if (attempt?.status !== 'running' || attempt.epoch !== lease.epoch) throw new LeaseLost(lease)
  return change
}

/** What an agent answered, with its artifacts' bytes already stored. */
export interface Completion {
  result: {
    outcome: 'succeeded' | 'failed' | 'waiting'
    summary: string
    reason?: string
    gates: NewGate[]
    facts?: Record<string, string | string[] | undefined>
  }
  artifacts: { path: string; mediaType: string; label?: string; sha256: string; size: number }[]
  commit: NewCommit | null // null: nothing to commit
  head: string | null
}
interface NewGate {
  name: string
  label: string
  verdict: Exclude<GateVerdict, 'waived'>
  value: string
  threshold: string
  evidence: string
  note?: string
  blocking: boolean
}

/** The last act of an attempt: outcome, gates, artifacts, commit, event and successors, all or nothing. */
export async function completeAttempt(lease: Lease, done: Completion): Promise<void> {
  await transact(async (tx) => {
    const change = await openLeased(tx, lease)
    if (change.run.status === 'canceling') return finishCanceled(change, lease)
    if (done.commit) await appendCommit(tx, done.commit)
    await storeOutputs(tx, lease, done)
    await storeFacts(change, done.result.facts)
    const reason = failureOf(done.result)
    const { summary } = done.result
    await endAttempt(change, lease.stage, reason === null ? 'succeeded' : 'failed', { summary, reason: reason ?? '', commit: done.commit?.commit ?? done.head })
    if (reason === null) await succeed(change, lease.stage, summary)
    else await setStage(change, lease.stage, 'failed', { summary, reason })
    await advance(change)
    await closeRun(change)
  })
}

/** null = passed. A verdict is what the gates say; the agent's own word can only make it worse. */
export function failureOf(result: Completion['result']): string | null {
  const blocking = result.gates.filter((g) => g.blocking && g.verdict !== 'passed')
  const gates = blocking
    .map((g) => `${g.label}: ${g.verdict === 'not_evaluated' ? 'not evaluated' : g.value}${g.threshold ? `, needs ${g.threshold}` : ''}`)
    .join('; ')
  if (result.outcome === 'failed') return result.reason || gates || result.summary
  return blocking.length > 0 ? gates : null
}

async function storeOutputs(tx: Tx, lease: Lease, done: Completion): Promise<void> {
  await tx.artifact.createMany({
    data: done.artifacts.map(({ path, mediaType, label, sha256, size }) => ({
      id: newId('art'),
      attemptId: lease.attemptId,
      path,
      mediaType,
      label: label ?? '',
      sha256,
      size,
    })),
  })
  const row = (g: NewGate) => ({
    id: newId('gate'),
    attemptId: lease.attemptId,
    name: g.name,
    label: g.label,
    verdict: g.verdict,
    value: g.value,
    threshold: g.threshold,
    evidence: g.evidence,
    note: g.note ?? '',
    blocking: g.blocking,
  })
  await tx.gate.createMany({ data: done.result.gates.map(row) })
}

async function storeFacts(change: Change, facts: Completion['result']['facts']): Promise<void> {
  if (!facts || Object.keys(facts).length === 0) return
  const merged = { ...(change.run.facts as Prisma.JsonObject), ...facts } as Prisma.InputJsonObject
  await change.tx.run.update({ where: { id: change.run.id }, data: { facts: merged } })
  change.run.facts = merged as Prisma.JsonObject
}

/** The machinery broke: try again, or give up when the retries since a person last asked are used up. */
export async function failAttempt(lease: Lease, reason: string): Promise<void> {
  await transact(async (tx) => {
    const change = await openLeased(tx, lease)
    await again(change, lease, 'errored', reason)
  })
}

/** A clean stop of the runner: another one takes over at once. */
export async function handOverAttempt(lease: Lease): Promise<void> {
  await transact(async (tx) => {
    const change = await openLeased(tx, lease)
    await again(change, lease, 'lost', handedOver)
  })
}

/** For the sweeper: nobody renewed the lease (`running`), or nobody took what the queue delivered (`queued`). False when that is no longer so. */
export async function loseAttempt(
  attempt: { id: string; runId: string; stage: string; number: number; status: 'running' | 'queued' },
  reason: string,
): Promise<boolean> {
  return transact(async (tx) => {
    const change = await openRun(tx, systemActor('sweeper'), attempt.runId)
    const [row] = await tx.$queryRaw<
      { epoch: number }[]
    >`select "epoch" from "Attempt" where "id" = ${attempt.id} and "status" = ${attempt.status} and ("status" = 'queued' or "leaseUntil" < now() at time zone 'utc')`
    if (!row || stageOf(change, attempt.stage).attempt !== attempt.number) return false
    await again(change, { attemptId: attempt.id, epoch: row.epoch, runId: attempt.runId, stage: attempt.stage, number: attempt.number }, 'lost', reason)
    return true
  })
}

async function again(change: Change, lease: Lease, status: 'errored' | 'lost', reason: string): Promise<void> {
  if (change.run.status === 'canceling') return finishCanceled(change, lease)
  await endAttempt(change, lease.stage, status, { reason })
  note(change, `attempt.${status}`, { stage: lease.stage, attempt: lease.number, data: { status, reason } })
  const stage = stageOf(change, lease.stage)
  const failures = await change.tx.attempt.findMany({
    where: { stageId: stage.id, number: { gte: stage.firstAttempt }, status: { in: ['errored', 'lost'] }, NOT: { reason: handedOver } },
  })
  const errors = failures.filter((a) => a.status === 'errored').length
  const { retries } = definitionOf(change, lease.stage)
  if (errors <= retries && failures.length - errors < lossesLimit) await startStage(change, lease.stage)
  else {
    await setStage(change, lease.stage, 'errored', { reason: `${reason} Given up after ${failures.length} ${failures.length === 1 ? 'attempt' : 'attempts'}.` })
    await advance(change)
  }
  await closeRun(change)
}

/** The runner has killed what it ran for a canceled run. */
export async function cancelAttempt(lease: Lease): Promise<void> {
  await transact(async (tx) => finishCanceled(await openLeased(tx, lease), lease))
}

async function finishCanceled(change: Change, lease: Lease): Promise<void> {
  const reason = change.run.reason || 'The run was canceled.'
  await endAttempt(change, lease.stage, 'canceled', { reason })
  await setStage(change, lease.stage, 'canceled', { reason })
  await closeRun(change)
}
