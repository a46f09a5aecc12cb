import type { z } from 'zod'
import {
  countSweep,
  type ExecutionItem,
  type ExecutionView,
  type executionListInput,
  executionStates,
  executionTriggers,
  type SweptRepository,
  sweepDetails,
  sweepStates,
} from '#model/execution.ts'
import { inScope, type Person, scopeOf } from '#model/person.ts'
import type { Execution, ExecutionRepository, Prisma } from '#prisma/generated/client.ts'
import { prisma } from '#server/db.ts'
import { namePeople } from '#server/domain/member/data.ts'
import { notFound } from '#server/domain/problem.ts'
import { containing, readableSystems, skipOf } from '#server/domain/readable.ts'
import { differenceOf } from './difference.ts'

type Row = Execution & { repositories: ExecutionRepository[] }
const order = { repositories: { orderBy: { position: 'asc' } } } satisfies Prisma.ExecutionInclude

/** Somebody limited to some systems sees the sweeps, and of each the repositories of those systems. */
async function viewItems(rows: readonly Row[]): Promise<ExecutionItem[]> {
  const [name, tasks] = await Promise.all([
    namePeople(rows.map((r) => r.createdBy)),
    prisma.task.findMany({ where: { id: { in: rows.flatMap((r) => r.taskId ?? []) } }, select: { id: true, status: true, reason: true, endedAt: true } }),
  ])
  return rows.map((row) => {
    // The task says what became of it; the row, what the sweep itself found.
    const task = tasks.find((t) => t.id === row.taskId)
    return {
      id: row.id,
      number: row.number,
      trigger: executionTriggers.find((t) => t === row.trigger) ?? 'demand',
      status: executionStates.find((s) => s === (task?.status ?? row.status)) ?? 'queued',
      reason: row.reason || (task?.status === 'errored' ? task.reason : ''),
      createdBy: name(row.createdBy),
      createdAt: row.createdAt,
      startedAt: row.startedAt,
      endedAt: row.endedAt ?? task?.endedAt ?? null,
      counts: countSweep(row.repositories.map((r) => viewRepository(r))),
      done: row.repositories.filter((r) => r.endedAt).length,
    }
  })
}

const viewRepository = (r: ExecutionRepository, slug: string | null = null): SweptRepository => ({
  system: { id: r.systemId, slug, name: r.system },
  name: r.name,
  status: sweepStates.find((s) => s === r.status) ?? 'pending',
  fresh: r.fresh,
  files: r.files,
  bytes: r.bytes,
  commits: r.commits,
  commit: r.commit,
  requestUrl: r.requestUrl,
  note: r.note,
  details: sweepDetails.safeParse(r.details).data ?? sweepDetails.parse({}),
  startedAt: r.startedAt,
  endedAt: r.endedAt,
})

export async function listExecutions(person: Person, input: z.infer<typeof executionListInput>) {
  const mine = { systemId: readableSystems(person) }
  const filters: Prisma.ExecutionWhereInput[] = []
  if (input.trigger) filters.push({ trigger: input.trigger })
  if (input.outcome === 'changed') filters.push({ repositories: { some: { ...mine, commits: { gt: 0 } } } })
  if (input.outcome === 'failed') filters.push({ repositories: { some: { ...mine, status: { in: ['failed', 'conflict', 'diverged'] } } } })
  const number = /^#?\d{1,9}$/.test(input.q) ? Number(input.q.replace('#', '')) : null
  if (input.q)
    filters.push({
      OR: [
        ...(number === null ? [] : [{ number }]),
        { repositories: { some: { ...mine, OR: [{ name: containing(input.q) }, { system: containing(input.q) }, { note: containing(input.q) }] } } },
      ],
    })
  const where = { AND: filters }
  const include = { repositories: { where: mine, orderBy: { position: 'asc' as const } } }
  const [rows, total] = await Promise.all([
    prisma.execution.findMany({ where, include, orderBy: { number: 'desc' }, ...skipOf(input) }),
    prisma.execution.count({ where }),
  ])
  return { items: await viewItems(rows), page: input.page, pageSize: input.pageSize, total }
}

export async function getExecution(person: Person | null, number: number): Promise<ExecutionView> {
  const row = await prisma.execution.findUnique({ where: { number }, include: order })
  if (!row) throw notFound('execution', String(number))
  const before = await prisma.execution.findFirst({ where: { number: { lt: number }, endedAt: { not: null } }, orderBy: { number: 'desc' }, include: order })
  const scope = person && scopeOf(person)
  const seen = <R extends { systemId: string }>(rows: R[]): R[] => rows.filter((r) => !scope || inScope(scope, r.systemId))
  const repositories = seen(row.repositories)
  const [item] = await viewItems([{ ...row, repositories }])
  if (!item) throw notFound('execution', String(number))
  const systems = await prisma.system.findMany({ where: { id: { in: repositories.map((r) => r.systemId) } }, select: { id: true, slug: true } })
  const views = repositories.map((r) => viewRepository(r, systems.find((s) => s.id === r.systemId)?.slug ?? null))
  return {
    ...item,
    repositories: views,
    // The summary is about every system; who may not see one of them reads the rows instead.
    summary: repositories.length === row.repositories.length ? row.summary : '',
    since:
      before && item.endedAt
        ? {
            number: before.number,
            lines: differenceOf(
              seen(before.repositories).map((r) => viewRepository(r)),
              views,
            ),
          }
        : null,
  }
}

/** What the sweep before this one recorded, for its summary. */
export async function readBefore(number: number): Promise<{ number: number; repositories: SweptRepository[] } | null> {
  const row = await prisma.execution.findFirst({ where: { number: { lt: number }, endedAt: { not: null } }, orderBy: { number: 'desc' }, include: order })
  return row && { number: row.number, repositories: row.repositories.map((r) => viewRepository(r)) }
}
export async function readRepositories(execution: string): Promise<SweptRepository[]> {
  const rows = await prisma.executionRepository.findMany({ where: { executionId: execution }, orderBy: { position: 'asc' } })
  return rows.map((r) => viewRepository(r))
}
export async function readExecution(id: string): Promise<Execution> {
  return prisma.execution.findUniqueOrThrow({ where: { id } })
}
