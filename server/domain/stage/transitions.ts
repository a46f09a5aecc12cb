import { newId } from '#model/id.ts'
import type { Tx } from '#server/db.ts'
import { type Actor, systemActor } from '#server/domain/actor.ts'
import { type Change, closeRun, definitionOf, openRun, stageOf, statesOf } from '#server/domain/run/change.ts'
import { settled, startable } from '#server/domain/run/derive.ts'
import { endAttempt, setStage, succeed } from './set.ts'
import { openWaiting } from './waiting.ts'

/** A new attempt: queued for a runner, or waiting for people, a rollout or a date. */
export async function startStage(change: Change, name: string): Promise<void> {
  const stage = stageOf(change, name)
  const definition = definitionOf(change, name)
  const number = stage.attempt + 1
  const status = definition.waits === 'none' ? 'queued' : 'waiting'
  const firstAttempt = stage.status === 'pending' ? number : stage.firstAttempt
  const startedAt = status === 'waiting' ? new Date() : null
  await change.tx.attempt.create({ data: { id: newId('att'), stageId: stage.id, number, status, startedAt } })
  await setStage(change, name, status, { attempt: number, firstAttempt, startedAt, summary: '', expiresAt: null })
  if (status === 'queued') change.jobs.push({ run: change.run.id, stage: name, attempt: number })
  else await openWaiting(change, name)
}

/** Starts what can start, and skips what never will. */
export async function advance(change: Change): Promise<void> {
  for (const name of startable(change.pipeline, statesOf(change))) await startStage(change, name)
  if (!settled(statesOf(change))) return
  const to = change.run.status === 'canceling' ? 'canceled' : 'skipped'
  for (const [name, stage] of change.stages) if (stage.status === 'pending') await setStage(change, name, to)
}

export interface WaitingEnd {
  runId: string
  stage: string
  outcome: 'succeeded' | 'failed' | 'timed_out'
  reason?: string
  summary?: string
  actor?: Actor
}

/**
 * Ends a stage that waits for people, a rollout or a date, and starts what follows. False when it no longer waits
 * (somebody else ended it): nothing happened then. Call it before appending events of your own (see events/append.ts).
 */
export async function finishWaitingStage(tx: Tx, end: WaitingEnd): Promise<boolean> {
  const change = await openRun(tx, end.actor ?? systemActor('runner'), end.runId)
  if (!(await endWaiting(change, end))) return false
  await closeRun(change)
  return true
}

export async function endWaiting(change: Change, end: Omit<WaitingEnd, 'runId' | 'actor'>): Promise<boolean> {
  if (stageOf(change, end.stage).status !== 'waiting') return false
  const reason = end.reason ?? ''
  const summary = end.summary ?? ''
  await endAttempt(change, end.stage, end.outcome === 'succeeded' ? 'succeeded' : 'failed', { reason, summary })
  if (end.outcome === 'succeeded') await succeed(change, end.stage, summary)
  else await setStage(change, end.stage, 'failed', { reason, summary, expiresAt: null })
  if (end.outcome === 'timed_out') change.ending = 'timed_out'
  await advance(change)
  return true
}
