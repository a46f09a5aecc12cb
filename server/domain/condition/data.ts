import type { Condition, Health } from '#model/condition.ts'
import type { Person } from '#model/person.ts'
import type { Prisma } from '#prisma/generated/client.ts'
import { prisma } from '#server/db.ts'
import { readableSystems } from '#server/domain/readable.ts'

const lately = 30 * 24 * 3600 * 1000
const working = ['queued', 'running', 'awaiting_approval', 'canceling']
const broken = ['failed', 'errored', 'timed_out', 'budget_exhausted']
const rolling = ['pending', 'progressing', 'held', 'rolling_back', 'rollback_failed']
const healthOf: Record<string, Health> = {
  pending: 'starting',
  migrating: 'starting',
  starting: 'starting',
  ready: 'healthy',
  unhealthy: 'unhealthy',
  failed: 'unhealthy',
  stopped: 'stopped',
}

const select = {
  slug: true,
  name: true,
  system: { select: { slug: true } },
  environments: {
    select: {
      kind: true,
      deployments: {
        where: { desired: 'running' },
        orderBy: { createdAt: 'desc' },
        take: 5,
        select: { observed: true, weight: true, detail: true, runId: true, createdAt: true },
      },
    },
  },
  releases: { where: { status: 'in_production' }, orderBy: { number: 'desc' }, take: 1, select: { id: true, number: true } },
  runs: { orderBy: { number: 'desc' }, take: 20, select: { id: true, number: true, status: true, reason: true, endedAt: true, createdAt: true } },
} satisfies Prisma.ServiceSelect
type Row = Prisma.ServiceGetPayload<{ select: typeof select }> & { id: string }

/** How each service that was ever built is doing, as far as the person may see it. */
export async function listConditions(person: Person): Promise<Condition[]> {
  const rows = await prisma.service.findMany({
    where: { systemId: readableSystems(person), OR: [{ runs: { some: {} } }, { environments: { some: {} } }] },
    select: { id: true, ...select },
    orderBy: [{ system: { slug: 'asc' } }, { slug: 'asc' }],
    take: 2000,
  })
  const since = new Date(Date.now() - lately)
  const rollouts = await prisma.rollout.findMany({
    where: {
      serviceId: { in: rows.map(({ id }) => id) },
      OR: [{ status: { in: rolling } }, { status: { in: ['rolled_back', 'rollback_failed'] }, createdAt: { gt: since } }],
    },
    orderBy: { createdAt: 'desc' },
    select: { id: true, serviceId: true, status: true, step: true, reason: true, createdAt: true, endedAt: true, release: { select: { number: true } } },
    take: 2000,
  })
  const byService = Map.groupBy(rollouts, ({ serviceId }) => serviceId)
  return rows.map((row) => conditionOf(row, byService.get(row.id) ?? [], since))
}

interface RolloutRow {
  id: string
  status: string
  step: number
  reason: string
  createdAt: Date
  endedAt: Date | null
  release: { number: number }
}

function conditionOf(row: Row, rollouts: readonly RolloutRow[], since: Date): Condition {
  const environment = (['production', 'staging'] as const).flatMap(
    (kind) => row.environments.find((each) => each.kind === kind && each.deployments.length > 0) ?? [],
  )[0]
  // What carries the traffic tells; a canary that fails is the rollout's matter.
  const serving = environment?.deployments.toSorted((a, b) => b.weight - a.weight || b.createdAt.getTime() - a.createdAt.getTime())[0]
  const health = serving ? (healthOf[serving.observed] ?? 'starting') : null
  const running = row.runs.find(({ status }) => working.includes(status))
  const active = rollouts.find(({ status }) => rolling.includes(status))
  return {
    system: row.system.slug,
    service: row.slug,
    name: row.name,
    health,
    environment: environment ? (environment.kind === 'production' ? 'production' : 'staging') : null,
    release: row.releases[0] ?? null,
    rollout: active ? { id: active.id, status: active.status, weight: active.step } : null,
    run: running ? { id: running.id, number: running.number, status: running.status } : null,
    incidents: incidentsOf(row, rollouts, since, health === 'unhealthy' ? serving : undefined),
  }
}

function incidentsOf(
  row: Row,
  rollouts: readonly RolloutRow[],
  since: Date,
  sick: { createdAt: Date; detail: string; runId: string | null } | undefined,
): Condition['incidents'] {
  const failed = row.runs
    .filter(({ status, endedAt, createdAt }) => broken.includes(status) && (endedAt ?? createdAt) > since)
    .map(({ id, number, reason, endedAt, createdAt }) => ({
      kind: 'run_failed' as const,
      at: endedAt ?? createdAt,
      label: `Run ${number} failed${reason ? `: ${reason.slice(0, 200)}` : ''}`,
      href: `/runs/${id}`,
    }))
  const back = rollouts
    .filter(({ status }) => status === 'rolled_back' || status === 'rollback_failed')
    .map(({ id, reason, endedAt, createdAt, release }) => ({
      kind: 'rolled_back' as const,
      at: endedAt ?? createdAt,
      label: `Release ${release.number} was rolled back${reason ? `: ${reason.slice(0, 200)}` : ''}`,
      href: `/rollouts/${id}`,
    }))
  const ill = sick
    ? [
        {
          kind: 'unhealthy' as const,
          at: sick.createdAt,
          label: `Unhealthy${sick.detail ? `: ${sick.detail.slice(0, 200)}` : ''}`,
          href: sick.runId ? `/runs/${sick.runId}` : '/releases',
        },
      ]
    : []
  return [...ill, ...failed, ...back].sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, 20)
}
