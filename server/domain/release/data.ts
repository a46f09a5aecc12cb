import type { z } from 'zod'
import type { Person } from '#model/person.ts'
import { type ReleaseItem, type ReleaseView, type releaseListInput, releaseStatuses } from '#model/release.ts'
import type { RolloutState } from '#model/states.ts'
import type { Prisma } from '#prisma/generated/client.ts'
import { prisma } from '#server/db.ts'
import { viewDecisions } from '#server/domain/approval/data.ts'
import { notFound } from '#server/domain/problem.ts'
import { containing, readableSystems, refOf, skipOf } from '#server/domain/readable.ts'
import { environmentSelect, environmentView } from '#server/domain/system/data.ts'

const include = {
  service: { include: { system: true } },
  rollouts: { orderBy: { createdAt: 'desc' }, select: { id: true, status: true, step: true, reason: true, createdAt: true, endedAt: true } },
} satisfies Prisma.ReleaseInclude
type Row = Prisma.ReleaseGetPayload<{ include: typeof include }>

/** Release knows its run by id only. */
async function viewItems(rows: Row[]): Promise<ReleaseItem[]> {
  const runs = await prisma.run.findMany({
    where: { id: { in: rows.map((r) => r.runId) } },
    select: { id: true, number: true, requirement: { select: { title: true } } },
  })
  return rows.map((r) => {
    const run = runs.find((each) => each.id === r.runId)
    const rollout = r.rollouts[0]
    return {
      id: r.id,
      number: r.number,
      digest: r.digest,
      status: releaseStatuses.find((s) => s === r.status) ?? 'candidate',
      createdAt: r.createdAt,
      system: refOf(r.service.system),
      service: refOf(r.service),
      run: { id: r.runId, number: run?.number ?? 0, title: run?.requirement.title ?? '' },
      rollout: rollout
        ? { id: rollout.id, status: rollout.status as RolloutState, step: rollout.step, startedAt: rollout.createdAt, endedAt: rollout.endedAt }
        : null,
    }
  })
}

export async function findReleaseItems(person: Person, where: Prisma.ReleaseWhereInput, page: { skip?: number; take: number }): Promise<ReleaseItem[]> {
  return viewItems(
    await prisma.release.findMany({
      where: { AND: [{ service: { systemId: readableSystems(person) } }, where] },
      include,
      orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
      ...page,
    }),
  )
}

export async function listReleases(person: Person, input: z.infer<typeof releaseListInput>) {
  const filters: Prisma.ReleaseWhereInput[] = []
  if (input.status.length > 0) filters.push({ status: { in: input.status } })
  if (input.system) filters.push({ service: { system: { slug: input.system } } })
  if (input.service) filters.push({ serviceId: input.service })
  if (input.q)
    filters.push({
      OR: [
        { service: { name: containing(input.q) } },
        { service: { slug: containing(input.q) } },
        { digest: { startsWith: input.q.toLowerCase().replace(/[^0-9a-f]/g, '-') } },
        { id: input.q },
      ],
    })
  const where: Prisma.ReleaseWhereInput = { AND: filters }
  const [items, total] = await Promise.all([
    findReleaseItems(person, where, skipOf(input)),
    prisma.release.count({ where: { AND: [{ service: { systemId: readableSystems(person) } }, where] } }),
  ])
  return { items, page: input.page, pageSize: input.pageSize, total }
}

export async function getRelease(person: Person, id: string): Promise<ReleaseView> {
  const row = await prisma.release.findFirst({ where: { id, service: { systemId: readableSystems(person) } }, include })
  if (!row) throw notFound('release', id)
  const [[item], environments, approvals] = await Promise.all([
    viewItems([row]),
    prisma.environment.findMany({ where: { serviceId: row.serviceId }, select: environmentSelect, orderBy: { kind: 'desc' } }),
    prisma.approval.findMany({
      where: { runId: row.runId },
      orderBy: { createdAt: 'desc' },
      take: 1,
      select: { decisions: { orderBy: { createdAt: 'asc' } } },
    }),
  ])
  if (!item) throw notFound('release', id)
  return {
    ...item,
    notes: row.notes,
    environments: environments.map((e) => environmentView(row.service, e)),
    decisions: await viewDecisions(approvals[0]?.decisions ?? []),
    rollouts: row.rollouts.map((r) => ({ ...r, status: r.status as RolloutState })),
  }
}
