import { type Network, type NetworkFlow, type Place, placeKey } from '#model/network.ts'
import type { Stated } from './format.ts'
import type { Spot } from './located.ts'
import { shortHash } from './naming.ts'

/** A flow as a file states it. Few formats give flows a name, so its key is found here. */
export interface StatedFlow {
  from: Place
  to: Place
  at: Spot
  after: Record<string, unknown>
}
const open = (value: unknown) => value === undefined || value === null || value === 'unknown'
const agree = (a: unknown, b: unknown) => open(a) || open(b) || (typeof a === 'string' && typeof b === 'string' ? a.toLowerCase() === b.toLowerCase() : a === b)
/** Whether a statement means this flow. Events beside a dependency that says no mode are a flow of their own. */
const alike = (flow: Record<string, unknown>, stated: Record<string, unknown>) =>
  agree(flow.mode, stated.mode) && !(stated.mode === 'async' && open(flow.mode)) && agree(flow.protocol, stated.protocol)
const ends = ({ from, to }: { from: Place; to: Place }) => `${placeKey(from)}->${placeKey(to)}`

/**
 * The flow of the network that a stated one means: the one of its key, else one between the same two that does not differ
 * in mode and protocol. Statements about the same flow become one.
 */
export function flowKeys(flows: readonly StatedFlow[], network: Network): Stated[] {
  const present = new Map<string, NetworkFlow[]>()
  for (const flow of network.flows) present.set(ends(flow), [...(present.get(ends(flow)) ?? []), flow])
  const taken = new Map<string, Stated>()
  const stated = new Map<string, Stated[]>()
  const keys = new Set(network.flows.map(({ key }) => key))
  for (const { from, to, at, after } of flows) {
    const between = stated.get(ends({ from, to })) ?? []
    const same = typeof after.key === 'string' ? taken.get(after.key) : between.find((each) => alike(each.after, after) && alike(after, each.after))
    if (same) {
      unite(same.after, after)
      continue
    }
    const free = (present.get(ends({ from, to })) ?? []).filter((each) => !taken.has(each.key))
    const meant = free.find((each) => each.mode === after.mode && alike({ ...each }, after)) ?? free.find((each) => alike({ ...each }, after))
    const key = typeof after.key === 'string' ? after.key : (meant?.key ?? newKey({ from, to }, after, keys))
    const flow: Stated = { kind: 'flow', key, at, after: { ...after, key, from, to } }
    keys.add(key)
    taken.set(key, flow)
    stated.set(ends({ from, to }), [...between, flow])
  }
  return [...taken.values()]
}

/** `first` also says what `second` says, where it was silent. */
function unite(first: Record<string, unknown>, second: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(second)) {
    if (name === 'data') first.data = [...new Set([...((first.data as string[]) ?? []), ...(value as string[])])].slice(0, 60)
    else if (open(first[name])) first[name] = value
  }
}

function newKey(between: { from: Place; to: Place }, after: Record<string, unknown>, used: Set<string>): string {
  const whole = ends(between)
  const base = whole.length <= 180 ? whole : `${whole.slice(0, 170)}~${shortHash(whole)}`
  const kind = [after.mode, after.protocol].filter((part) => !open(part)).join('-')
  const more = kind.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  for (const key of [base, ...(more ? [`${base}:${more}`.slice(0, 195)] : [])]) if (!used.has(key)) return key
  for (let number = 2; ; number++) if (!used.has(`${base}:${number}`)) return `${base}:${number}`
}
