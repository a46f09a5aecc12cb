import type { Plan, PlanService } from '#model/plan.ts'
import { type Diagram, edge, node } from '../diagrams/graph.ts'

const meaning: Diagram['meaning'] = { solid: 'waits for the answer', dashed: 'does not wait' }
/** More boxes than this are no picture any more; the tables of the plan have them all. */
const most = 12

export interface PlanPicture {
  name: string
  diagram: Diagram
}
/** C4 levels 1 and 2, where it will run, and in which order it is built. */
export function planDiagrams(plan: Plan, roles: readonly { id: string; name: string }[]): PlanPicture[] {
  return [
    { name: 'context', diagram: contextOf(plan, roles) },
    { name: 'containers', diagram: containersOf(plan) },
    { name: 'deployment', diagram: deploymentOf(plan) },
    ...(plan.roadmap.length > 1 ? [{ name: 'roadmap', diagram: orderOf(plan) }] : []),
  ]
}

function contextOf(plan: Plan, roles: readonly { id: string; name: string }[]): Diagram {
  const externals = [...new Set(plan.services.flatMap((s) => s.externals.map((x) => x.name)))].slice(0, most)
  const people = roles.length > 0 ? roles.slice(0, most) : [{ id: 'people', name: 'People' }]
  return {
    title: `Context of ${plan.title}`,
    description: `Who uses ${plan.title} and which outside systems it depends on.`,
    direction: 'DOWN',
    nodes: [
      ...people.map((r) => node(`role:${r.id}`, r.name.charAt(0).toUpperCase() + r.name.slice(1), 'person', 'Person')),
      node(
        'platform',
        plan.title,
        'focus',
        'Software System: planned',
        `${plan.services.length} services: ${plan.services.map((s) => s.name.replace(/ Service$/, '')).join(', ')}.`,
      ),
      ...externals.map((x) => node(`external:${x}`, x, 'external', 'Software System: outside')),
    ],
    edges: [
      ...people.map((r) => edge(`role:${r.id}`, 'platform', 'uses', 'HTTPS')),
      ...externals.map((x) =>
        edge(
          'platform',
          `external:${x}`,
          plan.services
            .filter((s) => s.externals.some((e) => e.name === x))
            .map((s) => s.name.replace(/ Service$/, ''))
            .join(', '),
          undefined,
          'dashed',
        ),
      ),
    ],
    meaning,
  }
}

const layer = (plan: Plan, name: string) => plan.infrastructure.find((i) => i.layer === name)?.technology
const monolith = (plan: Plan): boolean => plan.deliverables.length === 1 && plan.services.length > 1

function containersOf(plan: Plan): Diagram {
  const shown = plan.services.slice(0, most)
  const known = new Set(shown.map((s) => s.slug))
  const boundary = { id: 'platform:', title: plan.title, subtitle: monolith(plan) ? 'One deployable with modules' : 'Software System' }
  const gateway = layer(plan, 'API gateway layer') ?? 'Gateway'
  const queue = layer(plan, 'Messaging')
  const shared = new Set(plan.services.map((s) => s.store)).size === 1 && plan.costs.some((c) => c.what === 'Databases' && c.arithmetic.startsWith('1 '))
  const events = (s: PlanService) => s.needs.filter((n) => n.mode === 'async' && known.has(n.service))
  return {
    title: `Containers of ${plan.title}`,
    description: `The services of ${plan.title}, where their data lives and how they speak with each other.`,
    direction: 'DOWN',
    boundaries: [boundary],
    nodes: [
      node('gateway', gateway, 'container', 'API gateway', 'Ends TLS, checks tokens, limits rates.'),
      ...shown.map((s) => node(s.slug, s.name, 'container', `${monolith(plan) ? 'Module' : 'Container'}: ${s.technology}`, undefined, boundary.id)),
      ...(shared
        ? [node('store', shown[0]?.store ?? 'Database', 'database', 'One database', undefined, boundary.id)]
        : shown.map((s) =>
            node(`${s.slug}:store`, [s.store, ...s.supplements.map((x) => x.name)].join(', '), 'database', 'Its own data', undefined, boundary.id),
          )),
      ...(queue ? [node('events', 'Events', 'queue', queue, undefined, boundary.id)] : []),
    ],
    edges: [
      ...shown.map((s) => edge('gateway', s.slug, '')),
      ...shown.map((s) => edge(s.slug, shared ? 'store' : `${s.slug}:store`, '')),
      ...shown.flatMap((s) => s.needs.filter((n) => n.mode === 'sync' && known.has(n.service)).map((n) => edge(s.slug, n.service, 'asks'))),
      ...(queue
        ? [
            ...[...new Set(shown.flatMap((s) => events(s).map((n) => n.service)))].map((slug) => edge(slug, 'events', 'tells', undefined, 'dashed')),
            ...shown.filter((s) => events(s).length > 0).map((s) => edge('events', s.slug, 'reacts', undefined, 'dashed')),
          ]
        : []),
    ],
    meaning,
  }
}

function deploymentOf(plan: Plan): Diagram {
  const zones = /zones|regions/i.test(layer(plan, 'Disaster recovery') ?? '') ? ['Zone A', 'Zone B'] : ['One place']
  const shown = plan.services.slice(0, 6)
  const count = (s: PlanService) => plan.capacity.find((c) => c.what === `Instances of ${s.name}`)?.result ?? '2'
  const together = plan.capacity.find((c) => c.what.endsWith(' with all modules'))?.result
  const stores = [...new Set(plan.services.map((s) => s.store))]
  return {
    title: `Deployment of ${plan.title}`,
    description: `${layer(plan, 'Orchestration') ?? 'Machines'} in ${zones.length === 1 ? 'one place' : 'two zones'}; the database of the second zone stands by.`,
    direction: 'DOWN',
    boundaries: zones.map((z, i) => ({ id: `${i}:`, title: z, subtitle: `Deployment Node: ${layer(plan, 'Orchestration') ?? 'machines'}` })),
    nodes: [
      node('gateway', layer(plan, 'API gateway layer') ?? 'Gateway', 'container', 'Load balancer and gateway'),
      ...zones.flatMap((_, i) => [
        node(
          `${i}:services`,
          monolith(plan) ? plan.title : `${plan.services.length} services`,
          'instance',
          'Instances',
          together
            ? `${Math.ceil(Number(together) / zones.length)} instances, each with all modules`
            : `${shown.map((s) => `${s.name.replace(/ Service$/, '')} ${Math.ceil(Number(count(s)) / zones.length)}`).join(', ')}${plan.services.length > shown.length ? ' …' : ''}`,
          `${i}:`,
        ),
        node(`${i}:data`, i === 0 ? 'Databases' : 'Standby databases', 'database', stores.join(', '), undefined, `${i}:`),
      ]),
    ],
    edges: [
      ...zones.map((_, i) => edge('gateway', `${i}:services`, 'requests', 'HTTPS')),
      edge('0:services', '0:data', 'reads and writes', 'SQL'),
      ...(zones.length > 1 ? [edge('1:services', '0:data', 'reads and writes', 'SQL'), edge('0:data', '1:data', 'replicates', undefined, 'dashed')] : []),
    ],
    meaning,
  }
}

/** What is built after what. */
function orderOf(plan: Plan): Diagram {
  const names = (p: Plan['roadmap'][number]) => p.services.map((slug) => plan.services.find((s) => s.slug === slug)?.name.replace(/ Service$/, '') ?? slug)
  return {
    title: `Roadmap of ${plan.title}`,
    description: `Phases in the order that dependencies ask for: ${plan.roadmap.map((p) => p.goal).join('; ')}.`,
    direction: 'RIGHT',
    nodes: plan.roadmap.map((p) =>
      node(p.phase, p.phase, 'component', p.weeks ? `Weeks ${p.weeks.from + 1} to ${p.weeks.to}` : '', names(p).join(', ') || p.goal),
    ),
    edges: plan.roadmap.flatMap((p) => p.after.map((a) => edge(a, p.phase, ''))),
  }
}
