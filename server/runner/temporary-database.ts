import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import pg from 'pg'
import type { TemporaryDatabase } from '#server/agents/agent.ts'
import { prisma } from '#server/db.ts'
import { ServicesCluster } from '#server/deploy/edge/databases.ts'
import { env } from '#server/env.ts'

/** Names say whose they are: several control planes may share a cluster, and each only tidies up after itself. */
let known: Promise<string> | undefined
const prefixOf = (): Promise<string> =>
  (known ??= prisma.$queryRaw<{ key: string }[]>`select substr(md5(current_database() || (select min("id") from "_prisma_migrations")), 1, 6) as key`.then(
    ([row]) => `tmp_${row?.key}_`,
  ))
let cluster: Promise<ServicesCluster> | undefined
const openCluster = (): Promise<ServicesCluster> =>
  (cluster ??= ServicesCluster.open(env.SERVICES_DATABASE_URL, join(env.GANTRY_HOME, 'run', `pg-${env.GANTRY_PROCESS}`)))

async function administrate<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: env.SERVICES_DATABASE_URL, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {}) // reported by the next query
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** An owner that migrates and an app role that reads and writes rows, as deployed services have them; neither may do anything else in the cluster. */
export async function createTemporaryDatabase(attemptId: string, n: number): Promise<TemporaryDatabase> {
  const { socket } = await openCluster()
  const name = `${await prefixOf()}${attemptId}_${n}`
  const user = (kind: string) => ({ user: `${name}_${kind}`, password: randomBytes(24).toString('hex') })
  const [owner, app] = [user('owner'), user('app')]
  await administrate(async (client) => {
    for (const role of [owner, app])
      await client.query(
        `create role ${pg.escapeIdentifier(role.user)} login password ${pg.escapeLiteral(role.password)} nosuperuser nocreatedb nocreaterole connection limit 40`,
      )
    await client.query(`grant ${pg.escapeIdentifier(owner.user)} to current_user`) // whoever is no superuser may only give a database to a role it belongs to
    await client.query(`create database ${pg.escapeIdentifier(name)} owner ${pg.escapeIdentifier(owner.user)}`)
    await client.query(`revoke all on database ${pg.escapeIdentifier(name)} from public`)
    await client.query(`grant connect on database ${pg.escapeIdentifier(name)} to ${pg.escapeIdentifier(app.user)}`)
  })
  return { name, socketFolder: socket.folder, port: socket.port, owner, app }
}

/** With its roles. Forced: nobody has business there once the attempt has ended. */
async function drop(client: pg.Client, name: string): Promise<void> {
  await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`)
  const { rows } = await client.query<{ rolname: string }>('select rolname from pg_roles where rolname = any($1)', [[`${name}_owner`, `${name}_app`]])
  for (const { rolname } of rows) await client.query(`drop role if exists ${pg.escapeIdentifier(rolname)}`)
}
export const dropTemporaryDatabase = (name: string): Promise<void> => administrate((client) => drop(client, name))

/** Databases of attempts that died with their runner. Answers how many it dropped. */
export async function dropLeftovers(): Promise<number> {
  if (!env.SERVICES_DATABASE_URL) return 0
  const prefix = await prefixOf()
  return administrate(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select datname as name from pg_database where starts_with(datname, $1) union select regexp_replace(rolname, '_(owner|app)$', '') from pg_roles where starts_with(rolname, $1)`,
      [prefix],
    )
    if (rows.length === 0) return 0
    const attemptOf = (name: string) => name.slice(prefix.length).replace(/_\d+$/, '')
    const running = new Set(
      (await prisma.attempt.findMany({ where: { id: { in: rows.map((r) => attemptOf(r.name)) }, status: 'running' }, select: { id: true } })).map((a) => a.id),
    )
    const dead = rows.filter((r) => !running.has(attemptOf(r.name)))
    for (const { name } of dead) await drop(client, name)
    return dead.length
  })
}
