import { slug } from '#model/id.ts'
import type { Plan } from '#model/plan.ts'
import type { Quality, Specification } from '#model/specification.ts'
import { capacity, inconsistencies } from './capacity.ts'
import { baseline, type Criterion, topics } from './knowledge.ts'
import { risks } from './risks.ts'
import { targets } from './targets.ts'

export interface PlanNames {
  service: { slug: string; name: string }
  system: { slug: string; name: string }
}

/** Pure: the same specification gives the same plan. Each choice names the statements that tipped it. */
export function makePlan(specification: Specification, names: PlanNames): Plan {
  const tipping = weigh(specification)
  const decisions = topics.map((topic, i) => decide(topic, i, tipping))
  const store = decisions.find((d) => d.id.endsWith('store'))?.chosen ?? 'PostgreSQL'
  const crossed = crossing(specification)
  return {
    format: 'gantry.plan/2',
    title: specification.title,
    summary: `${names.service.name} of ${names.system.name}: ${specification.entities.length} entities, ${specification.operations.length} operations, ${specification.roles.length} roles, ${specification.qualities.length} quality targets.`,
    overview: [
      {
        aspect: 'Architecture pattern',
        choice: 'Modular service behind an API gateway',
        rationale: 'Rules cross entities within one transaction, so they stay in one deployable; the edge in front signs tokens, routes and measures.',
        statements: crossed,
      },
    ],
    services: [serviceOf(specification, names, store)],
    infrastructure: [],
    decisions,
    targets: targets(specification),
    risks: risks(specification),
    gates: [{ name: 'Review checklist', items: checklist(specification) }],
    roadmap: roadmap(specification),
    metrics: [
      { group: 'Technical', metric: 'Gates', target: 'all blocking gates of the run pass' },
      { group: 'Technical', metric: 'Proof', target: 'every understood functional statement is proven by a test that ran' },
      { group: 'Technical', metric: 'Quality targets', target: 'measured in staging and met, or the gap is stated' },
    ],
    capacity: capacity(specification),
    costs: [],
    inconsistencies: inconsistencies(specification),
    questions: specification.questions.map((q) => ({ text: q.text, why: q.why, proposed: q.proposed, owner: 'product owner', statements: q.statements })),
    deliverables: [],
    homeless: [],
    statements: [],
  }
}

const serviceOf = (specification: Specification, { service }: PlanNames, store: string): Plan['services'][number] => ({
  slug: service.slug,
  name: service.name,
  responsibility: specification.entities
    .filter((e) => !e.parent)
    .map((e) => e.plural)
    .join(', '),
  technology: 'TypeScript, Express 5, zod',
  store,
  supplements: [],
  scaling: 'Stateless instances behind the edge; horizontal from 2 by CPU 70 % and memory 75 %',
  security: [`JWT (ES256), roles ${specification.roles.map((r) => r.id).join(', ') || 'user'}`, 'deny by default'],
  reliability: [],
  entities: specification.entities.map((e) => e.id),
  traits: [],
  needs: [],
  externals: specification.externals.map((x) => ({ name: x.name, statements: x.statements })),
  weeks: null,
  statements: [],
})

/** Statements whose rules touch more than one entity: what speaks for one transaction. */
const crossing = (s: Specification): string[] => [
  ...new Set(
    s.operations.flatMap((o) => o.effects.filter((e) => e.kind === 'set' && (e.target !== 'self' || e.each || e.select)).flatMap((e) => e.statements)),
  ),
]

type Tipping = Record<Criterion, { weight: number; statements: string[] }>

/** Baseline weights plus two for rules over rows (consistency), high load (throughput), many states or compliance (operations). */
function weigh(s: Specification): Tipping {
  const loads = s.qualities.filter((q) => (q.metric === 'throughput' || q.metric === 'concurrent_users') && (q.value ?? 0) >= 100)
  const tight = s.qualities.filter((q) => ['availability', 'recovery_time', 'compliance', 'security'].includes(q.metric))
  const from = (list: Quality[]): string[] => list.flatMap((q) => q.statements)
  const add: Partial<Record<Criterion, string[]>> = { consistency: crossing(s), throughput: from(loads), operations: from(tight) }
  const entries = Object.entries(baseline).map(([name, weight]) => {
    const statements = add[name as Criterion] ?? []
    return [name, { weight: weight + (statements.length > 0 ? 2 : 0), statements }]
  })
  return Object.fromEntries(entries) as Tipping
}

function decide(topic: (typeof topics)[number], index: number, tipping: Tipping): Plan['decisions'][number] {
  const criteria = Object.entries(tipping).map(([name, t]) => ({ name, weight: t.weight, why: t.statements.length > 0 ? 'what the requirement says' : '' }))
  const options = topic.options
    .map((o) => ({
      name: o.name,
      note: o.note,
      excluded: '',
      scores: criteria.map((c) => o.scores[c.name as Criterion]),
      total: criteria.reduce((sum, c) => sum + c.weight * o.scores[c.name as Criterion], 0),
    }))
    .sort((a, b) => b.total - a.total || a.name.localeCompare(b.name))
  const best = options[0] as (typeof options)[number]
  const runnerUp = options[1]
  const decisive = Object.entries(tipping).filter(([, t]) => t.statements.length > 0)
  return {
    id: `${String(index + 1).padStart(4, '0')}-${topic.id}`,
    title: topic.title,
    context: topic.context,
    chosen: best.name,
    rationale: `${best.name}: ${best.note}.${runnerUp ? ` ${best.total} points against ${runnerUp.total} for ${runnerUp.name}.` : ''}${decisive.length > 0 ? ` What this requirement weighs more: ${decisive.map(([name]) => name).join(', ')}.` : ''}`,
    statements: [...new Set(decisive.flatMap(([, t]) => t.statements))],
    criteria,
    options,
    consequences: topic.consequences[best.name] ?? [],
    service: '',
    sources: [],
  }
}

type Item = Plan['gates'][number]['items'][number]
function checklist(s: Specification): Item[] {
  const functional = s.statements.filter((x) => x.kind === 'functional')
  const understood = functional.filter((x) => x.status === 'understood')
  const measurable = s.qualities.filter((q) => q.value !== null)
  const item = (text: string, met: boolean, evidence: string): Item => ({ id: slug(text), item: text, verdict: met ? 'met' : 'not_met', evidence })
  return [
    item(
      'The design addresses all functional requirements',
      understood.length === functional.length,
      `${understood.length} of ${functional.length} functional statements understood`,
    ),
    item('Quality targets are measurable', measurable.length === s.qualities.length, `${measurable.length} of ${s.qualities.length} have a value and a unit`),
    item(
      'Every operation says who may do it',
      s.operations.every((o) => o.public || o.permissions.length > 0),
      `${s.operations.length} operations`,
    ),
    item('Data model documented with relationships', s.entities.length > 0, 'diagrams/data-model'),
    item(
      'No contradictions are open',
      s.findings.every((f) => f.kind !== 'contradiction'),
      `${s.findings.filter((f) => f.kind === 'contradiction').length} found`,
    ),
    { id: 'growth', item: 'Growth expectations agreed with the owner', verdict: 'to_be_asked', evidence: 'the document states today’s load only' },
  ]
}

/** Phases from dependencies: what refers to nothing first, then what builds on it, then reports and targets. */
function roadmap(s: Specification): Plan['roadmap'] {
  const refers = new Map(s.entities.map((e) => [e.id, e.fields.flatMap((f) => (f.type.kind === 'reference' && f.type.entity !== e.id ? [f.type.entity] : []))]))
  const done = new Set<string>()
  const phases: Plan['roadmap'] = []
  while (done.size < s.entities.length) {
    const ready = s.entities.filter((e) => !done.has(e.id) && (refers.get(e.id) ?? []).every((r) => done.has(r) || !refers.has(r)))
    const next = ready.length > 0 ? ready : s.entities.filter((e) => !done.has(e.id)) // a cycle of references goes together
    const previous = phases.at(-1)?.phase
    phases.push({
      phase: `Phase ${phases.length + 1}`,
      goal: `${next.map((e) => e.plural).join(', ')} usable`,
      contents: next.flatMap((e) => s.operations.filter((o) => o.entity === e.id && o.kind !== 'read').map((o) => `${o.label} (${e.name})`)),
      services: [],
      after: previous ? [previous] : [],
      weeks: null,
    })
    for (const e of next) done.add(e.id)
  }
  const last = phases.at(-1)?.phase
  const reports = s.views.filter((v) => v.kind === 'report').map((v) => v.label)
  phases.push({
    phase: `Phase ${phases.length + 1}`,
    goal: 'Reports and quality targets proven',
    contents: [...reports, ...s.qualities.map((q) => `Measure ${q.label}`)],
    services: [],
    after: last ? [last] : [],
    weeks: null,
  })
  return phases
}
