import { newId } from '#model/id.ts'
import { canonical, type NetworkKind, type NetworkRecord } from '#model/network-change.ts'
import { Prisma } from '#prisma/generated/client.ts'
import type { Tx } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'

export interface HistoryEntry {
  kind: NetworkKind
  key: string
  before: NetworkRecord | null
  after: NetworkRecord | null
  /** Ids of the systems it is about. */
  systems: string[]
}

const json = (record: NetworkRecord | null) => (record === null ? Prisma.DbNull : (JSON.parse(canonical(record)) as Prisma.InputJsonObject))

/** Entries of what one transaction changed. Without them a moment of the past cannot be read back. Answers the changeset's id. */
export async function appendHistory(tx: Tx, actor: Actor, entries: readonly HistoryEntry[], note: string): Promise<string> {
  const changeset = newId('chg')
  // The database's clock, asked now: the default is the transaction's beginning, which may lie before what another committed meanwhile.
  const [now] = await tx.$queryRaw<{ at: Date }[]>`select clock_timestamp() at time zone 'utc' as at`
  const rows = entries.map((entry) => ({
    ...entry,
    before: json(entry.before),
    after: json(entry.after),
    changeset,
    at: now?.at,
    actor: actor.id,
    actorName: actor.name,
    note,
  }))
  for (let start = 0; start < rows.length; start += 1000) await tx.networkChange.createMany({ data: rows.slice(start, start + 1000) })
  return changeset
}
