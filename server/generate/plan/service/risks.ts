import type { Plan } from '#model/plan.ts'
import type { Specification } from '#model/specification.ts'

type Risk = Omit<Plan['risks'][number], 'score' | 'id' | 'group'>

/** Risks that this specification really has; probability × impact, each 1 to 3. A score of 9 fails an advisory gate that approvers acknowledge. */
export function risks(s: Specification): Plan['risks'] {
  const list = [unread(s), limits(s), hotRows(s), personalData(s), externals(s), heavyLoad(s), assumptions(s), defect()]
  return list
    .filter((r): r is Risk => r !== null)
    .map((r, i) => ({ ...r, id: `r${i + 1}`, group: 'Technical', statements: [...new Set(r.statements)], score: r.probability * r.impact }))
    .sort((a, b) => b.score - a.score)
}

function unread(s: Specification): Risk | null {
  const functional = s.statements.filter((x) => x.kind === 'functional')
  const open = functional.filter((x) => x.status === 'not_understood' || x.status === 'partly')
  if (open.length === 0) return null
  return {
    title: `${open.length} of ${functional.length} functional statements are not fully understood`,
    probability: 3,
    impact: open.length * 4 > functional.length ? 3 : 2,
    owner: 'architect',
    mitigation: 'Read the list on the requirement page; rephrase or answer the questions and submit a revision',
    statements: open.map((x) => x.id),
  }
}

function limits(s: Specification): Risk | null {
  const list = s.operations.filter((o) => o.conditions.some((c) => JSON.stringify(c.expression).includes('"aggregate"')))
  if (list.length === 0) return null
  return {
    title: `Limits counted over rows can be passed by concurrent requests (${list.map((o) => o.label).join(', ')})`,
    probability: 2,
    impact: 3,
    owner: 'backend developer',
    mitigation: 'Lock before counting; concurrency tests for each limit',
    statements: list.flatMap((o) => o.conditions.flatMap((c) => c.statements)),
  }
}

function hotRows(s: Specification): Risk | null {
  const list = s.operations.filter((o) => o.effects.some((e) => e.kind === 'set' && (e.target !== 'self' || e.each)))
  if (list.length === 0) return null
  return {
    title: `Hot rows: ${list.map((o) => o.label.toLowerCase()).join(', ')} change records of others in the same transaction`,
    probability: 2,
    impact: 2,
    owner: 'backend developer',
    mitigation: 'Lock in one order, keep transactions short, measure lock waits under load',
    statements: list.flatMap((o) => o.effects.flatMap((e) => e.statements)),
  }
}

function personalData(s: Specification): Risk | null {
  const list = s.entities.flatMap((entity) =>
    entity.fields.filter((f) => f.type.kind === 'email' || f.type.kind === 'phone' || /name|birth|address/.test(f.id)).map((f) => ({ entity, field: f })),
  )
  if (list.length === 0) return null
  return {
    title: `Personal data in ${[...new Set(list.map((p) => p.entity.plural.toLowerCase()))].join(', ')}`,
    probability: 2,
    impact: 3,
    owner: 'security engineer',
    mitigation: 'Own-records rules in the queries, audit log, retention to be agreed',
    statements: list.flatMap((p) => p.field.statements),
  }
}

function externals(s: Specification): Risk | null {
  if (s.externals.length === 0) return null
  return {
    title: `Depends on ${s.externals.map((x) => x.name).join(', ')}, which are stubs until connected`,
    probability: 3,
    impact: 2,
    owner: 'integration engineer',
    mitigation: 'A port each with time limit and circuit breaker; connect before production',
    statements: s.externals.flatMap((x) => x.statements),
  }
}

function heavyLoad(s: Specification): Risk | null {
  const list = s.qualities.filter((q) => (q.metric === 'throughput' && (q.value ?? 0) > 1_000) || (q.metric === 'concurrent_users' && (q.value ?? 0) > 5_000))
  if (list.length === 0) return null
  return {
    title: 'The stated load is more than one machine can produce or serve',
    probability: 2,
    impact: 2,
    owner: 'deployment engineer',
    mitigation: 'Scale horizontally; measure with a load generator of its own before relying on the number',
    statements: list.flatMap((q) => q.statements),
  }
}

function assumptions(s: Specification): Risk | null {
  if (s.assumptions.length === 0) return null
  return {
    title: `${s.assumptions.length} assumptions stand until someone confirms them`,
    probability: 2,
    impact: 2,
    owner: 'product owner',
    mitigation: 'Shown on the approval page; each can be answered in a revision',
    statements: s.assumptions.flatMap((a) => a.statements),
  }
}

const defect = (): Risk => ({
  title: 'A defect reaches people in spite of the gates',
  probability: 1,
  impact: 3,
  owner: 'operator',
  mitigation: 'Canary 10 → 50 → 100 % with automatic rollback; the old release is kept',
  statements: [],
})
