import { type Plan, planFileName } from '#model/plan.ts'

export interface RecordInputs {
  story: string
  date: string // YYYY-MM-DD
  documents: { name: string; role: string }[]
}
const line = (text: string, most = 300): string => {
  const one = text.replace(/[\s\u0000-\u001f]+/g, ' ').trim()
  return one.length > most ? `${one.slice(0, most - 1)}…` : one
}
/** In a field that a bar ends. */
const field = (text: string): string => line(text.replace(/\|/g, '/'))
export function dayAfter(date: string, workingDays: number): string {
  const day = new Date(`${date}T00:00:00Z`)
  for (let left = workingDays; left > 0; ) {
    day.setUTCDate(day.getUTCDate() + 1)
    if (day.getUTCDay() !== 0 && day.getUTCDay() !== 6) left--
  }
  return day.toISOString().slice(0, 10)
}

/** The record of the move DRAFT → PLANNED, line by line in the form that people already parse. */
export function transitionRecord(plan: Plan, inputs: RecordInputs): string {
  const risk = plan.risks[0]
  const open = plan.inconsistencies.length > 0 || plan.gates.some((g) => g.items.some((i) => i.verdict === 'not_met'))
  return [
    '[TRANSITION|architect.planning] by architect',
    'MODE: strict',
    'FROM_STATE: DRAFT',
    'TO_STATE: PLANNED',
    'WHY:',
    ...whyOf(plan).map((w) => `- ${line(w)}`),
    'OUTPUT:',
    '=== Architect Plan ===',
    `summary: ${line(plan.summary, 500)}`,
    `inputs: ${inputs.documents.map((d) => `${d.role}=${d.name.replace(/\s+/g, '_')}`).join(' ')}`,
    `evidence: design_review|result=${open ? 'open_points' : 'validated'}|ref=${planFileName(inputs.story, inputs.date)}`,
    risk ? `risks: [ ]${field(risk.title)}|owner=${field(risk.owner)}|mitigation=${field(risk.mitigation)}` : 'risks: none',
    `next_steps: ${nextStep(plan)}`,
    '=== END Architect Plan ===',
    'FOLLOW-UP:',
    ...followUps(plan, inputs.date).map((f) => `- ${line(f.what)} - owner=${f.owner} - due=${f.due}`),
    '',
  ].join('\n')
}

/** What decides most about an architecture comes first. */
const leading = ['throughput', 'response_time', 'availability', 'concurrent_users', 'recovery_time']

function whyOf(plan: Plan): string[] {
  const measured = plan.targets.filter((t) => t.measure)
  const rank = (metric: string) => (leading.includes(metric) ? leading.indexOf(metric) : leading.length)
  const strongest = measured
    .toSorted((a, b) => rank(a.measure?.metric ?? '') - rank(b.measure?.metric ?? ''))
    .slice(0, 3)
    .map((t) => `${t.metric.toLowerCase()} ${t.target}`)
  return [
    `System architecture required for ${plan.title}: ${plan.services.length} ${plan.services.length === 1 ? 'service' : 'services'}`,
    strongest.length > 0
      ? `Technology decisions needed to support ${strongest.join(', ')}`
      : 'Technology decisions needed, although no measurable target is stated',
    `Non-functional requirements must be defined and validated: ${measured.length} of ${plan.targets.length} can be measured`,
  ]
}

const nextStep = (plan: Plan): string => {
  const stops = plan.risks.filter((r) => r.score >= 9).length
  if (stops > 0) return `Accept or lower ${stops} ${stops === 1 ? 'risk' : 'risks'} of score 9 before the plan can be reviewed.`
  if (plan.inconsistencies.length > 0) return 'Decide the inconsistencies of the inputs, then review the plan.'
  return 'Begin implementation planning based on approved architecture.'
}

/** What somebody has to do next, with owner and due date in working days. */
export function followUps(plan: Plan, date: string): { what: string; owner: string; due: string }[] {
  const owner = (name: string) => name.replace(/\s+/g, '_')
  return [
    { what: 'Architecture review with stakeholders', owner: 'architect', due: dayAfter(date, 2) },
    ...plan.risks.filter((r) => r.score >= 9).map((r) => ({ what: `Accept or lower the risk: ${r.title}`, owner: owner(r.owner), due: dayAfter(date, 2) })),
    ...plan.inconsistencies.slice(0, 5).map((i) => ({ what: `Decide: ${i.message}`, owner: 'product_owner', due: dayAfter(date, 3) })),
    ...plan.questions.slice(0, 8).map((q) => ({ what: q.text, owner: owner(q.owner), due: dayAfter(date, 5) })),
  ]
}
