import { newId } from '#model/id.ts'
import type { Tx } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'
import { Problem } from '#server/domain/problem.ts'
import { appendEvent } from '#server/events/append.ts'
import { enqueueTask } from '#server/jobs/tasks.ts'

export const taskKinds = ['plan', 'document'] as const
export type TaskKind = (typeof taskKinds)[number]
export interface NewTask {
  kind: TaskKind
  subject: string
  requestKey: string
  systemId?: string
}

/**
 * Row, job and event in the caller's transaction; call it last, because the event's lock is held to the end. The same
 * request key answers the same task; two at the same moment are told apart by the unique index, and one of them fails.
 */
export async function createTask(tx: Tx, actor: Actor, input: NewTask): Promise<string> {
  const { kind, subject, requestKey, systemId = null } = input
  const known = await tx.task.findUnique({ where: { requestKey } })
  if (known) {
    if (known.createdBy !== actor.id || known.kind !== kind)
      throw new Problem('conflict', 'This request key was used for something else. Reload and try again.')
    return known.id
  }
  const id = newId('tsk')
  await tx.task.create({ data: { id, kind, subject, requestKey, systemId, createdBy: actor.id } })
  await enqueueTask(tx, { task: id, attempt: 1 })
  await appendEvent(tx, { kind: 'task.queued', actor: actor.id, ...(systemId && { systemId }), data: { task: id, kind, subject } })
  return id
}
