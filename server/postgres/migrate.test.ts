import { randomBytes } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import { ensureDatabase, migrate, migrationNames, withClient } from './migrate.mjs'

const maintenance = inject('testCluster').url.replace(/\/template$/, '/postgres')

test('machines that start together on an empty database bring it up to date once', async () => {
  const name = `empty_${randomBytes(4).toString('hex')}`
  await ensureDatabase(maintenance, name)
  await ensureDatabase(maintenance, name)
  const url = maintenance.replace(/\/postgres$/, `/${name}`)
  const changed = await Promise.all([migrate(url), migrate(url), migrate(url)])
  expect(changed.filter(Boolean)).toHaveLength(1)
  expect(await migrate(url)).toBe(false)
  const applied = await withClient(url, async (client) =>
    (await client.query('select migration_name as name from _prisma_migrations where finished_at is not null order by 1')).rows.map((row) => row.name),
  )
  expect(applied).toEqual(migrationNames())
  await withClient(maintenance, (client) => client.query(`drop database ${name} with (force)`))
}, 120_000)
