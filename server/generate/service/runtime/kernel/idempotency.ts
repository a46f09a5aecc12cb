import { createHash } from 'node:crypto'
import { conflict, Problem } from '../http/problem.ts'
import type { RequestFacts } from './context.ts'
import type { Row, Transaction } from './database.ts'
import type { Facts, Operation } from './definition.ts'

/**
 * A create that carries an Idempotency-Key happens once: whoever comes second waits for the first transaction to end
 * and gets its record. The same key with another request is refused.
 */
export async function remembered(tx: Transaction, operation: Operation, body: Row, request: RequestFacts, facts: Facts): Promise<string | null> {
  if (request.key === null) return null
  const digest = createHash('sha256')
    .update(`${operation.id}\n${JSON.stringify(body)}`)
    .digest('hex')
  const subject = String(facts.subject ?? '')
  const mine = await tx.query('insert into gantry_idempotency (subject, key, operation, request) values ($1, $2, $3, $4) on conflict do nothing', [
    subject,
    request.key,
    operation.id,
    digest,
  ])
  if (mine.rowCount === 1) return null
  const earlier = await tx.query<{ request: string; record_id: string | null }>(
    'select request, record_id from gantry_idempotency where subject = $1 and key = $2',
    [subject, request.key],
  )
  const found = earlier.rows[0]
  if (found?.request !== digest)
    throw new Problem(422, 'Invalid input', 'This Idempotency-Key was used for another request.', {
      errors: [{ path: 'Idempotency-Key', message: 'This Idempotency-Key was used for another request.' }],
    })
  if (!found.record_id) throw conflict('The first request with this Idempotency-Key has not ended.')
  return found.record_id
}

export async function remember(tx: Transaction, request: RequestFacts, facts: Facts): Promise<void> {
  if (request.key !== null)
    await tx.query('update gantry_idempotency set record_id = $3 where subject = $1 and key = $2', [String(facts.subject ?? ''), request.key, facts.id])
}
