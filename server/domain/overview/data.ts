import type { Overview } from '#model/overview.ts'
import type { Person } from '#model/person.ts'
import { prisma } from '#server/db.ts'
import { countPending, waitingFor } from '#server/domain/approval/data.ts'
import { newestEventId } from '#server/domain/event/data.ts'
import { readableSystems } from '#server/domain/readable.ts'
import { findReleaseItems } from '#server/domain/release/data.ts'
import { findRunItems } from '#server/domain/run/data.ts'

const most = 10
const week = 7 * 24 * 3600 * 1000
const working = ['queued', 'running', 'canceling']

export async function getOverview(person: Person): Promise<Overview> {
  const cursor = await newestEventId()
  const systemId = readableSystems(person)
  const [waiting, pendingApprovals, running, failed, held, releases, totals] = await Promise.all([
    waitingFor(person),
    countPending(person),
    findRunItems(person, { status: { in: working } }, [{ createdAt: 'desc' }], { take: most }),
    failedLately(person),
    prisma.rollout.findMany({
      where: { status: { in: ['held', 'rollback_failed'] }, run: { service: { systemId } } },
      orderBy: { createdAt: 'desc' },
      take: most,
      select: { id: true, runId: true, reason: true, createdAt: true, stepStartedAt: true, run: { select: { service: { select: { name: true } } } } },
    }),
    findReleaseItems(
      person,
      {
        OR: [{ status: { in: ['approved', 'in_production'] } }, { rollouts: { some: { status: { in: ['pending', 'progressing', 'held', 'rolling_back'] } } } }],
      },
      { take: most },
    ),
    countAll(systemId),
  ])
  return {
    waitingForMe: waiting.slice(0, most),
    pendingApprovals,
    running,
    failed,
    releases,
    totals,
    cursor,
    held: held.map((h) => ({ rolloutId: h.id, runId: h.runId, service: h.run.service.name, reason: h.reason, since: h.stepStartedAt ?? h.createdAt })),
  }
}

/** Only where it still matters: a later run of the service makes an old failure history. */
async function failedLately(person: Person) {
  const runs = await findRunItems(
    person,
    { status: { in: ['failed', 'errored', 'timed_out', 'budget_exhausted'] }, endedAt: { gt: new Date(Date.now() - week) } },
    [{ endedAt: 'desc' }],
    { take: most * 5 },
  )
  const newest = await prisma.run.groupBy({ by: ['serviceId'], where: { serviceId: { in: runs.map((r) => r.service.id) } }, _max: { number: true } })
  return runs.filter((r) => newest.find((n) => n.serviceId === r.service.id)?._max.number === r.number).slice(0, most)
}

async function countAll(systemId: ReturnType<typeof readableSystems>): Promise<Overview['totals']> {
  const [requirements, runs, running, services, systems] = await Promise.all([
    prisma.requirement.count({ where: { systemId } }),
    prisma.run.count({ where: { service: { systemId } } }),
    prisma.run.count({ where: { service: { systemId }, status: { in: working } } }),
    prisma.service.count({ where: { systemId } }),
    prisma.system.count({ where: { id: systemId } }),
  ])
  return { requirements, runs, running, services, systems }
}
