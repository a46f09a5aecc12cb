/**
 * One embedded PostgreSQL cluster in one folder: initialised when new, started, watched by its pid, stopped. Plain JavaScript, because the
 * launcher runs it; needs nothing but Node and the npm package that carries the binaries.
 */
import { execFile, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { howToRun, socketFolderFor } from './binaries.mjs'

const run = promisify(execFile)
const USER = 'gantry'

/**
 * Starts the cluster in `folder` (created and initialised when missing) and answers how to reach it.
 * A server that was left behind there is stopped first, so the caller must hold the data folder's lock.
 * @param {{ folder: string, settings?: Record<string, string> }} options settings: lines for postgresql.conf
 */
export async function startCluster({ folder, settings = {} }) {
  const place = locate(folder)
  makePrivateFolder(place.socketFolder, place.owner)
  if (!existsSync(join(place.data, 'PG_VERSION'))) await initialise(place)
  await stop(place)
  let port = await startWithRetries(place, settings)
  const { password, socketFolder } = place
  return {
    port,
    socketFolder,
    user: USER,
    password,
    logFile: place.log,
    url: (database) => `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`,
    /** The same over the UNIX socket: the sandbox can be given a folder, but no network. */
    socketUrl: (database) => `postgresql://${USER}:${password}@localhost:${port}/${database}?host=${encodeURIComponent(socketFolder)}`,
    pid: () => postmasterPid(place.data),
    running: () => isPostgres(postmasterPid(place.data), place.data),
    /** Whether everything of the cluster lies in its folder, so that a stopped one can be copied. */
    selfContained: place.kind !== 'user',
    /** After a crash, on the same port: others hold the address. */
    async restart() {
      await stop(place)
      port = await startWithRetries(place, settings, port)
    },
    stop: (mode) => stop(place, mode),
  }
}

/** Stops the server that an ended process left behind in `folder`. */
export const stopCluster = (folder) => stop(locate(folder), 'immediate')

function locate(given) {
  const folder = resolve(given)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const key = createHash('sha256').update(folder).digest('hex').slice(0, 12)
  const how = howToRun(key, folder)
  const home = dirname(how.data)
  return { ...how, folder, log: join(home, 'log'), password: passwordOf(folder), socketFolder: socketFolderFor(key, home) }
}

async function stop(place, mode = 'fast') {
  if (!isPostgres(postmasterPid(place.data), place.data)) return
  await execute(place, 'pg_ctl', ['-D', place.data, 'stop', '-m', mode, '-w', '-t', '30']).catch(() => {})
}

function execute(how, program, args) {
  const [command, ...rest] = [...how.spawn.command, join(how.native, 'bin', program), ...args]
  return run(command, rest, { ...how.spawn.options, env: environment() })
}

/** Initialises into a temporary folder first: an interrupted initdb must not look like a cluster. */
async function initialise(place) {
  const fresh = `${place.data}.new`
  const passwordFile = `${place.data}.password`
  rmSync(fresh, { recursive: true, force: true })
  writeFileSync(passwordFile, place.password, { mode: 0o600 })
  giveTo(place.owner, passwordFile)
  const args = [
    '-D',
    fresh,
    '-U',
    USER,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--data-checksums',
  ]
  try {
    await execute(place, 'initdb', args)
  } catch (error) {
    throw new Error(`PostgreSQL could not initialise ${place.data}: ${error.stderr || error.message}`)
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(fresh, place.data)
}

/** After kill -9 the first start can be refused while old backends still hold the shared memory, so refusals are retried for ten seconds. */
async function startWithRetries(place, settings, fixedPort) {
  const deadline = Date.now() + 10_000
  for (;;) {
    const port = fixedPort ?? (await choosePort(join(place.folder, 'port')))
    writeConfiguration(place, port, settings)
    try {
      await execute(place, 'pg_ctl', ['-D', place.data, 'start', '-w', '-t', '60', '-l', place.log])
      return port
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`PostgreSQL did not start in ${place.data}; the reason is in ${place.log}. ${error.stderr || error.message}`)
      await new Promise((next) => setTimeout(next, 300))
    }
  }
}

function writeConfiguration(place, port, settings) {
  const quote = (value) => `'${String(value).replaceAll("'", "''")}'`
  const all = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: place.socketFolder,
    unix_socket_permissions: '0700',
    max_connections: 200,
    shared_buffers: '64MB',
    log_min_messages: 'warning',
    ...settings,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${quote(value)}`)
  // Read after postgresql.conf; ALTER SYSTEM, which would write here too, is not used.
  const file = join(place.data, 'postgresql.auto.conf')
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 })
  giveTo(place.owner, file)
}

/** The port of last time when it is still free, so that addresses survive restarts. */
async function choosePort(file) {
  const last = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  const port = (await freePort(last)) ?? (await freePort(0))
  writeFileSync(file, String(port))
  return port
}

function freePort(wanted) {
  return new Promise((answer) => {
    const server = createServer()
    server.once('error', () => answer(undefined))
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => answer(port))
    })
  })
}

function passwordOf(folder) {
  const file = join(folder, 'password')
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 })
  return readFileSync(file, 'utf8').trim()
}

/** The folder may lie in /tmp: refuse one that somebody else put there. */
function makePrivateFolder(folder, owner) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const uid = owner?.uid ?? process.getuid?.()
  if (statSync(folder).uid === process.getuid?.()) giveTo(owner, folder)
  if (uid !== undefined && statSync(folder).uid !== uid) throw new Error(`${folder} belongs to somebody else; remove it or move GANTRY_HOME.`)
  chmodSync(folder, 0o700)
}

function giveTo(owner, path) {
  if (owner) chownSync(path, owner.uid, owner.gid)
}

function postmasterPid(data) {
  const pid = Number(read(join(data, 'postmaster.pid'))?.split('\n')[0])
  return pid > 0 ? pid : undefined
}

/** A stale postmaster.pid may name a process that is something else by now. */
function isPostgres(pid, data) {
  if (!pid) return false
  const command = existsSync('/proc/self/cmdline') ? read(`/proc/${pid}/cmdline`) : spawnSync('ps', ['-p', String(pid), '-o', 'args=']).stdout?.toString()
  return Boolean(command?.includes('postgres') && command.includes(data))
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

// LC_ALL: initdb and postgres refuse locales the machine names but does not have.
const environment = () => ({ PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' })
