import type { z } from 'zod'
import { newId } from '#model/id.ts'
import type { PlanSubmission, planRevisionInput } from '#model/plan-view.ts'
import { prisma, type Tx } from '#server/db.ts'
import { type Actor, actorMay, requirePermission } from '#server/domain/actor.ts'
import { appendAudit } from '#server/domain/audit/append.ts'
import { notFound, Problem } from '#server/domain/problem.ts'
import { oncePerKey, refuseForeignKey } from '#server/domain/request-key.ts'
import { chosenSystem } from '#server/domain/system/chosen.ts'
import { ended } from '#server/domain/task/data.ts'
import { createTask } from '#server/domain/task/mutations.ts'
import { transact } from '#server/domain/transaction.ts'
import { appendEvent } from '#server/events/append.ts'
import { lockPlan } from './transitions.ts'

export interface Submitted {
  plan: string
  revision: number
  task: string
}
const bytesOf = (documents: readonly { text: string }[]): number => documents.reduce((sum, d) => sum + Buffer.byteLength(d.text), 0)

async function submittedBefore(actor: Actor, requestKey: string): Promise<Submitted | null> {
  const known = await prisma.planRevision.findUnique({ where: { requestKey } })
  if (known) refuseForeignKey(known.createdBy, actor)
  return known && { plan: known.planId, revision: known.number, task: known.taskId ?? '' }
}

/** Plan (a draft), first revision, audit entry, events and the task that plans it, in one transaction. The same request key answers the same ids. */
export async function submitPlan(actor: Actor, input: PlanSubmission): Promise<Submitted> {
  return oncePerKey(
    () => submittedBefore(actor, input.requestKey),
    () =>
      transact(async (tx) => {
        const system = await chosenSystem(tx, actor, input.system)
        requirePermission(actor, 'plan.submit', system.id, `submit plans for ${system.name}`)
        const id = newId('pln')
        const { story, title, requestKey, documents } = input
        await tx.plan.create({ data: { id, story, title, systemId: system.id, requestKey, createdBy: actor.id } })
        await appendAudit(tx, actor, {
          action: 'plan.submit',
          subject: id,
          after: { story, title, system: system.slug, documents: documents.map((d) => d.name) },
        })
        return revisionOf(tx, actor, { id, systemId: system.id, story, title }, { number: 1, documents, note: '', requestKey })
      }),
  )
}

/** From changed inputs; earlier revisions stay as they are. The plan becomes a draft again, and what was reviewed counts for the old revision only. */
export async function revisePlan(actor: Actor, input: z.infer<typeof planRevisionInput>): Promise<Submitted> {
  return oncePerKey(
    () => submittedBefore(actor, input.requestKey),
    () =>
      transact(async (tx) => {
        const plan = await lockPlan(tx, input.id)
        if (!plan || !actorMay(actor, 'read', plan.systemId)) throw notFound('plan', input.id)
        requirePermission(actor, 'plan.submit', plan.systemId, 'revise plans')
        const last = await tx.planRevision.findUniqueOrThrow({ where: { planId_number: { planId: plan.id, number: plan.revision } } })
        const task = last.taskId ? await tx.task.findUnique({ where: { id: last.taskId } }) : null
        if (last.plannedAt === null && task && !ended(task))
          throw new Problem('conflict', 'Its last revision is still being planned. Wait for it, then revise.')
        const number = plan.revision + 1
        await tx.plan.update({ where: { id: plan.id }, data: { status: 'draft', revision: number, submittedBy: null, updatedAt: new Date() } })
        await appendAudit(tx, actor, {
          action: 'plan.revise',
          subject: plan.id,
          before: { revision: plan.revision, status: plan.status },
          after: { revision: number, status: 'draft', documents: input.documents.map((d) => d.name) },
          reason: input.note,
        })
        return revisionOf(tx, actor, plan, { number, documents: input.documents, note: input.note, requestKey: input.requestKey })
      }),
  )
}

interface NewRevision {
  number: number
  documents: PlanSubmission['documents']
  note: string
  requestKey: string
}
async function revisionOf(tx: Tx, actor: Actor, plan: { id: string; systemId: string; story: string; title: string }, made: NewRevision): Promise<Submitted> {
  const id = newId('rev')
  const { number, documents, note, requestKey } = made
  await tx.planRevision.create({ data: { id, planId: plan.id, number, documents, bytes: bytesOf(documents), note, requestKey, createdBy: actor.id } })
  const task = await createTask(tx, actor, { kind: 'plan', subject: id, requestKey: `plan:${id}`, systemId: plan.systemId })
  await tx.planRevision.update({ where: { id }, data: { taskId: task } })
  await appendEvent(tx, {
    kind: number === 1 ? 'plan.submitted' : 'plan.revised',
    systemId: plan.systemId,
    actor: actor.id,
    data: { plan: plan.id, story: plan.story, title: plan.title, revision: number },
  })
  return { plan: plan.id, revision: number, task }
}
