import type { Plan, PlanRisk, PlanService } from '#model/plan.ts'
import { budgetOf, type Ground } from '../ground.ts'
import { figure } from '../reading/numbers.ts'
import type { Sized } from './capacity.ts'
import type { Choices } from './choices.ts'

type Risk = Omit<PlanRisk, 'score' | 'statements'> & { statements: readonly (string | undefined)[] }
export interface Situation {
  ground: Ground
  choices: Choices
  services: readonly PlanService[]
  sized: Sized
  weeks: { total: number; calendar: number }
  /** What cannot hold together; `inconsistencies` adds what costs too much or takes too long. */
  contradictions: Plan['inconsistencies']
  inconsistencies: Plan['inconsistencies']
}

/** Risks that these inputs really have; probability × impact, each 1 to 3. */
export function risksOf(at: Situation): PlanRisk[] {
  return [...technical(at), ...operational(at), ...project(at)]
    .filter((r): r is Risk => r !== null)
    .map((r) => ({ ...r, statements: [...new Set(r.statements.filter((s): s is string => Boolean(s)))], score: r.probability * r.impact }))
    .toSorted((a, b) => b.score - a.score || a.id.localeCompare(b.id))
}

const risk = (
  [id, group, owner]: [string, string, string],
  [probability, impact]: [number, number],
  title: string,
  mitigation: string,
  statements: Risk['statements'] = [],
): Risk => ({
  id,
  group,
  owner,
  title,
  mitigation,
  statements,
  probability,
  impact,
})
const holds = (at: Situation, ...names: Parameters<Ground['holds']['get']>): string[] => names.flatMap((n) => at.ground.holds.get(n) ?? [])
const tagged = (at: Situation, topic: string, tag: string): boolean => at.choices.platform.get(topic)?.option.tags.includes(tag) ?? false

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

function project(at: Situation): (Risk | null)[] {
  const { ground, sized, weeks, services } = at
  const budget = budgetOf(ground.facts)
  const { deadline } = ground.facts
  const known = new Set(ground.facts.skills.map((s) => s.value))
  const strange = known.size === 0 ? [] : services.filter((s) => !at.choices.services.get(s.slug)?.language.option.tags.some((t) => known.has(t)))
  return [
    budget && sized.total > budget.perMonth
      ? risk(
          ['budget', 'Project', 'product owner'],
          [3, sized.total > budget.perMonth * 1.25 ? 3 : 2],
          `Running costs of about ${figure(sized.total)} EUR a month exceed the budget of ${figure(budget.perMonth)}`,
          'Lower the load to build for, start with fewer instances, or raise the budget',
          [budget.statement],
        )
      : null,
    deadline && weeks.calendar > deadline.value
      ? risk(
          ['deadline', 'Project', 'product owner'],
          [3, weeks.calendar > deadline.value * 1.25 ? 3 : 2],
          `The roadmap takes ${weeks.calendar} weeks, ${Math.max(0, deadline.value)} are left`,
          'Release the first phase alone, add people before the first phase, or move the date',
          [deadline.statement],
        )
      : null,
    strange.length > 0
      ? risk(
          ['skills', 'Project', 'architect'],
          [2, 2],
          `Nobody is said to know what ${strange.map((s) => s.name).join(', ')} is written in`,
          'Train or hire before the phase that builds it',
          ground.facts.skills.map((s) => s.statement),
        )
      : null,
    ground.homeless.length > 0
      ? risk(
          ['homeless', 'Project', 'product owner'],
          [2, 2],
          `${ground.homeless.length} ${ground.homeless.length === 1 ? 'statement belongs' : 'statements belong'} to no service`,
          'Say which service each belongs to, and revise the plan',
          ground.homeless,
        )
      : null,
    ground.targets.every((t) => !t.measure)
      ? risk(
          ['targets', 'Project', 'product owner'],
          [3, 2],
          'No quality target can be measured: nobody can say when it is good enough',
          'State response time, load, availability and recovery with numbers',
        )
      : null,
    risk(['defect', 'Project', 'operator'], [1, 3], 'A defect reaches people in spite of the gates', 'Canary with automatic rollback; the old release is kept'),
  ]
}
