import type { ReactNode } from 'react'
import { cn } from './cn.ts'

/**
 * One shape, colour and word for each state, the same everywhere. Other nouns (runs, approvals, rollouts, gates) borrow
 * the shape of the nearest of the nine and keep their own word.
 */
export const shapes = ['pending', 'queued', 'running', 'waiting', 'succeeded', 'failed', 'errored', 'skipped', 'canceled'] as const
export type Shape = (typeof shapes)[number]

const known: Record<string, { shape: Shape; word: string }> = {
  pending: { shape: 'pending', word: 'Pending' },
  queued: { shape: 'queued', word: 'Queued' },
  running: { shape: 'running', word: 'Running' },
  waiting: { shape: 'waiting', word: 'Waiting' },
  succeeded: { shape: 'succeeded', word: 'Succeeded' },
  failed: { shape: 'failed', word: 'Failed' },
  errored: { shape: 'errored', word: 'Errored' },
  skipped: { shape: 'skipped', word: 'Skipped' },
  canceled: { shape: 'canceled', word: 'Canceled' },
  // runs and attempts
  awaiting_approval: { shape: 'waiting', word: 'Awaiting approval' },
  canceling: { shape: 'running', word: 'Canceling' },
  superseded: { shape: 'skipped', word: 'Superseded' },
  timed_out: { shape: 'errored', word: 'Timed out' },
  budget_exhausted: { shape: 'errored', word: 'Budget exhausted' },
  lost: { shape: 'errored', word: 'Lost' },
  // approvals, gates
  undecided: { shape: 'waiting', word: 'Undecided' }, // a pending approval: it waits for people, unlike a pending stage
  approved: { shape: 'succeeded', word: 'Approved' },
  rejected: { shape: 'failed', word: 'Rejected' },
  expired: { shape: 'errored', word: 'Expired' },
  invalidated: { shape: 'skipped', word: 'Invalidated' },
  withdrawn: { shape: 'canceled', word: 'Withdrawn' },
  passed: { shape: 'succeeded', word: 'Passed' },
  waived: { shape: 'skipped', word: 'Waived' },
  not_evaluated: { shape: 'pending', word: 'Not evaluated' },
  // repositories of a sweep
  created: { shape: 'succeeded', word: 'Created' },
  updated: { shape: 'succeeded', word: 'Updated' },
  unchanged: { shape: 'skipped', word: 'Unchanged' },
  proposed: { shape: 'waiting', word: 'Proposed' },
  diverged: { shape: 'waiting', word: 'Diverged' },
  conflict: { shape: 'failed', word: 'Conflict' },
  closed: { shape: 'canceled', word: 'Closed' },
  // plans
  plan_draft: { shape: 'queued', word: 'Draft' },
  plan_planned: { shape: 'pending', word: 'Planned' },
  plan_in_review: { shape: 'waiting', word: 'In review' },
  plan_approved: { shape: 'succeeded', word: 'Approved' },
  plan_changes_requested: { shape: 'failed', word: 'Changes requested' },
  plan_met: { shape: 'succeeded', word: 'Met' },
  plan_not_met: { shape: 'failed', word: 'Not met' },
  plan_to_be_asked: { shape: 'waiting', word: 'To be asked' },
  // releases, rollouts, deployments
  candidate: { shape: 'pending', word: 'Candidate' },
  in_production: { shape: 'succeeded', word: 'In production' },
  retired: { shape: 'skipped', word: 'Retired' },
  rolled_back: { shape: 'failed', word: 'Rolled back' },
  progressing: { shape: 'running', word: 'Progressing' },
  held: { shape: 'waiting', word: 'Held' },
  completed: { shape: 'succeeded', word: 'Completed' },
  rolling_back: { shape: 'running', word: 'Rolling back' },
  rollback_failed: { shape: 'errored', word: 'Rollback failed' },
  migrating: { shape: 'running', word: 'Migrating' },
  starting: { shape: 'running', word: 'Starting' },
  ready: { shape: 'succeeded', word: 'Ready' },
  unhealthy: { shape: 'errored', word: 'Unhealthy' },
  stopped: { shape: 'canceled', word: 'Stopped' },
}

export const statusWord = (status: string): string => known[status]?.word ?? status.replaceAll('_', ' ')
export const statusShape = (status: string): Shape => known[status]?.shape ?? 'pending'

const colours: Record<Shape, string> = {
  pending: 'text-faint',
  queued: 'text-muted',
  running: 'text-accent',
  waiting: 'text-warn-mark',
  succeeded: 'text-ok-mark',
  failed: 'text-bad-mark',
  errored: 'text-error-mark',
  skipped: 'text-faint',
  canceled: 'text-faint',
}
const words: Record<Shape, string> = {
  pending: 'text-faint',
  queued: 'text-muted',
  running: 'text-accent',
  waiting: 'text-warn',
  succeeded: 'text-ok',
  failed: 'text-bad',
  errored: 'text-error',
  skipped: 'text-faint',
  canceled: 'text-faint',
}

const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.6, strokeLinecap: 'round', strokeLinejoin: 'round' } as const
const cut = { ...line, stroke: 'var(--surface)', strokeWidth: 1.8 } as const
const marks: Record<Shape, ReactNode> = {
  pending: <circle cx="8" cy="8" r="5.7" {...line} strokeDasharray="2 2.5" />,
  queued: (
    <>
      <circle cx="8" cy="8" r="5.7" {...line} />
      <path d="M8 5v3.2l2 1.3" {...line} />
    </>
  ),
  running: (
    <>
      <circle cx="8" cy="8" r="5.7" {...line} strokeOpacity="0.28" strokeWidth="2" />
      <path d="M8 2.3A5.7 5.7 0 0 1 13.7 8" {...line} strokeWidth="2" className="origin-center animate-turn" />
    </>
  ),
  waiting: (
    <>
      <path d="M8 1.2 14.8 8 8 14.8 1.2 8Z" fill="currentColor" />
      <path d="M6.6 6v4M9.4 6v4" {...cut} />
    </>
  ),
  succeeded: (
    <>
      <circle cx="8" cy="8" r="6.5" fill="currentColor" />
      <path d="m5.2 8.2 2 2 3.7-4.1" {...cut} />
    </>
  ),
  failed: (
    <>
      <circle cx="8" cy="8" r="6.5" fill="currentColor" />
      <path d="m5.8 5.8 4.4 4.4m0-4.4-4.4 4.4" {...cut} />
    </>
  ),
  errored: (
    <>
      <path d="M8 1.6 15 14H1Z" fill="currentColor" strokeLinejoin="round" stroke="currentColor" />
      <path d="M8 6v3.4M8 11.9v.1" {...cut} />
    </>
  ),
  skipped: (
    <>
      <circle cx="8" cy="8" r="5.7" {...line} />
      <path d="m5.5 10.5 5-5" {...line} />
    </>
  ),
  canceled: (
    <>
      <rect x="2.3" y="2.3" width="11.4" height="11.4" rx="2.5" {...line} />
      <path d="M5.5 8h5" {...line} />
    </>
  ),
}

export function StatusMark({ status, className }: { status: string; className?: string }) {
  const shape = statusShape(status)
  return (
    <svg viewBox="0 0 16 16" className={cn('size-3.5 shrink-0', colours[shape], className)} aria-hidden="true">
      {marks[shape]}
    </svg>
  )
}

export function Status({ status, className }: { status: string; className?: string }) {
  return (
    <span data-status={status} className={cn('inline-flex items-center gap-1.5 whitespace-nowrap text-sm', words[statusShape(status)], className)}>
      <StatusMark status={status} />
      {statusWord(status)}
    </span>
  )
}
