import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'

const say = (entry: Record<string, unknown>): void => {
  process.stdout.write(`${JSON.stringify(entry)}\n`)
}
const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`

interface Migration {
  name: string
  sql: string
  checksum: string
}
const load = (folder: string): Migration[] =>
  readdirSync(folder)
    .filter((name) => /^\d{4}_\w+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })

/**
 * Applies the migrations that are missing, in order, each in its own transaction, while an advisory lock keeps a second
 * migrator out; then lets the service's own role read and write rows, and nothing else.
 */
export async function migrate(client: pg.Client, folder: string, appRole: string | undefined): Promise<string[]> {
  const applied: string[] = []
  await client.query("select pg_advisory_lock(hashtextextended('gantry_migrations', 0))")
  try {
    await client.query('create table if not exists gantry_migrations (name text primary key, checksum text not null, at timestamptz not null default now())')
    const done = new Map(
      (await client.query<{ name: string; checksum: string }>('select name, checksum from gantry_migrations')).rows.map((row) => [row.name, row.checksum]),
    )
    for (const migration of load(folder)) {
      const before = done.get(migration.name)
      if (before === migration.checksum) continue
      if (before !== undefined) throw new Error(`${migration.name} was applied with other contents. Restore it and put the change into a new migration.`)
      await client.query('begin')
      try {
        await client.query(migration.sql)
        await client.query('insert into gantry_migrations (name, checksum) values ($1, $2)', [migration.name, migration.checksum])
        await client.query('commit')
      } catch (error) {
        await client.query('rollback')
        throw new Error(`${migration.name}: ${error instanceof Error ? error.message : String(error)}`)
      }
      applied.push(migration.name)
      say({ level: 'info', message: 'applied', migration: migration.name })
    }
    if (appRole) await grant(client, appRole)
  } finally {
    await client.query("select pg_advisory_unlock(hashtextextended('gantry_migrations', 0))")
  }
  return applied
}

async function grant(client: pg.Client, role: string): Promise<void> {
  const name = quoted(role)
  await client.query(
    `grant usage on schema public to ${name}; grant select, insert, update, delete on all tables in schema public to ${name}; grant usage, select on all sequences in schema public to ${name}; revoke insert, update, delete on gantry_migrations from ${name}; revoke update, delete on gantry_audit from ${name}`,
  )
}

/** The command: the owner's connection comes from PG*, the service's role from APP_ROLE. */
export async function main(folder: string, environment: Record<string, string | undefined>): Promise<number> {
  const client = new pg.Client({ options: '-c timezone=UTC' })
  try {
    await client.connect()
    const applied = await migrate(client, folder, environment.APP_ROLE)
    say({ level: 'info', message: 'up to date', applied: applied.length })
    return 0
  } catch (error) {
    say({ level: 'error', message: error instanceof Error ? error.message : String(error) })
    return 1
  } finally {
    await client.end().catch(() => undefined)
  }
}
