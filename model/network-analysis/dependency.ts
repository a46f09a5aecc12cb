import type { Network, NetworkFlow } from '#model/network.ts'
import { at, type Graph, graphOf } from './graph.ts'

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
export type Flows = Pick<Network, 'systems' | 'flows'>

/** Found once a network: it is an answer, nobody changes it, so its identity is enough of a key. Asked again at every selection. */
export function perNetwork<T>(find: (network: Flows) => T): (network: Flows) => T {
  const found = new WeakMap<object, T>()
  return (network) => {
    const known = found.get(network) ?? find(network)
    found.set(network, known)
    return known
  }
}

/** The network as a graph of systems: an edge for all that flows from one to another. Flows of systems that are not in it are left out. */
export const systemGraph = perNetwork(gather)
/** The same without the edges that are asynchronous all over. */
export const hardGraph = perNetwork(hardPart)
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
    const { hard, assumed } = strengthOf(between)
    return { from: slugs[at(from, edge)] as string, to: slugs[at(to, edge)] as string, flows: between, hard, assumed }
  })
  return { graph: graphOf(slugs.length, from, to), slugs, dependencies }
}

function hardPart(network: Flows): SystemGraph {
  const { graph, slugs, dependencies } = systemGraph(network)
  const isHardEdge = (_: number, edge: number) => dependencies[edge]?.hard === true
  return {
    graph: graphOf(graph.size, graph.from.filter(isHardEdge), graph.to.filter(isHardEdge)),
    slugs,
    dependencies: dependencies.filter(({ hard }) => hard),
  }
}
