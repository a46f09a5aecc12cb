import type { TaskKind } from '#server/domain/task/mutations.ts'
import { asHolder, endTask, failTask, progressTask, type TaskLease, TaskLost, takeTask } from '#server/domain/task/transitions.ts'
import type { TaskJob } from '#server/jobs/tasks.ts'
import { log as root } from '#server/log.ts'
import { keepLease } from './heartbeat.ts'
import { isOutage, throughOutages } from './outage.ts'
import type { TaskContext, TaskRegistry } from './tasks.ts'

const timeLimitMs = 600_000

/** One task from its lease to its last transition. Safe to be delivered twice: the second finds nothing to do. */
export async function performTask(job: TaskJob, by: { name: string; registry: TaskRegistry; stopping: AbortSignal }): Promise<void> {
  const lease = await throughOutages(() => takeTask(job, by.name), by.stopping)
  if (!lease) return
  const log = root.child({ task: lease.taskId, kind: lease.kind, attempt: lease.attempt })
  const controller = new AbortController()
  const stop = (): void => controller.abort('stopping')
  by.stopping.addEventListener('abort', stop)
  if (by.stopping.aborted) stop()
  const release = keepLease(lease, (heard) => controller.abort(heard))
  const limit = setTimeout(() => controller.abort('too long'), timeLimitMs)
  try {
    controller.signal.throwIfAborted()
    const load = by.registry[lease.kind as TaskKind]
    if (!load) throw new Error(`Nothing here performs tasks of the kind "${lease.kind}".`)
    const { perform } = await load()
    const result = await orAborted(perform(contextOf(lease, controller.signal, log)), controller.signal)
    await throughOutages(() => endTask(lease, result))
    log.info({ outcome: result.outcome }, result.summary)
  } catch (error) {
    await recordFailure(lease, error, controller.signal, log)
  } finally {
    release()
    clearTimeout(limit)
    by.stopping.removeEventListener('abort', stop)
  }
}

const contextOf = (lease: TaskLease, signal: AbortSignal, log: typeof root): TaskContext => ({
  task: { id: lease.taskId, kind: lease.kind, subject: lease.subject, attempt: lease.attempt },
  signal,
  log: (level, message) => log[level](message),
  write: (work) => throughOutages(() => asHolder(lease, work), signal),
  progress: (data) => throughOutages(() => progressTask(lease, data), signal),
})

/** A performer that does not look at its signal must not hold the task: its late writes are fenced. */
const orAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  Promise.race([work, new Promise<never>((_, failed) => signal.addEventListener('abort', () => failed(new Error('It was told to end.')), { once: true }))])

async function recordFailure(lease: TaskLease, error: unknown, signal: AbortSignal, log: typeof root): Promise<void> {
  if (error instanceof TaskLost || signal.reason === 'lost') return void log.warn('task given up: it is no longer ours')
  const stopping = signal.aborted && signal.reason === 'stopping'
  const message = signal.reason === 'too long' ? `It took longer than ${timeLimitMs / 1000} s.` : error instanceof Error ? error.message : String(error)
  if (!stopping) log.error({ err: error }, 'task errored')
  const reason = stopping ? 'Its runner stopped and handed it over.' : isOutage(error) ? `The database was away: ${message}` : message
  const write = (): Promise<void> => failTask(lease, reason.replaceAll('\u0000', '').slice(0, 2000), stopping)
  await (stopping ? write() : throughOutages(write)).catch((failure: unknown) =>
    log.error({ err: failure }, 'task could not be recorded; its lease will expire'),
  )
}
