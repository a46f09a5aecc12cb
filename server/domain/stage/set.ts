import { type AttemptState, type StageState, stageEnded, stageTransitions } from '#model/states.ts'
import type { Stage } from '#prisma/generated/client.ts'
import { type Change, definitionOf, note, stageOf } from '#server/domain/run/change.ts'

type StageFields = Partial<Pick<Stage, 'attempt' | 'firstAttempt' | 'reason' | 'summary' | 'startedAt' | 'endedAt' | 'expiresAt'>>

/** The only place where a stage's status changes: legal by the table, compared and set, recorded. */
export async function setStage(change: Change, name: string, to: StageState, fields: StageFields = {}): Promise<void> {
  const stage = stageOf(change, name)
  const from = stage.status as StageState
  if (!stageTransitions[from].includes(to)) throw new Error(`Stage ${name} of ${change.run.id} cannot become ${to}: it is ${from}.`)
  const data = { reason: '', ...fields, status: to, endedAt: !stageEnded(to) ? null : stageEnded(from) ? stage.endedAt : new Date() }
  const { count } = await change.tx.stage.updateMany({ where: { id: stage.id, status: from, attempt: stage.attempt }, data })
  if (count !== 1) throw new Error(`Stage ${name} of ${change.run.id} changed meanwhile; it was ${from}.`)
  Object.assign(stage, data)
  note(change, `stage.${to}`, { stage: name, attempt: stage.attempt, data: { status: to, from, reason: stage.reason, summary: stage.summary } })
}

/** Ends the stage's current attempt unless it has ended already. Raising the epoch fences whoever performs it. */
export async function endAttempt(
  change: Change,
  name: string,
  status: AttemptState,
  fields: { reason?: string; summary?: string; commit?: string | null } = {},
): Promise<void> {
  const stage = stageOf(change, name)
  await change.tx.attempt.updateMany({
    where: { stageId: stage.id, number: stage.attempt, status: { in: ['queued', 'running', 'waiting'] } },
    data: { ...fields, status, endedAt: new Date(), leaseUntil: null, epoch: { increment: 1 } },
  })
}

export async function succeed(change: Change, name: string, summary: string): Promise<void> {
  await setStage(change, name, 'succeeded', { summary, expiresAt: null })
  note(change, definitionOf(change, name).emits, { stage: name, attempt: stageOf(change, name).attempt, data: { summary } })
}

export async function expireAt(change: Change, name: string, expiresAt: Date): Promise<void> {
  const stage = stageOf(change, name)
  await change.tx.stage.update({ where: { id: stage.id }, data: { expiresAt } })
  stage.expiresAt = expiresAt
}
