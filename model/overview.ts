import { z } from 'zod'
import { approvalItem } from './approval.ts'
import { releaseItem } from './release.ts'
import { runItem } from './run.ts'

/** What a person should look at first: what waits for them, what runs, what failed, what holds. At most ten of each. */
export const overview = z.object({
  waitingForMe: z.array(approvalItem),
  pendingApprovals: z.number(),
  running: z.array(runItem),
  failed: z.array(runItem), // failed or errored within the last week, newest first, not superseded by a later run
  held: z.array(z.object({ rolloutId: z.string(), runId: z.string(), service: z.string(), reason: z.string(), since: z.date() })),
  releases: z.array(releaseItem), // in production or on the way
  totals: z.object({ requirements: z.number(), runs: z.number(), running: z.number(), services: z.number(), systems: z.number() }),
  cursor: z.number(),
})
export type Overview = z.infer<typeof overview>
