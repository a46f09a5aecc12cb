import type { Plan, PlanService } from '#model/plan.ts'
import { platformTopics } from '#model/plan-knowledge/platform-topics.ts'
import { conditionsOf, type Ground, loadOf } from '../ground.ts'
import { factsIn } from '../reading/facts.ts'
import type { PlanInput } from '../reading/input.ts'
import { figure } from '../reading/numbers.ts'
import { orderOf } from '../reading/order.ts'
import { assign, relationsOf } from '../reading/relations.ts'
import { servicesIn } from '../reading/services.ts'
import { targetsOf } from '../reading/targets.ts'
import { sharedStore, size } from './capacity.ts'
import { type Choices, choose } from './choices.ts'
import { gatesOf } from './gates.ts'
import { contradictionsOf, overrunsOf } from './inconsistencies.ts'
import { questionsOf } from './questions.ts'
import { risksOf } from './risks.ts'
import { roadmapOf } from './roadmap.ts'
import { servicesOf } from './services.ts'
import type { Situation } from './situation.ts'

/** Pure: the same inputs give the same plan, byte for byte. */
export function planPlatform(input: PlanInput): Plan {
  const ground = groundOf(input)
  const choices = choose(ground)
  const services = servicesOf(ground, choices)
  const sized = size(ground, choices, services)
  const road = roadmapOf(ground, choices, services)
  const contradictions = contradictionsOf(ground, sized, choices.nothingLeft)
  const inconsistencies = [...contradictions, ...overrunsOf(ground, sized, road.weeks)]
  const at: Situation = { ground, choices, services, sized, weeks: road.weeks, contradictions, inconsistencies }
  const monolith = choices.platform.get('pattern')?.option.tags.includes('monolith') ?? false
  return {
    format: 'gantry.plan/2',
    title: input.title,
    summary: summary(at),
    overview: overview(choices, sharedStore(ground, choices)),
    services,
    infrastructure: infrastructure(choices, services),
    decisions: choices.decisions,
    targets: ground.targets,
    risks: risksOf(at),
    gates: gatesOf(at),
    roadmap: road.phases,
    metrics: metrics(ground, services),
    capacity: sized.rows,
    costs: sized.costs,
    inconsistencies,
    questions: questionsOf(at),
    deliverables: deliverables(input, services, ground, monolith),
    homeless: ground.homeless,
    statements: input.sentences.map((s) => ({
      id: s.id,
      document: input.documents[s.document]?.name ?? '',
      kind: s.role === 'constraints' ? 'constraint' : s.kind,
      text: s.text || s.label,
    })),
  }
}

export function groundOf(input: PlanInput): Ground {
  const found = servicesIn(input.sentences, input.entities, input.title)
  const { assigned, homeless } = assign(input, found)
  const relations = relationsOf(
    assigned,
    input.sentences.filter((s) => s.role === 'requirements' && s.kind !== 'out_of_scope'),
  )
  const targets = targetsOf(input.sentences)
  const facts = factsIn(input.sentences, input.date)
  const base = {
    input,
    facts,
    assigned,
    relations,
    order: orderOf(
      found.map((s) => s.slug),
      relations,
    ),
    targets,
    homeless: homeless.map((s) => s.id),
    load: loadOf(targets, facts.fleet),
  }
  return { ...base, holds: conditionsOf(base) }
}

function summary({ ground, choices, services, sized, inconsistencies }: Situation): string {
  const measured = ground.targets.filter((t) => t.measure).length
  return [
    `${shapeOf(choices, services.length)} on ${choices.platform.get('runtime')?.option.name ?? 'one machine'},`,
    `${choices.decisions.length} decisions with weighted options, ${ground.targets.length} quality targets (${measured} measurable),`,
    `about ${figure(sized.total)} EUR a month${inconsistencies.length > 0 ? `; ${inconsistencies.length} ${inconsistencies.length === 1 ? 'inconsistency' : 'inconsistencies'} to decide` : ''}.`,
  ].join(' ')
}

function shapeOf(choices: Choices, services: number): string {
  const pattern = choices.platform.get('pattern')?.option
  if (services === 1) return pattern?.tags.includes('serverless') ? 'One service of serverless functions' : 'One service'
  return `${pattern?.name ?? 'Services'} of ${services} ${pattern?.tags.includes('monolith') ? 'modules' : 'services'}`
}

function overview(choices: Choices, shared: boolean): Plan['overview'] {
  const row = (aspect: string, topic: string): Plan['overview'] => {
    const d = choices.platform.get(topic)?.decision
    return d ? [{ aspect, choice: d.chosen, rationale: d.rationale, statements: d.statements }] : []
  }
  const stores = [...new Map([...choices.services.values()].map((s) => [s.store.option.name, s.store.decision])).entries()]
  return [
    ...row('Architecture pattern', 'pattern'),
    ...row('Deployment', 'runtime'),
    {
      aspect: 'Data strategy',
      choice:
        stores.length > 1
          ? `Polyglot persistence: ${stores.map(([name]) => name).join(', ')}`
          : `${stores[0]?.[0] ?? 'PostgreSQL'}, ${shared ? 'one database with a schema a service' : 'one database a service'}`,
      rationale: stores.map(([name, d]) => `${name}: ${d.options[0]?.note ?? ''}`).join('; '),
      statements: [...new Set(stores.flatMap(([, d]) => d.statements))].slice(0, 8),
    },
    ...row('Availability', 'recovery'),
  ]
}

const layers: Record<string, string> = {
  pattern: '',
  runtime: 'Orchestration',
  entrance: 'API gateway layer',
  calls: 'Service communication',
  messaging: 'Messaging',
  transactions: 'Transactions across services',
  identity: 'Identity',
  observation: 'Monitoring',
  delivery: 'CI/CD',
  recovery: 'Disaster recovery',
}

function infrastructure(choices: Choices, services: readonly PlanService[]): Plan['infrastructure'] {
  const rows: Plan['infrastructure'] = platformTopics.flatMap((topic) => {
    const made = choices.platform.get(topic.id)
    const layer = layers[topic.id]
    return made && layer
      ? [
          {
            layer,
            technology: made.option.name,
            features: [made.option.note, ...made.option.consequences],
            decision: made.decision.id,
            statements: made.decision.statements.slice(0, 8),
          },
        ]
      : []
  })
  const stores = new Map<string, string[]>()
  for (const s of services) for (const name of [s.store, ...s.supplements.map((x) => x.name)]) stores.set(name, [...(stores.get(name) ?? []), s.name])
  for (const [name, users] of stores)
    rows.push({
      layer: 'Data layer',
      technology: name,
      features: [`for ${users.join(', ')}`, 'backups every day with point-in-time recovery, restore practised'],
      decision: '',
      statements: [],
    })
  return rows
}

const measurable = ({ targets }: Ground): string => {
  const count = targets.filter((t) => t.measure).length
  return count === 0 ? 'targets agreed, then' : `${count} measurable ${count === 1 ? 'target' : 'targets'}`
}

function metrics(ground: Ground, services: readonly PlanService[]): Plan['metrics'] {
  const up = ground.targets.find((t) => t.measure?.metric === 'availability')
  return [
    {
      group: 'Technical',
      metric: 'Architecture compliance',
      target: 'every delivered service matches its part of this plan; differences have a decision record',
    },
    {
      group: 'Technical',
      metric: 'Performance achievement',
      target: `${measurable(ground)} met under three times the stated load`,
    },
    { group: 'Technical', metric: 'Security posture', target: 'no critical or high finding open at a release' },
    { group: 'Technical', metric: 'Documentation coverage', target: `${services.length} of ${services.length} services with contract, runbook and diagrams` },
    { group: 'Business', metric: 'Delivery', target: 'each phase of the roadmap released in the week it was planned for' },
    {
      group: 'Business',
      metric: 'Reliability',
      target: up ? `${up.target || up.metric} measured over a quarter` : 'availability to be agreed, then measured over a quarter',
    },
    { group: 'Business', metric: 'Proof', target: 'every functional statement of a service proven by a test that ran' },
  ]
}

function deliverables(input: PlanInput, services: readonly PlanService[], ground: Ground, monolith: boolean): Plan['deliverables'] {
  if (monolith && services.length > 1) {
    const slug =
      input.title
        .toLowerCase()
        .normalize('NFKD')
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '')
        .slice(0, 40) || 'platform'
    return [{ slug, name: input.title, services: ground.order.levels.flat(), after: [] }]
  }
  return ground.order.levels.flat().map((slug) => ({
    slug,
    name: services.find((s) => s.slug === slug)?.name ?? slug,
    services: [slug],
    after: ground.order.before.get(slug) ?? [],
  }))
}
