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
  affected: { depth: number; count: number; names: string[] }[]
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
const mostNames = 30

function grouped<T>(items: readonly T[], key: (item: T) => string): (key: string) => T[] {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group) group.push(item)
    else groups.set(key(item), [item])
  }
  return (at) => groups.get(at) ?? []
}

/** All systems at once: what is looked for in the whole network is looked for one time. */
export function viewsOf(network: Network, facts: readonly ServiceFacts[], standards: Standards): SystemView[] {
  const { cycles } = cyclesOf(network)
  const flows = order(network.flows, (f) => `${f.from.system} ${f.from.service ?? ''} ${f.to.system} ${f.to.service ?? ''} ${f.key}`)
  const [from, to] = [grouped(flows, (f) => f.from.system), grouped(flows, (f) => f.to.system)]
  const services = grouped(
    order(network.services, (s) => s.slug),
    (s) => s.system,
  )
  const known = grouped(
    order(facts, (f) => f.service),
    (f) => f.system,
  )
  const decisions = grouped(network.decisions, (d) => d.system)
  const runbooks = grouped(
    order(network.runbooks, (r) => r.key),
    (r) => r.system,
  )
  const bySlug = new Map(network.systems.map((s) => [s.slug, s]))
  const dependents = new Map(network.systems.map(({ slug }) => [slug, [...new Set(to(slug).map((f) => f.from.system))]]))
  return order(network.systems, (s) => s.slug).map((system) => {
    const { slug } = system
    const needs = from(slug).filter((f) => f.to.system !== slug)
    const serves = to(slug).filter((f) => f.from.system !== slug)
    const inside = from(slug).filter((f) => f.to.system === slug)
    const around = [...new Set([...needs.map((f) => f.to.system), ...serves.map((f) => f.from.system)])].sort()
    const near = [slug, ...around].sort()
    return {
      system,
      services: services(slug),
      facts: known(slug),
      needs,
      serves,
      inside,
      neighbours: Object.fromEntries(around.flatMap((each) => neighbourOf(bySlug.get(each), services(each)))),
      affected: affectedBy(slug, dependents, bySlug),
      cycles: cycles
        .filter((c) => c.systems.includes(slug))
        .slice(0, mostCycles)
        .map(({ systems, hard, assumed }) => ({ systems: [...systems], hard, assumed })),
      slice: {
        systems: near.flatMap((each) => bySlug.get(each) ?? []),
        services: near.flatMap(services),
        flows: order([...needs, ...serves, ...inside], (f) => f.key),
        decisions: [],
        runbooks: [],
      },
      decisions: [...decisions(slug)].sort((a, b) => a.number - b.number),
      runbooks: runbooks(slug),
      standards,
    }
  })
}

function neighbourOf(system: NetworkSystem | undefined, services: readonly NetworkService[]): [string, Neighbour][] {
  if (!system) return []
  const { slug, name, owner, targets, lifecycle, repository, focus } = system
  return [[slug, { slug, name, owner, targets, lifecycle, repository, focus, services: services.map((s) => s.name) }]]
}

/** By distance; of many at the same distance only the first are named: the order follows the flows', which is sorted. */
function affectedBy(slug: string, dependents: ReadonlyMap<string, readonly string[]>, bySlug: ReadonlyMap<string, NetworkSystem>): SystemView['affected'] {
  const seen = new Set([slug])
  const levels: SystemView['affected'] = []
  for (let level = [slug], depth = 1; level.length > 0; depth++) {
    const next: string[] = []
    for (const at of level)
      for (const each of dependents.get(at) ?? [])
        if (!seen.has(each)) {
          seen.add(each)
          next.push(each)
        }
    const names = next.slice(0, mostNames).map((each) => bySlug.get(each)?.name ?? each)
    if (next.length > 0) levels.push({ depth, count: next.length, names: names.sort() })
    level = next
  }
  return levels
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
