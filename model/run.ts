import { z } from 'zod'
import { allowance, pageInput, pageOf, personRef, reason, requestKey, serviceRef, systemRef } from './list.ts'
import { attemptStates, gateVerdicts, runStates, stageStates } from './states.ts'

export const gateView = z.object({
  id: z.string(),
  stage: z.string(),
  attempt: z.number(),
  name: z.string(),
  label: z.string(),
  verdict: z.enum(gateVerdicts),
  value: z.string(),
  threshold: z.string(),
  evidence: z.string(),
  evidenceArtifactId: z.string().nullable(),
  note: z.string(),
  blocking: z.boolean(),
  waivedBy: personRef.nullable(),
  waivedReason: z.string().nullable(),
})
export const artifactView = z.object({
  id: z.string(),
  stage: z.string(),
  attempt: z.number(),
  path: z.string(),
  mediaType: z.string(),
  label: z.string(),
  sha256: z.string(),
  size: z.number(),
})
export const eventView = z.object({
  id: z.number(),
  at: z.date(),
  kind: z.string(),
  runId: z.string().nullable(),
  stage: z.string().nullable(),
  attempt: z.number().nullable(),
  systemId: z.string().nullable(),
  serviceId: z.string().nullable(),
  requirementId: z.string().nullable(),
  actor: z.string().nullable(),
  actorName: z.string(),
  data: z.record(z.string(), z.unknown()),
})
const stageBadge = z.object({ name: z.string(), status: z.enum(stageStates) })

export const runListInput = pageInput.extend({
  status: z.array(z.enum(runStates)).max(20).default([]),
  system: z.string().max(80).optional(), // slug
  service: z.string().max(80).optional(), // id
  requirement: z.string().max(80).optional(), // id
  mine: z.boolean().default(false),
  sort: z.enum(['newest', 'oldest', 'recently_ended']).default('newest'),
})
export const runItem = z.object({
  id: z.string(),
  number: z.number(),
  pipeline: z.string(),
  status: z.enum(runStates),
  reason: z.string(),
  requirement: z.object({ id: z.string(), title: z.string() }),
  revision: z.number(),
  system: systemRef,
  service: serviceRef,
  createdBy: personRef,
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  endedAt: z.date().nullable(),
  stages: z.array(stageBadge), // in the pipeline's order
})
/** counts: by status, under every filter but the status one. */
export const runList = pageOf(runItem).extend({ counts: z.partialRecord(z.enum(runStates), z.number()) })

export const stageView = z.object({
  id: z.string(),
  name: z.string(),
  label: z.string(),
  agent: z.string(),
  position: z.number(),
  status: z.enum(stageStates),
  attempt: z.number(),
  attemptId: z.string().nullable(),
  reason: z.string(),
  summary: z.string(),
  startedAt: z.date().nullable(),
  endedAt: z.date().nullable(),
  expiresAt: z.date().nullable(),
  usualSeconds: z.number().nullable(), // median of earlier succeeded attempts of this stage, of this service first, else of all
  gates: z.array(gateView), // of the current attempt
  artifacts: z.number(), // how many the current attempt left
  waitsFor: z.array(z.string()),
  emits: z.string(),
  after: z.array(z.string()), // event names, and direct predecessors
  actions: z.object({ retry: allowance }),
})
export const runView = runItem.omit({ stages: true }).extend({
  rerunOf: z.string().nullable(),
  supersededBy: z.string().nullable(),
  stages: z.array(stageView),
  facts: z.record(z.string(), z.unknown()), // candidate, declined, statements …
  statements: z.object({ total: z.number(), functional: z.number(), understood: z.number(), proven: z.number() }).nullable(),
  addresses: z.object({ staging: z.string().nullable(), production: z.string().nullable() }), // null until something is deployed there
  approval: z.object({ id: z.string(), status: z.string() }).nullable(),
  rollout: z.object({ id: z.string(), status: z.string(), step: z.number() }).nullable(),
  release: z.object({ id: z.string(), number: z.number(), digest: z.string(), status: z.string() }).nullable(),
  cursor: z.number(), // the newest event this answer includes; open the stream with ?after=cursor
  actions: z.object({ cancel: allowance, rerun: allowance }),
})
export const runStartInput = z.object({ requirement: z.string().max(80), revision: z.number().int().min(1).optional(), requestKey })
export const runStarted = z.object({ run: z.string() })
export const runCancelInput = z.object({ id: z.string().max(80), reason: reason.default('') })
export const runRerunInput = z.object({ id: z.string().max(80), requestKey })
export const runTimeline = z.object({
  from: z.date(),
  to: z.date(),
  bars: z.array(
    z.object({
      stage: z.string(),
      label: z.string(),
      attempt: z.number(),
      status: z.enum(attemptStates),
      queuedAt: z.date(),
      startedAt: z.date().nullable(),
      endedAt: z.date().nullable(),
      waiting: z.boolean(),
    }),
  ),
  criticalPath: z.array(z.string()), // stages that decided when the run ended, in order
  workSeconds: z.number(),
  waitSeconds: z.number(),
  overheadSeconds: z.number(), // union of performing, of waiting for people or clocks, the rest
})

export const stageGetInput = z.object({ run: z.string().max(80), stage: z.string().max(40), attempt: z.number().int().min(1).optional() }) // none = the current attempt
export const attemptView = z.object({
  id: z.string(),
  number: z.number(),
  status: z.enum(attemptStates),
  runner: z.string().nullable(),
  reason: z.string(),
  summary: z.string(),
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  endedAt: z.date().nullable(),
  commit: z.string().nullable(),
})
export const stageDetail = z.object({
  stage: stageView,
  attempt: attemptView.nullable(),
  attempts: z.array(attemptView), // newest first
  gates: z.array(gateView),
  artifacts: z.array(artifactView),
  events: z.array(eventView), // of the attempt shown
  logChunks: z.number(), // how many there are now; the newest seq is logChunks - 1
})
export const stageRetryInput = z.object({ run: z.string().max(80), stage: z.string().max(40), reason: reason.default('') })
export const gateWaiveInput = z.object({
  id: z.string().max(80),
  reason: z.string().trim().min(10, 'Say in at least 10 characters why this gate may be passed over.').max(2000),
})

/** Chunks after `after`; without it the newest `limit`. Follow: ask again with the last seq when the stream hints at a newer one. */
export const logTailInput = z.object({
  attempt: z.string().max(80),
  after: z.number().int().min(-1).optional(),
  before: z.number().int().min(0).optional(),
  limit: z.number().int().min(1).max(500).default(200),
})
export const logLine = z.object({ t: z.number(), level: z.string(), message: z.string() })
export const logTail = z.object({
  chunks: z.array(z.object({ seq: z.number(), lines: z.array(logLine) })),
  first: z.number().nullable(),
  last: z.number().nullable(),
  ended: z.boolean(),
})

export const artifactListInput = z.object({ run: z.string().max(80), stage: z.string().max(40).optional(), q: z.string().trim().max(200).default('') })
export const artifactTextInput = z.object({ id: z.string().max(80), maxBytes: z.number().int().min(1).max(2_000_000).default(500_000) })
export const artifactText = artifactView.extend({ text: z.string().nullable(), truncated: z.boolean() }) // text is null for bytes that are not text
export const eventListInput = z.object({
  run: z.string().max(80).optional(),
  stage: z.string().max(40).optional(),
  kind: z.string().max(80).optional(),
  cursor: z.string().max(80).nullable().default(null),
  limit: z.number().int().min(1).max(200).default(50),
})

export type RunItem = z.infer<typeof runItem>
export type RunView = z.infer<typeof runView>
export type StageView = z.infer<typeof stageView>
export type GateView = z.infer<typeof gateView>
export type ArtifactView = z.infer<typeof artifactView>
export type EventView = z.infer<typeof eventView>
export type AttemptView = z.infer<typeof attemptView>
export type LogLine = z.infer<typeof logLine>
