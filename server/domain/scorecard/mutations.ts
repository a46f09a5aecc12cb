import { prisma } from '#server/db.ts'
import { evaluateAll } from './data.ts'

/**
 * Keeps the verdicts of today: one row a system and day, written again only when they changed. Any runner may do it at any
 * time; the last one of the day counts. Answers how many rows were written.
 */
export async function recordScorecards(now = new Date()): Promise<number> {
  const cards = await evaluateAll(null)
  const rows = cards.map((c) => ({
    slug: c.system,
    level: c.level,
    passed: c.passed,
    failed: c.failed,
    notEvaluated: c.notEvaluated,
    verdicts: Object.fromEntries(c.checks.map(({ id, verdict }) => [id, verdict])),
  }))
  return prisma.$executeRaw`
    insert into "ScorecardDay" ("systemId", "day", "level", "passed", "failed", "notEvaluated", "verdicts")
    select s."id", ${now.toISOString().slice(0, 10)}::date, c->>'level', (c->>'passed')::int, (c->>'failed')::int, (c->>'notEvaluated')::int, c->'verdicts'
    from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) as list(c) join "System" s on s."slug" = c->>'slug'
    on conflict ("systemId", "day") do update set
      "level" = excluded."level", "passed" = excluded."passed", "failed" = excluded."failed", "notEvaluated" = excluded."notEvaluated", "verdicts" = excluded."verdicts"
      where "ScorecardDay"."verdicts" is distinct from excluded."verdicts"`
}
