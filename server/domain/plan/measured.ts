import { z } from 'zod'
import type { Plan, PlanTarget } from '#model/plan.ts'
import type { PlanDelivery } from '#model/plan-view.ts'
import { prisma } from '#server/db.ts'
import { minutesIn } from './units.ts'

/** load.json of the stage `verify`. */
const loaded = z.object({
  requests: z.number(),
  serverErrors: z.number(),
  perSecond: z.number(),
  percentiles: z.record(z.string(), z.number().nullable()),
  connections: z.number().optional(),
})
const loadReport = z.object({ steady: loaded, full: loaded })
type LoadReport = z.infer<typeof loadReport>
type Measured = PlanDelivery['measured'][number]

/** What runs measured against what the plan promised: run id → lines. Runs that measured nothing are left out. */
export async function measuredOf(plan: Plan, runIds: readonly string[]): Promise<Map<string, Measured[]>> {
  if (runIds.length === 0) return new Map()
  const rows = await prisma.$queryRaw<{ runId: string; bytes: Uint8Array }[]>`
    select s."runId", b."bytes" from "Stage" s
    join "Attempt" t on t."stageId" = s."id" and t."number" = s."attempt"
    join "Artifact" a on a."attemptId" = t."id" and a."path" = 'load.json'
    join "Blob" b on b."sha256" = a."sha256"
    where s."name" = 'verify' and s."runId" = any(${[...runIds]}) and b."size" < 1000000`
  return new Map(
    rows.flatMap(({ runId, bytes }) => {
      const report = loadReport.safeParse(jsonOf(bytes))
      return report.success ? [[runId, linesOf(plan, report.data)] as const] : []
    }),
  )
}

/** A file that a run left is data from outside: broken, it says nothing. */
function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return null
  }
}

/** Every promise with a number: what was measured first, then what staging cannot show, with why. */
export const linesOf = (plan: Plan, report: LoadReport): Measured[] => {
  const lines = plan.targets.flatMap((t) => (t.measure ? [lineOf(t, report)] : []))
  return [...lines.filter((l) => l.met !== null), ...lines.filter((l) => l.met === null)]
}

/** Why a load measurement of seconds cannot show it. */
const laterOn: Record<string, string> = {
  availability: 'shown in production, over a month',
  recovery_time: 'shown by a restore drill',
  retention: 'shown by the deletion job, over time',
  data_volume: 'staging holds few rows',
  storage: 'staging holds few rows',
  page_load: 'measured in browsers of users',
}

function lineOf(target: PlanTarget, { steady, full }: LoadReport): Measured {
  const m = target.measure
  const percentile = m?.percentile && !target.metric.includes(`p${m.percentile}`) ? ` (p${m.percentile})` : ''
  const line = (measured: string, met: boolean | null): Measured => ({
    metric: target.metric + percentile,
    promised: target.target === 'as stated' ? target.metric : target.target,
    measured,
    met,
  })
  const within = (value: number, limit: number) => (m?.comparator === '<' ? value < limit : value <= limit)
  if (m?.metric === 'response_time') {
    const found = steady.percentiles[String(m.percentile ?? 95)] ?? steady.percentiles['95']
    if (typeof found === 'number') return line(`${found.toFixed(1)} ms`, within(found, minutesIn(m.value, m.unit) * 60_000))
  }
  if (m?.metric === 'throughput' && /second$/.test(m.unit) && !/^(?:messages|readings|events)/.test(m.unit))
    return line(`${Math.round(full.perSecond)} requests/s on this machine`, full.perSecond >= m.value)
  if (m?.metric === 'error_rate' && steady.requests > 0) {
    const share = (steady.serverErrors / steady.requests) * 100
    return line(`${share.toFixed(2)} % of ${steady.requests} requests`, within(share, m.value))
  }
  // Fewer connections than promised show nothing against the promise: they are what this machine can open.
  if (m?.metric === 'concurrent_users' && full.connections !== undefined && full.serverErrors === 0 && full.connections >= m.value)
    return line(`${full.connections} connections at once without an error`, true)
  return line(laterOn[m?.metric ?? ''] ?? 'not part of the load measurement', null)
}
