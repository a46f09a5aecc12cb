import type { SweepDetails, SweepState } from '#model/execution.ts'
import type { Prisma } from '#prisma/generated/client.ts'
import type { Tx } from '#server/db.ts'

/** What a performer of a sweep writes; each in a transaction of whoever holds the task. */
export interface PlannedRepository {
  systemId: string
  system: string
  name: string
}

/** Safe to repeat: what an earlier try has finished stays finished. Answers the systems that are still to do. */
export async function beginExecution(
  tx: Tx,
  id: string,
  planned: readonly PlannedRepository[],
  facts: Prisma.InputJsonObject,
): Promise<{ number: number; open: Set<string> }> {
  await tx.executionRepository.createMany({
    data: planned.map((p, position) => ({ executionId: id, position, ...p })),
    skipDuplicates: true,
  })
  const { number } = await tx.execution.update({ where: { id }, data: { status: 'running', facts }, select: { number: true } })
  await tx.$executeRaw`update "Execution" set "startedAt" = coalesce("startedAt", clock_timestamp() at time zone 'utc') where "id" = ${id}`
  const rows = await tx.executionRepository.findMany({ where: { executionId: id, endedAt: null }, select: { systemId: true } })
  return { number, open: new Set(rows.map((r) => r.systemId)) }
}

export interface RepositoryEnd {
  status: SweepState
  fresh: boolean
  commits: number
  commit: string | null
  requestUrl: string | null
  note: string
  details: SweepDetails
}
export interface KeptDocument {
  path: string
  title: string
  mediaType: string
  text: string
  sha256: string
  words: string
}
export interface KeptState {
  forge: string
  name: string
  url: string | null
  head: string | null
  inputs: string | null
  request: string | null
  requestUrl: string | null
  branchHead: string | null
  closed: string | null
}

export async function markRunning(tx: Tx, execution: string, systemId: string): Promise<void> {
  await tx.executionRepository.updateMany({ where: { executionId: execution, systemId, endedAt: null }, data: { status: 'running', startedAt: new Date() } })
}

/** How a repository was left, on the way: what was done outside must be known to whoever comes after a crash. */
export async function keepState(tx: Tx, systemId: string, state: KeptState): Promise<void> {
  await tx.documentRepository.upsert({ where: { systemId }, create: { systemId, ...state }, update: state })
}

/** The end of one repository with its documents, all or nothing. `documents` null: they are as they were. */
export async function endRepository(
  tx: Tx,
  at: { execution: string; number: number; systemId: string; startedAt: Date },
  end: RepositoryEnd,
  state: KeptState | null,
  documents: readonly KeptDocument[] | null,
): Promise<void> {
  const { execution, number, systemId, startedAt } = at
  if (state) await keepState(tx, systemId, state)
  if (documents && state) await keepDocuments(tx, systemId, number, end.commit, documents)
  const { _count, _sum } = await tx.document.aggregate({ where: { systemId }, _count: true, _sum: { bytes: true } })
  await tx.executionRepository.update({
    where: { executionId_systemId: { executionId: execution, systemId } },
    data: { ...end, details: end.details, files: _count, bytes: _sum.bytes ?? 0, startedAt, endedAt: new Date() },
  })
}

async function keepDocuments(tx: Tx, systemId: string, number: number, commit: string | null, documents: readonly KeptDocument[]): Promise<void> {
  const before = new Map((await tx.document.findMany({ where: { systemId }, select: { path: true, sha256: true } })).map((d) => [d.path, d.sha256]))
  const fresh = documents.filter((d) => before.get(d.path) !== d.sha256)
  const gone = [...before.keys()].filter((path) => !documents.some((d) => d.path === path))
  if (fresh.length + gone.length === 0) return
  await tx.document.deleteMany({ where: { systemId, path: { in: [...gone, ...fresh.map((d) => d.path)] } } })
  await tx.document.createMany({
    data: fresh.map((d) => ({ systemId, ...d, bytes: Buffer.byteLength(d.text), changedIn: number, commit })),
  })
}

/** With the end of its task. */
export async function endExecution(tx: Tx, id: string, status: 'succeeded' | 'failed', reason: string, summary: string): Promise<void> {
  await tx.execution.update({ where: { id }, data: { status, reason, summary, endedAt: new Date() } })
}
