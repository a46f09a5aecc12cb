import type { Network, NetworkFlow } from '#model/network.ts'
import { type Graph, graphOf } from './graph.ts'

/** All that flows from one system to another: `from` depends on `to`. */
export interface Dependency {
  from: string
  to: string
  flows: readonly NetworkFlow[]
  /** What is not stated counts as hard: a dependency is harmless only when somebody says so. */
  hard: boolean
  /** Hard only because nobody has said whether it is. */
  assumed: boolean
}

export const isHard = (flow: NetworkFlow): boolean => flow.mode !== 'async'

export const strengthOf = (flows: readonly NetworkFlow[]): { hard: boolean; assumed: boolean } => {
  const hard = flows.some(isHard)
  return { hard, assumed: hard && !flows.some(({ mode }) => mode === 'sync') }
}

/** Every analysis of one network begins with them. A network is an answer: nobody changes it, so its identity is enough of a key. */
const known = new WeakMap<object, readonly Dependency[]>()

/** Flows between two different systems, gathered by pair; flows of systems that are not in the network are left out. */
export function dependenciesOf(network: Pick<Network, 'systems' | 'flows'>): readonly Dependency[] {
  const list = known.get(network) ?? gather(network)
  known.set(network, list)
  return list
}

function gather(network: Pick<Network, 'systems' | 'flows'>): Dependency[] {
  const slugs = new Set(network.systems.map(({ slug }) => slug))
  const pairs = new Map<string, NetworkFlow[]>()
  for (const flow of network.flows) {
    const [from, to] = [flow.from.system, flow.to.system]
    if (from === to || !slugs.has(from) || !slugs.has(to)) continue
    const key = `${from}>${to}`
    const list = pairs.get(key)
    if (list) list.push(flow)
    else pairs.set(key, [flow])
  }
  return [...pairs.values()].map((flows) => {
    const [first] = flows as [NetworkFlow]
    return { from: first.from.system, to: first.to.system, flows, ...strengthOf(flows) }
  })
}

export interface SystemGraph {
  graph: Graph
  slugs: readonly string[]
  index: ReadonlyMap<string, number>
  /** In the order of the graph's edges. */
  dependencies: readonly Dependency[]
}

/** The network as a graph of systems. `keep` chooses the dependencies that count. */
export function systemGraph(network: Pick<Network, 'systems' | 'flows'>, keep: (dependency: Dependency) => boolean = () => true): SystemGraph {
  const slugs = network.systems.map(({ slug }) => slug)
  const index = new Map(slugs.map((slug, n) => [slug, n]))
  const dependencies = dependenciesOf(network).filter(keep)
  const graph = graphOf(
    slugs.length,
    dependencies.map(({ from, to }) => [index.get(from) ?? 0, index.get(to) ?? 0] as const),
  )
  return { graph, slugs, index, dependencies }
}
