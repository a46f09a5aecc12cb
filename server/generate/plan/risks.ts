import type { Plan } from '#model/plan.ts'
import type { Specification } from '#model/specification.ts'

type Risk = Omit<Plan['risks'][number], 'score'>

/** Risks that this specification really has; probability × impact, each 1 to 3. A score of 9 fails an advisory gate that approvers acknowledge. */
export function risks(s: Specification): Plan['risks'] {
  const unread = s.statements.filter((x) => x.kind === 'functional' && (x.status === 'not_understood' || x.status === 'partly'))
  const functional = s.statements.filter((x) => x.kind === 'functional').length
  const limits = s.operations.filter((o) => o.conditions.some((c) => JSON.stringify(c.expression).includes('"aggregate"')))
  const shared = s.operations.filter((o) => o.effects.some((e) => e.kind === 'set' && (e.target !== 'self' || e.each)))
  const personal = s.entities.flatMap((e) =>
    e.fields.filter((f) => f.type.kind === 'email' || f.type.kind === 'phone' || /name|birth|address/.test(f.id)).map((f) => ({ entity: e, field: f })),
  )
  const heavy = s.qualities.filter((q) => (q.metric === 'throughput' && (q.value ?? 0) > 1_000) || (q.metric === 'concurrent_users' && (q.value ?? 0) > 5_000))
  const list: (Risk | null)[] = [
    unread.length > 0
      ? {
          title: `${unread.length} of ${functional} functional statements are not fully understood`,
          probability: 3,
          impact: unread.length * 4 > functional ? 3 : 2,
          owner: 'architect',
          mitigation: 'Read the list on the requirement page; rephrase or answer the questions and submit a revision',
          statements: unread.map((x) => x.id),
        }
      : null,
    limits.length > 0
      ? {
          title: `Limits counted over rows can be passed by concurrent requests (${limits.map((o) => o.label).join(', ')})`,
          probability: 2,
          impact: 3,
          owner: 'backend developer',
          mitigation: 'Lock before counting; concurrency tests for each limit',
          statements: limits.flatMap((o) => o.conditions.flatMap((c) => c.statements)),
        }
      : null,
    shared.length > 0
      ? {
          title: `Hot rows: ${shared.map((o) => o.label.toLowerCase()).join(', ')} change records of others in the same transaction`,
          probability: 2,
          impact: 2,
          owner: 'backend developer',
          mitigation: 'Lock in one order, keep transactions short, measure lock waits under load',
          statements: shared.flatMap((o) => o.effects.flatMap((e) => e.statements)),
        }
      : null,
    personal.length > 0
      ? {
          title: `Personal data in ${[...new Set(personal.map((p) => p.entity.plural.toLowerCase()))].join(', ')}`,
          probability: 2,
          impact: 3,
          owner: 'security engineer',
          mitigation: 'Own-records rules in the queries, audit log, retention to be agreed',
          statements: personal.flatMap((p) => p.field.statements),
        }
      : null,
    s.externals.length > 0
      ? {
          title: `Depends on ${s.externals.map((x) => x.name).join(', ')}, which are stubs until connected`,
          probability: 3,
          impact: 2,
          owner: 'integration engineer',
          mitigation: 'A port each with time limit and circuit breaker; connect before production',
          statements: s.externals.flatMap((x) => x.statements),
        }
      : null,
    heavy.length > 0
      ? {
          title: 'The stated load is more than one machine can produce or serve',
          probability: 2,
          impact: 2,
          owner: 'deployment engineer',
          mitigation: 'Scale horizontally; measure with a load generator of its own before relying on the number',
          statements: heavy.flatMap((q) => q.statements),
        }
      : null,
    s.assumptions.length > 0
      ? {
          title: `${s.assumptions.length} assumptions stand until someone confirms them`,
          probability: 2,
          impact: 2,
          owner: 'product owner',
          mitigation: 'Shown on the approval page; each can be answered in a revision',
          statements: s.assumptions.flatMap((a) => a.statements),
        }
      : null,
    {
      title: 'A defect reaches people in spite of the gates',
      probability: 1,
      impact: 3,
      owner: 'operator',
      mitigation: 'Canary 10 → 50 → 100 % with automatic rollback; the old release is kept',
      statements: [],
    },
  ]
  return list
    .filter((r): r is Risk => r !== null)
    .map((r) => ({ ...r, statements: [...new Set(r.statements)], score: r.probability * r.impact }))
    .sort((a, b) => b.score - a.score)
}
