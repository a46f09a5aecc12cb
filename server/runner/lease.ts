import type { Lease } from '#server/domain/attempt/transitions.ts'
import type { TaskLease } from '#server/domain/task/transitions.ts'

/** What a runner holds while it works: an attempt at a stage, or a background task. */
export type Held = Lease | TaskLease
export const keyOf = (lease: Held): string => ('taskId' in lease ? lease.taskId : lease.attemptId)
