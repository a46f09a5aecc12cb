import { z } from 'zod'
import { allowance, pageInput, pageOf, personRef, requestKey, requiredReason, systemRef } from './list.ts'
import { plan } from './plan.ts'
import { documentRoles, documents, title } from './requirement.ts'
import { runStates } from './states.ts'

export const planStates = ['draft', 'planned', 'in_review', 'approved', 'changes_requested'] as const
export type PlanState = (typeof planStates)[number]
/** What may follow what. Every new revision begins as a draft. */
export const planTransitions: Record<PlanState, readonly PlanState[]> = {
  draft: ['planned', 'draft'],
  planned: ['in_review', 'draft'],
  in_review: ['approved', 'changes_requested', 'draft'],
  approved: ['draft'],
  changes_requested: ['in_review', 'draft'],
}

export const story = z
  .string()
  .trim()
  .min(2, 'Give the story’s id, like ECOM-ARCH-001.')
  .max(40, 'Keep the story’s id within 40 characters.')
  .regex(/^[A-Za-z0-9][\w.-]*$/, 'A story’s id has letters, digits, dots, hyphens and underscores, and begins with a letter or digit.')
export const planDocuments = documents.refine((all) => all.length <= 3, 'At most three documents: requirements, constraints and quality targets.')
export const planSubmission = z.object({
  requestKey,
  story,
  title,
  system: z.string().min(1, 'Choose a system.').max(80), // slug
  documents: planDocuments,
})
export const planSubmitted = z.object({ plan: z.string(), revision: z.number(), task: z.string() })
export const planRevisionInput = z.object({ id: z.string().max(80), requestKey, documents: planDocuments, note: z.string().trim().max(500).default('') })
export const planListInput = pageInput.extend({
  system: z.string().max(80).optional(), // slug
  status: z.array(z.enum(planStates)).max(10).default([]),
  mine: z.boolean().default(false),
})
export const planItem = z.object({
  id: z.string(),
  story: z.string(),
  title: z.string(),
  system: systemRef,
  status: z.enum(planStates),
  revision: z.number(),
  services: z.number().nullable(), // null until planned
  worst: z.number().nullable(), // highest score of a risk that nobody accepted
  createdBy: personRef,
  createdAt: z.date(),
  updatedAt: z.date(),
})
export const planList = pageOf(planItem).extend({ counts: z.partialRecord(z.enum(planStates), z.number()) })

export const planGetInput = z.object({ id: z.string().max(80), revision: z.number().int().min(1).optional() }) // none = the current one
const planInputRef = z.object({ name: z.string(), role: z.enum(documentRoles) })
const planRevisionItem = z.object({
  number: z.number(),
  note: z.string(),
  bytes: z.number(),
  reason: z.string(),
  createdBy: personRef,
  createdAt: z.date(),
  plannedAt: z.date().nullable(),
  documents: z.array(planInputRef),
})
export const riskAnswer = z.union([
  z.object({ accepted: z.literal(true) }),
  z.object({ probability: z.number().int().min(1).max(3), impact: z.number().int().min(1).max(3) }),
])
export const planAnswer = z.object({
  kind: z.enum(['risk', 'gate']),
  key: z.string(),
  value: z.union([riskAnswer, z.object({ met: z.boolean() })]),
  reason: z.string(),
  by: personRef,
  at: z.date(),
})
export const planComment = z.object({
  id: z.string(),
  revision: z.number(),
  part: z.string(),
  threadId: z.string().nullable(),
  text: z.string(),
  by: personRef,
  at: z.date(),
  resolved: z.object({ by: personRef, at: z.date() }).nullable(),
})
/** What a delivered service measured against what the plan promised; `met` is null where staging cannot show it, and `measured` says why. */
export const planMeasured = z.object({ metric: z.string(), promised: z.string(), measured: z.string(), met: z.boolean().nullable() })
export const planDelivery = z.object({
  slug: z.string(),
  name: z.string(),
  status: z.enum(['pending', 'started', 'blocked']),
  reason: z.string(),
  after: z.array(z.string()),
  requirement: z.string().nullable(),
  run: z.object({ id: z.string(), number: z.number(), status: z.enum(runStates), done: z.number(), stages: z.number() }).nullable(),
  verified: z.boolean(),
  measured: z.array(planMeasured),
})
export const planView = z.object({
  id: z.string(),
  story: z.string(),
  title: z.string(),
  system: systemRef,
  status: z.enum(planStates),
  revision: z.number(),
  createdBy: personRef,
  createdAt: z.date(),
  updatedAt: z.date(),
  submittedBy: personRef.nullable(),
  approvals: z.number(),
  revisions: z.array(planRevisionItem), // newest first
  shown: z.object({
    number: z.number(),
    documents: z.array(planInputRef.extend({ text: z.string() })),
    task: z.object({ id: z.string(), status: z.string(), reason: z.string() }).nullable(),
    plan: plan.nullable(),
    record: z.string(),
    reason: z.string(),
    file: z.string(),
    diagrams: z.array(z.object({ name: z.string(), title: z.string(), description: z.string(), mermaid: z.string() })),
  }),
  reviews: z.array(z.object({ revision: z.number(), by: personRef, verdict: z.enum(['approved', 'changes_requested']), reason: z.string(), at: z.date() })),
  answers: z.array(planAnswer), // of the revision shown
  comments: z.array(planComment),
  deliveries: z.array(planDelivery), // of the revision shown
  stops: z.array(z.string()), // ids of risks that nobody has accepted or lowered
  actions: z.object({ revise: allowance, requestReview: allowance, review: allowance, answer: allowance, comment: allowance, deliver: allowance }),
})
export const planReviewRequestInput = z.object({
  id: z.string().max(80),
  revision: z.number().int().min(1),
  approvals: z.number().int().min(1).max(5).default(1),
})
export const planDecideInput = z.object({
  id: z.string().max(80),
  revision: z.number().int().min(1),
  verdict: z.enum(['approved', 'changes_requested']),
  reason: z.string().trim().max(2000).default(''),
})
export const planAnswerInput = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('risk'),
    id: z.string().max(80),
    revision: z.number().int().min(1),
    key: z.string().max(120),
    value: riskAnswer,
    reason: requiredReason,
  }),
  z.object({
    kind: z.literal('gate'),
    id: z.string().max(80),
    revision: z.number().int().min(1),
    key: z.string().max(120),
    value: z.object({ met: z.boolean() }),
    reason: requiredReason,
  }),
])
export const planCommentInput = z.object({
  id: z.string().max(80),
  revision: z.number().int().min(1),
  part: z.string().regex(/^[\w.:-]{1,160}$/, 'A comment belongs to a part of the plan.'),
  threadId: z.string().max(80).nullable().default(null),
  text: z.string().trim().min(1, 'Write something first.').max(5000, 'Keep a comment within 5,000 characters.'),
})
export const planResolveInput = z.object({ id: z.string().max(80), comment: z.string().max(80), resolved: z.boolean() })
export const planDeliverInput = z.object({ id: z.string().max(80), revision: z.number().int().min(1) })
export const planDiffInput = z.object({ id: z.string().max(80), from: z.number().int().min(1), to: z.number().int().min(1) })
export const planChange = z.object({
  part: z.string(),
  change: z.enum(['added', 'removed', 'changed']),
  what: z.string(),
  before: z.string(),
  after: z.string(),
})
export const planDiff = z.object({
  from: z.number(),
  to: z.number(),
  documents: z.array(
    z.object({ name: z.string(), change: z.enum(['added', 'removed', 'changed', 'same']), added: z.number(), removed: z.number(), patch: z.string() }),
  ),
  changes: z.array(planChange),
})
export const planState = z.object({ status: z.enum(planStates) })

export type PlanSubmission = z.infer<typeof planSubmission>
export type PlanItem = z.infer<typeof planItem>
export type PlanView = z.infer<typeof planView>
export type PlanChange = z.infer<typeof planChange>
export type PlanComment = z.infer<typeof planComment>
export type PlanAnswer = z.infer<typeof planAnswer>
export type PlanDelivery = z.infer<typeof planDelivery>
