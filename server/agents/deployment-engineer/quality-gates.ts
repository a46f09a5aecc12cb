import type { Quality } from '#model/specification.ts'
import type { GateOut } from '../agent.ts'
import type { LoadReport } from './load.ts'

const evidence = 'load.json'
/** A rollout rolls back above these, whatever the document promises. */
const rolloutP95 = 1000
const rolloutErrors = 1

type Verdict = Pick<GateOut, 'verdict' | 'value' | 'note' | 'blocking'>

const holds = (measured: number, q: Quality): boolean => {
  const value = q.value ?? 0
  switch (q.comparator) {
    case '<':
      return measured < value
    case '<=':
      return measured <= value
    case '>':
      return measured > value
    case '>=':
      return measured >= value
    case '=':
      return measured === value
  }
}

/** Into milliseconds, requests a second, percent. */
function inBaseUnits(q: Quality): Quality {
  const unit = q.unit.trim().toLowerCase()
  if (q.value === null) return q
  if (q.metric === 'response_time' && /^(s|sec|secs|second|seconds)$/.test(unit)) return { ...q, value: q.value * 1000, unit: 'ms' }
  if (q.metric === 'throughput' && /min/.test(unit)) return { ...q, value: q.value / 60, unit: 'requests/second' }
  if (q.metric === 'throughput' && /hour|\/h\b/.test(unit)) return { ...q, value: q.value / 3600, unit: 'requests/second' }
  return q
}

const round = (n: number): string => (n >= 100 ? Math.round(n).toLocaleString('en') : String(Math.round(n * 10) / 10))
const count = (n: number): string => n.toLocaleString('en')
const unmeasured = (value: string, note: string): Verdict => ({ verdict: 'not_evaluated', value, note, blocking: false })

function responseTime(q: Quality, report: LoadReport): Verdict {
  const p = q.percentile ?? 95
  const measured = report.steady.percentiles[p] ?? null
  if (measured === null) return unmeasured('–', 'Nothing was answered.')
  const within = holds(measured, q)
  return {
    verdict: within ? 'passed' : 'failed',
    value: `p${p} ${round(measured)} ms`,
    blocking: false,
    note: `${count(report.steady.requests)} requests at ${report.steady.rate} a second over ${report.paths.length} paths${q.scope ? `; the promise is about ${q.scope}, the measurement about all lists` : ''}. ${within ? '' : report.machine.note}`.trim(),
  }
}

function throughput(q: Quality, report: LoadReport): Verdict {
  const measured = report.full.perSecond
  if (holds(measured, q))
    return {
      verdict: 'passed',
      value: `${round(measured)} /s`,
      note: `${count(report.full.requests)} requests with ${report.full.connections} connections`,
      blocking: false,
    }
  return unmeasured(
    `measured ${round(measured)} /s`,
    `This machine (${report.machine.processors} processors) cannot load one instance with ${round(q.value ?? 0)} requests a second. ${report.machine.note} Measure it where production runs.`,
  )
}

function errorRate(q: Quality, report: LoadReport): Verdict {
  const requests = report.steady.requests + report.full.requests
  const errors = report.steady.serverErrors + report.full.serverErrors
  if (requests === 0) return unmeasured('–', 'Nothing was answered.')
  const percent = (errors / requests) * 100
  return {
    verdict: holds(percent, q) ? 'passed' : 'failed',
    value: `${round(percent)} % (${count(errors)} of ${count(requests)})`,
    blocking: percent > rolloutErrors,
    note: '',
  }
}

function users(q: Quality, report: LoadReport): Verdict {
  const { connections, serverErrors, refused } = report.full
  if (connections >= (q.value ?? 0) && serverErrors === 0 && refused === 0)
    return { verdict: 'passed', value: `${connections} at once`, note: 'Each asks again as soon as it is answered.', blocking: false }
  return unmeasured(`measured ${connections} at once`, `More than ${connections} connections from this machine would measure the load generator.`)
}

const measurable: Partial<Record<Quality['metric'], (q: Quality, report: LoadReport) => Verdict>> = {
  response_time: responseTime,
  throughput,
  error_rate: errorRate,
  concurrent_users: users,
}
const later: Partial<Record<Quality['metric'], string>> = {
  availability: 'Only production can show it: the edge watches the release there.',
  data_volume: 'A measurement with that much data is not part of a run.',
  recovery_time: 'It shows when production fails: the edge restarts a service with back-off and rolls releases back.',
  page_load: "It depends on the visitor's device and network; measure it in a browser where visitors are.",
}

const unpromised: Quality[] = [
  {
    id: 'response_time',
    metric: 'response_time',
    label: 'Response time (limit of rollouts)',
    comparator: '<=',
    value: rolloutP95,
    unit: 'ms',
    percentile: 95,
    scope: '',
    statements: [],
  },
  {
    id: 'error_rate',
    metric: 'error_rate',
    label: 'Error rate (limit of rollouts)',
    comparator: '<=',
    value: rolloutErrors,
    unit: '%',
    percentile: null,
    scope: '',
    statements: [],
  },
]

/** One gate a quality target that has a number. What this machine cannot show is `not_evaluated`, never passed. */
export function qualityGates(qualities: readonly Quality[], report: LoadReport | null): GateOut[] {
  const promised = qualities.filter((q) => q.value !== null && (measurable[q.metric] || later[q.metric]))
  const all = [...promised, ...unpromised.filter((u) => !promised.some((q) => q.metric === u.metric))].map(inBaseUnits)
  const taken = new Map<string, number>()
  return all.map((q) => {
    const n = (taken.get(q.metric) ?? 0) + 1
    taken.set(q.metric, n)
    const judge = measurable[q.metric]
    const verdict = !judge
      ? unmeasured('–', later[q.metric] ?? '')
      : report
        ? judge(q, report)
        : unmeasured('–', 'The contract has no list that could be asked.')
    return {
      name: n === 1 ? q.metric : `${q.metric}_${n}`,
      label: q.label,
      threshold: `${q.comparator} ${count(q.value ?? 0)} ${q.unit}`.trim(),
      evidence: verdict.verdict === 'not_evaluated' && !report ? '' : judge ? evidence : '',
      ...verdict,
    }
  })
}
