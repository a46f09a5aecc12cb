import { signedIn } from '../http/auth.ts'
import { ownRecord, type RequestFacts, type Service } from './context.ts'
import type { Row } from './database.ts'
import type { Page } from './list.ts'

/** What was sent to the actor: to their role, to the subject they sign in with, or to their own record's address. */
export async function notifications(service: Service, query: { page: number; pageSize: number }, request: RequestFacts): Promise<Page> {
  const actor = signedIn(request.actor)
  const own = await ownRecord(service, service.pool, actor)
  const entity = service.definitions.roles[actor.role]?.entity
  const table = entity ? service.definitions.entities[entity]?.table : undefined
  const address = own && table ? `or recipient in (select value from ${table} t, jsonb_each_text(to_jsonb(t)) where t."id" = $3)` : 'or recipient = $3'
  const found = await service.pool.query<Row & { total: number }>(
    `select id, at, channel, subject, operation, entity, record_id as "recordId", sent_at as "sentAt", count(*) over () as total from gantry_outbox where recipient_role = $1 or recipient = $2 ${address} order by id desc limit ${query.pageSize} offset ${(query.page - 1) * query.pageSize}`,
    [actor.role, actor.subject, own],
  )
  return { items: found.rows.map(({ total: _, ...row }) => row), page: query.page, pageSize: query.pageSize, total: found.rows[0]?.total ?? 0 }
}
