import type { z } from 'zod'
import type { Person } from '#model/person.ts'
import type { stageDetail, stageGetInput } from '#model/run.ts'
import { prisma } from '#server/db.ts'
import { artifactSelect, viewArtifact } from '#server/domain/artifact/data.ts'
import { viewEvents } from '#server/domain/event/data.ts'
import { notFound } from '#server/domain/problem.ts'
import { readableSystems } from '#server/domain/readable.ts'
import { attemptView, stageInclude, viewGates, viewStages } from './view.ts'

const mostEvents = 200

/** One stage with everything an attempt left, the current one unless another is asked for. */
export async function getStage(person: Person, input: z.infer<typeof stageGetInput>): Promise<z.infer<typeof stageDetail>> {
  const run = await prisma.run.findFirst({
    where: { id: input.run, service: { systemId: readableSystems(person) } },
    include: {
      service: { select: { systemId: true } },
      rollouts: { select: { status: true } },
      stages: { orderBy: { position: 'asc' }, include: stageInclude },
    },
  })
  if (!run) throw notFound('run', input.run)
  const row = run.stages.find((s) => s.name === input.stage)
  if (!row) throw notFound('stage', `${input.run}:${input.stage}`)
  const shown = row.attempts.find((a) => a.number === (input.attempt ?? row.attempt))
  if (!shown && input.attempt !== undefined) throw notFound('attempt', `${input.run}:${input.stage}:${input.attempt}`)
  const [stages, gates, artifacts, events, log] = await Promise.all([
    viewStages(person, run, run.stages),
    viewGates((shown?.gates ?? []).map((g) => ({ ...g, stage: row.name, attempt: shown?.number ?? 0 }))),
    shown ? prisma.artifact.findMany({ where: { attemptId: shown.id }, select: artifactSelect, orderBy: { path: 'asc' } }) : [],
    prisma.event.findMany({
      where: { runId: run.id, stage: row.name, ...(shown && { OR: [{ attempt: shown.number }, { attempt: null }] }) },
      orderBy: { id: 'desc' },
      take: mostEvents,
    }),
    shown ? prisma.logChunk.aggregate({ where: { attemptId: shown.id }, _max: { seq: true } }) : null,
  ])
  const stage = stages.find((s) => s.name === row.name)
  if (!stage) throw notFound('stage', row.name)
  return {
    stage,
    attempt: shown ? attemptView(shown) : null,
    attempts: row.attempts.map(attemptView),
    gates,
    artifacts: artifacts.map(viewArtifact),
    events: await viewEvents(events),
    logChunks: (log?._max.seq ?? -1) + 1,
  }
}
