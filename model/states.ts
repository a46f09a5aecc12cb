/** State tables: which transition is legal. The domain compares and sets; the browser only asks what is possible. */
export const runStates = [
  'queued',
  'running',
  'awaiting_approval',
  'succeeded',
  'failed',
  'errored',
  'canceling',
  'canceled',
  'superseded',
  'timed_out',
  'budget_exhausted',
] as const
export type RunState = (typeof runStates)[number]
export const stageStates = ['pending', 'queued', 'running', 'waiting', 'succeeded', 'failed', 'errored', 'skipped', 'canceled'] as const
export type StageState = (typeof stageStates)[number]
export const attemptStates = ['queued', 'running', 'waiting', 'succeeded', 'failed', 'errored', 'canceled', 'lost'] as const
export type AttemptState = (typeof attemptStates)[number]
export const approvalStates = ['pending', 'approved', 'rejected', 'expired', 'invalidated', 'withdrawn'] as const
export type ApprovalState = (typeof approvalStates)[number]
export const rolloutStates = ['pending', 'progressing', 'held', 'completed', 'rolling_back', 'rolled_back', 'rollback_failed'] as const
export type RolloutState = (typeof rolloutStates)[number]
export const gateVerdicts = ['passed', 'failed', 'waived', 'not_evaluated'] as const
export type GateVerdict = (typeof gateVerdicts)[number]

const ended: readonly RunState[] = ['succeeded', 'failed', 'errored', 'canceled', 'superseded', 'timed_out', 'budget_exhausted']
export const runEnded = (state: RunState): boolean => ended.includes(state)
export const stageEnded = (state: StageState): boolean => ['succeeded', 'failed', 'errored', 'skipped', 'canceled'].includes(state)

/** What may follow what. A stage returns to pending when it, or one it depends on, is retried. */
export const stageTransitions: Record<StageState, readonly StageState[]> = {
  pending: ['queued', 'waiting', 'skipped', 'canceled'],
  queued: ['running', 'queued', 'errored', 'canceled'],
  running: ['succeeded', 'failed', 'errored', 'queued', 'canceled'],
  waiting: ['succeeded', 'failed', 'canceled'],
  succeeded: ['pending'],
  failed: ['pending', 'succeeded'],
  errored: ['pending'],
  skipped: ['pending'],
  canceled: ['pending'],
}
export const runTransitions: Record<RunState, readonly RunState[]> = {
  queued: ['running', 'errored', 'canceled'],
  running: ['awaiting_approval', 'succeeded', 'failed', 'errored', 'canceling', 'canceled', 'superseded', 'timed_out', 'budget_exhausted'],
  awaiting_approval: ['running', 'failed', 'errored', 'canceled', 'superseded', 'timed_out'],
  canceling: ['canceled'],
  succeeded: [],
  failed: ['running', 'awaiting_approval'],
  errored: ['running', 'awaiting_approval'],
  canceled: ['running', 'awaiting_approval'],
  superseded: [],
  timed_out: ['running', 'awaiting_approval'],
  budget_exhausted: ['running', 'awaiting_approval'],
}
