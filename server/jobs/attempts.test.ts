import { expect, test } from 'vitest'
import { withClient } from '#server/postgres/migrate.mjs'
import { createTestDatabase } from '#server/postgres/test-database.ts'
import { queueDatabaseUrl } from './attempts.ts'

test('the queue says with the connection how long a transaction may lie idle, beside what the address says already', async () => {
  const database = await createTestDatabase()
  const show = (url: string) =>
    withClient(
      url,
      async (client) =>
        (await client.query(`select current_setting('idle_in_transaction_session_timeout') || ' ' || current_setting('work_mem') as v`)).rows[0].v,
    )
  expect(await show(queueDatabaseUrl(`${database.url}?options=-c%20work_mem%3D5MB`))).toBe('1min 5MB')
  expect(await show(queueDatabaseUrl(database.url))).toBe('1min 4MB')
  expect(new URL(queueDatabaseUrl('postgresql://a:b+c@host/d')).password).toBe('b+c')
  await database.close()
})
