import { z } from 'zod'
import { statementKinds, statementStatuses } from '#model/specification.ts'
import { readBlob } from '#server/artifacts/store.ts'
import { prisma } from '#server/db.ts'

/** What traceability.json says of each sentence; anything else in it does not matter here. */
const traceability = z.array(
  z.object({ kind: z.enum(statementKinds), status: z.enum(statementStatuses), tests: z.array(z.object({ passed: z.boolean() })).default([]) }),
)
export interface StatementCounts {
  total: number
  functional: number
  understood: number
  proven: number
}

// By content, so an entry never goes stale. On globalThis it is not worth it: a second copy costs one more read.
const known = new Map<string, StatementCounts | null>()

/** Of the stage that knows most: the tests' results, else what the analysis understood. Null before there is an analysis. */
export async function statementCounts(runId: string): Promise<StatementCounts | null> {
  const found = await prisma.stage.findMany({
    where: { runId, name: { in: ['test', 'analyze'] }, attempt: { gt: 0 } },
    select: {
      name: true,
      attempt: true,
      attempts: {
        orderBy: { number: 'desc' },
        take: 5,
        select: { number: true, artifacts: { where: { path: 'traceability.json' }, select: { sha256: true } } },
      },
    },
  })
  const digestOf = (stage: string) => {
    const row = found.find((s) => s.name === stage)
    return row?.attempts.find((a) => a.number === row.attempt)?.artifacts[0]?.sha256
  }
  const digest = digestOf('test') ?? digestOf('analyze')
  if (!digest) return null
  const before = known.get(digest)
  if (before !== undefined) return before
  const counts = countStatements(await readBlob(prisma, digest))
  if (known.size > 1_000) known.clear()
  known.set(digest, counts)
  return counts
}

/** Understood and proven count functional statements only; proven: understood, and every test that names it passed. */
export function countStatements(bytes: Uint8Array | null): StatementCounts | null {
  if (!bytes) return null
  let content: unknown
  try {
    content = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return null
  }
  const parsed = traceability.safeParse(content)
  if (!parsed.success) return null
  const functional = parsed.data.filter((s) => s.kind === 'functional')
  const understood = functional.filter((s) => s.status === 'understood')
  return {
    total: parsed.data.length,
    functional: functional.length,
    understood: understood.length,
    proven: understood.filter((s) => s.tests.length > 0 && s.tests.every((t) => t.passed)).length,
  }
}
