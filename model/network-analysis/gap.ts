import type { Network, NetworkSystem } from '#model/network.ts'
import { systemGraph } from './dependency.ts'
import { at, type Neighbours } from './graph.ts'

/** Systems that nothing flows to or from. */
export function orphans(network: Pick<Network, 'systems' | 'flows'>): NetworkSystem[] {
  const { out, into } = systemGraph(network).graph
  const edges = ({ start }: Neighbours, node: number) => at(start, node + 1) - at(start, node)
  return network.systems.filter((_, node) => edges(out, node) + edges(into, node) === 0)
}

export interface Undocumented {
  system: NetworkSystem
  /** What nobody has stated of it, in words of the page. */
  missing: readonly string[]
}

/** Systems whose documents are missing or not known to be there, with what else is not stated. */
export function undocumented(network: Pick<Network, 'systems'>): Undocumented[] {
  return network.systems
    .filter(({ documented }) => documented !== true)
    .map((system) => ({ system, missing: missingOf(system) }))
    .sort((a, b) => b.missing.length - a.missing.length || (a.system.slug < b.system.slug ? -1 : 1))
}

const missingOf = (system: NetworkSystem): string[] => [
  ...(system.documented === false ? ['documents'] : ['whether it is documented']),
  ...(system.owner ? [] : ['owner']),
  ...(system.domain ? [] : ['domain']),
  ...(system.targets ? [] : ['targets']),
  ...(system.description || system.focus.length > 0 ? [] : ['what it does']),
  ...(system.repository ? [] : ['repository']),
  ...(system.lifecycle === 'unknown' ? ['lifecycle'] : []),
]
