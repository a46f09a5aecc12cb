import type { Pipeline, StageDefinition } from '#model/pipeline.ts'
import { type RunState, runEnded, runTransitions, type StageState } from '#model/states.ts'
import type { Run, Service, Stage, System } from '#prisma/generated/client.ts'
import type { Tx } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'
import { notFound } from '#server/domain/problem.ts'
import { appendEvents, type NewEvent } from '#server/events/append.ts'
import { type AttemptJob, enqueueAttempt } from '#server/jobs/attempts.ts'
import { deriveRun, pipelineOf } from './derive.ts'

/**
 * A run while one transaction changes it. The row of its service is locked: everything that happens to the runs of one
 * service happens one after the other, which is what makes compare-and-set, supersession and approvals simple. Events
 * are collected and written last, because appending takes a lock that all writers share.
 */
export interface Change {
  tx: Tx
  actor: Actor
  run: Run & { service: Service & { system: System } }
  pipeline: Pipeline
  stages: Map<string, Stage>
  events: NewEvent[]
  jobs: AttemptJob[]
  /** How the run ends when its stages alone do not say it. */
  ending?: RunState
}

/** NO KEY: other tables may go on referring to the service meanwhile. */
export const lockService = (tx: Tx, serviceId: string): Promise<unknown> => tx.$queryRaw`select 1 from "Service" where "id" = ${serviceId} for no key update`

export async function openRun(tx: Tx, actor: Actor, runId: string): Promise<Change> {
  const found = await tx.run.findUnique({ where: { id: runId }, select: { serviceId: true } })
  if (!found) throw notFound('run', runId)
  await lockService(tx, found.serviceId)
  const run = await tx.run.findUniqueOrThrow({
    where: { id: runId },
    include: { stages: { orderBy: { position: 'asc' } }, service: { include: { system: true } } },
  })
  return { tx, actor, run, pipeline: pipelineOf(run.pipeline), stages: new Map(run.stages.map((s) => [s.name, s])), events: [], jobs: [] }
}

export const definitionOf = (change: Change, stage: string): StageDefinition => {
  const definition = change.pipeline.stages.find((s) => s.id === stage)
  if (!definition) throw new Error(`Pipeline ${change.pipeline.id} has no stage "${stage}".`)
  return definition
}
export const stageOf = (change: Change, name: string): Stage => {
  const stage = change.stages.get(name)
  if (!stage) throw notFound('stage', name)
  return stage
}
export const statesOf = (change: Change): Map<string, StageState> => new Map([...change.stages].map(([name, s]) => [name, s.status as StageState]))

export function note(change: Change, kind: string, more: Omit<NewEvent, 'kind'> = {}): void {
  const { run } = change
  change.events.push({
    kind,
    runId: run.id,
    serviceId: run.serviceId,
    systemId: run.service.systemId,
    requirementId: run.requirementId,
    actor: change.actor.id,
    ...more,
  })
}

/** Compare-and-set of the run's status; its event says from where. */
export async function setRun(change: Change, to: RunState, reason = ''): Promise<void> {
  const from = change.run.status as RunState
  if (from === to) return
  if (!runTransitions[from].includes(to)) throw new Error(`Run ${change.run.id} cannot become ${to}: it is ${from}.`)
  const ended = runEnded(to)
  const data = { status: to, reason, endedAt: ended ? new Date() : null }
  const { count } = await change.tx.run.updateMany({ where: { id: change.run.id, status: from }, data })
  if (count !== 1) throw new Error(`Run ${change.run.id} changed meanwhile; it was ${from}.`)
  Object.assign(change.run, data)
  note(change, `run.${to}`, { data: { status: to, from, reason } })
}

/** The run's status follows its stages. */
export async function settleRun(change: Change): Promise<void> {
  const status = deriveRun(change.pipeline, change.run.status as RunState, statesOf(change), change.run.startedAt !== null, change.ending)
  if (status !== change.run.status) await setRun(change, status, runEnded(status) && status !== 'succeeded' ? reasonOf(change, status) : '')
}

/** The end of every transition: status, jobs, and last the events. */
export async function closeRun(change: Change): Promise<void> {
  await settleRun(change)
  for (const job of change.jobs) await enqueueAttempt(change.tx, job)
  await appendEvents(change.tx, change.events)
}

/** Why it ended: what the first stage that broke says. */
function reasonOf(change: Change, status: RunState): string {
  if (status === 'canceled' && change.run.reason) return change.run.reason
  const rank = ['failed', 'errored', 'canceled']
  const [first] = [...change.stages.values()].filter((s) => rank.includes(s.status) && s.reason).sort((a, b) => rank.indexOf(a.status) - rank.indexOf(b.status))
  return first ? `${definitionOf(change, first.name).label}: ${first.reason}` : change.run.reason
}
