import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import type { ExecutionView, SweepCounts } from '#model/execution.ts'
import { readAllDocuments } from '#server/domain/document/data.ts'
import { getExecution, readExecution } from '#server/domain/execution/data.ts'
import { startExecution } from '#server/domain/execution/mutations.ts'
import { Problem } from '#server/domain/problem.ts'
import { waitForTask } from '#server/domain/task/data.ts'
import { reader, readerActor } from './people.ts'

export interface SweepReport extends SweepCounts {
  execution: number
  seconds: number
}
export const reportOf = (e: ExecutionView): SweepReport => {
  const { repositories, created, updated, unchanged, diverged, failed, files, bytes, commits } = e.counts
  const seconds = e.startedAt && e.endedAt ? Math.round((e.endedAt.getTime() - e.startedAt.getTime()) / 10) / 100 : 0
  return { execution: e.number, seconds, repositories, created, updated, unchanged, diverged, failed, files, bytes, commits }
}

export const startSweep = async (requestKey = crypto.randomUUID()) => startExecution(readerActor, { trigger: 'cli', requestKey })

export async function waitForSweep(started: { execution: string; task: string }): Promise<ExecutionView> {
  const task = await waitForTask(started.task)
  const view = await getExecution(reader, (await readExecution(started.execution)).number)
  if (task.status === 'errored' && view.repositories.length === 0) throw new Problem('conflict', `The sweep broke: ${task.reason}`)
  return view
}

export const succeeded = (e: ExecutionView): boolean => e.status === 'succeeded' && e.counts.failed === 0
export function describeSweep(e: ExecutionView): string {
  const rows = e.repositories.map((r) => `  ${r.name.padEnd(48)} ${r.status.padEnd(10)} ${String(r.files).padStart(4)} files${r.note ? `  ${r.note}` : ''}`)
  const { seconds, commits, files } = reportOf(e)
  return [
    ...rows,
    `Execution ${e.number}: ${e.status}${e.reason ? `: ${e.reason}` : ''}. ${e.counts.repositories} repositories, ${files} files, ${commits} commits, ${seconds} s`,
  ].join('\n')
}

/** Every repository's files as they stand, under DIR/namespace/name. Removes nothing: the folder may be somebody's. Answers how many. */
export async function exportDocuments(folder: string): Promise<number> {
  const root = resolve(folder)
  const documents = await readAllDocuments()
  const within = (path: string): string => {
    const full = resolve(root, path)
    if (!full.startsWith(root + sep)) throw new Problem('invalid', `${path} would lie outside of ${root}.`)
    return full
  }
  for (const { repository, path, text } of documents) {
    const file = within(join(repository, path))
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }
  return documents.length
}
