/** Work that waits longer is looked after: either the queue does not know it, or it went to a runner that died before it took the lease. */
export const queuedTooLongSeconds = 5

/** True for a workflow that the queue gave to a runner some time ago, while its row still waits for one. */
export const isStranded = (workflow: { status: string; createdAt: number; updatedAt?: number }): boolean =>
  workflow.status !== 'ENQUEUED' && Date.now() - (workflow.updatedAt ?? workflow.createdAt) > queuedTooLongSeconds * 1000
