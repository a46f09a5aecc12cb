import type { Person } from '#model/person.ts'
import { predecessors } from '#model/pipeline.ts'
import type { AttemptView, GateView, StageView } from '#model/run.ts'
import type { AttemptState, GateVerdict, RunState, StageState } from '#model/states.ts'
import type { Prisma } from '#prisma/generated/client.ts'
import { prisma } from '#server/db.ts'
import { namePeople } from '#server/domain/member/data.ts'
import { pipelineOf } from '#server/domain/run/derive.ts'
import { mayRetry, type RunFacts } from '#server/domain/run/policy.ts'

/** The most one page of a run needs of its stages: with the current attempt's gates and what they are proven by. */
export const stageInclude = {
  attempts: {
    orderBy: { number: 'desc' },
    include: { gates: { orderBy: { name: 'asc' } }, _count: { select: { artifacts: true } } },
  },
} satisfies Prisma.StageInclude
export type StageRow = Prisma.StageGetPayload<{ include: typeof stageInclude }>
export interface RunRow {
  id: string
  pipeline: string
  serviceId: string
  status: string
  createdBy: string
  service: { systemId: string }
  rollouts: { status: string }[]
}

/** A rollout in one of these states is in production or on its way: rolled back rather than canceled. */
const releasing = ['progressing', 'held', 'completed', 'rolling_back']

export const factsOf = (run: RunRow, stages: readonly { name: string; status: string }[]): RunFacts => ({
  status: run.status as RunState,
  createdBy: run.createdBy,
  systemId: run.service.systemId,
  releasing: run.rollouts.some((r) => releasing.includes(r.status)),
  pipeline: pipelineOf(run.pipeline),
  stages: new Map(stages.map((s) => [s.name, s.status as StageState])),
})

export const attemptView = (a: StageRow['attempts'][number]): AttemptView => ({
  id: a.id,
  number: a.number,
  status: a.status as AttemptState,
  runner: a.runner,
  reason: a.reason,
  summary: a.summary,
  createdAt: a.createdAt,
  startedAt: a.startedAt,
  endedAt: a.endedAt,
  commit: a.commit,
})

export async function viewStages(person: Person, run: RunRow, rows: StageRow[]): Promise<StageView[]> {
  const pipeline = pipelineOf(run.pipeline)
  const after = predecessors(pipeline)
  const facts = factsOf(run, rows)
  const [usual, gates] = await Promise.all([
    usualSeconds(run),
    viewGates(
      rows.flatMap((row) =>
        row.attempts.filter((a) => a.number === row.attempt).flatMap((a) => a.gates.map((gate) => ({ ...gate, stage: row.name, attempt: a.number }))),
      ),
    ),
  ])
  return rows.map((row) => {
    const definition = pipeline.stages.find((s) => s.id === row.name)
    const current = row.attempts.find((a) => a.number === row.attempt)
    return {
      id: row.id,
      name: row.name,
      label: definition?.label ?? row.name,
      agent: definition?.agent ?? '',
      position: row.position,
      status: row.status as StageState,
      attempt: row.attempt,
      attemptId: current?.id ?? null,
      reason: row.reason,
      summary: row.summary,
      startedAt: row.startedAt,
      endedAt: row.endedAt,
      expiresAt: row.expiresAt,
      usualSeconds: usual.get(row.name) ?? null,
      gates: gates.filter((g) => g.stage === row.name),
      artifacts: current?._count.artifacts ?? 0,
      waitsFor: [...(definition?.waitsFor ?? [])],
      emits: definition?.emits ?? '',
      after: after.get(row.name) ?? [],
      actions: { retry: mayRetry(person, facts, row.name) },
    }
  })
}

type GateRow = StageRow['attempts'][number]['gates'][number] & { stage: string; attempt: number }
export async function viewGates(rows: GateRow[]): Promise<GateView[]> {
  const proven = rows.filter((g) => g.evidence !== '')
  const [name, artifacts] = await Promise.all([
    namePeople(rows.map((g) => g.waivedBy)),
    proven.length === 0
      ? []
      : prisma.artifact.findMany({
          where: { attemptId: { in: [...new Set(proven.map((g) => g.attemptId))] }, path: { in: [...new Set(proven.map((g) => g.evidence))] } },
          select: { id: true, attemptId: true, path: true },
        }),
  ])
  return rows.map((g) => ({
    id: g.id,
    stage: g.stage,
    attempt: g.attempt,
    name: g.name,
    label: g.label,
    verdict: g.verdict as GateVerdict,
    value: g.value,
    threshold: g.threshold,
    evidence: g.evidence,
    evidenceArtifactId: artifacts.find((a) => a.attemptId === g.attemptId && a.path === g.evidence)?.id ?? null,
    note: g.note,
    blocking: g.blocking,
    waivedBy: g.waivedBy === null ? null : name(g.waivedBy),
    waivedReason: g.waivedReason,
  }))
}

/** Median of succeeded attempts in the last 200 runs of the pipeline: of this service where there are any, else of all. */
async function usualSeconds(run: RunRow): Promise<Map<string, number>> {
  const rows = await prisma.$queryRaw<{ name: string; own: number | null; all: number }[]>`
    select s."name",
      percentile_cont(0.5) within group (order by extract(epoch from a."endedAt" - a."startedAt")::float8) filter (where r."serviceId" = ${run.serviceId}) as own,
      percentile_cont(0.5) within group (order by extract(epoch from a."endedAt" - a."startedAt")::float8) as all
    from (select "id", "serviceId" from "Run" where "pipeline" = ${run.pipeline} and "id" <> ${run.id} order by "createdAt" desc limit 200) r
    join "Stage" s on s."runId" = r."id" join "Attempt" a on a."stageId" = s."id"
    where a."status" = 'succeeded' and a."startedAt" is not null and a."endedAt" is not null
    group by s."name"`
  return new Map(rows.map((row) => [row.name, row.own ?? row.all]))
}
