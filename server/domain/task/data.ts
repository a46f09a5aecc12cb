import { setTimeout as pause } from 'node:timers/promises'
import type { Task } from '#prisma/generated/client.ts'
import { prisma } from '#server/db.ts'
import { notFound } from '#server/domain/problem.ts'

export const ended = (task: Pick<Task, 'status'>): boolean => ['succeeded', 'failed', 'errored'].includes(task.status)

/** For the command line: the task once it has ended. Rejects when the signal aborts. */
export async function waitForTask(id: string, signal?: AbortSignal): Promise<Task> {
  for (;;) {
    const task = await prisma.task.findUnique({ where: { id } })
    if (!task) throw notFound('task', id)
    if (ended(task)) return task
    await pause(100, undefined, { signal })
  }
}
