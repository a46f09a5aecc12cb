import type { z } from 'zod'
import { newId } from '#model/id.ts'
import { type Plan as PlanContent, plan as planSchema } from '#model/plan.ts'
import { stopping } from '#model/plan-risk.ts'
import { type PlanState, type planDecideInput, type planReviewRequestInput, planTransitions } from '#model/plan-view.ts'
import type { Plan, Prisma } from '#prisma/generated/client.ts'
import type { Tx } from '#server/db.ts'
import { type Actor, actorMay, requirePermission } from '#server/domain/actor.ts'
import { appendAudit } from '#server/domain/audit/append.ts'
import { notFound, Problem } from '#server/domain/problem.ts'
import { demand } from '#server/domain/run/mutations.ts'
import { transact } from '#server/domain/transaction.ts'
import { appendEvent } from '#server/events/append.ts'
import { mayRequestReview, mayReview, type PlanFacts } from './policy.ts'

/** Whoever changes a plan holds its row: two at once follow one another, and the second sees what the first did. */
export async function lockPlan(tx: Tx, id: string): Promise<Plan | null> {
  await tx.$queryRaw`select 1 from "Plan" where "id" = ${id} for update`
  return tx.plan.findUnique({ where: { id } })
}

/** The plan under lock, if the actor may see it and still looks at its current revision. */
export async function openPlan(tx: Tx, actor: Actor, id: string, revision: number): Promise<Plan> {
  const plan = await lockPlan(tx, id)
  if (!plan || !actorMay(actor, 'read', plan.systemId)) throw notFound('plan', id)
  if (plan.revision !== revision) throw new Problem('conflict', `The plan has been revised: revision ${plan.revision} is the current one. Reload the page.`)
  return plan
}

export async function contentOf(tx: Tx, planId: string, number: number): Promise<PlanContent | null> {
  const row = await tx.planRevision.findUnique({ where: { planId_number: { planId, number } }, select: { plan: true } })
  return row?.plan ? planSchema.parse(row.plan) : null
}

export async function factsOf(tx: Tx, plan: Plan): Promise<PlanFacts> {
  const [content, answers, deliveries] = await Promise.all([
    contentOf(tx, plan.id, plan.revision),
    tx.planAnswer.findMany({ where: { planId: plan.id, revision: plan.revision } }),
    tx.planDelivery.findMany({ where: { planId: plan.id, revision: plan.revision }, select: { status: true } }),
  ])
  return {
    systemId: plan.systemId,
    status: plan.status as PlanState,
    createdBy: plan.createdBy,
    submittedBy: plan.submittedBy,
    planned: content !== null,
    stops: content ? stopping(content, answers as never).length : 0,
    delivering: deliveries.length > 0 && deliveries.every((d) => d.status !== 'blocked'),
  }
}

interface Move {
  to: PlanState
  action: string
  reason?: string
  data?: Prisma.PlanUpdateInput
  say?: Prisma.InputJsonObject
}
/** One change of state: refused when it is no step of the table, with audit entry and event in the same transaction. */
export async function movePlan(tx: Tx, actor: Actor, plan: Plan, move: Move): Promise<void> {
  const from = plan.status as PlanState
  if (!planTransitions[from].includes(move.to))
    throw new Problem('conflict', `The plan is ${from.replaceAll('_', ' ')} and cannot become ${move.to.replaceAll('_', ' ')}.`)
  const changed = await tx.plan.updateMany({
    where: { id: plan.id, status: from, revision: plan.revision },
    data: { ...(move.data as object), status: move.to, updatedAt: new Date() },
  })
  if (changed.count === 0) throw new Problem('conflict', 'The plan has been changed by somebody else. Reload the page.')
  await appendAudit(tx, actor, {
    action: `plan.${move.action}`,
    subject: plan.id,
    before: { status: from },
    after: { status: move.to, revision: plan.revision },
    reason: move.reason ?? '',
  })
  await appendEvent(tx, {
    kind: `plan.${move.to}`,
    systemId: plan.systemId,
    actor: actor.id,
    data: { plan: plan.id, story: plan.story, title: plan.title, revision: plan.revision, ...move.say },
  })
}

export async function requestReview(actor: Actor, input: z.infer<typeof planReviewRequestInput>): Promise<{ status: PlanState }> {
  return transact(async (tx) => {
    const plan = await openPlan(tx, actor, input.id, input.revision)
    requirePermission(actor, 'plan.submit', plan.systemId, 'ask for the review of a plan')
    if (actor.person) demand('conflict', mayRequestReview(actor.person, await factsOf(tx, plan)))
    // Asked again after changes were requested: everybody decides afresh.
    await tx.planReview.deleteMany({ where: { planId: plan.id, revision: plan.revision } })
    await movePlan(tx, actor, plan, { to: 'in_review', action: 'request_review', data: { submittedBy: actor.id, approvals: input.approvals } })
    return { status: 'in_review' }
  })
}

/** One person's verdict. A request for changes counts at once; approval when as many people approve as were asked for. */
export async function decidePlan(actor: Actor, input: z.infer<typeof planDecideInput>): Promise<{ status: PlanState }> {
  return transact(async (tx) => {
    const plan = await openPlan(tx, actor, input.id, input.revision)
    requirePermission(actor, 'plan.review', plan.systemId, 'review plans')
    const facts = await factsOf(tx, plan)
    if (actor.person) demand(plan.status === 'in_review' ? 'forbidden' : 'conflict', mayReview(actor.person, facts))
    if (input.verdict === 'changes_requested' && input.reason.length < 3)
      throw new Problem('invalid', 'Say what has to change.', { reason: ['Say what has to change in at least 3 characters.'] })
    if (input.verdict === 'approved' && facts.stops > 0)
      throw new Problem('conflict', 'A risk of score 9 is open again. Somebody has to accept or lower it first.')
    const { id: planId, revision } = plan
    const verdict = { verdict: input.verdict, reason: input.reason, createdAt: new Date() }
    await tx.planReview.upsert({
      where: { planId_revision_userId: { planId, revision, userId: actor.id } },
      create: { id: newId('dec'), planId, revision, userId: actor.id, ...verdict },
      update: verdict,
    })
    const approving = await tx.planReview.count({ where: { planId, revision, verdict: 'approved' } })
    if (input.verdict === 'changes_requested') await movePlan(tx, actor, plan, { to: 'changes_requested', action: 'request_changes', reason: input.reason })
    else if (approving >= plan.approvals) await movePlan(tx, actor, plan, { to: 'approved', action: 'approve', reason: input.reason })
    else await noteApproval(tx, actor, plan, approving)
    return { status: (await tx.plan.findUniqueOrThrow({ where: { id: planId } })).status as PlanState }
  })
}

async function noteApproval(tx: Tx, actor: Actor, plan: Plan, approving: number): Promise<void> {
  await appendAudit(tx, actor, { action: 'plan.approve', subject: plan.id, after: { approving, of: plan.approvals } })
  await appendEvent(tx, {
    kind: 'plan.reviewed',
    systemId: plan.systemId,
    actor: actor.id,
    data: { plan: plan.id, title: plan.title, approving, of: plan.approvals },
  })
}

export interface Made {
  plan: PlanContent
  record: string
  diagrams: Prisma.InputJsonValue
  files: Record<string, string>
}
/** DRAFT → PLANNED, with everything that was made, in the transaction that ends the task. A revision that is no longer the current one keeps its plan without moving the state. */
export async function recordPlanned(tx: Tx, actor: Actor, revisionId: string, made: Made): Promise<void> {
  const revision = await tx.planRevision.findUniqueOrThrow({ where: { id: revisionId } })
  const plan = await lockPlan(tx, revision.planId)
  if (!plan || revision.plannedAt) return
  await tx.planRevision.update({
    where: { id: revisionId },
    data: { plan: made.plan, record: made.record, diagrams: made.diagrams, files: made.files, reason: '', plannedAt: new Date() },
  })
  if (plan.revision !== revision.number || plan.status !== 'draft') return
  await movePlan(tx, actor, plan, { to: 'planned', action: 'plan', say: { services: made.plan.services.length, decisions: made.plan.decisions.length } })
}

/** It stays a draft, and says why. */
export async function recordUnplanned(tx: Tx, revisionId: string, reason: string): Promise<void> {
  await tx.planRevision.updateMany({ where: { id: revisionId, plannedAt: null }, data: { reason: reason.slice(0, 2000) } })
}
