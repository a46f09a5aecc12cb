import { newId } from '#model/id.ts'
import type { NetworkKind, NetworkRecord } from '#model/network-change.ts'
import type { Tx } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'

const batch = 5000

export interface HistoryEntry {
  kind: NetworkKind
  key: string
  before: NetworkRecord | null
  after: NetworkRecord | null
  /** Ids of the systems it is about. */
  systems: string[]
}

/** Entries of what one transaction changed. Without them a moment of the past cannot be read back. Answers the changeset's id. */
export async function appendHistory(tx: Tx, actor: Actor, entries: readonly HistoryEntry[], note: string): Promise<string> {
  const changeset = newId('chg')
  for (let start = 0; start < entries.length; start += batch) {
    // As one parameter each: thousands of rows are written in the time that a statement with as many parameters takes to prepare.
    // The database's clock, asked now: the default is the transaction's beginning, which may lie before what another committed meanwhile.
    await tx.$executeRaw`
      insert into "NetworkChange" ("changeset", "at", "kind", "key", "before", "after", "actor", "actorName", "note", "systems")
      select ${changeset}, clock.at, e->>'kind', e->>'key', nullif(e->'before', 'null'), nullif(e->'after', 'null'), ${actor.id}, ${actor.name}, ${note},
        array(select jsonb_array_elements_text(e->'systems'))
      from (select clock_timestamp() at time zone 'utc' as at) clock, jsonb_array_elements(${JSON.stringify(entries.slice(start, start + batch))}::jsonb) with ordinality as list(e, n) order by n`
  }
  return changeset
}
