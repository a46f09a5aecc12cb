import type { NetworkFlow } from '#model/network.ts'
import { type Dependency, type Flows, perNetwork, systemGraph } from './dependency.ts'
import { at, type Graph, graphOf, stronglyConnected } from './graph.ts'
import { orderWithFewBackwards } from './order.ts'

/** Systems that need each other in a ring, in the order of need; the last one needs the first. */
export interface Cycle {
  /** The systems with ">" between them, beginning with the first by alphabet: names the cycle in addresses and findings. */
  id: string
  systems: readonly string[]
  dependencies: readonly Dependency[]
  /** The flows of its dependencies that are among `closing`: without them this ring is open. */
  closedBy: readonly NetworkFlow[]
  /** All the way round over hard edges: each waits for the next. */
  hard: boolean
  /** Hard only because the mode of some edge is not stated. */
  assumed: boolean
}
export interface Cycles {
  /** Groups in which everything depends on everything, largest first. */
  groups: readonly { systems: readonly string[] }[]
  /** Shortest first. */
  cycles: readonly Cycle[]
  /** Cycles that exist beyond those listed; every dependency that is part of a cycle is in one that is listed unless this is set too. */
  more: boolean
  /** A small set of dependencies without which no cycle is left. */
  closing: readonly Dependency[]
}

/** Rings can be more than stars in the sky: at most so many are listed, and so many steps are spent on finding them. */
const listed = 200
const steps = 200_000

export const cyclesOf = perNetwork(findCycles)

function findCycles(network: Flows): Cycles {
  const { graph, slugs, dependencies } = systemGraph(network)
  const { group, count } = stronglyConnected(graph)
  const members: number[][] = Array.from({ length: count }, () => [])
  for (let node = 0; node < graph.size; node++) members[at(group, node)]?.push(node)
  const knots = members.filter((nodes) => nodes.length > 1).sort((a, b) => b.length - a.length)
  const isInside = graph.from.map((from, edge) => (at(group, from) === at(group, at(graph.to, edge)) ? 1 : 0))
  const inside: number[] = []
  for (let edge = 0; edge < isInside.length; edge++) if (at(isInside, edge) === 1) inside.push(edge)
  const { rings, more } = ringsOf(graph, inside, isInside, knots.flat(), slugs)
  const ends = (of: Int32Array) => of.filter((_, edge) => at(isInside, edge) === 1)
  const order = orderWithFewBackwards(graphOf(graph.size, ends(graph.from), ends(graph.to)))
  const backwards = new Set(inside.filter((edge) => at(order, at(graph.from, edge)) > at(order, at(graph.to, edge))))
  return {
    groups: knots.map((nodes) => ({ systems: nodes.map((node) => slugs[node] as string).sort() })),
    cycles: rings.map((edges) => cycleOf(edges, dependencies, backwards)).sort(byLength),
    more,
    closing: [...backwards].map((edge) => dependencies[edge] as Dependency),
  }
}

const byLength = (a: Cycle, b: Cycle): number => a.systems.length - b.systems.length || (a.id < b.id ? -1 : 1)

function cycleOf(edges: readonly number[], dependencies: readonly Dependency[], backwards: ReadonlySet<number>): Cycle {
  const ring = edges.map((edge) => dependencies[edge] as Dependency)
  const systems = ring.map(({ from }) => from)
  const hard = ring.every((dependency) => dependency.hard)
  return {
    id: systems.join('>'),
    systems,
    dependencies: ring,
    closedBy: edges.filter((edge) => backwards.has(edge)).flatMap((edge) => dependencies[edge]?.flows ?? []),
    hard,
    assumed: hard && ring.some((dependency) => dependency.assumed),
  }
}

/** Every ring where there are few; else the shortest through each dependency, as far as the steps go. */
function ringsOf(
  graph: Graph,
  inside: readonly number[],
  allowed: Int32Array,
  nodes: readonly number[],
  slugs: readonly string[],
): { rings: number[][]; more: boolean } {
  if (inside.length === 0) return { rings: [], more: false }
  const rank = new Int32Array(graph.size)
  const alphabetic = [...nodes].sort((a, b) => ((slugs[a] as string) < (slugs[b] as string) ? -1 : 1))
  alphabetic.forEach((node, n) => {
    rank[node] = n
  })
  const all = inside.length <= 400 ? everyRing(graph, allowed, alphabetic, rank) : null
  if (all) return { rings: all, more: false }
  const found = new Map<string, number[]>()
  const shortestWay = waysIn(graph, allowed)
  let left = steps
  for (const edge of inside) {
    if (found.size >= listed || left <= 0) break
    const { way, spent } = shortestWay(at(graph.to, edge), at(graph.from, edge), left)
    left -= spent
    if (!way) continue
    const ring = fromFirst(graph, [edge, ...way], rank)
    found.set(ring.join(), ring)
  }
  return { rings: [...found.values()], more: true }
}

function fromFirst(graph: Graph, ring: readonly number[], rank: Int32Array): number[] {
  let first = 0
  for (let n = 1; n < ring.length; n++) if (at(rank, at(graph.from, ring[n] as number)) < at(rank, at(graph.from, ring[first] as number))) first = n
  return [...ring.slice(first), ...ring.slice(0, first)]
}

/** Depth first from each node over nodes that come later in the alphabet, so that each ring is met once. Null: too many. */
function everyRing(graph: Graph, allowed: Int32Array, nodes: readonly number[], rank: Int32Array): number[][] | null {
  const rings: number[][] = []
  const { start, edges } = graph.out
  const next = new Int32Array(graph.size)
  const onWay = new Uint8Array(graph.size)
  let left = steps
  for (const root of nodes) {
    const way: number[] = []
    let node = root
    next[root] = at(start, root)
    onWay[root] = 1
    for (;;) {
      if (left-- <= 0 || rings.length > listed) return null
      if (at(next, node) >= at(start, node + 1)) {
        onWay[node] = 0
        const back = way.pop()
        if (back === undefined) break
        node = at(graph.from, back)
        continue
      }
      const edge = at(edges, at(next, node))
      next[node] = at(next, node) + 1
      const target = at(graph.to, edge)
      if (at(allowed, edge) === 0) continue
      if (target === root) rings.push([...way, edge])
      else if (at(onWay, target) === 0 && at(rank, target) > at(rank, root)) {
        way.push(edge)
        node = target
        next[target] = at(start, target)
        onWay[target] = 1
      }
    }
  }
  return rings
}

/** Breadth first; what a search has met is told by its number, so that nothing is emptied between searches. */
function waysIn(graph: Graph, allowed: Int32Array) {
  const met = new Int32Array(graph.size).fill(-1)
  const came = new Int32Array(graph.size)
  const queue = new Int32Array(graph.size)
  let search = 0
  return (from: number, to: number, most: number): { way: number[] | null; spent: number } => {
    search++
    met[from] = search
    queue[0] = from
    let [spent, length] = [0, 1]
    for (let head = 0; head < length && spent < most; head++) {
      const node = at(queue, head)
      for (let n = at(graph.out.start, node); n < at(graph.out.start, node + 1); n++) {
        const edge = at(graph.out.edges, n)
        const target = at(graph.to, edge)
        spent++
        if (at(allowed, edge) === 0 || at(met, target) === search) continue
        met[target] = search
        came[target] = edge
        if (target === to) return { way: wayBack(graph, came, from, to), spent }
        queue[length++] = target
      }
    }
    return { way: null, spent }
  }
}

function wayBack(graph: Graph, came: Int32Array, from: number, to: number): number[] {
  const way: number[] = []
  for (let step = to; step !== from; step = at(graph.from, way.at(-1) as number)) way.push(at(came, step))
  return way.reverse()
}
