import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { newId } from '#model/id.ts'
import { requirementOf } from '#model/plan-requirement.ts'
import type { planDeliverInput } from '#model/plan-view.ts'
import { documents as documentsSchema } from '#model/requirement.ts'
import type { PlanDelivery } from '#prisma/generated/client.ts'
import { prisma } from '#server/db.ts'
import { type Actor, personActor, requirePermission } from '#server/domain/actor.ts'
import { appendAudit } from '#server/domain/audit/append.ts'
import { loadPerson } from '#server/domain/member/person.ts'
import { Problem } from '#server/domain/problem.ts'
import { submitRequirement } from '#server/domain/requirement/mutations.ts'
import { demand } from '#server/domain/run/mutations.ts'
import { transact } from '#server/domain/transaction.ts'
import { appendEvent } from '#server/events/append.ts'
import { mayDeliver } from './policy.ts'
import { contentOf, factsOf, openPlan } from './transitions.ts'

/** Rows for every deliverable of the approved plan; those that need nothing start at once, the others when what they need is verified. */
export async function startDelivery(actor: Actor, input: z.infer<typeof planDeliverInput>): Promise<{ started: string[] }> {
  const planId = await transact(async (tx) => {
    const plan = await openPlan(tx, actor, input.id, input.revision)
    requirePermission(actor, 'requirement.submit', plan.systemId, 'start the delivery of a plan')
    const facts = await factsOf(tx, plan)
    if (actor.person) demand('conflict', mayDeliver(actor.person, facts))
    const content = await contentOf(tx, plan.id, plan.revision)
    if (!content || facts.delivering) throw new Problem('conflict', 'Its delivery has been started.')
    // Asked again after something blocked it: what was blocked is tried once more.
    const again = await tx.planDelivery.updateMany({
      where: { planId: plan.id, revision: plan.revision, status: 'blocked' },
      data: { status: 'pending', reason: '', createdBy: actor.id },
    })
    if (again.count > 0) return plan.id
    const rows = content.deliverables.map((d, position) => ({
      id: newId('exe'),
      planId: plan.id,
      revision: plan.revision,
      slug: d.slug,
      after: d.after,
      position,
      createdBy: actor.id,
    }))
    await tx.planDelivery.createMany({ data: rows })
    await appendAudit(tx, actor, { action: 'plan.deliver', subject: plan.id, after: { revision: plan.revision, deliverables: rows.map((r) => r.slug) } })
    await appendEvent(tx, {
      kind: 'plan.delivering',
      systemId: plan.systemId,
      actor: actor.id,
      data: { plan: plan.id, title: plan.title, services: rows.length },
    })
    return plan.id
  })
  return { started: await advanceDeliveries(planId) }
}

/** Staging works and was measured: what builds on it may begin. */
const verifiedStates = ['awaiting_approval', 'succeeded']

/** Starts every delivery whose needs are verified. Idempotent by request key: two callers at once start each one once. */
export async function advanceDeliveries(planId?: string): Promise<string[]> {
  const open = await prisma.planDelivery.findMany({
    where: { status: 'pending', ...(planId && { planId }) },
    orderBy: [{ planId: 'asc' }, { position: 'asc' }],
    take: 200,
  })
  if (open.length === 0) return []
  const all = await prisma.planDelivery.findMany({ where: { planId: { in: [...new Set(open.map((d) => d.planId))] } } })
  const runs = new Map(
    (
      await prisma.run.findMany({
        where: { id: { in: all.flatMap((d) => d.runId ?? []) } },
        select: { id: true, status: true, stages: { where: { name: 'verify' }, select: { status: true } } },
      })
    ).map((r) => [r.id, r]),
  )
  const verified = (d: PlanDelivery): boolean => {
    const run = d.runId ? runs.get(d.runId) : undefined
    return run !== undefined && (run.stages[0]?.status === 'succeeded' || verifiedStates.includes(run.status))
  }
  const started: string[] = []
  for (const d of open) {
    const before = all.filter((x) => x.planId === d.planId && x.revision === d.revision && d.after.includes(x.slug))
    if (before.every(verified) && (await begin(d))) started.push(d.slug)
  }
  return started
}

async function begin(delivery: PlanDelivery): Promise<boolean> {
  const plan = await prisma.plan.findUniqueOrThrow({ where: { id: delivery.planId }, include: { system: true } })
  const content = await contentOf(prisma, plan.id, delivery.revision)
  try {
    if (!content) throw new Problem('conflict', 'The plan has no content.')
    const person = await loadPerson(delivery.createdBy)
    if (!person) throw new Problem('forbidden', 'Whoever started the delivery has no account any more.')
    const { title, documents } = requirementOf(content, delivery.slug)
    const checked = documentsSchema.parse(documents)
    // The same row asks with the same key, however often it is tried.
    const requestKey = `plan-${createHash('sha256').update(delivery.id).digest('hex').slice(0, 40)}`
    const service = await serviceOf(plan.systemId, plan.id, delivery)
    const made = await submitRequirement(personActor(person, 'ui'), {
      requestKey,
      title,
      system: plan.system.slug,
      service,
      documents: checked,
      askFirst: false,
    })
    await settle(delivery, plan, { status: 'started', reason: '', requirementId: made.requirement, runId: made.run, startedAt: new Date() })
    return true
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    await settle(delivery, plan, { status: 'blocked', reason: error.message })
    return false
  }
}

/** A later revision of the plan revises what an earlier one built; anything else is new. */
async function serviceOf(systemId: string, planId: string, delivery: PlanDelivery): Promise<string | null> {
  const earlier = await prisma.planDelivery.findFirst({
    where: { planId, slug: delivery.slug, revision: { lt: delivery.revision }, requirementId: { not: null } },
    orderBy: { revision: 'desc' },
  })
  if (!earlier?.requirementId) return null
  const requirement = await prisma.requirement.findFirst({ where: { id: earlier.requirementId, systemId }, select: { service: { select: { slug: true } } } })
  return requirement?.service.slug ?? null
}

async function settle(delivery: PlanDelivery, plan: { id: string; systemId: string; title: string }, data: Partial<PlanDelivery>): Promise<void> {
  await transact(async (tx) => {
    const changed = await tx.planDelivery.updateMany({ where: { id: delivery.id, status: 'pending' }, data })
    if (changed.count === 0) return
    await appendEvent(tx, {
      kind: data.status === 'started' ? 'plan.service_started' : 'plan.service_blocked',
      systemId: plan.systemId,
      data: { plan: plan.id, title: plan.title, service: delivery.slug, ...(data.runId && { run: data.runId }), ...(data.reason && { reason: data.reason }) },
    })
  })
}
