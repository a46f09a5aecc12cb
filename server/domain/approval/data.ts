import type { z } from 'zod'
import type { ApprovalItem, ApprovalView, approvalListInput } from '#model/approval.ts'
import { mayAnywhere, type Person } from '#model/person.ts'
import type { ArtifactView } from '#model/run.ts'
import type { ApprovalState } from '#model/states.ts'
import type { Prisma } from '#prisma/generated/client.ts'
import { prisma } from '#server/db.ts'
import { currentArtifacts } from '#server/domain/artifact/data.ts'
import { newestEventId } from '#server/domain/event/data.ts'
import { namePeople } from '#server/domain/member/data.ts'
import { notFound } from '#server/domain/problem.ts'
import { containing, readableSystems, refOf, skipOf } from '#server/domain/readable.ts'
import { addressesOf } from '#server/domain/run/data.ts'
import { statementCounts } from '#server/domain/run/statements.ts'
import { stageInclude, viewGates } from '#server/domain/stage/view.ts'
import { boundDigest, boundOf } from './bound.ts'
import { changesAgainst } from './changes.ts'
import { type ApprovalFacts, mayDecide, mayWithdraw } from './policy.ts'

const include = {
  decisions: { orderBy: { createdAt: 'asc' } },
  run: {
    include: {
      requirement: { select: { id: true, title: true, createdBy: true } },
      revision: { select: { createdBy: true } },
      service: { include: { system: true } },
    },
  },
} satisfies Prisma.ApprovalInclude
type Row = Prisma.ApprovalGetPayload<{ include: typeof include }>

const factsOf = (row: Row, now: Date): ApprovalFacts => ({
  status: row.status as ApprovalState,
  systemId: row.run.service.systemId,
  needs: row.needs,
  expiresAt: row.expiresAt,
  now,
  decisions: row.decisions,
  requestedBy: [row.run.createdBy, row.run.revision.createdBy, row.run.requirement.createdBy],
  runCreatedBy: row.run.createdBy,
})

/** Decisions as everyone sees them. */
export async function viewDecisions(rows: { id: string; role: string; answer: string; reason: string; userId: string; createdAt: Date }[]) {
  const name = await namePeople(rows.map((d) => d.userId))
  return rows.map((d) => ({
    id: d.id,
    role: d.role,
    answer: d.answer === 'reject' ? ('reject' as const) : ('approve' as const),
    reason: d.reason,
    by: name(d.userId),
    createdAt: d.createdAt,
  }))
}

async function viewItems(person: Person, rows: Row[], now = new Date()): Promise<ApprovalItem[]> {
  const [name, decisions, releases] = await Promise.all([
    namePeople(rows.map((r) => r.run.createdBy)),
    viewDecisions(rows.flatMap((r) => r.decisions)),
    prisma.release.findMany({
      where: { runId: { in: rows.map((r) => r.runId) } },
      select: { id: true, number: true, digest: true, status: true, runId: true },
    }),
  ])
  return rows.map((r) => ({
    id: r.id,
    status: r.status as ApprovalState,
    digest: r.digest,
    needs: r.needs,
    decisions: decisions.filter((d) => r.decisions.some((mine) => mine.id === d.id)),
    createdAt: r.createdAt,
    expiresAt: r.expiresAt,
    endedAt: r.endedAt,
    run: { id: r.runId, number: r.run.number, createdBy: name(r.run.createdBy), createdAt: r.run.createdAt, status: r.run.status },
    requirement: { id: r.run.requirement.id, title: r.run.requirement.title },
    system: refOf(r.run.service.system),
    service: refOf(r.run.service),
    release: releases.find((release) => release.runId === r.runId) ?? null,
    decide: mayDecide(person, factsOf(r, now)),
  }))
}

const readable = (person: Person): Prisma.ApprovalWhereInput => ({ run: { service: { systemId: readableSystems(person) } } })

/** Soonest to expire first while they wait, else newest first. */
export async function listApprovals(person: Person, input: z.infer<typeof approvalListInput>) {
  const where: Prisma.ApprovalWhereInput = {
    AND: [
      readable(person),
      ...(input.system ? [{ run: { service: { system: { slug: input.system } } } }] : []),
      ...(input.status.length > 0 ? [{ status: { in: input.status } }] : []),
      ...(input.q
        ? [{ OR: [{ id: input.q }, { run: { requirement: { title: containing(input.q) } } }, { run: { service: { name: containing(input.q) } } }] }]
        : []),
    ],
  }
  if (input.mine) {
    const items = await waitingFor(person, where)
    return {
      items: items.slice((input.page - 1) * input.pageSize, input.page * input.pageSize),
      page: input.page,
      pageSize: input.pageSize,
      total: items.length,
    }
  }
  const onlyPending = input.status.length === 1 && input.status[0] === 'pending'
  const [rows, total] = await Promise.all([
    prisma.approval.findMany({
      where,
      include,
      orderBy: onlyPending ? [{ expiresAt: 'asc' }, { id: 'asc' }] : [{ createdAt: 'desc' }, { id: 'asc' }],
      ...skipOf(input),
    }),
    prisma.approval.count({ where }),
  ])
  return { items: await viewItems(person, rows), page: input.page, pageSize: input.pageSize, total }
}

/** What this person could answer now. Pending approvals are few: one a service at most. */
export async function waitingFor(person: Person, where: Prisma.ApprovalWhereInput = readable(person)): Promise<ApprovalItem[]> {
  if (!mayAnywhere(person, 'approval.decide')) return []
  const rows = await prisma.approval.findMany({
    where: { AND: [where, readable(person), { status: 'pending' }] },
    include,
    orderBy: [{ expiresAt: 'asc' }, { id: 'asc' }],
    take: 500,
  })
  return (await viewItems(person, rows)).filter((a) => a.decide.allowed)
}

export const countPending = (person: Person): Promise<number> => prisma.approval.count({ where: { AND: [readable(person), { status: 'pending' }] } })

/** Reports that people read before they decide, by their paths. */
const evidence = [
  'test-report.json',
  'junit.xml',
  'coverage.lcov',
  'findings.sarif',
  'sbom.cdx.json',
  'threat-model.md',
  'compliance.md',
  'load.json',
  'smoke-test.json',
  'release-notes.md',
  'contract-report.json',
  'traceability.csv',
  'specification.json',
  'plan.md',
  'data-consistency.md',
  'integration-scenarios.md',
]

/** Everything a decision needs, on one page. */
export async function getApproval(person: Person, id: string): Promise<ApprovalView> {
  const cursor = await newestEventId()
  const row = await prisma.approval.findFirst({ where: { AND: [{ id }, readable(person)] }, include })
  const [item] = row ? await viewItems(person, [row]) : []
  if (!row || !item) throw notFound('approval', id)
  const stages = await prisma.stage.findMany({ where: { runId: row.runId }, orderBy: { position: 'asc' }, include: stageInclude })
  const artifacts = await currentArtifacts(stages)
  const [gates, addresses, statements, stillBound, baseline, release] = await Promise.all([
    viewGates(
      stages.flatMap((s) => s.attempts.filter((a) => a.number === s.attempt).flatMap((a) => a.gates.map((g) => ({ ...g, stage: s.name, attempt: a.number })))),
    ),
    addressesOf({ id: row.runId, serviceId: row.run.serviceId, service: row.run.service }),
    statementCounts(row.runId),
    isStillBound(row),
    baselineOf(row),
    prisma.release.findUnique({ where: { runId: row.runId }, select: { notes: true } }),
  ])
  const withdraw = mayWithdraw(person, factsOf(row, new Date()))
  const decide =
    stillBound || row.status !== 'pending'
      ? item.decide
      : { ...item.decide, allowed: false, why: 'What this approval is about has changed since. Whoever answers makes it void and opens a new one.' }
  return {
    ...item,
    bound: row.bound as Record<string, unknown>,
    stillBound,
    gates,
    evidence: sortEvidence(artifacts),
    addresses,
    releaseNotes: release?.notes ?? '',
    baseline,
    changes: await changesAgainst(artifacts, baseline?.runId ?? null),
    statements,
    cursor,
    actions: { approve: { allowed: decide.allowed, why: decide.why }, reject: { allowed: decide.allowed, why: decide.why }, withdraw },
  }
}

const sortEvidence = (artifacts: ArtifactView[]): ArtifactView[] => evidence.flatMap((path) => artifacts.filter((a) => a.path === path))

async function isStillBound(row: Row): Promise<boolean> {
  return row.status !== 'pending' || boundDigest(await boundOf(prisma, row.runId)) === row.digest
}

/** What is in production now; once this run is there itself, there is nothing to compare with. */
async function baselineOf(row: Row): Promise<ApprovalView['baseline']> {
  const found = await prisma.release.findFirst({
    where: { serviceId: row.run.serviceId, status: 'in_production', runId: { not: row.runId } },
    orderBy: { number: 'desc' },
    select: { id: true, number: true, digest: true, runId: true },
  })
  return found && { releaseId: found.id, number: found.number, digest: found.digest, runId: found.runId }
}
