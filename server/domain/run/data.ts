import type { z } from 'zod'
import type { Person } from '#model/person.ts'
import type { RunItem, RunView, runListInput } from '#model/run.ts'
import { type RunState, runStates, type StageState } from '#model/states.ts'
import type { Prisma } from '#prisma/generated/client.ts'
import { prisma } from '#server/db.ts'
import { newestEventId } from '#server/domain/event/data.ts'
import { namePeople } from '#server/domain/member/data.ts'
import { notFound } from '#server/domain/problem.ts'
import { containing, readableSystems, refOf, skipOf } from '#server/domain/readable.ts'
import { factsOf, stageInclude, viewStages } from '#server/domain/stage/view.ts'
import { publicAddress } from '#server/domain/system/data.ts'
import { mayCancel, mayRerun } from './policy.ts'
import { statementCounts } from './statements.ts'

const base = {
  requirement: { select: { id: true, title: true } },
  revision: { select: { number: true } },
  service: { include: { system: true } },
} satisfies Prisma.RunInclude
const itemInclude = { ...base, stages: { select: { name: true, status: true }, orderBy: { position: 'asc' } } } satisfies Prisma.RunInclude
type ItemRow = Prisma.RunGetPayload<{ include: typeof base }>

async function common(rows: ItemRow[]): Promise<Omit<RunItem, 'stages'>[]> {
  const name = await namePeople(rows.map((r) => r.createdBy))
  return rows.map((r) => ({
    id: r.id,
    number: r.number,
    pipeline: r.pipeline,
    status: r.status as RunState,
    reason: r.reason,
    requirement: r.requirement,
    revision: r.revision.number,
    system: refOf(r.service.system),
    service: refOf(r.service),
    createdBy: name(r.createdBy),
    createdAt: r.createdAt,
    startedAt: r.startedAt,
    endedAt: r.endedAt,
  }))
}

export async function findRunItems(
  person: Person,
  where: Prisma.RunWhereInput,
  orderBy: Prisma.RunOrderByWithRelationInput[],
  page: { skip?: number; take: number },
): Promise<RunItem[]> {
  const rows = await prisma.run.findMany({
    where: { AND: [{ service: { systemId: readableSystems(person) } }, where] },
    orderBy,
    ...page,
    include: itemInclude,
  })
  const items = await common(rows)
  return items.map((item, i) => ({ ...item, stages: (rows[i]?.stages ?? []).map((s) => ({ name: s.name, status: s.status as StageState })) }))
}

export async function listRuns(person: Person, input: z.infer<typeof runListInput>) {
  const filters: Prisma.RunWhereInput[] = []
  if (input.system) filters.push({ service: { system: { slug: input.system } } })
  if (input.service) filters.push({ serviceId: input.service })
  if (input.requirement) filters.push({ requirementId: input.requirement })
  if (input.mine) filters.push({ createdBy: person.id })
  if (input.q)
    filters.push({
      OR: [
        { requirement: { title: containing(input.q) } },
        { service: { name: containing(input.q) } },
        { service: { slug: containing(input.q) } },
        { id: input.q },
        ...(/^#?\d{1,6}$/.test(input.q) ? [{ number: Number(input.q.replace('#', '')) }] : []),
      ],
    })
  const unfiltered: Prisma.RunWhereInput = { AND: [{ service: { systemId: readableSystems(person) } }, ...filters] }
  if (input.status.length > 0) filters.push({ status: { in: input.status } })
  const where: Prisma.RunWhereInput = { AND: filters }
  const orderBy: Prisma.RunOrderByWithRelationInput[] = [
    input.sort === 'recently_ended' ? { endedAt: { sort: 'desc', nulls: 'last' } } : { createdAt: input.sort === 'oldest' ? 'asc' : 'desc' },
    { id: 'asc' },
  ]
  const [items, groups] = await Promise.all([
    findRunItems(person, where, orderBy, skipOf(input)),
    prisma.run.groupBy({ by: ['status'], where: unfiltered, _count: true }),
  ])
  const counts = Object.fromEntries(groups.map((g) => [g.status, g._count])) as Partial<Record<RunState, number>>
  const counted: readonly RunState[] = input.status.length > 0 ? input.status : runStates
  return { items, page: input.page, pageSize: input.pageSize, total: counted.reduce((sum, s) => sum + (counts[s] ?? 0), 0), counts }
}

const viewInclude = {
  ...base,
  stages: { orderBy: { position: 'asc' }, include: stageInclude },
  approvals: { orderBy: { createdAt: 'desc' }, take: 1, select: { id: true, status: true } },
  rollouts: { orderBy: { createdAt: 'desc' }, select: { id: true, status: true, step: true } },
} satisfies Prisma.RunInclude

/** Everything the page of a run shows at first. Logs, artifacts and events are asked for when they are opened. */
export async function getRun(person: Person, id: string): Promise<RunView> {
  const cursor = await newestEventId()
  const row = await prisma.run.findFirst({ where: { id, service: { systemId: readableSystems(person) } }, include: viewInclude })
  if (!row) throw notFound('run', id)
  const [[item], stages, release, addresses, statements] = await Promise.all([
    common([row]),
    viewStages(person, row, row.stages),
    prisma.release.findUnique({ where: { runId: id }, select: { id: true, number: true, digest: true, status: true } }),
    addressesOf(row),
    statementCounts(id),
  ])
  if (!item) throw notFound('run', id)
  const facts = row.facts as Record<string, unknown>
  const run = factsOf(row, row.stages)
  const rollout = row.rollouts[0]
  return {
    ...item,
    rerunOf: row.rerunOf,
    supersededBy: typeof facts.supersededBy === 'string' ? facts.supersededBy : null,
    stages,
    facts,
    statements,
    addresses,
    approval: row.approvals[0] ?? null,
    rollout: rollout ?? null,
    release,
    cursor,
    actions: { cancel: mayCancel(person, run), rerun: mayRerun(person, run) },
  }
}

/** Where this run's bundle answers now; null when it is not deployed there, or something newer is. */
export async function addressesOf(run: { id: string; serviceId: string; service: { slug: string; system: { slug: string } } }): Promise<RunView['addresses']> {
  const deployed = await prisma.deployment.findMany({
    where: { runId: run.id, desired: 'running', environment: { serviceId: run.serviceId } },
    select: { environment: { select: { kind: true } } },
  })
  const address = (kind: 'staging' | 'production') =>
    deployed.some((d) => d.environment.kind === kind) ? publicAddress(run.service.slug, run.service.system.slug, kind) : null
  return { staging: address('staging'), production: address('production') }
}
