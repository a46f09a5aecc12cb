import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { env } from '../env.ts'
import { withClient } from './migrate.mjs'

export interface TestDatabase {
  url: string
  close(): Promise<void>
}

let ownTaken = false

/**
 * A migrated, empty database in the test cluster. The first one in a test file is the one that env.DATABASE_URL, and so `prisma` of
 * server/db.ts, is connected to; further ones are reached by their URL only. Call close() in afterAll.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const url = ownTaken ? anotherUrl() : env.DATABASE_URL
  ownTaken = true
  const name = new URL(url).pathname.slice(1)
  const maintenance = inject('testCluster').url.replace(/\/template$/, '/postgres')
  await withClient(maintenance, async (client) => {
    // Cloning needs the template for itself for a moment; test files start at the same time.
    await client.query('select pg_advisory_lock(1)')
    await client.query(`create database ${name} template template strategy file_copy`)
  })
  return {
    url,
    async close() {
      const held = globalThis as { gantryPrisma?: { $disconnect(): Promise<void> } }
      if (url === env.DATABASE_URL) await held.gantryPrisma?.$disconnect()
      await withClient(maintenance, (client) => client.query(`drop database if exists ${name} with (force)`))
    },
  }
}

function anotherUrl(): string {
  const url = new URL(env.DATABASE_URL)
  url.pathname = `/test_${randomBytes(6).toString('hex')}`
  return url.toString()
}
