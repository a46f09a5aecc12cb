import type { Draft } from '../draft.ts'
import type { Line } from '../text/lines.ts'
import { type Metric, targetsIn } from './qualities-of-service.ts'

const named: [RegExp, Metric, string][] = [
  [/\b(?:wcag|accessib\w*|screen ?readers?|keyboard)\b/i, 'accessibility', 'Accessibility'],
  [
    /\b(?:encrypt\w*|tls|https|passwords?|two-factor|mfa|2fa|single sign-on|sso|oauth|openid|authenticat\w*|sql injection|owasp|penetration|hashed|secur\w*|rate limit\w*|audit (?:log|trail))\b/i,
    'security',
    'Security',
  ],
]

/** Records the targets of a line; returns whether it held any, and whether all can be measured here. */
export function readQuality(line: Line, draft: Draft): { found: boolean; note: string } {
  const targets = targetsIn(line)
  for (const target of targets) {
    const base = target.metric
    const id = draft.qualities.some((quality) => quality.id === base) ? `${base}_${draft.qualities.length + 1}` : base
    draft.qualities.push({
      id,
      metric: target.metric,
      label: target.label,
      comparator: target.comparator,
      value: target.value,
      unit: target.unit,
      percentile: target.percentile,
      scope: scopeOf(line.text, draft, target.metric),
      statements: [line.id],
    })
  }
  const later = targets.filter((target) => !target.measurable)
  if (targets.length)
    return {
      found: true,
      note: later.length ? `${later.map((target) => target.label).join(' and ')} cannot be measured before the service has run for a while.` : '',
    }
  const match = named.find(([pattern]) => pattern.test(line.text))
  if (!match) return { found: false, note: '' }
  draft.qualities.push({
    id: `${match[1]}_${draft.qualities.length + 1}`,
    metric: match[1],
    label: match[2],
    comparator: '=',
    value: null,
    unit: '',
    percentile: null,
    scope: '',
    statements: [line.id],
  })
  return { found: true, note: '' }
}

/** "Search answers within 1 second": the search view it speaks of. */
function scopeOf(text: string, draft: Draft, metric: Metric): string {
  if (metric !== 'response_time' || !/\bsearch/i.test(text)) return ''
  const views = draft.views.filter((view) => view.kind === 'search')
  return views.length === 1 ? (views[0]?.id ?? '') : ''
}
