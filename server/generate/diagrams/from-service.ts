import type { Network, NetworkService } from '#model/network.ts'
import { listed, meaning, merged, moreServices, mostServices, serviceId, systemNode, systemOf, unknownServices } from './from-network.ts'
import type { Boundary, Diagram, DiagramEdge, DiagramNode } from './graph.ts'

/** C4 level 3: the parts of one service, as far as its interfaces, events and stores tell. */
export function componentOf(network: Network, slug: string, service: string): Diagram {
  const system = systemOf(network, slug)
  const found = network.services.find((s) => s.system === slug && s.slug === service)
  if (!found) throw new Error(`There is no service ${service} in ${slug}.`)
  const boundary: Boundary = { id: 'service:', title: found.name, subtitle: found.technology ? `Container: ${found.technology}` : 'Container' }
  const { nodes, edges, entry, leave } = parts(found, boundary.id)
  const flows = network.flows.flatMap((flow) => {
    const from = flow.from.system === slug && flow.from.service === service
    const to = flow.to.system === slug && flow.to.service === service
    if (from === to) return []
    const other = from ? flow.to : flow.from
    return [{ from: from ? leave : `at:${other.system}`, to: from ? `at:${other.system}` : entry, flow, other: other.system }]
  })
  const others = [...new Set(flows.map((f) => f.other))].flatMap((s) => network.systems.find((n) => n.slug === s) ?? [])
  return {
    title: `Components of ${found.name}`,
    description: `The parts of ${found.name} in ${system.name}, from its ${found.apis.length} operations and ${found.publishes.length + found.subscribes.length} events.`,
    direction: 'DOWN',
    boundaries: [boundary],
    nodes: [...nodes, ...others.map((o) => ({ ...systemNode(o, 'system'), id: `at:${o.slug}`, description: undefined }))],
    edges: [...edges, ...merged(flows)],
    meaning,
  }
}

/** "GET /orders/{id}" → "orders" */
const resource = (api: string): string => /^(?:[A-Z]+\s+)?\/?(?:api\/)?(?:v\d+\/)?([^/\s?{]+)/.exec(api.trim())?.[1] ?? api

function parts(service: NetworkService, parent: string): { nodes: DiagramNode[]; edges: DiagramEdge[]; entry: string; leave: string } {
  const logic: DiagramNode = {
    id: 'logic:',
    title: service.responsibilities.length > 0 ? 'Business logic' : service.name,
    kind: 'component',
    subtitle: 'Component',
    description: service.responsibilities.length > 0 ? listed(service.responsibilities, 4) : (service.description ?? 'Responsibilities are not stated.'),
    lines: [],
    parent,
  }
  const nodes: DiagramNode[] = []
  const edges: DiagramEdge[] = []
  const resources = new Map<string, string[]>()
  for (const api of service.apis) resources.set(resource(api), [...(resources.get(resource(api)) ?? []), api])
  for (const [name, apis] of [...resources].slice(0, 8)) {
    nodes.push({
      id: `api:${name}`,
      title: `/${name}`,
      kind: 'component',
      subtitle: 'Component: HTTP interface',
      description: listed(apis, 3),
      lines: [],
      parent,
    })
    edges.push({ from: `api:${name}`, to: logic.id, label: '', style: 'solid' })
  }
  if (service.subscribes.length > 0) {
    nodes.push({ id: 'in:', title: 'Event consumer', kind: 'component', subtitle: 'Component', description: listed(service.subscribes, 4), lines: [], parent })
    edges.push({ from: 'in:', to: logic.id, label: '', style: 'dashed' })
  }
  nodes.push(logic)
  if (service.publishes.length > 0) {
    nodes.push({ id: 'out:', title: 'Event publisher', kind: 'component', subtitle: 'Component', description: listed(service.publishes, 4), lines: [], parent })
    edges.push({ from: logic.id, to: 'out:', label: '', style: 'dashed' })
  }
  if (service.queue) {
    nodes.push({ id: 'queue:', title: 'Messages', kind: 'queue', subtitle: `Container: ${service.queue}`, lines: [] })
    if (service.publishes.length > 0) edges.push({ from: 'out:', to: 'queue:', label: 'publishes', style: 'dashed' })
    if (service.subscribes.length > 0) edges.push({ from: 'queue:', to: 'in:', label: 'delivers', style: 'dashed' })
    if (service.publishes.length + service.subscribes.length === 0) edges.push({ from: logic.id, to: 'queue:', label: 'messages', style: 'dashed' })
  }
  for (const [id, technology, label] of [
    ['database:', service.database, 'reads and writes'],
    ['cache:', service.cache, 'caches'],
  ] as const)
    if (technology) {
      nodes.push({ id, title: id === 'cache:' ? 'Cache' : 'Database', kind: 'database', subtitle: `Container: ${technology}`, lines: [] })
      edges.push({ from: logic.id, to: id, label, style: 'solid' })
    }
  const first = resources.keys().next().value
  return { nodes, edges, entry: resources.size === 1 && first ? `api:${first}` : resources.size > 1 ? parent : logic.id, leave: logic.id }
}

/** One environment of a service that was delivered, as the edge runs it. */
export interface RunningEnvironment {
  service: string
  kind: 'staging' | 'production'
  address: string
  instances: { id: string; release: string; observed: string; weight: number; isolation: string | null }[]
}

/** Where the services of a system run: measured for those that were delivered, not stated for the others. */
export function deploymentOf(network: Network, slug: string, running: readonly RunningEnvironment[]): Diagram {
  const system = systemOf(network, slug)
  const services = network.services.filter((s) => s.system === slug)
  const boundaries: Boundary[] = []
  const nodes: DiagramNode[] = []
  const edges: DiagramEdge[] = []
  for (const kind of ['production', 'staging'] as const) {
    const here = running.filter((e) => e.kind === kind && e.instances.length > 0)
    if (here.length === 0) continue
    boundaries.push({ id: `${kind}:`, title: kind === 'production' ? 'Production' : 'Staging', subtitle: 'Environment' })
    nodes.push({
      id: `${kind}:edge`,
      title: 'Edge',
      kind: 'container',
      subtitle: 'Reverse proxy',
      description: 'Routes by name, splits and measures traffic.',
      lines: [],
      parent: `${kind}:`,
    })
    for (const e of here) environment(e, services.find((s) => s.slug === e.service)?.name ?? e.service, { boundaries, nodes, edges })
  }
  const elsewhere = services.filter((s) => !running.some((e) => e.service === s.slug && e.instances.length > 0))
  if (elsewhere.length > 0 || services.length === 0) {
    boundaries.push({ id: 'nowhere:', title: 'Where this runs is not stated', subtitle: 'Environment' })
    if (services.length === 0) nodes.push(unknownServices(system, 'nowhere:'))
    for (const s of elsewhere.slice(0, mostServices)) stated(s, nodes, edges)
    if (elsewhere.length > mostServices) nodes.push(moreServices(elsewhere.length - mostServices, 'nowhere:'))
  }
  return {
    title: `Deployment of ${system.name}`,
    description:
      running.length > 0
        ? `What runs now, as the edge observes it: ${running.reduce((n, e) => n + e.instances.length, 0)} instances.`
        : `Nobody has stated where ${system.name} runs.`,
    direction: 'DOWN',
    boundaries,
    nodes,
    edges,
  }
}

function environment(e: RunningEnvironment, name: string, to: { boundaries: Boundary[]; nodes: DiagramNode[]; edges: DiagramEdge[] }): void {
  const id = `${e.kind}:${e.service}`
  to.boundaries.push({ id, title: name, subtitle: `Deployment Node: ${e.address}`, parent: `${e.kind}:` })
  for (const i of e.instances) {
    to.nodes.push({
      id: i.id,
      title: i.release,
      kind: 'instance',
      subtitle: i.isolation ? `Instance: ${i.isolation}` : 'Instance',
      description: i.observed,
      lines: [],
      parent: id,
    })
    to.edges.push({ from: `${e.kind}:edge`, to: i.id, label: `${i.weight} % of the traffic`, detail: 'HTTP over a UNIX socket', style: 'solid' })
    to.edges.push({ from: i.id, to: `${id}:database`, label: '', detail: 'SQL', style: 'solid' })
  }
  to.nodes.push({
    id: `${id}:database`,
    title: `${name} database`,
    kind: 'database',
    subtitle: 'PostgreSQL',
    description: 'One for this environment.',
    lines: [],
    parent: id,
  })
}

function stated(s: NetworkService, nodes: DiagramNode[], edges: DiagramEdge[]): void {
  const id = serviceId(s)
  nodes.push({ id, title: s.name, kind: 'container', subtitle: s.technology ? `Container: ${s.technology}` : 'Container', lines: [], parent: 'nowhere:' })
  for (const [key, value, kind] of [
    ['database', s.database, 'database'],
    ['cache', s.cache, 'database'],
    ['queue', s.queue, 'queue'],
  ] as const)
    if (value) {
      const at = key === 'queue' ? `queue:${value}` : `${id}:${key}`
      if (!nodes.some((n) => n.id === at))
        nodes.push({ id: at, title: value, kind, subtitle: key === 'queue' ? 'Queue' : key === 'cache' ? 'Cache' : 'Database', lines: [], parent: 'nowhere:' })
      edges.push({ from: id, to: at, label: '', style: key === 'queue' ? 'dashed' : 'solid' })
    }
}
