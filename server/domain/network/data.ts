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
  const stored = await loadWhole()
  const then = at ? await backTo(stored, at) : stored
  if (person === null) return then.network
  const scope = scopeOf(person)
  return visible(then.network, (slug) => {
    const id = then.ids.systems.get(slug)
    return id !== undefined && inScope(scope, id)
  })
}

/** Another text after every write of the network, whoever wrote: the transactions that wrote its rows are in it. 10 ms at 20,000 rows. */
export async function networkVersion(): Promise<string> {
  const [row] = await prisma.$queryRaw<[{ version: string }]>`
    select string_agg(concat(part, ' ', n, ' ', mixed), ' ' order by part) as version from (
      select 'systems' as part, count(*) as n, sum(hashint8(xmin::text::bigint)) as mixed from "System"
      union all select 'services', count(*), sum(hashint8(xmin::text::bigint)) from "Service"
      union all select 'flows', count(*), sum(hashint8(xmin::text::bigint)) from "NetworkFlow"
      union all select 'decisions', count(*), sum(hashint8(xmin::text::bigint)) from "NetworkDecision"
      union all select 'runbooks', count(*), sum(hashint8(xmin::text::bigint)) from "NetworkRunbook") parts`
  return row.version
}

/** The last network read whole: reading 20,000 rows and checking each takes a second, asking whether one has changed does not. */
let last: { version: string; stored: Promise<Stored> } | null = null

async function loadWhole(): Promise<Stored> {
  // Before the rows: what is written in between is then read again, never taken for known.
  const version = await networkVersion()
  if (last?.version === version) return last.stored
  const stored = loadNetwork(prisma)
  last = { version, stored }
  stored.catch(() => {
    if (last?.stored === stored) last = null
  })
  return stored
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
