import type { Network } from '#model/network.ts'
import { elementsOf, keyOf, type NetworkKind, type NetworkRecord, type NetworkRecords, recordSchemas } from '#model/network-change.ts'
import { inScope, type Person, scopeOf } from '#model/person.ts'
import { prisma } from '#server/db.ts'
import { loadNetwork, type Stored } from './rows.ts'

/**
 * The network now, or as it was at a moment. Somebody who may not read a system sees neither it nor what leads to or from it;
 * null is Gantry itself and sees everything.
 */
export async function readNetwork(person: Person | null, at?: Date): Promise<Network> {
  const stored = await loadNetwork(prisma)
  const then = at ? await backTo(stored, at) : stored
  if (person === null) return then.network
  const scope = scopeOf(person)
  return visible(then.network, (slug) => {
    const id = then.ids.systems.get(slug)
    return id !== undefined && inScope(scope, id)
  })
}

function visible(network: Network, maySee: (slug: string) => boolean): Network {
  const mine = <T extends { system: string }>(all: T[]) => all.filter(({ system }) => maySee(system))
  return {
    systems: network.systems.filter(({ slug }) => maySee(slug)),
    services: mine(network.services),
    flows: network.flows.filter(({ from, to }) => maySee(from.system) && maySee(to.system)),
    decisions: mine(network.decisions),
    runbooks: mine(network.runbooks),
  }
}

interface Undone {
  kind: NetworkKind
  key: string
  before: unknown
  systems: string[]
}

/** Undoes what happened after the moment: of each element, the first later change says how it was. The rows are read first, so a change in between is undone too. */
async function backTo(stored: Stored, at: Date): Promise<Stored> {
  const later = await prisma.$queryRaw<Undone[]>`
    select distinct on ("kind", "key") "kind", "key", "before", "systems" from "NetworkChange" where "at" > ${at} order by "kind", "key", "id"`
  const elements = elementsOf(stored.network)
  const systems = new Map(stored.ids.systems)
  for (const { kind, key, before, systems: about } of later) {
    const id = `${kind} ${key}`
    const record = before === null ? null : (recordSchemas[kind].safeParse(before).data ?? null)
    if (record) elements.set(id, { kind, key, record })
    else elements.delete(id)
    // A system that was removed since has its id in the history alone; one that was made again under the slug was another one.
    if (kind === 'system' && record && about[0]) systems.set(key, about[0])
  }
  return { network: networkOf([...elements.values()]), ids: { ...stored.ids, systems } }
}

function networkOf(elements: { kind: NetworkKind; record: NetworkRecord }[]): Network {
  const all = <K extends NetworkKind>(kind: K) => elements.filter((each) => each.kind === kind).map(({ record }) => record as NetworkRecords[K])
  const byKey = <K extends NetworkKind>(kind: K) => all(kind).sort((a, b) => (keyOf(kind, a) < keyOf(kind, b) ? -1 : 1))
  const byName = <T extends { name: string }>(list: T[]) => list.sort((a, b) => a.name.localeCompare(b.name, 'en'))
  return {
    systems: byName(all('system')),
    services: byName(all('service')),
    flows: byKey('flow'),
    decisions: all('decision').sort((a, b) => a.system.localeCompare(b.system, 'en') || a.number - b.number),
    runbooks: byKey('runbook'),
  }
}
