import { newId } from '#model/id.ts'
import { prisma } from '#server/db.ts'
import { startExecution } from '#server/domain/execution/mutations.ts'
import { makePerson } from '#server/domain/testing.ts'
import { closeQueueClient } from '#server/jobs/attempts.ts'

export async function makeSystems(count: number): Promise<void> {
  await prisma.system.createMany({
    data: Array.from({ length: count }, (_, i) => ({ id: newId('sys'), slug: `system-${i + 1}`, name: `System ${i + 1}` })),
  })
}
export const startSweep = async (): Promise<string> =>
  (await startExecution(await makePerson('architect'), { requestKey: crypto.randomUUID(), trigger: 'demand' })).execution

/** What the outside sees of a sweep; queued counts as running. */
export async function progressOf(execution: string) {
  const row = await prisma.execution.findUniqueOrThrow({ where: { id: execution }, include: { repositories: true } })
  const task = row.taskId ? await prisma.task.findUnique({ where: { id: row.taskId } }) : null
  return {
    status: row.endedAt ? row.status : 'running',
    ended: row.repositories.filter((r) => r.endedAt !== null).length,
    commits: row.repositories.reduce((n, r) => n + r.commits, 0),
    runner: task?.runner ?? null,
    attempt: task?.attempt ?? 0,
  }
}
export async function close(): Promise<void> {
  await closeQueueClient()
  await prisma.$disconnect()
}
