import { newId } from '#model/id.ts'
import { networkService, type Place } from '#model/network.ts'
import { canonical, type NetworkKind, type NetworkRecords } from '#model/network-change.ts'
import { Prisma } from '#prisma/generated/client.ts'
import type { Tx } from '#server/db.ts'
import { Problem } from '#server/domain/problem.ts'
import type { Difference } from './changes.ts'
import type { Stored } from './rows.ts'

type Ids = { systems: Map<string, string>; services: Map<string, string> }
const json = (value: object) => JSON.parse(JSON.stringify(value)) as Prisma.InputJsonObject
/** Rows of one statement. As one parameter: preparing a statement with thousands of them takes longer than writing the rows. */
const batch = 5000
async function inBatches<T>(rows: readonly T[], write: (rows: T[]) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < rows.length; start += batch) await write(rows.slice(start, start + batch))
}

/** Writes what changes: what refers to others goes out first and in last. Answers the ids of all systems, also of those removed, by slug. */
export async function writeRows(tx: Tx, stored: Stored, changes: readonly Difference[]): Promise<Map<string, string>> {
  const ids: Ids = { systems: new Map(stored.ids.systems), services: new Map(stored.ids.services) }
  try {
    await clearReferring(tx, changes)
    await removePlaces(tx, ids, changes)
    await writeSystems(tx, ids, changes)
    await writeServices(tx, ids, changes)
    await writeReferring(tx, ids, changes)
  } catch (error) {
    // Something that is no part of the network (a document, a plan, a run) refers to what is removed.
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2003')
      throw new Problem('conflict', 'It cannot be removed: other records belong to it. Set its lifecycle to retired instead.')
    throw error
  }
  return ids.systems
}

type Saved<K extends NetworkKind> = { key: string; before: NetworkRecords[K] | null; after: NetworkRecords[K]; delivered?: Prisma.InputJsonObject }
const saved = <K extends NetworkKind>(changes: readonly Difference[], kind: K) =>
  changes.filter((each) => each.kind === kind && each.after !== null) as unknown as Saved<K>[]
const removed = (changes: readonly Difference[], kind: NetworkKind) => changes.filter((each) => each.kind === kind && each.after === null).map(({ key }) => key)

/** Flows, decisions and runbooks are written anew: nothing refers to their rows, and numbers may be exchanged. */
async function clearReferring(tx: Tx, changes: readonly Difference[]): Promise<void> {
  const keys = (kind: NetworkKind) => changes.filter((each) => each.kind === kind && each.before !== null).map(({ key }) => key)
  await inBatches(keys('flow'), (some) => tx.networkFlow.deleteMany({ where: { key: { in: some } } }))
  await inBatches(keys('decision'), (some) => tx.networkDecision.deleteMany({ where: { key: { in: some } } }))
  await inBatches(keys('runbook'), (some) => tx.networkRunbook.deleteMany({ where: { key: { in: some } } }))
}

async function removePlaces(tx: Tx, ids: Ids, changes: readonly Difference[]): Promise<void> {
  const of = (keys: string[], known: Map<string, string>) => keys.flatMap((key) => known.get(key) ?? [])
  await inBatches(of(removed(changes, 'service'), ids.services), (some) => tx.service.deleteMany({ where: { id: { in: some } } }))
  await inBatches(of(removed(changes, 'system'), ids.systems), (some) => tx.system.deleteMany({ where: { id: { in: some } } }))
}

async function writeSystems(tx: Tx, ids: Ids, changes: readonly Difference[]): Promise<void> {
  const rows = saved(changes, 'system').map(({ before, after: { slug, name, ...facts } }) => ({ isNew: before === null, slug, name, facts: json(facts) }))
  const fresh = rows.filter(({ isNew }) => isNew).map(({ isNew: _, ...row }) => ({ id: newId('sys'), ...row }))
  await inBatches(
    fresh,
    (rows) => tx.$executeRaw`
      insert into "System" ("id", "slug", "name", "facts")
      select e->>'id', e->>'slug', e->>'name', e->'facts' from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) e`,
  )
  for (const { id, slug } of fresh) ids.systems.set(slug, id)
  await inBatches(
    rows.filter(({ isNew }) => !isNew),
    (some) => tx.$executeRaw`
      update "System" s set "name" = e->>'name', "facts" = e->'facts' from jsonb_array_elements(${JSON.stringify(some)}::jsonb) e where s."slug" = e->>'slug'`,
  )
}

async function writeServices(tx: Tx, ids: Ids, changes: readonly Difference[]): Promise<void> {
  const all = saved(changes, 'service')
  const known = all.flatMap(({ key, before }) => (before ? (ids.services.get(key) ?? []) : []))
  const delivered = new Map<string, Prisma.JsonValue>()
  await inBatches(known, async (some) => {
    for (const row of await tx.service.findMany({ where: { id: { in: some } }, select: { id: true, delivered: true } })) delivered.set(row.id, row.delivered)
  })
  const fresh: object[] = []
  const changed: object[] = []
  for (const { key, before, after, delivered: now } of all) {
    const id = ids.services.get(key)
    if (now && id) await tx.service.update({ where: { id }, data: { delivered: now } })
    else if (before && id) changed.push({ id, name: after.name, facts: statedFacts(after, delivered.get(id) ?? null) })
    else {
      const made = newId('svc')
      ids.services.set(key, made)
      fresh.push({ id: made, systemId: required(ids.systems, after.system), slug: after.slug, name: after.name, facts: statedFacts(after, null) })
    }
  }
  await inBatches(
    changed,
    (rows) => tx.$executeRaw`
      update "Service" s set "name" = e->>'name', "facts" = e->'facts' from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) e where s."id" = e->>'id'`,
  )
  await inBatches(
    fresh,
    (rows) => tx.$executeRaw`
      insert into "Service" ("id", "systemId", "slug", "name", "facts")
      select e->>'id', e->>'systemId', e->>'slug', e->>'name', e->'facts' from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) e`,
  )
}

/** What differs from the delivered contract is what somebody states; the rest goes on following the contract. Before there is one, empty fields state nothing. */
function statedFacts(record: NetworkRecords['service'], delivered: Prisma.JsonValue): Prisma.InputJsonObject {
  const { system, slug, name, built: _, ...facts } = record
  if (delivered === null || typeof delivered !== 'object')
    return json(Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0))))
  const said = networkService.safeParse({ ...delivered, system, slug, name }).data as Record<string, unknown> | undefined
  return json(Object.fromEntries(Object.entries(facts).filter(([field, value]) => canonical(value) !== canonical(said?.[field]))))
}

function required(ids: Map<string, string>, key: string): string {
  const id = ids.get(key)
  if (id === undefined) throw new Error(`No row of the network is named ${key}; the changes were not checked.`)
  return id
}

async function writeReferring(tx: Tx, ids: Ids, changes: readonly Difference[]): Promise<void> {
  const serviceOf = ({ system, service }: Place) => (service ? required(ids.services, `${system}/${service}`) : null)
  const flows = saved(changes, 'flow').map(({ after: { key, from, to, ...facts } }) => ({
    key,
    fromId: required(ids.systems, from.system),
    fromServiceId: serviceOf(from),
    toId: required(ids.systems, to.system),
    toServiceId: serviceOf(to),
    facts: json(facts),
  }))
  const owned = <T extends { system: string; key: string }>({ system, key, ...rest }: T) => ({ key, systemId: required(ids.systems, system), rest })
  const decisions = saved(changes, 'decision').map(({ after: { number, ...after } }) => {
    const { rest, ...row } = owned(after)
    return { ...row, number, facts: json(rest) }
  })
  const runbooks = saved(changes, 'runbook').map(({ after }) => {
    const { rest, ...row } = owned(after)
    return { ...row, facts: json(rest) }
  })
  await inBatches(
    flows,
    (rows) => tx.$executeRaw`
      insert into "NetworkFlow" ("key", "fromId", "fromServiceId", "toId", "toServiceId", "facts")
      select e->>'key', e->>'fromId', e->>'fromServiceId', e->>'toId', e->>'toServiceId', e->'facts' from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) e`,
  )
  await inBatches(decisions, (data) => tx.networkDecision.createMany({ data }))
  await inBatches(runbooks, (data) => tx.networkRunbook.createMany({ data }))
}
