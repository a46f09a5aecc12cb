import { z } from 'zod'
import { decisionView } from './approval.ts'
import { allowance, pageInput, pageOf, personRef, reason, serviceRef, systemRef } from './list.ts'
import { rolloutStates } from './states.ts'
import { environmentView } from './system.ts'

export const releaseStatuses = ['candidate', 'approved', 'in_production', 'retired', 'rolled_back', 'rejected'] as const
export const releaseListInput = pageInput.extend({
  status: z.array(z.enum(releaseStatuses)).max(10).default([]),
  system: z.string().max(80).optional(),
  service: z.string().max(80).optional(),
}) // system: slug, service: id
export const releaseItem = z.object({
  id: z.string(),
  number: z.number(),
  digest: z.string(),
  status: z.enum(releaseStatuses),
  createdAt: z.date(),
  system: systemRef,
  service: serviceRef,
  run: z.object({ id: z.string(), number: z.number(), title: z.string() }),
  rollout: z.object({ id: z.string(), status: z.enum(rolloutStates), step: z.number(), startedAt: z.date(), endedAt: z.date().nullable() }).nullable(), // the latest
})
export const releaseList = pageOf(releaseItem)
export const releaseView = releaseItem.extend({
  notes: z.string(),
  environments: z.array(environmentView),
  decisions: z.array(decisionView),
  rollouts: z.array(
    z.object({ id: z.string(), status: z.enum(rolloutStates), step: z.number(), reason: z.string(), createdAt: z.date(), endedAt: z.date().nullable() }),
  ),
})

export const measurement = z.object({
  id: z.number(),
  at: z.date(),
  weight: z.number(),
  side: z.enum(['new', 'old']),
  requests: z.number(),
  errors: z.number(),
  synthetic: z.number(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  memoryMiB: z.number().nullable(),
  healthy: z.boolean(),
  verdict: z.string(),
})
export const rolloutGetInput = z.object({ id: z.string().max(80), afterMeasurement: z.number().int().min(0).default(0) }) // only measurements newer than this
const side = z.object({ deploymentId: z.string(), digest: z.string(), observed: z.string(), detail: z.string(), weight: z.number() })
export const rolloutView = z.object({
  id: z.string(),
  status: z.enum(rolloutStates),
  step: z.number(),
  reason: z.string(),
  createdAt: z.date(),
  stepStartedAt: z.date().nullable(),
  endedAt: z.date().nullable(),
  keepUntil: z.date().nullable(),
  command: z.string().nullable(),
  commandBy: personRef.nullable(), // asked for and not yet done by the edge
  release: z.object({ id: z.string(), number: z.number(), digest: z.string() }),
  run: z.object({ id: z.string(), number: z.number() }),
  system: systemRef,
  service: serviceRef,
  new: side.nullable(),
  old: side.nullable(),
  address: z.string(),
  measurements: z.array(measurement), // oldest first, the newest 2,000 at most
  limits: z.object({ errorRate: z.number(), p95Milliseconds: z.number(), memoryMiB: z.number().nullable() }),
  cursor: z.number(),
  actions: z.object({ rollback: allowance, resume: allowance, stop: allowance }),
})
export const rolloutCommands = ['rollback', 'resume', 'stop'] as const
export const rolloutCommandInput = z.object({ id: z.string().max(80), command: z.enum(rolloutCommands), reason: reason.default('') })

export type ReleaseItem = z.infer<typeof releaseItem>
export type ReleaseView = z.infer<typeof releaseView>
export type RolloutView = z.infer<typeof rolloutView>
export type MeasurementView = z.infer<typeof measurement>
