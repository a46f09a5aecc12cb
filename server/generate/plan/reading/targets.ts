import type { PlanMeasure, PlanTarget } from '#model/plan.ts'
import { ways } from '#model/plan-knowledge/targets.ts'
import { budgetIn } from './facts.ts'
import type { Sentence } from './input.ts'

const column = (s: Sentence, pattern: RegExp): string =>
  Object.entries(s.cells)
    .find(([head]) => pattern.test(head))?.[1]
    ?.trim() ?? ''

/** Every quality target: rows of tables with what their columns say, and sentences; what is left open is filled from the knowledge base. */
export function targetsOf(sentences: readonly Sentence[]): PlanTarget[] {
  return sentences.flatMap((s) => {
    if (s.kind === 'out_of_scope' || s.kind === 'noise') return []
    // What it may cost is a constraint, wherever it stands.
    if (budgetIn(s).length > 0 && s.measures.every((m) => m.metric === 'data_volume')) return []
    const row = Object.keys(s.cells).length > 0
    const wanted = s.role === 'quality_targets' || s.kind === 'quality' || (s.measures.length > 0 && s.kind !== 'functional')
    if (!wanted || s.kind === 'wish') return []
    return row && stated(s) ? [rowTarget(s)] : sentenceTargets(s)
  })
}

const groupOf = (s: Sentence): string => (s.headings.length > 1 ? (s.headings.at(-1) ?? '') : '') || 'Quality'

/** A row that names its target in a column of its own; any other row is read like a sentence. */
const stated = (s: Sentence): boolean => s.role === 'quality_targets' || column(s, targetColumn) !== ''
const targetColumn = /^(?:targets?|values?|goals?|thresholds?|how much|limit|objective)/

function rowTarget(s: Sentence): PlanTarget {
  const cells = Object.values(s.cells)
  const metric = column(s, /^(?:metric|requirement|attribute|quality|what|characteristic|target name|name|kpi|nfr)/) || cells[0] || s.text
  const target = column(s, targetColumn) || cells[1] || ''
  const measure = peakOf(s.measures) ?? extra(`${metric} ${target}`)
  const way = ways[wayOf(measure?.metric, `${metric} ${target}`)]
  return {
    group: groupOf(s),
    metric,
    target,
    strategy: column(s, /\b(?:strategy|implementation|approach|how it is reached|solution)\b/) || way.strategy,
    validation: column(s, /\b(?:validation|verif\w*|test|evidence|acceptance)\b/) || column(s, /\b(?:measure\w*|monitor\w*)\b/) || way.validation,
    measure: measure ? bare(measure) : null,
    statements: [s.id],
  }
}

/** Of several numbers of one kind ("2,300 on average, 20,000 at peak") the highest load is what counts. */
function peakOf(measures: Sentence['measures']): Sentence['measures'][number] | undefined {
  const [first] = measures
  if (first?.metric !== 'throughput' && first?.metric !== 'concurrent_users') return first
  return measures.filter((m) => m.metric === first.metric && m.unit === first.unit).toSorted((a, b) => b.value - a.value)[0]
}

function sentenceTargets(s: Sentence): PlanTarget[] {
  const further = extra(s.text)
  const measures = s.measures.length > 0 ? s.measures : further ? [{ ...further, label: labels[further.metric] ?? further.metric }] : []
  if (measures.length === 0) {
    const way = ways[wayOf(undefined, s.text)]
    return [{ group: groupOf(s), metric: s.text.slice(0, 160), target: 'as stated', ...way, measure: null, statements: [s.id] }]
  }
  return measures.map((m) => ({
    group: groupOf(s),
    metric: m.label,
    target: measureText(m),
    ...ways[wayOf(m.metric, s.text)],
    measure: bare(m),
    statements: [s.id],
  }))
}

const labels: Record<string, string> = {
  storage: 'Storage',
  bandwidth: 'Bandwidth',
  reaction_time: 'Reaction time',
  query_time: 'Query time',
  connections: 'Database connections',
}
const bare = ({ metric, comparator, value, unit, percentile }: PlanMeasure): PlanMeasure => ({ metric, comparator, value, unit, percentile })
export const measureText = (m: PlanMeasure): string =>
  `${m.comparator} ${m.value.toLocaleString('en-US')}${m.unit ? ` ${m.unit}` : ''}${m.percentile ? ` (p${m.percentile})` : ''}`

/** Units that the reader of single services has no use for. */
function extra(text: string): PlanMeasure | null {
  const storage = /(\d[\d.,]*) ?(PB|TB|GB|terabytes?|gigabytes?)\b/i.exec(text)
  if (storage && !/\bram|memory\b/i.test(text)) {
    const unit = /^p/i.test(storage[2] ?? '') ? 1_000_000 : /^t/i.test(storage[2] ?? '') ? 1_000 : 1
    return { metric: 'storage', comparator: '>=', value: Number((storage[1] ?? '').replace(/,/g, '')) * unit, unit: 'GB', percentile: null }
  }
  const bandwidth = /(\d[\d.,]*) ?(g|m)(?:bps|bit\/s|bits? per second)\b/i.exec(text)
  if (bandwidth)
    return {
      metric: 'bandwidth',
      comparator: '>=',
      value: Number((bandwidth[1] ?? '').replace(/,/g, '')) * (/^g/i.test(bandwidth[2] ?? '') ? 1_000 : 1),
      unit: 'Mbit/s',
      percentile: null,
    }
  const time = /(?:^|[|\s<>=≤])(\d[\d.,]*) ?(ms|milliseconds?|s|seconds?|min|minutes?|hours?)\b/i.exec(text)
  if (time && /\b(?:time|latency|duration|delay|from .+ to|quer(?:y|ies))\b/i.test(text))
    return {
      metric: /\bquer(?:y|ies)\b/i.test(text) ? 'query_time' : 'reaction_time',
      comparator: '<=',
      value: Number((time[1] ?? '').replace(/,/g, '')),
      unit: /^m(?:s|illi)/i.test(time[2] ?? '') ? 'ms' : /^s/i.test(time[2] ?? '') ? 's' : /^h/i.test(time[2] ?? '') ? 'hours' : 'minutes',
      percentile: null,
    }
  return null
}

export function wayOf(metric: string | undefined, text: string): keyof typeof ways {
  if (metric && metric in ways) return metric as keyof typeof ways
  if (/\b(?:auth\w*|oauth|openid|encrypt\w*|aes|tls|security|secure|rate limit\w*|token|owasp|penetration)\b/i.test(text)) return 'security'
  if (/\b(?:gdpr|pci|hipaa|iso|compliance|soc ?2)\b/i.test(text)) return 'compliance'
  if (/\b(?:consisten\w+)\b/i.test(text)) return 'consistency'
  if (/\b(?:quer(?:y|ies)|database (?:query )?time)\b/i.test(text)) return 'query_time'
  if (/\bconnections?\b/i.test(text)) return 'connections'
  if (/\bback-?ups?\b/i.test(text)) return 'recovery_time'
  if (/\b(?:accessib\w*|wcag)\b/i.test(text)) return 'accessibility'
  return 'other'
}
