import { newId } from '#model/id.ts'
import { requestApproval } from '#server/domain/approval/transitions.ts'
import { type Change, definitionOf, note, stageOf } from '#server/domain/run/change.ts'
import { expireAt } from './set.ts'

/** The rows that a waiting stage waits on: an approval, a rollout for the edge to pick up, or a date. */
export async function openWaiting(change: Change, name: string): Promise<void> {
  const { waits, timeLimitSeconds } = definitionOf(change, name)
  if (waits === 'people') return requestApproval(change, name, timeLimitSeconds)
  if (waits === 'rollout') return openRollout(change, name)
  const rollout = await change.tx.rollout.findFirst({ where: { runId: change.run.id }, orderBy: { createdAt: 'desc' } })
  await expireAt(change, name, rollout?.keepUntil ?? new Date())
}

async function openRollout(change: Change, name: string): Promise<void> {
  const { run, tx } = change
  const release = await tx.release.findUnique({ where: { runId: run.id } })
  if (!release) throw new Error(`Run ${run.id} has no release to roll out.`)
  const id = newId('rol')
  await tx.rollout.create({
    data: { id, runId: run.id, serviceId: run.serviceId, releaseId: release.id, key: `${run.id}:${name}:${stageOf(change, name).attempt}`, status: 'pending' },
  })
  note(change, 'rollout.requested', { stage: name, data: { rollout: id, release: release.id, digest: release.digest } })
}
