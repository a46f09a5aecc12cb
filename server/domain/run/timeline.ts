import type { z } from 'zod'
import type { Person } from '#model/person.ts'
import { predecessors } from '#model/pipeline.ts'
import type { runTimeline } from '#model/run.ts'
import type { AttemptState } from '#model/states.ts'
import { prisma } from '#server/db.ts'
import { notFound } from '#server/domain/problem.ts'
import { readableSystems } from '#server/domain/readable.ts'
import { pipelineOf } from './derive.ts'

type Timeline = z.infer<typeof runTimeline>
type Bar = Timeline['bars'][number]

/** Where the time went: every attempt as a bar, the stages that decided when the run ended, and what nobody worked on. */
export async function getTimeline(person: Person, id: string, now = new Date()): Promise<Timeline> {
  const run = await prisma.run.findFirst({
    where: { id, service: { systemId: readableSystems(person) } },
    include: { stages: { orderBy: { position: 'asc' }, include: { attempts: { orderBy: { number: 'asc' } } } } },
  })
  if (!run) throw notFound('run', id)
  const pipeline = pipelineOf(run.pipeline)
  const bars: Bar[] = run.stages.flatMap((s) => {
    const definition = pipeline.stages.find((d) => d.id === s.name)
    return s.attempts.map((a) => ({
      stage: s.name,
      label: definition?.label ?? s.name,
      attempt: a.number,
      status: a.status as AttemptState,
      queuedAt: a.createdAt,
      startedAt: a.startedAt,
      endedAt: a.endedAt,
      waiting: definition !== undefined && definition.waits !== 'none',
    }))
  })
  return {
    from: run.createdAt,
    to: run.endedAt ?? now,
    bars,
    criticalPath: criticalPath(bars, predecessors(pipeline)),
    ...shares(bars, run.createdAt, run.endedAt ?? now),
  }
}

/** From what ended last back through whichever predecessor kept it waiting longest. */
export function criticalPath(bars: readonly Bar[], before: ReadonlyMap<string, readonly string[]>): string[] {
  const latest = (among: (stage: string) => boolean) =>
    bars.filter((b) => b.endedAt !== null && among(b.stage)).sort((a, b) => (b.endedAt?.getTime() ?? 0) - (a.endedAt?.getTime() ?? 0))[0]?.stage
  const path: string[] = []
  for (let at = latest(() => true); at !== undefined; ) {
    path.unshift(at)
    const needs = before.get(at) ?? []
    at = latest((stage) => needs.includes(stage))
  }
  return path
}

type Span = [number, number]
/** Time covered by at least one span, in seconds. */
function covered(spans: Span[]): number {
  let sum = 0
  let end = Number.NEGATIVE_INFINITY
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    if (to > end) sum += to - Math.max(from, end)
    end = Math.max(end, to)
  }
  return Math.round(sum) / 1000
}

/** Work counts first: people who wait while a stage still works cost nothing. */
export function shares(bars: readonly Bar[], from: Date, to: Date): { workSeconds: number; waitSeconds: number; overheadSeconds: number } {
  const spans = (waiting: boolean) =>
    bars.flatMap((b): Span[] => (b.waiting === waiting && b.startedAt ? [[b.startedAt.getTime(), (b.endedAt ?? to).getTime()]] : []))
  const work = covered(spans(false))
  const both = covered([...spans(false), ...spans(true)])
  const whole = (to.getTime() - from.getTime()) / 1000
  return { workSeconds: work, waitSeconds: Math.round((both - work) * 1000) / 1000, overheadSeconds: Math.max(0, Math.round((whole - both) * 1000) / 1000) }
}
