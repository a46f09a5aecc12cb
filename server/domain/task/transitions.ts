import type { Prisma, Task } from '#prisma/generated/client.ts'
import type { Tx } from '#server/db.ts'
import { leaseSeconds } from '#server/domain/attempt/transitions.ts'
import { transact } from '#server/domain/transaction.ts'
import { appendEvent } from '#server/events/append.ts'
import { enqueueTask } from '#server/jobs/tasks.ts'

/** Tries in all, counting those that errored and those whose runner died. */
const triesLimit = 3

export interface TaskLease {
  taskId: string
  kind: string
  subject: string
  attempt: number
  epoch: number
}
export class TaskLost extends Error {
  constructor(lease: TaskLease) {
    super(`Task ${lease.taskId}:${lease.attempt} belongs to somebody else now, or has been ended.`)
    this.name = 'TaskLost'
  }
}

const tell = (tx: Tx, task: Pick<Task, 'id' | 'kind' | 'subject' | 'systemId'>, happened: string, data: Prisma.InputJsonObject = {}): Promise<void> =>
  appendEvent(tx, {
    kind: `task.${happened}`,
    ...(task.systemId && { systemId: task.systemId }),
    data: { task: task.id, kind: task.kind, subject: task.subject, ...data },
  })

const locked = async (tx: Tx, id: string): Promise<Task | null> => {
  await tx.$queryRaw`select 1 from "Task" where "id" = ${id} for update`
  return tx.task.findUnique({ where: { id } })
}

/** Takes a queued task; null when it was taken or ended already (delivered twice). */
export async function takeTask(job: { task: string; attempt: number }, by: string): Promise<TaskLease | null> {
  return transact(async (tx) => {
    const task = await locked(tx, job.task)
    if (task?.status !== 'queued' || task.attempt !== job.attempt) return null
    const epoch = task.epoch + 1
    await tx.$executeRaw`update "Task" set "status" = 'running', "epoch" = ${epoch}, "runner" = ${by}, "startedAt" = coalesce("startedAt", now() at time zone 'utc'), "leaseUntil" = (now() at time zone 'utc') + ${leaseSeconds} * interval '1 second' where "id" = ${task.id}`
    await tell(tx, task, 'started', { attempt: task.attempt })
    return { taskId: task.id, kind: task.kind, subject: task.subject, attempt: task.attempt, epoch }
  })
}

/** Throws TaskLost. */
export async function renewTask(tx: Tx, lease: TaskLease): Promise<'keep'> {
  const renewed = await tx.$executeRaw`
    update "Task" set "leaseUntil" = (now() at time zone 'utc') + ${leaseSeconds} * interval '1 second'
    where "id" = ${lease.taskId} and "epoch" = ${lease.epoch} and "status" = 'running'`
  if (renewed === 0) throw new TaskLost(lease)
  return 'keep'
}

/** A transaction of whoever holds the lease; everybody else is refused. */
export async function asHolder<T>(lease: TaskLease, work: (tx: Tx, task: Task) => Promise<T>): Promise<T> {
  return transact(async (tx) => {
    const task = await locked(tx, lease.taskId)
    if (task?.status !== 'running' || task.epoch !== lease.epoch) throw new TaskLost(lease)
    return work(tx, task)
  })
}

export const progressTask = (lease: TaskLease, data: Prisma.InputJsonObject): Promise<void> => asHolder(lease, (tx, task) => tell(tx, task, 'progressed', data))

/** The last act: what the performer recorded and the end of the task, all or nothing. */
export async function endTask(
  lease: TaskLease,
  end: { outcome: 'succeeded' | 'failed'; summary: string; reason?: string; record?: (tx: Tx) => Promise<void> },
): Promise<void> {
  await asHolder(lease, async (tx, task) => {
    const { outcome, summary, reason = '' } = end
    await end.record?.(tx)
    await tx.task.update({ where: { id: task.id }, data: { status: outcome, summary, reason, endedAt: new Date(), leaseUntil: null } })
    await tell(tx, task, outcome, { summary, ...(reason && { reason }) })
  })
}

/** The machinery broke, or the runner stops: another try, or given up. */
export const failTask = (lease: TaskLease, reason: string, handedOver = false): Promise<void> =>
  asHolder(lease, (tx, task) => again(tx, task, reason, handedOver))

/** For the sweeper: its runner died, or nobody took what the queue delivered. False when that is no longer so. */
export async function loseTask(id: string, status: 'running' | 'queued', reason: string): Promise<boolean> {
  return transact(async (tx) => {
    const task = await locked(tx, id)
    if (task?.status !== status) return false
    if (status === 'running') {
      const [row] = await tx.$queryRaw<{ expired: boolean }[]>`select "leaseUntil" < now() at time zone 'utc' as expired from "Task" where "id" = ${id}`
      if (!row?.expired) return false
    }
    await again(tx, task, reason, false)
    return true
  })
}

async function again(tx: Tx, task: Task, reason: string, handedOver: boolean): Promise<void> {
  // Handing over at a clean stop is no failure of the work: it does not count.
  const spent = !handedOver && task.attempt >= triesLimit
  const attempt = task.attempt + 1
  const why = spent ? `${reason} Given up after ${task.attempt} tries.` : reason
  await tx.task.update({
    where: { id: task.id },
    data: {
      epoch: { increment: 1 },
      leaseUntil: null,
      runner: null,
      reason: why,
      ...(spent ? { status: 'errored', endedAt: new Date() } : { status: 'queued', attempt }),
    },
  })
  if (!spent) await enqueueTask(tx, { task: task.id, attempt })
  await tell(tx, task, spent ? 'errored' : 'retried', { reason: why, attempt })
}
