import { z } from 'zod'
import { allowance, pageInput, pageOf, personRef, reason, requiredReason, serviceRef, systemRef } from './list.ts'
import { artifactView, gateView } from './run.ts'
import { approvalStates } from './states.ts'

export const decisionView = z.object({
  id: z.string(),
  role: z.string(),
  answer: z.enum(['approve', 'reject']),
  reason: z.string(),
  by: personRef,
  createdAt: z.date(),
})
export const approvalListInput = pageInput.extend({
  status: z.array(z.enum(approvalStates)).max(10).default([]),
  mine: z.boolean().default(false),
  system: z.string().max(80).optional(),
}) // mine = pending and waiting for my answer
const base = z.object({
  id: z.string(),
  status: z.enum(approvalStates),
  digest: z.string(),
  needs: z.array(z.string()),
  decisions: z.array(decisionView),
  createdAt: z.date(),
  expiresAt: z.date(),
  endedAt: z.date().nullable(),
  run: z.object({ id: z.string(), number: z.number(), createdBy: personRef, createdAt: z.date(), status: z.string() }),
  requirement: z.object({ id: z.string(), title: z.string() }),
  system: systemRef,
  service: serviceRef,
  release: z.object({ id: z.string(), number: z.number(), digest: z.string(), status: z.string() }).nullable(),
  decide: allowance.extend({ roles: z.array(z.string()) }), // the needed roles I could still answer for
})
export const approvalItem = base
export const approvalList = pageOf(approvalItem)
export const approvalView = base.extend({
  bound: z.record(z.string(), z.unknown()), // exactly what the digest covers
  stillBound: z.boolean(), // false: something it was bound to has changed; deciding will be refused
  gates: z.array(gateView), // of the current attempt of every stage
  evidence: z.array(artifactView), // reports to read: tests, coverage, findings, load, smoke, contract, notes
  addresses: z.object({ staging: z.string().nullable(), production: z.string().nullable() }),
  releaseNotes: z.string(), // Markdown
  baseline: z.object({ releaseId: z.string(), number: z.number(), digest: z.string(), runId: z.string() }).nullable(), // in production now
  changes: z.array(
    z.object({
      path: z.string(),
      change: z.enum(['added', 'removed', 'changed']),
      added: z.number(),
      removed: z.number(),
      patch: z.string(),
      truncated: z.boolean(),
    }),
  ), // documents, contract and migrations against production
  statements: z.object({ total: z.number(), functional: z.number(), understood: z.number(), proven: z.number() }).nullable(),
  cursor: z.number(),
  actions: z.object({ approve: allowance, reject: allowance, withdraw: allowance }),
})
/** digest: the one that was shown; a decision about anything else is refused. role: needed only by those who hold several. */
export const decideInput = z.discriminatedUnion('answer', [
  z.object({
    answer: z.literal('approve'),
    id: z.string().max(80),
    digest: z.string().max(100),
    role: z.string().max(40).optional(),
    reason: reason.default(''),
  }),
  z.object({ answer: z.literal('reject'), id: z.string().max(80), digest: z.string().max(100), role: z.string().max(40).optional(), reason: requiredReason }),
])
export const decided = z.object({ status: z.enum(approvalStates) })
export const withdrawInput = z.object({ id: z.string().max(80), reason: reason.default('') })

export type ApprovalItem = z.infer<typeof approvalItem>
export type ApprovalView = z.infer<typeof approvalView>
