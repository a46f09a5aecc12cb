import type { Prisma } from '#prisma/generated/client.ts'
import type { Tx } from '#server/db.ts'
import type { TaskKind } from '#server/domain/task/mutations.ts'

export interface TaskContext {
  task: { id: string; kind: string; subject: string; attempt: number }
  signal: AbortSignal
  log(level: 'debug' | 'info' | 'warn' | 'error', message: string): void
  /** One transaction; throws TaskLost when somebody else has the task by now. */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** An event task.progressed, for whoever watches. */
  progress(data: Prisma.InputJsonObject): Promise<void>
}
/** `failed` = a verdict that says what to do; whatever is thrown = the machinery broke, and it is tried again. */
export interface TaskResult {
  outcome: 'succeeded' | 'failed'
  summary: string
  reason?: string
  /** Written in the transaction that ends the task. */
  record?: (tx: Tx) => Promise<void>
}
/** May be called again after a crash: what it does outside the database must be idempotent. */
export type Performer = (context: TaskContext) => Promise<TaskResult>
export type TaskRegistry = Partial<Record<TaskKind, () => Promise<{ perform: Performer }>>>

export const taskPerformers: TaskRegistry = {
  plan: () => import('./plan-task.ts'),
  document: () => import('./document-task.ts'),
}
