import {
  type Network,
  type NetworkDecision,
  type NetworkFlow,
  type NetworkRunbook,
  type NetworkService,
  type NetworkSystem,
  networkDecision,
  networkFlow,
  networkRunbook,
  networkService,
  networkSystem,
} from '#model/network.ts'
import type { Prisma } from '#prisma/generated/client.ts'
import type { Tx } from '#server/db.ts'
import { log } from '#server/log.ts'

/** Rows are identities and references; everything else an element says is in `facts`. */
type SystemRow = { id: string; slug: string; name: string; facts: unknown }
type ServiceRow = { id: string; systemId: string; slug: string; name: string; facts: unknown; delivered: unknown }
type FlowRow = { key: string; fromId: string; fromServiceId: string | null; toId: string; toServiceId: string | null; facts: unknown }

const factsOf = (stored: unknown): object => (stored !== null && typeof stored === 'object' && !Array.isArray(stored) ? stored : {})

/** A fact that does not have its form (an older version wrote it) is left out, and said so in the log, rather than hiding the element. */
function lenient<T>(
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false; error: { issues: { path: PropertyKey[] }[] } } },
  value: object,
): T | null {
  const whole = schema.safeParse(value)
  if (whole.success) return whole.data
  const bad = new Set(whole.error.issues.map(({ path }) => String(path[0])))
  log.warn({ element: 'slug' in value ? value.slug : 'key' in value && value.key, left: [...bad] }, 'facts of the network that cannot be read')
  const rest = schema.safeParse(Object.fromEntries(Object.entries(value).filter(([name]) => !bad.has(name))))
  return rest.success ? rest.data : null
}

const nameOf = (row: { name: string }) => row.name.slice(0, 120) // titles of requirements, after which services are named, may be longer
export const systemRecord = (row: SystemRow): NetworkSystem | null => lenient(networkSystem, { ...factsOf(row.facts), slug: row.slug, name: nameOf(row) })
/** What people stated counts before what was delivered. */
export const serviceRecord = (row: ServiceRow, system: string): NetworkService | null =>
  lenient(networkService, { ...factsOf(row.delivered), ...factsOf(row.facts), system, slug: row.slug, name: nameOf(row) })

export interface Stored {
  network: Network
  /** Ids of systems by slug, of services by "system/service". */
  ids: { systems: Map<string, string>; services: Map<string, string> }
}

export interface Part {
  systems?: Prisma.SystemWhereInput
  services?: Prisma.ServiceWhereInput
  flows?: Prisma.NetworkFlowWhereInput
  decisions?: Prisma.NetworkDecisionWhereInput
  runbooks?: Prisma.NetworkRunbookWhereInput
}
const present = <T>(value: T | null): value is T => value !== null

/** The network as it is, or the named part of it. An element whose ends are not in the part is left out. */
export async function loadNetwork(db: Tx, part: Part = {}): Promise<Stored> {
  // One after the other: a transaction has one connection.
  const systems = await db.system.findMany({ where: part.systems, select: { id: true, slug: true, name: true, facts: true }, orderBy: { name: 'asc' } })
  const services = await db.service.findMany({
    where: part.services,
    select: { id: true, systemId: true, slug: true, name: true, facts: true, delivered: true },
    orderBy: { name: 'asc' },
  })
  const flows = await db.networkFlow.findMany({ where: part.flows, orderBy: { key: 'asc' } })
  const decisions = await db.networkDecision.findMany({ where: part.decisions, orderBy: [{ systemId: 'asc' }, { number: 'asc' }] })
  const runbooks = await db.networkRunbook.findMany({ where: part.runbooks, orderBy: { key: 'asc' } })
  const slugs = new Map(systems.map(({ id, slug }) => [id, slug]))
  const serviceSlugs = new Map(services.map(({ id, slug }) => [id, slug]))
  const owned = <R extends { systemId: string }, T>(rows: R[], record: (row: R, system: string) => T | null): T[] =>
    rows
      .map((row) => {
        const system = slugs.get(row.systemId)
        return system === undefined ? null : record(row, system)
      })
      .filter(present)
  const end = (id: string, service: string | null) => ({ system: slugs.get(id), service: service === null ? null : serviceSlugs.get(service) })
  const flowRecord = (row: FlowRow): NetworkFlow | null =>
    slugs.has(row.fromId) && slugs.has(row.toId)
      ? lenient(networkFlow, { ...factsOf(row.facts), key: row.key, from: end(row.fromId, row.fromServiceId), to: end(row.toId, row.toServiceId) })
      : null
  return {
    network: {
      systems: systems.map(systemRecord).filter(present),
      services: owned(services, serviceRecord),
      flows: flows.map(flowRecord).filter(present),
      decisions: owned(decisions, (row, system): NetworkDecision | null =>
        lenient(networkDecision, { ...factsOf(row.facts), key: row.key, number: row.number, system }),
      ),
      runbooks: owned(runbooks, (row, system): NetworkRunbook | null => lenient(networkRunbook, { ...factsOf(row.facts), key: row.key, system })),
    },
    ids: {
      systems: new Map(systems.map(({ id, slug }) => [slug, id])),
      services: new Map(services.map(({ id, systemId, slug }) => [`${slugs.get(systemId)}/${slug}`, id])),
    },
  }
}
