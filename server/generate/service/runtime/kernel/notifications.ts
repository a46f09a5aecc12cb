import { signedIn } from '../http/auth.ts'
import { ownRecord, type RequestFacts, type Service } from './context.ts'
import type { Row } from './database.ts'
import type { Page } from './list.ts'

/** What was sent to the actor: to their role, to the subject they sign in with, or to their own record. */
export async function notifications(service: Service, query: { page: number; pageSize: number }, request: RequestFacts): Promise<Page> {
  const actor = signedIn(request.actor)
  const own = await ownRecord(service, service.pool, actor)
  const columns = 'id, at, channel, subject, operation, entity, record_id as "recordId", sent_at as "sentAt", count(*) over () as total'
  const mine = 'recipient_role = $1 or (recipient = $2 and recipient_id is null) or recipient_id = $3::uuid'
  const found = await service.pool.query<Row & { total: number }>(
    `select ${columns} from gantry_outbox where ${mine} order by id desc limit ${query.pageSize} offset ${(query.page - 1) * query.pageSize}`,
    [actor.role, actor.subject, own],
  )
  return { items: found.rows.map(({ total: _, ...row }) => row), page: query.page, pageSize: query.pageSize, total: found.rows[0]?.total ?? 0 }
}
