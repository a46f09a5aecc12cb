import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const project = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const require = createRequire(import.meta.url)
const durableQueueVersion = JSON.parse(readFileSync(join(project, 'node_modules/@dbos-inc/dbos-sdk/package.json'), 'utf8')).version

export const migrationNames = () =>
  readdirSync(join(project, 'prisma/migrations'))
    .filter((name) => existsSync(join(project, 'prisma/migrations', name, 'migration.sql')))
    .sort()

/** What Prisma's command line needs to work without its download site. */
export const prismaEnvironment = (databaseUrl) => ({
  ...process.env,
  ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
  PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? join(project, 'prisma/schema-engine.mjs'),
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  CHECKPOINT_DISABLE: '1',
})

export async function prismaCommand(args, databaseUrl) {
  try {
    await promisify(execFile)(process.execPath, [require.resolve('prisma/build/index.js'), ...args], { cwd: project, env: prismaEnvironment(databaseUrl) })
  } catch (error) {
    throw new Error(`prisma ${args.join(' ')} failed:\n${error.stdout ?? ''}${error.stderr || error.message}`)
  }
}

/**
 * Brings the control plane's database to this version: the product's tables and the durable queue's. Asking what is there takes
 * milliseconds; the tools are started only when something is missing.
 * @returns {Promise<boolean>} whether anything was changed
 */
export async function migrate(databaseUrl) {
  if (isCurrent(await inspect(databaseUrl))) return false
  return withClient(databaseUrl, async (client) => {
    // Machines that start together take turns: the queue's own migration deadlocks otherwise. The lock ends with the connection.
    // Asked for again and again: one that waits inside a statement would hold a snapshot, for which CREATE INDEX CONCURRENTLY waits in turn.
    while (!(await client.query('select pg_try_advisory_lock($1) as mine', [migrationLock])).rows[0].mine) await new Promise((next) => setTimeout(next, 100))
    const state = await inspect(databaseUrl)
    if (isCurrent(state)) return false
    if (!hasAllMigrations(state)) await prismaCommand(['migrate', 'deploy'], databaseUrl)
    if (state.queue !== durableQueueVersion) await migrateQueue(databaseUrl)
    return true
  })
}

/** Any number, the same everywhere and not the one Prisma uses. */
const migrationLock = 7_270_001
const hasAllMigrations = (state) => migrationNames().every((name) => state.applied.includes(name))
const isCurrent = (state) => hasAllMigrations(state) && state.queue === durableQueueVersion

async function inspect(databaseUrl) {
  return withClient(databaseUrl, async (client) => {
    const known = (await client.query(`select to_regclass('public._prisma_migrations') is not null as prisma, to_regnamespace('dbos') is not null as queue`))
      .rows[0]
    const applied = known.prisma
      ? (await client.query('select migration_name from _prisma_migrations where finished_at is not null and rolled_back_at is null')).rows.map(
          (row) => row.migration_name,
        )
      : []
    const queue = known.queue ? (await client.query(`select obj_description(to_regnamespace('dbos')::oid, 'pg_namespace') as version`)).rows[0].version : null
    return { applied, queue }
  })
}

/** The schema's comment remembers the version. */
async function migrateQueue(databaseUrl) {
  // In a process of its own: it prints, and would stay in the launcher's memory.
  const script = `const { DBOS } = await import('@dbos-inc/dbos-sdk'); await DBOS.migrate(process.env.DATABASE_URL); process.exit(0)`
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd: project, env: { ...process.env, DATABASE_URL: databaseUrl } })
  await withClient(databaseUrl, (client) => client.query(`comment on schema dbos is '${durableQueueVersion}'`))
}

/** Creates the database when the server does not have it. */
export async function ensureDatabase(maintenanceUrl, name) {
  await withClient(maintenanceUrl, async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`)
  })
}

export async function withClient(connectionString, work) {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
