import { type Network, networkFlow, networkService, networkSystem, type Place, placeKey } from './network.ts'

/**
 * The part of a network that the map needs, as it travels: without what nobody has stated, and without the texts of decisions
 * and runbooks, which the pages of their systems show. About half the bytes, and nothing to check on arrival.
 */
export interface PackedNetwork {
  systems: object[]
  services: object[]
  flows: object[]
}

const unstated = {
  system: networkSystem.parse({ slug: 'a', name: 'a' }),
  service: networkService.parse({ system: 'a', slug: 'a', name: 'a' }),
  flow: networkFlow.parse({ key: 'a', from: { system: 'a' }, to: { system: 'a' } }),
}
const given = new Set(['slug', 'name', 'system', 'key', 'from', 'to'])

const isUnstated = (value: unknown, blank: unknown): boolean => value === blank || (Array.isArray(blank) && Array.isArray(value) && value.length === 0)
const pack = (record: object, blank: Record<string, unknown>): object =>
  Object.fromEntries(Object.entries(record).filter(([name, value]) => given.has(name) || !isUnstated(value, blank[name])))

export const packNetwork = ({ systems, services, flows }: Network): PackedNetwork => ({
  systems: systems.map((record) => pack(record, unstated.system)),
  services: services.map((record) => pack(record, unstated.service)),
  flows: flows.map(({ from, to, ...record }) => ({ ...pack(record, unstated.flow), from: placeKey(from), to: placeKey(to) })),
})

const placeOf = (key: string): Place => {
  const [system = '', service = null] = key.split('/')
  return { system, service }
}

/** What packNetwork was given, but for decisions and runbooks. */
export const unpackNetwork = ({ systems, services, flows }: PackedNetwork): Network => ({
  systems: systems.map((record) => ({ ...unstated.system, ...record })),
  services: services.map((record) => ({ ...unstated.service, ...record })),
  flows: (flows as { from: string; to: string }[]).map(({ from, to, ...record }) => ({ ...unstated.flow, ...record, from: placeOf(from), to: placeOf(to) })),
  decisions: [],
  runbooks: [],
})
