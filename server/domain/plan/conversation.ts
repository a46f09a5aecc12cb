import type { z } from 'zod'
import { newId } from '#model/id.ts'
import type { planAnswerInput, planCommentInput, planResolveInput } from '#model/plan-view.ts'
import { type Actor, actorMay, requirePermission } from '#server/domain/actor.ts'
import { appendAudit } from '#server/domain/audit/append.ts'
import { notFound, Problem } from '#server/domain/problem.ts'
import { demand } from '#server/domain/run/mutations.ts'
import { transact } from '#server/domain/transaction.ts'
import { appendEvent } from '#server/events/append.ts'
import { mayAnswer } from './policy.ts'
import { contentOf, factsOf, lockPlan, openPlan } from './transitions.ts'

/** Accepts or lowers a risk, or answers an item of a checklist. The last answer counts; the audit log has them all. */
export async function answerPlan(actor: Actor, input: z.infer<typeof planAnswerInput>): Promise<{ answered: true }> {
  return transact(async (tx) => {
    const plan = await openPlan(tx, actor, input.id, input.revision)
    requirePermission(actor, 'plan.review', plan.systemId, 'answer for risks and checklists')
    if (actor.person) demand('conflict', mayAnswer(actor.person, await factsOf(tx, plan)))
    const content = await contentOf(tx, plan.id, plan.revision)
    const known =
      input.kind === 'risk'
        ? content?.risks.some((r) => r.id === input.key)
        : content?.gates.some((g) => g.items.some((i) => `${g.name}/${i.id}` === input.key && i.verdict === 'to_be_asked'))
    if (!known)
      throw new Problem(
        'invalid',
        input.kind === 'risk' ? 'The plan has no such risk.' : 'This item was judged from the plan; only items that are asked can be answered.',
      )
    const { kind, key, reason, revision } = input
    const said = { value: input.value, reason, createdBy: actor.id, createdAt: new Date() }
    const where = { planId_revision_kind_key: { planId: plan.id, revision, kind, key } }
    const before = await tx.planAnswer.findUnique({ where })
    await tx.planAnswer.upsert({ where, create: { id: newId('dec'), planId: plan.id, revision, kind, key, ...said }, update: said })
    await tx.plan.update({ where: { id: plan.id }, data: { updatedAt: new Date() } })
    await appendAudit(tx, actor, {
      action: `plan.answer_${kind}`,
      subject: plan.id,
      before: before?.value ?? undefined,
      after: { key, value: input.value },
      reason,
    })
    await appendEvent(tx, { kind: 'plan.answered', systemId: plan.systemId, actor: actor.id, data: { plan: plan.id, title: plan.title, kind, key } })
    return { answered: true }
  })
}

export async function commentOnPlan(actor: Actor, input: z.infer<typeof planCommentInput>): Promise<{ comment: string }> {
  return transact(async (tx) => {
    const plan = await tx.plan.findUnique({ where: { id: input.id } })
    if (!plan || !actorMay(actor, 'read', plan.systemId)) throw notFound('plan', input.id)
    requirePermission(actor, 'plan.review', plan.systemId, 'comment on plans')
    if (input.revision > plan.revision) throw notFound('revision', String(input.revision))
    const thread = input.threadId ? await tx.planComment.findFirst({ where: { id: input.threadId, planId: plan.id, threadId: null } }) : null
    if (input.threadId && !thread) throw notFound('comment', input.threadId)
    const id = newId('cmt')
    const part = thread?.part ?? input.part
    await tx.planComment.create({
      data: { id, planId: plan.id, revision: input.revision, part, threadId: thread?.id ?? null, text: input.text, createdBy: actor.id },
    })
    // Who answers in a settled thread opens it again.
    if (thread?.resolvedAt) await tx.planComment.update({ where: { id: thread.id }, data: { resolvedAt: null, resolvedBy: null } })
    await appendAudit(tx, actor, { action: 'plan.comment', subject: plan.id, after: { comment: id, part } })
    await appendEvent(tx, { kind: 'plan.commented', systemId: plan.systemId, actor: actor.id, data: { plan: plan.id, title: plan.title, part, comment: id } })
    return { comment: id }
  })
}

/** Settles a thread, or opens it again. */
export async function resolveComment(actor: Actor, input: z.infer<typeof planResolveInput>): Promise<{ resolved: boolean }> {
  return transact(async (tx) => {
    const plan = await lockPlan(tx, input.id)
    if (!plan || !actorMay(actor, 'read', plan.systemId)) throw notFound('plan', input.id)
    requirePermission(actor, 'plan.review', plan.systemId, 'settle comments')
    const comment = await tx.planComment.findFirst({ where: { id: input.comment, planId: plan.id, threadId: null } })
    if (!comment) throw notFound('comment', input.comment)
    if ((comment.resolvedAt !== null) === input.resolved) return { resolved: input.resolved }
    await tx.planComment.update({
      where: { id: comment.id },
      data: input.resolved ? { resolvedAt: new Date(), resolvedBy: actor.id } : { resolvedAt: null, resolvedBy: null },
    })
    await appendAudit(tx, actor, { action: input.resolved ? 'plan.resolve_comment' : 'plan.reopen_comment', subject: plan.id, after: { comment: comment.id } })
    await appendEvent(tx, {
      kind: 'plan.commented',
      systemId: plan.systemId,
      actor: actor.id,
      data: { plan: plan.id, title: plan.title, part: comment.part, comment: comment.id },
    })
    return { resolved: input.resolved }
  })
}
