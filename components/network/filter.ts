import type { Condition } from '#model/condition.ts'
import type { Network, NetworkFlow, NetworkSystem } from '#model/network.ts'
import { isFiltered, type ViewState } from './state.ts'

export const nobody = 'not stated'

export interface Filtered {
  network: Network
  /** Systems that are there only because they touch one that was asked for. */
  context: ReadonlySet<string>
}
export type Filters = Pick<ViewState, 'q' | 'domain' | 'owner' | 'compliance' | 'mode' | 'data' | 'health' | 'near'>

/** What was asked for, with what touches it. Filters on flows leave systems without such a flow out. */
export function filterNetwork(network: Network, state: Filters, conditions: readonly Condition[]): Filtered {
  if (!isFiltered(state)) return { network, context: new Set() }
  const flows = network.flows.filter((flow) => flowMatches(flow, state))
  const found = matchingSystems(network, state, conditions)
  const touched = new Set(flows.flatMap(({ from, to }) => [from.system, to.system]))
  const asked = state.mode || state.data ? new Set([...found].filter((slug) => touched.has(slug))) : found
  const kept = flows.filter(({ from, to }) => (state.near ? asked.has(from.system) || asked.has(to.system) : asked.has(from.system) && asked.has(to.system)))
  const shown = new Set([...asked, ...kept.flatMap(({ from, to }) => [from.system, to.system])])
  return {
    network: {
      ...network,
      systems: network.systems.filter(({ slug }) => shown.has(slug)),
      services: network.services.filter(({ system }) => shown.has(system)),
      flows: kept,
    },
    context: new Set([...shown].filter((slug) => !asked.has(slug))),
  }
}

function flowMatches(flow: NetworkFlow, { mode, data }: Filters): boolean {
  const wanted = data.toLowerCase()
  return (!mode || flow.mode === mode) && (!data || flow.data.some((name) => name.toLowerCase().includes(wanted)))
}

function matchingSystems(network: Network, state: Filters, conditions: readonly Condition[]): Set<string> {
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean)
  const textOf = words.length > 0 ? searchTexts(network) : new Map<string, string>()
  const healthy = state.health ? new Set(conditions.filter(({ health }) => health === state.health).map(({ system }) => system)) : null
  const deployed = new Set(conditions.filter(({ health }) => health !== null).map(({ system }) => system))
  const health = (slug: string) => (state.health === 'none' ? !deployed.has(slug) : healthy === null || healthy.has(slug))
  const matches = (system: NetworkSystem) =>
    (!state.domain || (system.domain ?? nobody) === state.domain) &&
    (!state.owner || (system.owner?.team ?? nobody) === state.owner) &&
    (!state.compliance || system.compliance.includes(state.compliance) || (state.compliance === nobody && system.compliance.length === 0)) &&
    health(system.slug) &&
    words.every((word) => textOf.get(system.slug)?.includes(word))
  return new Set(network.systems.filter(matches).map(({ slug }) => slug))
}

/** All that the search looks at, by system: its names and words, its services, and what flows from or to it. */
function searchTexts(network: Network): Map<string, string> {
  const parts = new Map<string, string[]>(
    network.systems.map((system) => [
      system.slug,
      [system.slug, system.name, system.description ?? '', ...system.focus, system.owner?.team ?? '', system.domain ?? ''],
    ]),
  )
  for (const { system, slug, name, apis, publishes, subscribes } of network.services) parts.get(system)?.push(slug, name, ...apis, ...publishes, ...subscribes)
  for (const { from, to, data, protocol } of network.flows) for (const { system } of [from, to]) parts.get(system)?.push(...data, protocol ?? '')
  return new Map([...parts].map(([slug, texts]) => [slug, texts.join('\n').toLowerCase()]))
}

/** What can be chosen in each filter, with how many systems have it. */
export function choicesOf(network: Network): Record<'domain' | 'owner' | 'compliance', { value: string; count: number }[]> {
  const count = (values: readonly string[]) => {
    const counts = new Map<string, number>()
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
    return [...counts].map(([value, n]) => ({ value, count: n })).sort((a, b) => a.value.localeCompare(b.value, 'en'))
  }
  return {
    domain: count(network.systems.map(({ domain }) => domain ?? nobody)),
    owner: count(network.systems.map(({ owner }) => owner?.team ?? nobody)),
    compliance: count(network.systems.flatMap(({ compliance }) => (compliance.length > 0 ? compliance : [nobody]))),
  }
}
