import { z } from 'zod'
import type { Person } from '#model/person.ts'
import { logLine, type logTail, type logTailInput } from '#model/run.ts'
import type { Prisma } from '#prisma/generated/client.ts'
import { prisma } from '#server/db.ts'
import { notFound } from '#server/domain/problem.ts'
import { readableSystems } from '#server/domain/readable.ts'

const lines = z.array(logLine)
const open = ['queued', 'running', 'waiting']

/** Some of an attempt's log, oldest first: what came after a chunk, what was before one, or the newest. */
export async function tailLog(person: Person, input: z.infer<typeof logTailInput>): Promise<z.infer<typeof logTail>> {
  // Read before the chunks: an attempt that has ended by then writes no more.
  const attempt = await prisma.attempt.findFirst({
    where: { id: input.attempt, stage: { run: { service: { systemId: readableSystems(person) } } } },
    select: { status: true },
  })
  if (!attempt) throw notFound('attempt', input.attempt)
  const where: Prisma.LogChunkWhereInput = {
    attemptId: input.attempt,
    seq: { ...(input.after !== undefined && { gt: input.after }), ...(input.before !== undefined && { lt: input.before }) },
  }
  const forward = input.after !== undefined
  const [rows, ends] = await Promise.all([
    prisma.logChunk.findMany({ where, orderBy: { seq: forward ? 'asc' : 'desc' }, take: input.limit, select: { seq: true, lines: true } }),
    prisma.logChunk.aggregate({ where: { attemptId: input.attempt }, _min: { seq: true }, _max: { seq: true } }),
  ])
  if (!forward) rows.reverse()
  return {
    chunks: rows.map((r) => ({ seq: r.seq, lines: lines.safeParse(r.lines).data ?? [] })),
    first: ends._min.seq,
    last: ends._max.seq,
    ended: !open.includes(attempt.status),
  }
}
