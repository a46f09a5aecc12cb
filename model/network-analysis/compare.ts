import { type Network, placeKey } from '#model/network.ts'

export type Change = 'added' | 'removed' | 'changed'
export interface Comparison {
  /** Both moments together: what was removed is still in it. */
  network: Network
  /** "system:sales", "service:sales/api", "flow:KEY" → what happened to it. What is missing stayed as it was. */
  changes: ReadonlyMap<string, { change: Change; fields: readonly string[] }>
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const fieldsThatDiffer = (a: object, b: object): string[] =>
  Object.keys(b).filter((field) => !same((a as Record<string, unknown>)[field], (b as Record<string, unknown>)[field]))

/** Two moments of the network on one canvas. */
export function compareNetworks(before: Network, after: Network): Comparison {
  const changes = new Map<string, { change: Change; fields: readonly string[] }>()
  const merge = <T extends object>(kind: string, old: readonly T[], now: readonly T[], keyOf: (item: T) => string): T[] => {
    const byKey = new Map(old.map((item) => [keyOf(item), item]))
    for (const item of now) {
      const key = keyOf(item)
      const was = byKey.get(key)
      byKey.delete(key)
      const fields = was ? fieldsThatDiffer(was, item) : []
      if (!was) changes.set(`${kind}:${key}`, { change: 'added', fields })
      else if (fields.length > 0) changes.set(`${kind}:${key}`, { change: 'changed', fields })
    }
    for (const key of byKey.keys()) changes.set(`${kind}:${key}`, { change: 'removed', fields: [] })
    return [...now, ...byKey.values()]
  }
  return {
    network: {
      systems: merge('system', before.systems, after.systems, ({ slug }) => slug),
      services: merge('service', before.services, after.services, ({ system, slug }) => placeKey({ system, service: slug })),
      flows: merge('flow', before.flows, after.flows, ({ key }) => key),
      decisions: merge('decision', before.decisions, after.decisions, ({ key }) => key),
      runbooks: merge('runbook', before.runbooks, after.runbooks, ({ key }) => key),
    },
    changes,
  }
}
