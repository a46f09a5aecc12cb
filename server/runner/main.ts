import { randomUUID } from 'node:crypto'
import { DBOS } from '@dbos-inc/dbos-sdk'
import { Counter, Gauge, Histogram } from 'prom-client'
import { agentOf } from '#server/agents/registry.ts'
import { prisma } from '#server/db.ts'
import { env } from '#server/env.ts'
import { type AttemptJob, application, applicationVersion, closeQueueClient, queueDatabaseUrl, queueName, workflowName } from '#server/jobs/attempts.ts'
import { type TaskJob, taskWorkflowName } from '#server/jobs/tasks.ts'
import { log } from '#server/log.ts'
import { metrics } from '#server/metrics.ts'
import { choresUntil } from './chores.ts'
import type { Ports } from './context.ts'
import { serveHealth } from './health.ts'
import { machinePorts } from './machine.ts'
import { performAttempt, type Registry } from './perform.ts'
import { performTask } from './perform-task.ts'
import { sweepUntil } from './sweeper.ts'
import { type TaskRegistry, taskPerformers } from './tasks.ts'
import { warmUp } from './warm-up.ts'

const performing = new Gauge({ name: 'gantry_runner_attempts', help: 'Attempts this runner performs now', registers: [metrics] })
const performed = new Counter({ name: 'gantry_runner_attempts_total', help: 'Attempts this runner has performed', labelNames: ['stage'], registers: [metrics] })
const seconds = new Histogram({
  name: 'gantry_runner_attempt_seconds',
  help: 'Time from lease to last transition',
  labelNames: ['stage'],
  buckets: [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 600],
  registers: [metrics],
})

export interface Runner {
  stop(): Promise<void>
}

/**
 * Takes attempts from the queue until stop(), which gives leases back so that another runner takes over at once.
 * `registry` and `ports` are what tests replace: their agents are as real, but small.
 */
export async function startRunner(registry: Registry = agentOf, ports: Ports = machinePorts, tasks: TaskRegistry = taskPerformers): Promise<Runner> {
  const stopping = new AbortController()
  const busy = new Set<Promise<void>>()
  let ready = false
  DBOS.registerWorkflow(
    async (job: AttemptJob) => {
      performing.inc()
      const done = seconds.startTimer({ stage: job.stage })
      const work = performAttempt(job, { name: env.GANTRY_PROCESS, registry, ports, stopping: stopping.signal })
      busy.add(work)
      await work.finally(() => {
        busy.delete(work)
        performing.dec()
        performed.inc({ stage: job.stage })
        done()
      })
    },
    { name: workflowName },
  )
  DBOS.registerWorkflow(
    async (job: TaskJob) => {
      const work = performTask(job, { name: env.GANTRY_PROCESS, registry: tasks, stopping: stopping.signal })
      busy.add(work)
      await work.finally(() => busy.delete(work))
    },
    { name: taskWorkflowName },
  )
  // A new executor id a start: DBOS would otherwise re-run what a predecessor of the same name left, which the sweeper does by rows.
  DBOS.setConfig({
    name: application,
    systemDatabaseUrl: queueDatabaseUrl(),
    executorID: `${env.GANTRY_PROCESS}-${randomUUID().slice(0, 8)}`,
    applicationVersion,
    runMigrations: false,
    systemDatabasePoolSize: 5,
    schedulerPollingIntervalMs: 1000,
    logger: dbosLogger,
  })
  await DBOS.launch()
  await DBOS.registerQueue(queueName, { workerConcurrency: env.GANTRY_RUNNER_CONCURRENCY, minPollingIntervalMs: 50, onConflict: 'always_update' })
  await warmUp(registry, ports)
  ready = true
  const server = await serveHealth(() => ready)
  const watching = [sweepUntil(stopping.signal), choresUntil(stopping.signal)]
  log.info({ concurrency: env.GANTRY_RUNNER_CONCURRENCY }, 'runner ready')
  return {
    stop: async () => {
      ready = false
      // First no more work is taken, then what runs is handed over: the other way round this runner would take it again.
      const down = DBOS.shutdown({ workflowCompletionTimeoutMS: 8000, deregister: true })
      stopping.abort()
      server.close()
      await Promise.allSettled([...busy, ...watching])
      await down
      await closeQueueClient()
      await prisma.$disconnect()
    },
  }
}

const child = log.child({ part: 'queue' })
const text = (entry: unknown) => (entry instanceof Error ? entry.message : String(entry))
const said = new Map<string, number>()
/** The queue polls twenty times a second and complains each time while the database is away: once in five seconds will do. */
const complain = (level: 'warn' | 'error') => (entry: unknown) => {
  const line = text(entry).slice(0, 60)
  if (performance.now() - (said.get(line) ?? -5000) < 5000) return
  if (said.size > 100) said.clear()
  said.set(line, performance.now())
  child[level](text(entry))
}
const dbosLogger = {
  debug: (entry: unknown) => child.trace(text(entry)),
  info: (entry: unknown) => child.debug(text(entry)),
  warn: complain('warn'),
  error: complain('error'),
}

/** For the entry points: one clean stop, and out even when something does not end. */
export function stopOnSignals(runner: Runner): void {
  let asked = false
  const stop = async () => {
    if (asked) return
    asked = true
    setTimeout(() => process.exit(1), 10_000).unref()
    await runner.stop().catch((error: unknown) => log.error({ err: error }, 'stop failed'))
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

if (import.meta.main) stopOnSignals(await startRunner())
