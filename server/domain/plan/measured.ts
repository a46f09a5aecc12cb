import { z } from 'zod'
import type { Plan, PlanTarget } from '#model/plan.ts'
import type { PlanDelivery } from '#model/plan-view.ts'
import { prisma } from '#server/db.ts'
import { minutesIn } from './units.ts'

/** load.json of the stage `verify`. */
const loaded = z.object({ requests: z.number(), serverErrors: z.number(), perSecond: z.number(), percentiles: z.record(z.string(), z.number().nullable()) })
const loadReport = z.object({ steady: loaded, full: loaded })
type LoadReport = z.infer<typeof loadReport>

/** What runs measured against what the plan promised: run id → lines. Runs that measured nothing are left out. */
export async function measuredOf(plan: Plan, runIds: readonly string[]): Promise<Map<string, PlanDelivery['measured']>> {
  if (runIds.length === 0) return new Map()
  const rows = await prisma.$queryRaw<{ runId: string; bytes: Uint8Array }[]>`
    select s."runId", b."bytes" from "Stage" s
    join "Attempt" t on t."stageId" = s."id" and t."number" = s."attempt"
    join "Artifact" a on a."attemptId" = t."id" and a."path" = 'load.json'
    join "Blob" b on b."sha256" = a."sha256"
    where s."name" = 'verify' and s."runId" = any(${[...runIds]}) and b."size" < 1000000`
  return new Map(
    rows.flatMap(({ runId, bytes }) => {
      const report = loadReport.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')))
      return report.success ? [[runId, linesOf(plan, report.data)] as const] : []
    }),
  )
}

/** Only what was measured is compared; everything else of the plan stays a promise. */
export const linesOf = (plan: Plan, report: LoadReport): PlanDelivery['measured'] => plan.targets.flatMap((t) => lineOf(t, report))

function lineOf(target: PlanTarget, { steady, full }: LoadReport): PlanDelivery['measured'] {
  const m = target.measure
  const promised = target.target === 'as stated' ? target.metric : target.target
  if (m?.metric === 'response_time') {
    const found = steady.percentiles[String(m.percentile ?? 95)] ?? steady.percentiles['95']
    if (found === null || found === undefined) return []
    const limit = minutesIn(m.value, m.unit) * 60_000
    return [
      {
        metric: `${target.metric}${m.percentile ? ` (p${m.percentile})` : ''}`,
        promised,
        measured: `${found.toFixed(1)} ms`,
        met: m.comparator === '<' ? found < limit : found <= limit,
      },
    ]
  }
  if (m?.metric === 'throughput' && /second$/.test(m.unit))
    return [{ metric: target.metric, promised, measured: `${Math.round(full.perSecond)} requests/s on this machine`, met: full.perSecond >= m.value }]
  if (m?.metric === 'error_rate' && steady.requests > 0) {
    const share = (steady.serverErrors / steady.requests) * 100
    return [
      {
        metric: target.metric,
        promised,
        measured: `${share.toFixed(2)} % of ${steady.requests} requests`,
        met: m.comparator === '<' ? share < m.value : share <= m.value,
      },
    ]
  }
  return []
}
