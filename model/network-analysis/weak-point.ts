import { type Flows, hardGraph, perNetwork, systemGraph } from './dependency.ts'
import { at, type Graph, neighbours, stronglyConnected } from './graph.ts'

export interface WeakPoint {
  system: string
  /** Systems that need it over hard edges, directly or over others. */
  dependents: number
  /** Systems that are cut off from the largest rest when it is gone; 0: nothing falls apart. */
  separates: number
}

/** Systems whose failure hits two others or more, or without which the network falls apart; the worst first. */
export const singlePointsOfFailure = perNetwork(findWeakPoints)

function findWeakPoints(network: Flows): WeakPoint[] {
  const all = systemGraph(network)
  const hard = hardGraph(network)
  const dependents = countDependents(hard.graph)
  const separates = countSeparated(all.graph)
  return all.slugs
    .map((system, node) => ({ system, dependents: at(dependents, node), separates: at(separates, node) }))
    .filter((point) => point.dependents > 1 || point.separates > 0)
    .sort((a, b) => b.dependents - a.dependents || b.separates - a.separates || (a.system < b.system ? -1 : 1))
}

/** Exact counts for all nodes at once: sets of bits, passed along the graph of the strongly connected groups. */
export function countDependents(graph: Graph): Int32Array {
  const { group, count } = stronglyConnected(graph)
  const size = new Int32Array(count)
  for (const g of group) size[g] = at(size, g) + 1
  const several = Array.from(size.keys()).filter((g) => at(size, g) > 1)
  const width = Math.ceil(count / 32)
  const bits = new Uint32Array(count * width)
  const [from, to] = [graph.from.map((node) => at(group, node)), graph.to.map((node) => at(group, node))]
  const before = neighbours(count, to)
  const total = new Int32Array(count)
  // Numbers of groups go against the edges: whoever depends on a group has a higher number.
  for (let g = count - 1; g >= 0; g--) {
    for (let n = at(before.start, g); n < at(before.start, g + 1); n++) {
      const dependent = at(from, at(before.edges, n))
      if (dependent === g) continue
      for (let w = 0; w < width; w++) bits[g * width + w] = at(bits, g * width + w) | at(bits, dependent * width + w)
      bits[g * width + (dependent >> 5)] = at(bits, g * width + (dependent >> 5)) | (1 << (dependent & 31))
    }
    let sum = 0
    for (let w = 0; w < width; w++) sum += ones(at(bits, g * width + w))
    // A bit stands for a group; few groups have more than one member.
    for (const big of several) if (at(bits, g * width + (big >> 5)) & (1 << (big & 31))) sum += at(size, big) - 1
    total[g] = sum
  }
  return Int32Array.from(group, (g) => at(total, g) + at(size, g) - 1)
}

function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Articulation points of the network seen without directions (Hopcroft and Tarjan, with a stack of its own). */
function countSeparated(graph: Graph): Int32Array {
  const [seen, low, below, cut, largest] = Array.from({ length: 5 }, () => new Int32Array(graph.size)) as Five
  const separates = new Int32Array(graph.size)
  const next = new Int32Array(graph.size)
  const degree = (node: number) => at(graph.out.start, node + 1) - at(graph.out.start, node) + at(graph.into.start, node + 1) - at(graph.into.start, node)
  const neighbour = (node: number, n: number): number => {
    const outs = at(graph.out.start, node + 1) - at(graph.out.start, node)
    return n < outs
      ? at(graph.to, at(graph.out.edges, at(graph.out.start, node) + n))
      : at(graph.from, at(graph.into.edges, at(graph.into.start, node) + n - outs))
  }
  let time = 0
  for (let root = 0; root < graph.size; root++) {
    if (at(seen, root) > 0) continue
    const way = [root]
    const visited: number[] = []
    while (way.length > 0) {
      const node = way.at(-1) as number
      if (at(seen, node) === 0) {
        seen[node] = low[node] = ++time
        below[node] = 1
        visited.push(node)
      }
      if (at(next, node) < degree(node)) {
        const other = neighbour(node, at(next, node))
        next[node] = at(next, node) + 1
        if (at(seen, other) === 0) way.push(other)
        else if (other !== way.at(-2)) low[node] = Math.min(at(low, node), at(seen, other))
        continue
      }
      way.pop()
      const parent = way.at(-1)
      if (parent === undefined) continue
      low[parent] = Math.min(at(low, parent), at(low, node))
      below[parent] = at(below, parent) + at(below, node)
      if (parent === root || at(low, node) >= at(seen, parent)) {
        cut[parent] = at(cut, parent) + at(below, node)
        largest[parent] = Math.max(at(largest, parent), at(below, node))
      }
    }
    for (const node of visited) separates[node] = lost(visited.length, at(cut, node), at(largest, node))
  }
  return separates
}
type Five = [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array]

/** Without a node the pieces below it and the rest fall apart; all but the largest piece are lost. */
const lost = (component: number, pieces: number, largest: number): number => {
  const rest = component - 1 - pieces
  return pieces === 0 ? 0 : pieces + rest - Math.max(largest, rest)
}
