import type { Network, NetworkDecision, NetworkFlow, NetworkRunbook, NetworkService, NetworkSystem } from '#model/network.ts'
import { cyclesOf } from '#model/network-analysis/cycle.ts'
import type { ServiceFacts, Standards } from '#model/service-facts.ts'
import { text } from './markdown.ts'

/** Everything that the documents of one system are written from; the same view gives the same bytes. */
export interface SystemView {
  system: NetworkSystem
  services: NetworkService[]
  facts: ServiceFacts[]
  needs: Flow[] // flows from this system
  serves: Flow[] // flows to this system
  inside: Flow[] // between its own services
  neighbours: Record<string, Neighbour>
  /** Who stops, directly or through others, when this system is away: by distance. */
  affected: { slug: string; name: string; depth: number }[]
  cycles: { systems: string[]; hard: boolean; assumed: boolean }[]
  /** The part of the network that its diagrams show: itself, its neighbours, the flows between them. */
  slice: Network
  decisions: NetworkDecision[]
  runbooks: NetworkRunbook[]
  standards: Standards
}
export type Flow = NetworkFlow
export type Neighbour = Pick<NetworkSystem, 'slug' | 'name' | 'owner' | 'targets' | 'lifecycle' | 'repository' | 'focus'> & { services: string[] }

const order = <T>(items: readonly T[], key: (item: T) => string): T[] => [...items].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
const mostCycles = 12

/** All systems at once: the cycles of the network are looked for one time. */
export function viewsOf(network: Network, facts: readonly ServiceFacts[], standards: Standards): SystemView[] {
  const { cycles } = cyclesOf(network)
  const flows = order(network.flows, (f) => `${f.from.system} ${f.from.service ?? ''} ${f.to.system} ${f.to.service ?? ''} ${f.key}`)
  const bySlug = new Map(network.systems.map((s) => [s.slug, s]))
  return order(network.systems, (s) => s.slug).map((system) => {
    const { slug } = system
    const needs = flows.filter((f) => f.from.system === slug && f.to.system !== slug)
    const serves = flows.filter((f) => f.to.system === slug && f.from.system !== slug)
    const around = [...new Set([...needs.map((f) => f.to.system), ...serves.map((f) => f.from.system)])].sort()
    return {
      system,
      services: order(
        network.services.filter((s) => s.system === slug),
        (s) => s.slug,
      ),
      facts: order(
        facts.filter((f) => f.system === slug),
        (f) => f.service,
      ),
      needs,
      serves,
      inside: flows.filter((f) => f.from.system === slug && f.to.system === slug),
      neighbours: Object.fromEntries(around.flatMap((each) => neighbourOf(bySlug.get(each), network))),
      affected: affectedBy(slug, flows, bySlug),
      cycles: cycles
        .filter((c) => c.systems.includes(slug))
        .slice(0, mostCycles)
        .map(({ systems, hard, assumed }) => ({ systems: [...systems], hard, assumed })),
      slice: sliceOf(network, flows, new Set([slug, ...around]), slug),
      decisions: network.decisions.filter((d) => d.system === slug).sort((a, b) => a.number - b.number),
      runbooks: order(
        network.runbooks.filter((r) => r.system === slug),
        (r) => r.key,
      ),
      standards,
    }
  })
}

const sliceOf = (network: Network, flows: readonly Flow[], around: ReadonlySet<string>, slug: string): Network => ({
  systems: order(
    network.systems.filter((s) => around.has(s.slug)),
    (s) => s.slug,
  ),
  services: order(
    network.services.filter((s) => around.has(s.system)),
    (s) => `${s.system} ${s.slug}`,
  ),
  flows: flows.filter((f) => f.from.system === slug || f.to.system === slug),
  decisions: [],
  runbooks: [],
})

function neighbourOf(system: NetworkSystem | undefined, network: Network): [string, Neighbour][] {
  if (!system) return []
  const { slug, name, owner, targets, lifecycle, repository, focus } = system
  const services = order(
    network.services.filter((s) => s.system === slug),
    (s) => s.slug,
  ).map((s) => s.name)
  return [[slug, { slug, name, owner, targets, lifecycle, repository, focus, services }]]
}

function affectedBy(slug: string, flows: readonly Flow[], bySlug: ReadonlyMap<string, NetworkSystem>): SystemView['affected'] {
  const depth = new Map([[slug, 0]])
  const queue = [slug]
  for (const at of queue)
    for (const { from, to } of flows)
      if (to.system === at && !depth.has(from.system)) {
        depth.set(from.system, (depth.get(at) ?? 0) + 1)
        queue.push(from.system)
      }
  return queue.slice(1).map((each) => ({ slug: each, name: bySlug.get(each)?.name ?? each, depth: depth.get(each) ?? 1 }))
}

export const nameOf = (view: SystemView, slug: string): string => (slug === view.system.slug ? view.system.name : (view.neighbours[slug]?.name ?? slug))
/** Both ends of a flow in words: "Billing System" or "Billing System, service invoices". */
export const endOf = (view: SystemView, place: Flow['from']): string => {
  const service = place.service && (view.services.find((s) => s.system === place.system && s.slug === place.service)?.name ?? place.service)
  return service ? `${nameOf(view, place.system)} / ${service}` : nameOf(view, place.system)
}

/** Whom to ask about a system. */
export const askOf = (owner: NetworkSystem['owner']): string =>
  owner ? `ask ${text(owner.team)}${owner.contact ? ` (${text(owner.contact)})` : ''}` : 'ask the architects'
export const unknown = (owner: NetworkSystem['owner']): string => `unknown — ${askOf(owner)}`
export const unknownHere = (view: SystemView): string => unknown(view.system.owner)
/** A flow has an owner on each side; who depends knows why. */
export function unknownFlow(view: SystemView, flow: Flow): string {
  const team = flow.ownerFrom ?? flow.ownerTo
  if (team) return `unknown — ask ${text(team)}`
  const other = view.neighbours[flow.from.system === view.system.slug ? flow.to.system : flow.from.system]
  return unknown(view.system.owner ?? other?.owner ?? null)
}
export const stated = (value: string | null | undefined, otherwise: string): string => (value ? text(value) : otherwise)
