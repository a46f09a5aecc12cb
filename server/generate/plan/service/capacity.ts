import type { Plan } from '#model/plan.ts'
import { thresholds } from '#model/plan-knowledge/figures.ts'
import type { Quality, Specification } from '#model/specification.ts'

const first = (s: Specification, metric: Quality['metric']): Quality | undefined => s.qualities.find((q) => q.metric === metric && q.value !== null)
const number = (n: number): string => n.toLocaleString('en-US', { maximumFractionDigits: 1 })

/** Estimates with their arithmetic written out; nothing is estimated from a number the document does not state. */
export function capacity(s: Specification): Plan['capacity'] {
  const rows = first(s, 'data_volume')
  const users = first(s, 'concurrent_users')
  const throughput = first(s, 'throughput')
  const out: Plan['capacity'] = []
  const rate = throughput?.value ?? (users?.value ? users.value / 10 : null)
  if (rate !== null) {
    const instances = Math.max(2, Math.ceil((rate * thresholds.safetyMargin) / thresholds.requestsPerInstance))
    const source = throughput ? `${number(rate)} requests/s` : `${number(users?.value ?? 0)} users ÷ 10 s between requests = ${number(rate)} requests/s`
    out.push({
      what: 'Instances',
      arithmetic: `${source} × ${thresholds.safetyMargin} (safety) ÷ ${thresholds.requestsPerInstance} per instance, at least 2`,
      result: `${instances}`,
    })
    out.push({
      what: 'Database connections',
      arithmetic: `${instances} instances × ${thresholds.connectionsPerInstance}`,
      result: `${instances * thresholds.connectionsPerInstance}`,
    })
  }
  if (rows?.value) {
    const megabytes = (rows.value / 1_000) * thresholds.megabytesPerThousandRows
    out.push({
      what: 'Storage',
      arithmetic: `${number(rows.value)} rows × ${thresholds.megabytesPerThousandRows} MB per 1,000 × ${thresholds.safetyMargin} (safety)`,
      result: `${number(megabytes * thresholds.safetyMargin)} MB`,
    })
  }
  if (out.length === 0) out.push({ what: 'Instances', arithmetic: 'the document states no load: two for availability', result: '2' })
  return out
}

/** Targets that do not go together, with what would have to change. */
export function inconsistencies(s: Specification): Plan['inconsistencies'] {
  const out: Plan['inconsistencies'] = []
  const throughput = first(s, 'throughput')
  const users = first(s, 'concurrent_users')
  const availability = first(s, 'availability')
  const one = s.constraints.find((c) => /\b(?:single|one|small)\b[^.]{0,30}\b(?:server|database|instance|machine)\b/i.test(c.text))
  if (throughput?.value && throughput.value > thresholds.smallDatabaseRequests && one) {
    out.push({
      message: `${number(throughput.value)} requests/s do not fit “${one.text}”: one primary answers about ${number(thresholds.smallDatabaseRequests)} reads/s. Allow replicas or a cache, or lower the target.`,
      statements: [...throughput.statements, ...one.statements],
    })
  }
  if (throughput?.value && users?.value && throughput.value > users.value * 20) {
    out.push({
      message: `${number(throughput.value)} requests/s from ${number(users.value)} concurrent users is more than 20 requests a second each. One of the two numbers is likely meant otherwise.`,
      statements: [...throughput.statements, ...users.statements],
    })
  }
  if (availability?.value && availability.value > thresholds.singleRegionAvailability && one) {
    out.push({
      message: `${availability.value} % availability is not reachable on “${one.text}”: a single place reaches about ${thresholds.singleRegionAvailability} %.`,
      statements: [...availability.statements, ...one.statements],
    })
  }
  return out
}
