import type { PlanMeasure } from '#model/plan.ts'
import { targetsIn } from '#server/engines/rules/constructs/qualities-of-service.ts'
import { number, numberPattern } from '#server/engines/rules/language/numbers.ts'
import type { Line } from '#server/engines/rules/text/lines.ts'

type Measure = PlanMeasure & { label: string }
const n = `(${numberPattern})`
const time = '(days?|hours?|h|minutes?|min|seconds?|s)'

/** Every number a sentence promises. The engine reads one of a kind for a single service; a plan needs all, and the peak among them. */
export function measuresIn(line: Line): Measure[] {
  const label = line.label || categoryOf(line)
  // "200 000 users": spaces between thousands.
  const text = line.text.replace(/(?<=\d) (?=\d{3}\b)/g, ',')
  const found = targetsIn({ ...line, label, text }).flatMap((t): Measure[] =>
    t.value === null ? [] : [{ metric: t.metric, label: t.label, comparator: t.comparator, value: t.value, unit: t.unit, percentile: t.percentile }],
  )
  const whole = [...Object.values(line.cells), text].join(' ')
  const recovery = recoveries(whole)
  const rest = recovery.length > 0 ? found.filter((m) => m.metric !== 'recovery_time') : found
  return [...rest, ...recovery, ...crowds(whole, rest), ...rates(whole, rest)]
}

/** "| NFR-2 | Availability | 99.9 % | Must |": the engine keeps the third cell, what it is about stands in the second. */
export function categoryOf(line: Line): string {
  if (!/^\s*\|/.test(line.raw)) return ''
  const cells = line.raw.split('|').map((cell) => cell.trim())
  const at = cells.indexOf(line.text.trim())
  return cells.slice(0, Math.max(at, 0)).find((cell) => cell !== line.id && /^[A-Za-z][A-Za-z -]{2,40}$/.test(cell)) ?? ''
}

/** "RTO 30 minutes, RPO 5 minutes": two different promises. */
function recoveries(text: string): Measure[] {
  return [
    { label: 'Recovery time', words: 'rto|recovery time(?: objective)?' },
    { label: 'Recovery point', words: 'rpo|recovery point(?: objective)?' },
  ].flatMap(({ label, words }): Measure[] => {
    const match = new RegExp(String.raw`\b(?:${words})\b[^\d]{0,30}${n} ?${time}\b`, 'i').exec(text)
    const value = number(match?.[1] ?? '')
    return match && value !== undefined
      ? [{ metric: 'recovery_time', label, comparator: '<=', value, unit: (match[2] ?? '').toLowerCase(), percentile: null }]
      : []
  })
}

/** "600 consultations and 2,000 users at once"; "200,000 users, 3,000 at the same time". */
function crowds(text: string, known: readonly Measure[]): Measure[] {
  const out: Measure[] = []
  const together = 'at the same time|at once|concurrently|simultaneously|in parallel'
  const patterns = [/(\d[\d,.]*) concurrent (\w+)/gi, new RegExp(String.raw`(\d[\d,]*) (?:of them )?(?:${together})`, 'gi')]
  for (const m of patterns.flatMap((p) => [...text.matchAll(p)])) {
    const value = Number((m[1] ?? '').replace(/,/g, ''))
    if (!(value > 0) || [...known, ...out].some((x) => x.metric === 'concurrent_users' && x.value === value)) continue
    out.push({ metric: 'concurrent_users', label: `Concurrent ${m[2] ?? 'users'}`, comparator: '>=', value, unit: m[2] ?? 'users', percentile: null })
  }
  return out
}

/** "2,300 messages/s on average, 20,000 messages/s at peak", "50,000 parcels a day". */
function rates(text: string, known: readonly Measure[]): Measure[] {
  const out: Measure[] = []
  const pattern = /(\d[\d,]*(?:\.\d+)?)( million| thousand|k)? ?([a-z]+s)(?: ?\/ ?| per | a | each | every )(second|sec|s|minute|min|hour|h|day|d)\b/gi
  for (const m of text.matchAll(pattern)) {
    const value = number(`${m[1]}${m[2] ?? ''}`)
    const noun = (m[3] ?? '').toLowerCase()
    if (value === undefined || /^(?:ms|hours|minutes|seconds|days|times|euros|dollars|pounds|persons|gbs|mbs)$/.test(noun)) continue
    const per = /^s/i.test(m[4] ?? '') ? 'second' : /^m/i.test(m[4] ?? '') ? 'minute' : /^h/i.test(m[4] ?? '') ? 'hour' : 'day'
    const unit = `${noun}/${per}`
    if ([...known, ...out].some((x) => x.metric === 'throughput' && x.value === value)) continue
    out.push({ metric: 'throughput', label: 'Throughput', comparator: '>=', value, unit, percentile: null })
  }
  return out
}
