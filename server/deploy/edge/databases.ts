import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import type { Environment } from '#prisma/generated/client.ts'
import { secretsOf } from '#server/domain/deployment/environment.ts'

/** A folder with PostgreSQL's UNIX socket, to bind into the sandbox: the only way from there to a database. */
export interface Socket {
  folder: string
  port: number
}

/** The services' cluster: one database an environment, with an owner that migrates and a role that reads and writes rows. */
export class ServicesCluster {
  readonly #url: string
  readonly socket: Socket
  readonly #bridge: Server | undefined

  private constructor(url: string, socket: Socket, bridge?: Server) {
    this.#url = url
    this.socket = socket
    this.#bridge = bridge
  }

  /** `folder` is where a socket is made when the cluster is only reached by TCP. */
  static async open(url: string, folder: string): Promise<ServicesCluster> {
    if (!url) throw new Error('SERVICES_DATABASE_URL is not set: the cluster where deployed services have their databases. `npm start` sets it.')
    const parsed = new URL(url)
    const port = Number(parsed.port || 5432)
    const direct = parsed.searchParams.get('host') ?? ''
    if (direct.startsWith('/') && reachable(direct, port)) return new ServicesCluster(url, { folder: direct, port })
    const to = direct.startsWith('/') ? { path: join(direct, `.s.PGSQL.${port}`) } : { host: direct || parsed.hostname, port }
    return new ServicesCluster(url, { folder, port }, await bridge(folder, port, to))
  }

  async ensure(environment: Environment): Promise<void> {
    const { owner, app } = secretsOf(environment)
    await this.#administrate(async (client) => {
      const name = pg.escapeIdentifier
      // Two at once (an edge that was just replaced) would both find nothing.
      await client.query(`select pg_advisory_lock(hashtext('gantry_services'))`)
      await closeCommonDatabases(client)
      await role(client, owner, 5)
      await role(client, app, 20)
      await client.query(`grant ${name(owner.user)} to current_user`) // whoever is no superuser may only give a database to a role it belongs to
      const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [environment.database])
      if (!rowCount) await client.query(`create database ${name(environment.database)} owner ${name(owner.user)}`)
      await client.query(`revoke all on database ${name(environment.database)} from public`)
      await client.query(`grant connect on database ${name(environment.database)} to ${name(app.user)}`)
    })
  }

  /** Only ever asked for staging. */
  async drop(environment: Environment): Promise<void> {
    await this.#administrate((client) => client.query(`drop database if exists ${pg.escapeIdentifier(environment.database)} with (force)`))
  }

  close(): void {
    this.#bridge?.close()
  }

  async #administrate<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: this.#url, connectionTimeoutMillis: 10_000 })
    client.on('error', () => {}) // a connection lost between two queries is reported by the next one
    await client.connect()
    try {
      return await work(client)
    } finally {
      await client.end()
    }
  }
}

/** A service must reach its own database only; whoever administrates the cluster without owning these has closed them or not. */
async function closeCommonDatabases(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    `select datname from pg_database where datname in ('postgres', 'template1') and has_database_privilege('public', datname, 'connect') and pg_has_role(datdba, 'usage')`,
  )
  for (const { datname } of rows) await client.query(`revoke all on database ${pg.escapeIdentifier(datname)} from public`)
}

/** Creates the role, or gives it the password again: the control plane's copy is the one that counts. */
async function role(client: pg.Client, account: { user: string; password: string }, connections: number): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [account.user])
  const verb = rowCount ? 'alter' : 'create'
  await client.query(
    `${verb} role ${pg.escapeIdentifier(account.user)} login password ${pg.escapeLiteral(account.password)} nosuperuser nocreatedb nocreaterole connection limit ${connections}`,
  )
}

/** As root we may enter any folder; the sandbox, which is root without its powers, only its own and open ones. */
function reachable(folder: string, port: number): boolean {
  try {
    const place = statSync(folder)
    const socket = statSync(join(folder, `.s.PGSQL.${port}`))
    const own = (uid: number) => uid === process.getuid?.()
    return (own(place.uid) || (place.mode & 0o001) !== 0) && (own(socket.uid) || (socket.mode & 0o002) !== 0)
  } catch {
    return false
  }
}

/** Bytes from a UNIX socket to the cluster, for clusters that are elsewhere. */
function bridge(folder: string, port: number, to: { path: string } | { host: string; port: number }): Promise<Server> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `.s.PGSQL.${port}`)
  if (existsSync(path)) rmSync(path)
  const server = createServer((inside) => {
    const outside = connect(to)
    inside.pipe(outside).pipe(inside)
    const end = () => {
      inside.destroy()
      outside.destroy()
    }
    inside.on('error', end).on('close', end)
    outside.on('error', end).on('close', end)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => resolve(server))
  })
}
