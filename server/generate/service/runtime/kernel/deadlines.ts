import type { Service } from './context.ts'
import { rows, type Transaction } from './database.ts'

/** Marks what has become true by time alone. Runs before an entity is read or changed, and once a minute. */
export async function sweep(service: Service, tx: Pick<Transaction, 'query'>, entity?: string): Promise<void> {
  for (const deadline of service.definitions.deadlines) {
    if (entity !== undefined && deadline.entity !== entity) continue
    const marked = await rows(tx, deadline.mark, {})
    if (deadline.notify) for (const row of marked) await rows(tx, deadline.notify, { id: row.id })
  }
}
