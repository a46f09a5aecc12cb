import type { Plan } from '#model/plan.ts'
import type { PlanDelivery } from '#model/plan-view.ts'
import type { RunState } from '#model/states.ts'
import { prisma } from '#server/db.ts'
import { measuredOf } from './measured.ts'

/** How far each deliverable of a revision is, and what it measured against what the plan promised. */
export async function deliveriesOf(planId: string, revision: number, plan: Plan): Promise<PlanDelivery[]> {
  const rows = await prisma.planDelivery.findMany({ where: { planId, revision }, orderBy: { position: 'asc' } })
  if (rows.length === 0) return []
  // The newest run of the requirement counts: somebody may have run it again.
  const requirements = rows.flatMap((r) => r.requirementId ?? [])
  const runs = await prisma.run.findMany({
    where: { requirementId: { in: requirements } },
    orderBy: { createdAt: 'desc' },
    select: { id: true, number: true, status: true, requirementId: true, stages: { select: { name: true, status: true } } },
  })
  const newest = (requirementId: string | null) => runs.find((r) => r.requirementId === requirementId)
  const measured = await measuredOf(
    plan,
    rows.flatMap((r) => newest(r.requirementId)?.id ?? []),
  )
  return rows.map((row): PlanDelivery => {
    const run = newest(row.requirementId)
    return {
      slug: row.slug,
      name: plan.deliverables.find((d) => d.slug === row.slug)?.name ?? row.slug,
      status: row.status as PlanDelivery['status'],
      reason: row.reason,
      after: row.after,
      requirement: row.requirementId,
      run: run
        ? {
            id: run.id,
            number: run.number,
            status: run.status as RunState,
            done: run.stages.filter((s) => s.status === 'succeeded' || s.status === 'skipped').length,
            stages: run.stages.length,
          }
        : null,
      verified: run?.stages.some((s) => s.name === 'verify' && s.status === 'succeeded') ?? false,
      measured: run ? (measured.get(run.id) ?? []) : [],
    }
  })
}
