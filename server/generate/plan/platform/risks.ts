import type { PlanRisk } from '#model/plan.ts'
import { projectRisks } from './project-risks.ts'
import { holds, type Risk, risk, type Situation, tagged } from './situation.ts'

/** Risks that these inputs really have; probability × impact, each 1 to 3. */
export function risksOf(at: Situation): PlanRisk[] {
  return [...technical(at), ...operational(at), ...projectRisks(at)]
    .filter((r): r is Risk => r !== null)
    .map((r) => ({ ...r, statements: [...new Set(r.statements.filter((s): s is string => Boolean(s)))], score: r.probability * r.impact }))
    .toSorted((a, b) => b.score - a.score || a.id.localeCompare(b.id))
}

function technical(at: Situation): (Risk | null)[] {
  const { ground, services } = at
  const apart = !tagged(at, 'pattern', 'monolith')
  const small = ground.holds.has('small_team')
  const calls = services.flatMap((s) => s.needs.filter((n) => n.mode === 'sync').flatMap((n) => n.statements))
  return [
    apart && services.length > 2
      ? risk(
          ['complexity', 'Technical', 'architect'],
          [small ? 3 : 2, 2],
          `Microservice complexity may impact development velocity (${services.length} services${small ? ', a small team' : ''})`,
          'Start with core services, expand incrementally; one template for all services',
          holds(at, 'small_team'),
        )
      : null,
    apart && calls.length > 0
      ? risk(
          ['communication', 'Technical', 'tech lead'],
          [2, 3],
          'Slow or failing calls between services spread',
          'Time limits, retries with jitter, circuit breakers and a stated answer when the other one is away; fault tests in staging',
          calls,
        )
      : null,
    at.choices.platform.has('transactions')
      ? risk(
          ['consistency', 'Technical', 'architect'],
          [2, 3],
          'Rules across services may be broken half-way',
          `${at.choices.platform.get('transactions')?.option.name}: compensation for each step, reconciliation every day`,
          holds(at, 'money'),
        )
      : null,
    ...ground.order.cycles.map((c): Risk => {
      const names = c.services.map((slug) => services.find((s) => s.slug === slug)?.name ?? slug)
      return risk(
        [`cycle-${c.services.join('-')}`, 'Technical', 'architect'],
        [2, 3],
        `${names.join(' and ')} need each other at request time`,
        'Turn one direction into events, or move the rule into one of them',
        c.statements,
      )
    }),
    ...doubtful(at),
    ...unlike(at),
  ]
}

function doubtful(at: Situation): (Risk | null)[] {
  const { contradictions, ground } = at
  return [
    contradictions.length > 0
      ? risk(
          ['contradiction', 'Technical', 'product owner'],
          [3, 3],
          `${contradictions.length} ${contradictions.length === 1 ? 'contradiction' : 'contradictions'} in the inputs: whatever is built misses one side`,
          'Decide each of them and revise the plan',
          contradictions.flatMap((i) => i.statements),
        )
      : null,
    ground.holds.has('very_high_load')
      ? risk(
          ['load', 'Technical', 'tech lead'],
          [2, 2],
          'The stated peak has never been produced: estimates may be off',
          'Load test the first service with a load generator of its own before the second phase',
          holds(at, 'very_high_load'),
        )
      : null,
  ]
}

/** `deliver` builds TypeScript on PostgreSQL: what is planned otherwise is delivered as a reference to be ported. */
function unlike(at: Situation): (Risk | null)[] {
  const others = at.services.filter((s) => !s.technology.startsWith('TypeScript') || !s.store.startsWith('PostgreSQL'))
  if (others.length === 0) return [null]
  return [
    risk(
      ['delivery', 'Technical', 'architect'],
      [3, 2],
      `Gantry delivers TypeScript on PostgreSQL; the plan chose otherwise for ${others.map((s) => `${s.name} (${s.technology}, ${s.store})`).join(', ')}`,
      'Take the delivered contract, tests and database as the reference for the port, or accept TypeScript for these services',
    ),
  ]
}

function operational(at: Situation): (Risk | null)[] {
  const { ground, services } = at
  const partners = services.flatMap((s) => s.externals)
  return [
    risk(
      ['monitoring', 'Operational', 'operator'],
      [2, 2],
      'Gaps in monitoring delay the discovery of failures',
      `${at.choices.platform.get('observation')?.option.name}; an alarm for each quality target`,
    ),
    services.length > 1 && !tagged(at, 'pattern', 'monolith')
      ? risk(
          ['deployment', 'Operational', 'operator'],
          [2, 2],
          'Many deployments may fail in parts',
          'One pipeline for all, canary 10 → 50 → 100 % with automatic rollback, additive migrations',
        )
      : null,
    tagged(at, 'runtime', 'one-machine')
      ? risk(
          ['machine', 'Operational', 'operator'],
          [2, 2],
          'Everything stands on one machine: while it is away, so is everything',
          'Backups kept elsewhere; a restore on another machine practised every quarter',
          ground.facts.single.map((s) => s.statement),
        )
      : null,
    partners.length > 0
      ? risk(
          ['partners', 'Operational', 'integration engineer'],
          [2, 2],
          `Depends on ${[...new Set(partners.map((p) => p.name))].join(', ')}`,
          'A port each with time limit, circuit breaker and queue; contracts tested against a stub every day',
          partners.flatMap((p) => p.statements),
        )
      : null,
    ground.holds.has('personal')
      ? risk(
          ['privacy', 'Operational', 'security engineer'],
          [2, 3],
          'Personal data leaks or is kept too long',
          'Own-records rules in the queries, encryption, audit log, deletion jobs with tests',
          holds(at, 'personal'),
        )
      : null,
    ground.facts.laws.length > 0
      ? risk(
          ['compliance', 'Operational', 'security engineer'],
          [2, 3],
          `Proof for ${[...new Set(ground.facts.laws.map((l) => l.value))].join(', ')} is missing at the audit`,
          'Each demand gets a control with evidence from the pipeline; a rehearsal before the first release',
          ground.facts.laws.map((l) => l.statement),
        )
      : null,
  ]
}
