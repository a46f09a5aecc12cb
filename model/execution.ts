import { z } from 'zod'
import { pageInput, pageOf, personRef } from './list.ts'

export const executionTriggers = ['schedule', 'demand', 'cli'] as const
export const executionStates = ['queued', 'running', 'succeeded', 'failed', 'errored'] as const
export const sweepStates = ['pending', 'running', 'created', 'updated', 'unchanged', 'proposed', 'waiting', 'diverged', 'conflict', 'closed', 'failed'] as const
export type SweepState = (typeof sweepStates)[number]

export const divergence = z.object({ path: z.string(), section: z.string().nullable(), what: z.enum(['changed', 'removed', 'exists']) })
export const sweepDetails = z.object({
  added: z.array(z.string()).default([]),
  changed: z.array(z.string()).default([]),
  removed: z.array(z.string()).default([]),
  divergences: z.array(divergence).default([]),
  brokenLinks: z.array(z.string()).default([]),
})
export type SweepDetails = z.infer<typeof sweepDetails>

export const sweptRepository = z.object({
  system: z.object({ id: z.string(), slug: z.string().nullable(), name: z.string() }),
  name: z.string(), // of the repository
  status: z.enum(sweepStates),
  fresh: z.boolean(),
  files: z.number(),
  bytes: z.number(),
  commits: z.number(),
  commit: z.string().nullable(),
  requestUrl: z.string().nullable(),
  note: z.string(),
  details: sweepDetails,
  startedAt: z.date().nullable(),
  endedAt: z.date().nullable(),
})
export type SweptRepository = z.infer<typeof sweptRepository>

/** What the command line prints, and the lists show. */
export const sweepCounts = z.object({
  repositories: z.number(),
  created: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  diverged: z.number(),
  failed: z.number(),
  files: z.number(),
  bytes: z.number(),
  commits: z.number(),
})
export type SweepCounts = z.infer<typeof sweepCounts>

/** Waiting for people or checks is no failure, but it is neither an update yet: it counts as unchanged. */
export function countSweep(rows: readonly Pick<SweptRepository, 'status' | 'fresh' | 'files' | 'bytes' | 'commits'>[]): SweepCounts {
  const of = (...states: SweepState[]) => rows.filter((r) => states.includes(r.status)).length
  const sum = (pick: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + pick(row), 0)
  return {
    repositories: rows.length,
    created: of('created'),
    updated: of('updated'),
    unchanged: of('unchanged', 'proposed', 'waiting', 'closed'),
    diverged: of('diverged'),
    failed: of('failed', 'conflict'),
    files: sum((r) => r.files),
    bytes: sum((r) => r.bytes),
    commits: sum((r) => r.commits),
  }
}

export const executionItem = z.object({
  id: z.string(),
  number: z.number(),
  trigger: z.enum(executionTriggers),
  status: z.enum(executionStates),
  reason: z.string(),
  createdBy: personRef,
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  endedAt: z.date().nullable(),
  counts: sweepCounts,
  done: z.number(), // repositories that have ended
})
export type ExecutionItem = z.infer<typeof executionItem>
export const executionListInput = pageInput.extend({ trigger: z.enum(executionTriggers).optional(), outcome: z.enum(['changed', 'failed']).optional() })
export const executionList = pageOf(executionItem)
export const executionView = executionItem.extend({
  repositories: z.array(sweptRepository),
  summary: z.string(), // Markdown; empty while it runs
  /** Against the execution before it: what is not the same. */
  since: z.object({ number: z.number(), lines: z.array(z.string()) }).nullable(),
})
export type ExecutionView = z.infer<typeof executionView>
export const executionGetInput = z.object({ number: z.number().int().min(1).max(1e9) })
