import { type Network, type NetworkFlow, type Place, placeKey } from '#model/network.ts'
import { at, type Neighbours, neighbours } from './graph.ts'

/** sync: somebody said so all the way. assumed: over an edge whose mode nobody has stated. soft: over an asynchronous one. */
export type Strength = 'sync' | 'assumed' | 'soft'
export interface Reached {
  place: Place
  key: string
  /** Flows between here and there, on the shortest of the strongest ways. */
  depth: number
  strength: Strength
  /** The flow that leads here. */
  flow: NetworkFlow
}
export interface Reach {
  places: readonly Reached[]
  /** The same by system, each at its nearest and strongest; without the system it started from. */
  systems: readonly { system: string; depth: number; strength: Strength }[]
}

const strengths: readonly Strength[] = ['sync', 'assumed', 'soft']
const inside = -1
type Parts = Pick<Network, 'systems' | 'services' | 'flows'>

interface Steps {
  /** The node of a place; a service that is not known stands for its system. */
  nodeOf: (place: Place) => number | undefined
  places: readonly Place[]
  out: Neighbours
  to: Int32Array
  /** Which flow a step is along, or `inside` a system, where it costs nothing. */
  flow: Int32Array
  /** How weak the step is: an index of `strengths`. */
  weakness: Int8Array
}

/**
 * Steps between places. A flow that names a whole system may come from or lead to any of its services; so each system has a
 * second node for "one of them": services lead to it, and from there lead the flows that name the system. That keeps the
 * number of steps linear where a system has many services.
 */
function stepsOf({ systems, services, flows }: Parts, direction: 'up' | 'down'): Steps {
  const systemNodes = new Map(systems.map(({ slug }, n) => [slug, 2 * n]))
  const known = services.filter(({ system }) => systemNodes.has(system))
  const serviceNodes = new Map(known.map(({ system, slug }, n) => [placeKey({ system, service: slug }), 2 * systems.length + n]))
  const places: Place[] = [
    ...systems.flatMap(({ slug }) => Array<Place>(2).fill({ system: slug, service: null })),
    ...known.map(({ system, slug }) => ({ system, service: slug })),
  ]
  const most = systems.length + 2 * known.length + flows.length
  const [from, to, flow, weakness] = [new Int32Array(most), new Int32Array(most), new Int32Array(most), new Int8Array(most)]
  let count = 0
  const link = (a: number, b: number, along: number, weak: number): void => {
    from[count] = a
    to[count] = b
    flow[count] = along
    weakness[count++] = weak
  }
  for (const node of systemNodes.values()) link(node, node + 1, inside, 0)
  known.forEach(({ system }, n) => {
    const node = systemNodes.get(system) as number
    link(node, 2 * systems.length + n, inside, 0)
    link(2 * systems.length + n, node + 1, inside, 0)
  })
  const nodeOf = (place: Place) => (place.service === null ? undefined : serviceNodes.get(placeKey(place))) ?? systemNodes.get(place.system)
  flows.forEach((each, n) => {
    const [start, end] = direction === 'up' ? [nodeOf(each.to), nodeOf(each.from)] : [nodeOf(each.from), nodeOf(each.to)]
    if (start === undefined || end === undefined) return
    link(start < 2 * systems.length ? start + 1 : start, end, n, each.mode === 'sync' ? 0 : each.mode === 'unknown' ? 1 : 2)
  })
  return { nodeOf, places, out: neighbours(places.length, from.subarray(0, count)), to, flow, weakness }
}

/** Who is hit when a place fails: whoever depends on it, directly or over others. */
export const blastRadius = (network: Parts, from: Place): Reach => reach(network, from, 'up')
export const upstreamOf = blastRadius
/** What a place needs, directly or over others. */
export const downstreamOf = (network: Parts, from: Place): Reach => reach(network, from, 'down')

/** Asked again at every selection; a network is never changed, so its identity is enough of a key. */
const made = { up: new WeakMap<object, Steps>(), down: new WeakMap<object, Steps>() }

/** Three walks, each over weaker edges than the one before; steps inside a system cost nothing. */
function reach(network: Parts, from: Place, direction: 'up' | 'down'): Reach {
  const steps = made[direction].get(network) ?? stepsOf(network, direction)
  made[direction].set(network, steps)
  const start = steps.nodeOf(from)
  if (start === undefined) return { places: [], systems: [] }
  const seen = new Uint8Array(steps.places.length)
  const places = strengths.flatMap((strength, weakest): Reached[] => {
    const { met, depth, came } = walk(start, steps, weakest)
    const reached: Reached[] = []
    for (const node of met) {
      if (at(seen, node) === 1) continue
      seen[node] = 1
      const flow = network.flows[at(came, node)]
      const place = steps.places[node] as Place
      if (flow && node !== start) reached.push({ place, key: placeKey(place), depth: at(depth, node), strength, flow })
    }
    return reached.sort(nearestFirst)
  })
  return { places, systems: bySystem(places, from.system) }
}

const nearestFirst = (a: Reached, b: Reached): number => a.depth - b.depth || (a.key < b.key ? -1 : 1)

/** Layer by layer over steps that are not too weak. Answers the nodes in the order they were met. */
function walk(start: number, { places, out, to, flow, weakness }: Steps, weakest: number) {
  const depth = new Int32Array(places.length).fill(-1)
  const came = new Int32Array(places.length).fill(inside)
  const met: number[] = []
  depth[start] = 0
  for (let layer = [start], level = 0; layer.length > 0; level++) {
    const following: number[] = []
    // The layer grows while it is read: steps inside a system stay in it.
    for (let n = 0; n < layer.length; n++) {
      const node = layer[n] as number
      met.push(node)
      for (let k = at(out.start, node); k < at(out.start, node + 1); k++) {
        const step = at(out.edges, k)
        const next = at(to, step)
        if (at(depth, next) >= 0 || at(weakness, step) > weakest) continue
        const isInside = at(flow, step) === inside
        depth[next] = isInside ? level : level + 1
        came[next] = at(flow, step)
        if (isInside) layer.push(next)
        else following.push(next)
      }
    }
    layer = following
  }
  return { met, depth, came }
}

/** The places come strongest and nearest first: the first of a system is its best. */
function bySystem(reached: readonly Reached[], start: string): Reach['systems'] {
  const systems = new Map<string, { system: string; depth: number; strength: Strength }>()
  for (const { place, depth, strength } of reached)
    if (place.system !== start && !systems.has(place.system)) systems.set(place.system, { system: place.system, depth, strength })
  return [...systems.values()]
}
