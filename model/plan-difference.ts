import type { Plan } from './plan.ts'
import type { PlanChange } from './plan-view.ts'

interface Entry {
  key: string
  what: string
  value: string
}
/** The parts that are compared: by what they are recognised, what they are called, and what counts as a change. */
const parts: [string, (plan: Plan) => Entry[]][] = [
  [
    'Service',
    (p) =>
      p.services.map((s) => ({
        key: s.slug,
        what: s.name,
        value: [s.technology, s.store, s.scaling, s.needs.map((n) => n.service).join(', '), s.responsibility].join('; '),
      })),
  ],
  ['Decision', (p) => p.decisions.map((d) => ({ key: d.id.replace(/^\d+-/, ''), what: d.title, value: d.chosen }))],
  ['Quality target', (p) => p.targets.map((t) => ({ key: `${t.group} ${t.metric}`, what: t.metric, value: t.target }))],
  ['Risk', (p) => p.risks.map((r) => ({ key: r.id, what: r.title, value: `score ${r.score}` }))],
  ['Inconsistency', (p) => p.inconsistencies.map((i) => ({ key: i.message, what: i.message, value: '' }))],
  ['Capacity', (p) => p.capacity.map((c) => ({ key: c.what, what: c.what, value: c.result }))],
  ['Cost', (p) => p.costs.map((c) => ({ key: c.what, what: c.what, value: `${c.perMonth} EUR a month` }))],
  ['Phase', (p) => p.roadmap.map((r) => ({ key: r.phase, what: r.phase, value: `${r.goal}${r.weeks ? `, weeks ${r.weeks.from + 1} to ${r.weeks.to}` : ''}` }))],
  ['Question', (p) => p.questions.map((q) => ({ key: q.text, what: q.text, value: '' }))],
]

/** What another revision of the inputs changed in the plan, part by part. */
export const planDifference = (before: Plan, after: Plan): PlanChange[] => parts.flatMap(([part, entries]) => compare(part, entries(before), entries(after)))

function compare(part: string, before: readonly Entry[], after: readonly Entry[]): PlanChange[] {
  const old = new Map(before.map((x) => [x.key, x]))
  const now = new Map(after.map((x) => [x.key, x]))
  const removed = [...old].filter(([key]) => !now.has(key)).map(([, x]): PlanChange => ({ part, change: 'removed', what: x.what, before: x.value, after: '' }))
  const rest = [...now].flatMap(([key, x]): PlanChange[] => {
    const was = old.get(key)
    if (!was) return [{ part, change: 'added', what: x.what, before: '', after: x.value }]
    return was.value === x.value ? [] : [{ part, change: 'changed', what: x.what, before: was.value, after: x.value }]
  })
  return [...removed, ...rest]
}
