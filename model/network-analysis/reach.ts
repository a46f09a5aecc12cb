import { type Network, type NetworkFlow, type Place, placeKey } from '#model/network.ts'

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

interface Step {
  to: number
  flow: NetworkFlow | null
}
const strengths: readonly Strength[] = ['sync', 'assumed', 'soft']

/**
 * Steps between places. A flow that names a whole system may come from or lead to any of its services; so each system has a
 * second node for "one of them": services lead to it, and from there lead the flows that name the system. That keeps the
 * number of steps linear where a system has many services.
 */
function stepsOf(network: Pick<Network, 'systems' | 'services' | 'flows'>, direction: 'up' | 'down') {
  const index = new Map<string, number>()
  const places: Place[] = []
  const steps: Step[][] = []
  const add = (key: string, place: Place): void => {
    index.set(key, places.length)
    places.push(place)
    steps.push([])
  }
  for (const { slug } of network.systems) {
    add(slug, { system: slug, service: null })
    add(`${slug}/`, { system: slug, service: null })
  }
  for (const { system, slug } of network.services) if (index.has(system)) add(placeKey({ system, service: slug }), { system, service: slug })
  const numberOf = (place: Place): number | undefined => index.get(placeKey(place)) ?? index.get(place.system)
  const link = (from: number | undefined, to: number | undefined, flow: NetworkFlow | null): void => {
    if (from !== undefined && to !== undefined) steps[from]?.push({ to, flow })
  }
  for (const { slug } of network.systems) link(index.get(slug), index.get(`${slug}/`), null)
  for (const { system, slug } of network.services) {
    const service = index.get(placeKey({ system, service: slug }))
    link(index.get(system), service, null)
    link(service, index.get(`${system}/`), null)
  }
  for (const flow of network.flows) {
    const [start, end] = direction === 'up' ? [flow.to, flow.from] : [flow.from, flow.to]
    link(start.service && index.has(placeKey(start)) ? numberOf(start) : index.get(`${start.system}/`), numberOf(end), flow)
  }
  return { index, places, steps }
}

/** Who is hit when a place fails: whoever depends on it, directly or over others. */
export const blastRadius = (network: Pick<Network, 'systems' | 'services' | 'flows'>, from: Place): Reach => reach(network, from, 'up')
export const upstreamOf = blastRadius
/** What a place needs, directly or over others. */
export const downstreamOf = (network: Pick<Network, 'systems' | 'services' | 'flows'>, from: Place): Reach => reach(network, from, 'down')

type Steps = ReturnType<typeof stepsOf>
/** Asked again at every selection; a network is never changed, so its identity is enough of a key. */
const known = { up: new WeakMap<object, Steps>(), down: new WeakMap<object, Steps>() }

/** Three walks, each over weaker edges than the one before; steps inside a system cost nothing. */
function reach(network: Pick<Network, 'systems' | 'services' | 'flows'>, from: Place, direction: 'up' | 'down'): Reach {
  const made = known[direction].get(network) ?? stepsOf(network, direction)
  known[direction].set(network, made)
  const { index, places, steps } = made
  const start = index.get(placeKey(from)) ?? index.get(from.system)
  const found = new Map<number, { depth: number; strength: Strength; flow: NetworkFlow | null }>()
  if (start === undefined) return { places: [], systems: [] }
  strengths.forEach((strength, level) => {
    const passable = (flow: NetworkFlow | null) => flow === null || flow.mode === 'sync' || (level > 0 && flow.mode === 'unknown') || level > 1
    for (const [node, { depth, flow }] of walk(start, steps, passable)) if (!found.has(node)) found.set(node, { depth, strength, flow })
  })
  const reached = [...found].flatMap(([node, { depth, strength, flow }]): Reached[] => {
    const place = places[node] as Place
    return flow && node !== start ? [{ place, key: placeKey(place), depth, strength, flow }] : []
  })
  return { places: reached.sort(nearestFirst), systems: bySystem(reached, from.system) }
}

const nearestFirst = (a: Reached, b: Reached): number =>
  strengths.indexOf(a.strength) - strengths.indexOf(b.strength) || a.depth - b.depth || (a.key < b.key ? -1 : 1)

function walk(start: number, steps: readonly (readonly Step[])[], passable: (flow: NetworkFlow | null) => boolean) {
  const best = new Map<number, { depth: number; flow: NetworkFlow | null }>([[start, { depth: 0, flow: null }]])
  let layer = [start]
  for (let depth = 0; layer.length > 0; depth++) {
    const following: number[] = []
    // The layer grows while it is read: steps inside a system stay in it.
    for (let n = 0; n < layer.length; n++) {
      for (const { to, flow } of steps[layer[n] as number] ?? []) {
        if (best.has(to) || !passable(flow)) continue
        best.set(to, { depth: flow ? depth + 1 : depth, flow })
        if (flow) following.push(to)
        else layer.push(to)
      }
    }
    layer = following
  }
  return best
}

function bySystem(reached: readonly Reached[], start: string): Reach['systems'] {
  const systems = new Map<string, { system: string; depth: number; strength: Strength }>()
  for (const { place, depth, strength } of [...reached].sort(nearestFirst))
    if (place.system !== start && !systems.has(place.system)) systems.set(place.system, { system: place.system, depth, strength })
  return [...systems.values()]
}
