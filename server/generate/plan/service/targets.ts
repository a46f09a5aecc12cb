import type { Plan } from '#model/plan.ts'
import { ways } from '#model/plan-knowledge/targets.ts'
import type { Quality, Specification } from '#model/specification.ts'

export const targetText = (q: Quality): string =>
  q.value === null
    ? q.label
    : `${q.comparator} ${q.value.toLocaleString('en-US')}${q.unit === '%' ? ' %' : q.unit ? ` ${q.unit}` : ''}${q.percentile ? ` (p${q.percentile})` : ''}`

export const targets = (s: Specification): Plan['targets'] =>
  s.qualities.map((q) => ({
    group: 'Quality',
    metric: q.label,
    target: targetText(q),
    ...ways[q.metric],
    measure: q.value === null ? null : { metric: q.metric, comparator: q.comparator, value: q.value, unit: q.unit, percentile: q.percentile },
    statements: q.statements,
  }))
