import type { Network, NetworkFlow } from '#model/network.ts'
import { at, type Graph, graphBetween } from './graph.ts'

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

export interface SystemGraph {
  graph: Graph
  slugs: readonly string[]
  /** In the order of the graph's edges. */
  dependencies: readonly Dependency[]
}
type Flows = Pick<Network, 'systems' | 'flows'>

/** Every analysis begins with one of them. A network is an answer: nobody changes it, so its identity is enough of a key. */
const known = { all: new WeakMap<object, SystemGraph>(), hard: new WeakMap<object, SystemGraph>() }
const once = (kept: WeakMap<object, SystemGraph>, network: Flows, make: (network: Flows) => SystemGraph): SystemGraph => {
  const made = kept.get(network) ?? make(network)
  kept.set(network, made)
  return made
}

/** The network as a graph of systems: an edge for all that flows from one to another. Flows of systems that are not in it are left out. */
export const systemGraph = (network: Flows): SystemGraph => once(known.all, network, gather)
/** The same without the edges that are asynchronous all over. */
export const hardGraph = (network: Flows): SystemGraph => once(known.hard, network, hardPart)
export const dependenciesOf = (network: Flows): readonly Dependency[] => systemGraph(network).dependencies

function gather({ systems, flows }: Flows): SystemGraph {
  const slugs = systems.map(({ slug }) => slug)
  const index = new Map(slugs.map((slug, n) => [slug, n]))
  const pairs = new Map<number, NetworkFlow[]>()
  for (const flow of flows) {
    const [from, to] = [index.get(flow.from.system), index.get(flow.to.system)]
    if (from === to || from === undefined || to === undefined) continue
    const pair = from * slugs.length + to
    const list = pairs.get(pair)
    if (list) list.push(flow)
    else pairs.set(pair, [flow])
  }
  const from = Int32Array.from(pairs.keys(), (pair) => Math.floor(pair / slugs.length))
  const to = Int32Array.from(pairs.keys(), (pair) => pair % slugs.length)
  const dependencies = Array.from(pairs.values(), (between, edge): Dependency => {
    return { from: slugs[at(from, edge)] as string, to: slugs[at(to, edge)] as string, flows: between, ...strengthOf(between) }
  })
  return { graph: graphBetween(slugs.length, from, to), slugs, dependencies }
}

function hardPart(network: Flows): SystemGraph {
  const { graph, slugs, dependencies } = systemGraph(network)
  const isHardEdge = (_: number, edge: number) => dependencies[edge]?.hard === true
  return {
    graph: graphBetween(graph.size, graph.from.filter(isHardEdge), graph.to.filter(isHardEdge)),
    slugs,
    dependencies: dependencies.filter(({ hard }) => hard),
  }
}
