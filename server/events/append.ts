import type { Prisma } from '#prisma/generated/client.ts'
import type { Tx } from '#server/db.ts'

export interface NewEvent {
  kind: string // noun.happened
  runId?: string
  stage?: string
  attempt?: number
  systemId?: string
  serviceId?: string
  requirementId?: string
  actor?: string
  data?: Prisma.InputJsonObject
}

/**
 * Appends to the log. The advisory lock is held until the transaction ends, so that the order of ids is the order of
 * commits and a reader's cursor never skips one. Take every other lock of the transaction first and append last:
 * whoever waits for a row while holding this lock stops all writers, and can deadlock with the holder of the row.
 * NOTIFY carries the id alone and is delivered at commit.
 */
export async function appendEvents(tx: Tx, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return
  const rows = events.map((e) => ({
    kind: e.kind,
    run: e.runId ?? null,
    stage: e.stage ?? null,
    attempt: e.attempt ?? null,
    system: e.systemId ?? null,
    service: e.serviceId ?? null,
    requirement: e.requirementId ?? null,
    actor: e.actor ?? null,
    data: e.data ?? {},
  }))
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('gantry_events'))`
  await tx.$executeRaw`
    with added as (
      insert into "Event" ("id", "at", "kind", "runId", "stage", "attempt", "systemId", "serviceId", "requirementId", "actor", "data")
      select (select coalesce(max("id"), 0) from "Event") + n, clock_timestamp() at time zone 'utc', e->>'kind', e->>'run', e->>'stage', (e->>'attempt')::int, e->>'system', e->>'service', e->>'requirement', e->>'actor', e->'data'
      from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) with ordinality as list(e, n)
      returning "id")
    select pg_notify('gantry_events', "id"::text) from added order by "id"`
}

export const appendEvent = (tx: Tx, event: NewEvent): Promise<void> => appendEvents(tx, [event])
