import type { StageDefinition } from '#model/pipeline.ts'
import type { Agent, AgentResult, ArtifactOut } from '#server/agents/agent.ts'
import { mainRef, runRef, StaleHead } from '#server/artifacts/commits.ts'
import { artifactCountLimit, checkArtifactPath, putBlob } from '#server/artifacts/store.ts'
import { prisma } from '#server/db.ts'
import {
  type Completion,
  cancelAttempt,
  completeAttempt,
  failAttempt,
  handOverAttempt,
  type Lease,
  LeaseLost,
  takeLease,
} from '#server/domain/attempt/transitions.ts'
import { pipelineOf } from '#server/domain/run/derive.ts'
import { diffBetween, prepareCommit } from '#server/git/repository.ts'
import type { AttemptJob } from '#server/jobs/attempts.ts'
import { log as root } from '#server/log.ts'
import { openWork, type Ports, type Work } from './context.ts'
import { keepLease } from './heartbeat.ts'
import { LogWriter } from './log-writer.ts'
import { isOutage, throughOutages } from './outage.ts'

export type Registry = (stage: string) => Promise<Agent>
export interface Performer {
  name: string
  registry: Registry
  ports: Ports
  stopping: AbortSignal
  /** Other limits than the pipeline's, for tests of them. */
  limits?: Partial<Pick<StageDefinition, 'timeLimitSeconds'>>
}

/** How long an agent may take to end after it was told to; then it is left alone and its result is refused. */
const graceMs = 5000
type End = 'canceled' | 'lost' | 'too long' | 'stopping'

/** One attempt from its lease to its last transition. Safe to be delivered twice: the second finds nothing to do. */
export async function performAttempt(job: AttemptJob, by: Performer): Promise<void> {
  const lease = await throughOutages(() => takeLease(job, by.name), by.stopping)
  if (!lease) return
  if (by.stopping.aborted) return handOverAttempt(lease) // delivered in the moment of stopping
  const log = root.child({ run: job.run, stage: job.stage, attempt: job.attempt, epoch: lease.epoch })
  log.info('attempt started')
  const started = performance.now()
  try {
    const outcome = await performLeased(lease, by)
    log.info({ outcome, seconds: Math.round(performance.now() - started) / 1000 }, 'attempt ended')
  } catch (error) {
    if (error instanceof LeaseLost) log.warn('attempt given up: it is no longer ours')
    else log.error({ err: error }, 'attempt could not be recorded; its lease will expire')
  }
}

async function performLeased(lease: Lease, by: Performer): Promise<string> {
  const writer = new LogWriter(lease)
  const { pipeline } = await throughOutages(() => prisma.run.findUniqueOrThrow({ where: { id: lease.runId } }))
  const stage = pipelineOf(pipeline).stages.find((s) => s.id === lease.stage)
  if (!stage) throw new Error(`Stage ${lease.stage} is not part of its pipeline any more.`)
  const definition = { ...stage, ...by.limits }
  const watch = watchAttempt(lease, definition, by.stopping)
  let work: Work | undefined
  try {
    work = await throughOutages(() => openWork(lease, by.ports, writer, watch.signal), watch.signal)
    const agent = await by.registry(lease.stage)
    watch.signal.throwIfAborted() // told to end while it was prepared: an agent only hears of what comes later
    const result = await untilEnded(agent(work.context), watch.signal)
    await record(lease, definition, work, result, writer)
    return result.outcome
  } catch (error) {
    return await recordFailure(lease, definition, error, watch.signal.aborted ? (watch.signal.reason as End) : null, writer)
  } finally {
    watch.stop()
    await work?.close()
  }
}

/** Aborts the work when its run is canceled, its lease is lost, its time is up or this runner stops. */
function watchAttempt(lease: Lease, definition: StageDefinition, stopping: AbortSignal): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController()
  const end = (reason: End) => controller.abort(reason)
  const release = keepLease(lease, end)
  const limit = setTimeout(() => end('too long'), definition.timeLimitSeconds * 1000)
  const stop = () => end('stopping')
  stopping.addEventListener('abort', stop)
  return {
    signal: controller.signal,
    stop: () => {
      release()
      clearTimeout(limit)
      stopping.removeEventListener('abort', stop)
    },
  }
}

/** The agent's result, or a rejection soon after the signal: an agent that ignores it must not hold the stage. */
async function untilEnded(result: Promise<AgentResult>, signal: AbortSignal): Promise<AgentResult> {
  let timer: NodeJS.Timeout | undefined
  const ended = new Promise<never>((_, failed) => {
    const arm = () => (timer = setTimeout(() => failed(new Error('The agent did not end when it was told to.')), graceMs))
    if (signal.aborted) arm()
    else signal.addEventListener('abort', arm, { once: true })
  })
  try {
    return await Promise.race([result, ended])
  } finally {
    clearTimeout(timer)
  }
}

async function record(lease: Lease, definition: StageDefinition, work: Work, result: AgentResult, writer: LogWriter): Promise<void> {
  if (result.artifacts.length > artifactCountLimit)
    throw new Error(`${result.artifacts.length} artifacts are more than the ${artifactCountLimit} an attempt may leave.`)
  const artifacts: Completion['artifacts'] = []
  const changes = work.beforePeople ? await throughOutages(() => changesAgainstProduction(work.serviceId, lease.runId)) : []
  for (const { path, mediaType, label, bytes } of [...result.artifacts, ...changes]) {
    checkArtifactPath(path)
    artifacts.push({ path, mediaType, label, ...(await throughOutages(() => putBlob(bytes))) })
  }
  await writer.flush()
  // Another stage of the run may commit between our look at the head and our transition: then on top of that one.
  for (let tries = 0; ; tries++) {
    const { commit, head } = await throughOutages(() => commitOf(lease, definition, work, result))
    try {
      return await throughOutages(() => completeAttempt(lease, { result, artifacts, commit, head }))
    } catch (error) {
      if (!(error instanceof StaleHead) || tries > 20) throw error
    }
  }
}

/** What people decide on, beside the reports: every source line that differs from what is in production. */
async function changesAgainstProduction(serviceId: string, runId: string): Promise<ArtifactOut[]> {
  const { diff, truncated } = await diffBetween(serviceId, mainRef, runRef(runId))
  const label = `Changes against production${truncated ? ' (cut)' : ''}`
  return diff === '' ? [] : [{ path: 'changes.diff', mediaType: 'text/x-diff', label, bytes: diff }]
}

async function commitOf(lease: Lease, definition: StageDefinition, work: Work, result: AgentResult) {
  const files = result.sources ?? {}
  if (Object.keys(files).length === 0) return { commit: null, head: null }
  const author = { name: `Gantry ${definition.agent}`, email: `${definition.agent.replaceAll(' ', '-')}@gantry.localhost` }
  return prepareCommit({ serviceId: work.serviceId, runId: lease.runId, stage: lease.stage, attempt: lease.number, author, summary: result.summary, files })
}

async function recordFailure(lease: Lease, definition: StageDefinition, error: unknown, end: End | null, writer: LogWriter): Promise<string> {
  if (error instanceof LeaseLost || end === 'lost') throw error instanceof LeaseLost ? error : new LeaseLost(lease)
  const message = (error instanceof Error ? error.message : String(error)).replaceAll('\u0000', '').slice(0, 2000)
  if (end === null) writer.write('error', error instanceof Error ? (error.stack ?? message) : message)
  await writer.flush()
  // A runner that stops does not wait for a database that is away: its lease expires by itself.
  const attempt = (work: () => Promise<void>) => (end === 'stopping' ? work() : throughOutages(work))
  if (end === 'canceled') await attempt(() => cancelAttempt(lease))
  else if (end === 'stopping') await attempt(() => handOverAttempt(lease))
  else
    await attempt(() =>
      failAttempt(
        lease,
        end === 'too long'
          ? `It took longer than its time limit of ${definition.timeLimitSeconds} s.`
          : isOutage(error)
            ? `The database was away: ${message}`
            : message,
      ),
    )
  return end ?? 'errored'
}
