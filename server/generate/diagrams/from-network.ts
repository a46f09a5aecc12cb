import type { Network, NetworkFlow, NetworkService, NetworkSystem } from '#model/network.ts'
import type { Boundary, Diagram, DiagramEdge, DiagramNode } from './graph.ts'

/**
 * C4 levels 1 and 2 of one system, from the network as its reader may see it. What nobody has stated is drawn as not
 * stated; nothing is filled in. An arrow goes from who depends to what is depended on.
 */
export const mannerOf = { sync: 'solid', async: 'dashed', unknown: 'dotted' } as const
export const meaning: Diagram['meaning'] = { solid: 'waits for the answer (sync)', dashed: 'does not wait (async)', dotted: 'manner not stated' }
/** More neighbours than a reader takes in at once are summed up in one box. */
const mostNeighbours = 16
/** So are services beyond these, and flows of single services beyond these are drawn as the system's. */
export const mostServices = 20
const mostServiceFlows = 40

export const listed = (words: readonly string[], most = 3): string =>
  words.length > most ? `${words.slice(0, most).join(', ')} and ${words.length - most} more` : words.join(', ')

export function systemOf(network: Network, slug: string): NetworkSystem {
  const system = network.systems.find((s) => s.slug === slug)
  if (!system) throw new Error(`There is no system ${slug} in this network.`)
  return system
}

const purpose = (s: NetworkSystem): string | undefined => (s.focus.length > 0 ? listed(s.focus) : (s.description ?? undefined))
export const systemNode = (s: NetworkSystem, kind: 'focus' | 'system', parent?: string): DiagramNode => ({
  id: s.slug,
  title: s.name,
  kind,
  subtitle: s.domain ? `Software System: ${s.domain}` : 'Software System',
  description: purpose(s),
  lines: [],
  parent,
})

/** Flows between the same two ends in the same manner are one arrow with everything that flows. */
export function merged(flows: readonly { from: string; to: string; flow: NetworkFlow }[]): DiagramEdge[] {
  const groups = new Map<string, { from: string; to: string; flows: NetworkFlow[] }>()
  for (const { from, to, flow } of flows) {
    if (from === to) continue
    const key = JSON.stringify([from, to, flow.mode])
    const group = groups.get(key) ?? { from, to, flows: [] }
    group.flows.push(flow)
    groups.set(key, group)
  }
  return [...groups.values()].map(({ from, to, flows: same }) => {
    const protocols = [...new Set(same.flatMap((f) => f.protocol ?? []))]
    const mode = same[0]?.mode ?? 'unknown'
    const detail = [listed(protocols, 2), mode === 'unknown' ? '' : mode].filter(Boolean).join(', ')
    return { from, to, label: listed([...new Set(same.flatMap((f) => f.data))]), detail: detail || undefined, style: mannerOf[mode] }
  })
}

const weight = { critical: 0, high: 1, medium: 2, low: 3, unknown: 4 }

/** The systems next to one, the most critical first; beyond the limit only their number. */
function neighbours(network: Network, slug: string): { shown: NetworkSystem[]; more: number } {
  const rank = new Map<string, number>()
  for (const f of network.flows) {
    const other = f.from.system === slug ? f.to.system : f.to.system === slug ? f.from.system : null
    if (other && other !== slug) rank.set(other, Math.min(rank.get(other) ?? 9, weight[f.criticality]))
  }
  const all = network.systems.filter((s) => rank.has(s.slug)).sort((a, b) => (rank.get(a.slug) ?? 0) - (rank.get(b.slug) ?? 0) || a.name.localeCompare(b.name))
  return { shown: all.slice(0, mostNeighbours), more: Math.max(0, all.length - mostNeighbours) }
}

const people = (system: NetworkSystem): DiagramNode[] =>
  system.targets?.concurrentUsers
    ? [{ id: 'people:', title: 'People', kind: 'person', subtitle: `target: ${system.targets.concurrentUsers.toLocaleString('en')} at once`, lines: [] }]
    : []
const moreNode = (more: number): DiagramNode[] =>
  more > 0
    ? [{ id: 'more:', title: `and ${more} more`, kind: 'external', subtitle: 'Software Systems', description: 'The network page shows them all.', lines: [] }]
    : []

/** Who uses a system, and what it depends on. */
export function contextOf(network: Network, slug: string): Diagram {
  const system = systemOf(network, slug)
  const { shown, more } = neighbours(network, slug)
  const known = new Set([slug, ...shown.map((s) => s.slug)])
  const flows = network.flows.filter((f) => (f.from.system === slug || f.to.system === slug) && known.has(f.from.system) && known.has(f.to.system))
  const needs = new Set(flows.filter((f) => f.from.system === slug).map((f) => f.to.system)).size
  const needed = new Set(flows.filter((f) => f.to.system === slug).map((f) => f.from.system)).size
  return {
    title: `System context of ${system.name}`,
    description: `${system.name} depends on ${needs} and is depended on by ${needed} other systems.${system.owner ? ` Owner: ${system.owner.team}.` : ' Its owner is not stated.'}`,
    direction: 'DOWN',
    nodes: [...people(system), systemNode(system, 'focus'), ...shown.map((s) => systemNode(s, 'system')), ...moreNode(more)],
    edges: [
      ...people(system).map((p): DiagramEdge => ({ from: p.id, to: slug, label: 'use', style: 'solid' })),
      ...merged(flows.map((flow) => ({ from: flow.from.system, to: flow.to.system, flow }))),
      ...moreNode(more).map((m): DiagramEdge => ({ from: slug, to: m.id, label: '', style: 'dotted' })),
    ],
    meaning,
  }
}

export const serviceId = (s: Pick<NetworkService, 'system' | 'slug'>): string => `${s.system}/${s.slug}`

/** A service with the stores it states. A queue of the same name is one queue for all services of the system. */
export function containersOf(service: NetworkService, parent: string): { nodes: DiagramNode[]; edges: DiagramEdge[] } {
  const id = serviceId(service)
  const nodes: DiagramNode[] = [
    {
      id,
      title: service.name,
      kind: 'container',
      subtitle: service.technology ? `Container: ${service.technology}` : 'Container',
      description: service.description ?? (service.responsibilities.length > 0 ? listed(service.responsibilities) : undefined),
      lines: [],
      parent,
    },
  ]
  const edges: DiagramEdge[] = []
  const store = (key: string, title: string, kind: DiagramNode['kind'], technology: string, label: string): void => {
    nodes.push({ id: key, title, kind, subtitle: `Container: ${technology}`, lines: [], parent })
    edges.push({ from: id, to: key, label, style: kind === 'queue' ? 'dashed' : 'solid' })
  }
  if (service.database) store(`${id}:database`, `${service.name} database`, 'database', service.database, 'reads and writes')
  if (service.cache) store(`${id}:cache`, `${service.name} cache`, 'database', service.cache, 'caches')
  if (service.queue) store(`${service.system}:queue:${service.queue}`, 'Messages', 'queue', service.queue, events(service))
  return { nodes, edges }
}

const events = (service: NetworkService): string =>
  [
    service.publishes.length > 0 ? `publishes ${listed(service.publishes, 2)}` : '',
    service.subscribes.length > 0 ? `subscribes ${listed(service.subscribes, 2)}` : '',
  ]
    .filter(Boolean)
    .join('; ') || 'messages'

/** Events that one service of the system publishes and another subscribes, where no queue of theirs is drawn between them. */
function eventEdges(services: readonly NetworkService[]): DiagramEdge[] {
  return services.flatMap((from) =>
    services.flatMap((to): DiagramEdge[] => {
      if (from === to || (from.queue && from.queue === to.queue)) return []
      const shared = from.publishes.filter((e) => to.subscribes.includes(e))
      return shared.length > 0 ? [{ from: serviceId(from), to: serviceId(to), label: listed(shared, 2), detail: 'event', style: 'dashed' }] : []
    }),
  )
}

/** What runs inside a system, and with which systems each part talks. */
export function containerOf(network: Network, slug: string): Diagram {
  const system = systemOf(network, slug)
  const all = network.services.filter((s) => s.system === slug)
  const services = all.slice(0, mostServices)
  const { shown, more } = neighbours(network, slug)
  const boundary: Boundary = { id: `${slug}:`, title: system.name, subtitle: 'Software System' }
  const parts = services.map((s) => containersOf(s, boundary.id))
  const nodes = new Map(parts.flatMap((p) => p.nodes).map((n) => [n.id, n]))
  if (all.length === 0) nodes.set('unknown:', unknownServices(system, boundary.id))
  if (all.length > services.length) nodes.set('others:', moreServices(all.length - services.length, boundary.id))
  const known = new Set([slug, ...shown.map((s) => s.slug)])
  const end = (place: NetworkFlow['from'], whole: boolean): string => {
    if (place.system !== slug) return place.system
    const service = place.service && `${slug}/${place.service}`
    // A flow of the whole system ends at its only part; else at its boundary.
    return service && nodes.has(service) && !whole ? service : nodes.size === 1 ? ([...nodes.keys()][0] as string) : boundary.id
  }
  const flows = network.flows.filter((f) => (f.from.system === slug || f.to.system === slug) && known.has(f.from.system) && known.has(f.to.system))
  const drawn = (whole: boolean): DiagramEdge[] => merged(flows.map((flow) => ({ from: end(flow.from, whole), to: end(flow.to, whole), flow })))
  const single = drawn(false)
  return {
    title: `Containers of ${system.name}`,
    description:
      all.length > 0
        ? `${all.length === 1 ? 'One service' : `${all.length} services`}: ${listed(
            all.map((s) => s.name),
            6,
          )}.`
        : `Nobody has stated the services of ${system.name} yet.`,
    direction: 'DOWN',
    boundaries: [boundary],
    nodes: [...nodes.values(), ...shown.map((s) => ({ ...systemNode(s, 'system'), description: undefined })), ...moreNode(more)],
    edges: [...dedupe(parts.flatMap((p) => p.edges)), ...eventEdges(services), ...(single.length > mostServiceFlows ? drawn(true) : single)],
    meaning,
  }
}

export const moreServices = (more: number, parent: string): DiagramNode => ({
  id: 'others:',
  title: `and ${more} more`,
  kind: 'container',
  subtitle: 'Containers',
  description: 'The page of the system lists them all.',
  lines: [],
  parent,
})

export const unknownServices = (system: NetworkSystem, parent: string): DiagramNode => ({
  id: 'unknown:',
  title: 'Services not stated',
  kind: 'unknown',
  description: system.owner ? `Ask ${system.owner.team}.` : 'The system has no owner to ask.',
  lines: [],
  parent,
})

const dedupe = (edges: DiagramEdge[]): DiagramEdge[] => [...new Map(edges.map((e) => [JSON.stringify([e.from, e.to, e.label]), e])).values()]
