import { type Dependency, type Flows, hardGraph, perNetwork, type SystemGraph } from './dependency.ts'
import { at } from './graph.ts'
import { orderWithFewBackwards } from './order.ts'

export interface LatencyBudget {
  system: string
  /** Its own target for the 95th percentile, ms. */
  target: number
  /** The hard way below it along which the stated targets add up to the most. */
  path: readonly { system: string; target: number | null }[]
  /** Sum of the targets on the way, ms; without the system's own. */
  sum: number
  /** The place on the way where the sum passes the target; null: it holds. */
  breaksAt: string | null
  /** One target alone is above: the promise cannot be kept, however the times are counted. Otherwise only when they add up. */
  certain: boolean
  /** Systems on the way that state no target: the sum is at least this. */
  unstated: number
  /** Some edge on the way is hard only because nobody has said what it is. */
  assumed: boolean
  /** The way was cut where it would have closed a ring, or after 64 systems. */
  cut: boolean
}

/** A chain of calls that is longer is broken whatever the sum says, and following all of them would no longer be linear. */
const longest = 64

/**
 * For each system with a target: what it waits for. Every hard edge is a call that is waited for, so the targets of the
 * systems on a path add up. Rings have no longest path: paths run along an order of the systems with few edges backwards,
 * an edge that leads backwards is taken as a first step only, and a path ends before it meets its start again.
 */
export const latencyBudgets = perNetwork(findBudgets)

function findBudgets(network: Flows): LatencyBudget[] {
  const hard = hardGraph(network)
  const targets = network.systems.map((system) => system.targets?.apiP95Ms ?? null)
  const position = orderWithFewBackwards(hard.graph)
  const { best, via } = heaviestBelow(hard, targets, position)
  return network.systems.flatMap(({ slug }, start) => {
    const target = targets[start]
    const { graph } = hard
    if (target === null || target === undefined || at(graph.out.start, start) === at(graph.out.start, start + 1)) return []
    let worst: LatencyBudget | null = null
    for (let n = at(graph.out.start, start); n < at(graph.out.start, start + 1); n++) {
      const edge = at(graph.out.edges, n)
      const first = at(graph.to, edge)
      const heaviest = (targets[first] ?? 0) + at(best, first)
      if (worst && heaviest <= worst.sum && !((targets[first] ?? 0) > target && !worst.certain)) continue
      const budget = follow(hard, targets, via, start, edge, slug, target)
      if (!worst || worse(budget, worst)) worst = budget
    }
    return worst ? [worst] : []
  })
}

const worse = (a: LatencyBudget, b: LatencyBudget): boolean => (a.certain === b.certain ? a.sum > b.sum : a.certain)

/** For each node the sum of the targets along the heaviest way that follows the order, and the edge it begins with. */
function heaviestBelow({ graph }: SystemGraph, targets: readonly (number | null)[], position: Int32Array) {
  const best = new Float64Array(graph.size)
  const via = new Int32Array(graph.size).fill(-1)
  const nodes = new Int32Array(graph.size)
  position.forEach((place, node) => {
    nodes[place] = node
  })
  for (let place = graph.size - 1; place >= 0; place--) {
    const node = at(nodes, place)
    for (let n = at(graph.out.start, node); n < at(graph.out.start, node + 1); n++) {
      const edge = at(graph.out.edges, n)
      const to = at(graph.to, edge)
      const sum = (targets[to] ?? 0) + at(best, to)
      if (at(position, to) <= place || (at(via, node) >= 0 && sum <= at(best, node))) continue
      best[node] = sum
      via[node] = edge
    }
  }
  return { best, via }
}

function follow(
  { graph, dependencies, slugs }: SystemGraph,
  targets: readonly (number | null)[],
  via: Int32Array,
  start: number,
  first: number,
  system: string,
  target: number,
): LatencyBudget {
  const budget = { system, target, sum: 0, breaksAt: null as string | null, certain: false, unstated: 0, assumed: false, cut: false }
  const path: { system: string; target: number | null }[] = []
  for (let edge = first; edge >= 0; edge = at(via, at(graph.to, edge))) {
    const node = at(graph.to, edge)
    if (node === start || path.length === longest) {
      budget.cut = true
      break
    }
    const own = targets[node] ?? null
    const slug = slugs[node] as string
    path.push({ system: slug, target: own })
    budget.sum += own ?? 0
    budget.unstated += own === null ? 1 : 0
    budget.certain ||= own !== null && own > target
    budget.assumed ||= (dependencies[edge] as Dependency).assumed
    if (budget.breaksAt === null && budget.sum > target) budget.breaksAt = slug
  }
  return { ...budget, path }
}
