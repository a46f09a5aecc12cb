import type { RolloutState } from '#model/states.ts'
import type { Prisma, Release, Rollout, Run, Service } from '#prisma/generated/client.ts'
import { prisma } from '#server/db.ts'

/** What the edge reads of rollouts, and the figures it writes; their states change in transitions.ts. */
export type OpenRollout = Rollout & { release: Release; run: Run & { service: Service } }
export const rolloutInclude = { release: true, run: { include: { service: true } } } satisfies Prisma.RolloutInclude
export const underWay: RolloutState[] = ['progressing', 'held', 'rolling_back']

/** What the edge has to look after: on its way, or in production with the old release still kept. */
export async function openRollouts(): Promise<OpenRollout[]> {
  const kept = (await prisma.deployment.findMany({ where: { desired: 'running', weight: 0, environment: { kind: 'production' } }, select: { id: true } })).map(
    (d) => d.id,
  )
  return prisma.rollout.findMany({
    where: {
      OR: [
        { status: { in: ['pending', ...underWay] } },
        { status: 'completed', keepUntil: { gt: new Date() } },
        { status: 'completed', run: { stages: { some: { name: 'monitor', status: 'waiting' } } } },
        { status: 'completed', baselineId: { in: kept } },
        { status: { in: ['rolled_back', 'rollback_failed'] }, deploymentId: { in: kept } },
      ],
    },
    include: rolloutInclude,
    orderBy: { createdAt: 'asc' },
  })
}

/** A command that no longer makes sense is taken back, so that another can be given. */
export const dropCommand = (rollout: OpenRollout): Promise<unknown> =>
  prisma.rollout.updateMany({ where: { id: rollout.id, command: rollout.command }, data: { command: null, commandBy: null } })

/** Who asked for it and why, in words. */
export async function commandReason(rollout: OpenRollout, what: string): Promise<string> {
  const entry = await prisma.auditEntry.findFirst({ where: { subject: rollout.id, action: `rollout.${rollout.command}` }, orderBy: { at: 'desc' } })
  return `${what} by ${entry?.actorName || rollout.commandBy || 'an operator'}${entry?.reason ? `: ${entry.reason}` : ''}`
}

export type NewMeasurement = Omit<Prisma.MeasurementCreateManyInput, 'id'>
export const recordMeasurements = (rows: NewMeasurement[]): Promise<unknown> => prisma.measurement.createMany({ data: rows })

/** What the new side has answered since then, as far as it was written down: where a restarted edge goes on. */
export async function evidenceSince(rolloutId: string, since: Date): Promise<{ requests: number; errors: number; slow: number }> {
  const { _sum } = await prisma.measurement.aggregate({
    where: { rolloutId, side: 'new', at: { gte: since } },
    _sum: { requests: true, errors: true, slow: true },
  })
  return { requests: _sum.requests ?? 0, errors: _sum.errors ?? 0, slow: _sum.slow ?? 0 }
}
