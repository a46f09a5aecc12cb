/**
 * One embedded PostgreSQL cluster in one folder: initialised when new, started, watched by its pid, stopped. Plain JavaScript, because the
 * launcher runs it; needs nothing but Node and the npm package that carries the binaries.
 */
import { execFile, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { howToRun, socketFolderFor } from './binaries.mjs'

const run = promisify(execFile)
const USER = 'gantry'

/**
 * Starts the cluster in `folder` (created and initialised when missing) and answers how to reach it.
 * A server that was left behind there is stopped first, so the caller must hold the data folder's lock.
 * @param {{ folder: string, settings?: Record<string, string> }} options settings: lines for postgresql.conf
 */
export async function startCluster({ folder: given, settings = {} }) {
  const folder = resolve(given)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const key = createHash('sha256').update(folder).digest('hex').slice(0, 12)
  const how = howToRun(key, folder)
  const password = passwordOf(folder)
  const socketFolder = socketFolderFor(key, how.kind === 'user' ? join(how.data, '..') : folder)
  makePrivateFolder(socketFolder, how.owner)
  const control = (args) => run([...how.spawn.command, join(how.native, 'bin', 'pg_ctl')][0], [...how.spawn.command, join(how.native, 'bin', 'pg_ctl'), '-D', how.data, ...args].slice(1), { ...how.spawn.options, env: environment() })
  const stop = async (mode = 'fast') => {
    if (!existsSync(join(how.data, 'postmaster.pid'))) return
    // Fails when nothing runs (a stale postmaster.pid); what counts is whether the process is gone.
    await control(['stop', '-m', mode, '-w', '-t', '30']).catch(() => {})
  }
  if (!existsSync(join(how.data, 'PG_VERSION'))) await initialise(how, password)
  await stop()
  const port = await startWithRetries({ control, folder, how, socketFolder, settings })
  const url = (database) => `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`
  return {
    port,
    socketFolder,
    user: USER,
    password,
    logFile: join(how.data, '..', 'log'),
    url,
    /** The same over the UNIX socket: the sandbox can be given a folder, but no network. */
    socketUrl: (database) => `postgresql://${USER}:${password}@localhost:${port}/${database}?host=${encodeURIComponent(socketFolder)}`,
    pid: () => postmasterPid(how.data),
    stop,
  }
}

/** Initialises into a temporary folder first: an interrupted initdb must not look like a cluster. */
async function initialise(how, password) {
  const fresh = `${how.data}.new`
  const passwordFile = `${how.data}.password`
  rmSync(fresh, { recursive: true, force: true })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (how.owner) spawnSync('chown', [`${how.owner.uid}:${how.owner.gid}`, passwordFile])
  const args = ['-D', fresh, '-U', USER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--data-checksums', '--no-sync']
  const [command, ...rest] = [...how.spawn.command, join(how.native, 'bin', 'initdb'), ...args]
  try {
    await run(command, rest, { ...how.spawn.options, env: environment() })
  } catch (error) {
    throw new Error(`PostgreSQL could not initialise ${how.data}: ${error.stderr || error.message}`)
  } finally {
    rmSync(passwordFile, { force: true })
  }
  const [mv, ...paths] = [...how.spawn.command, 'mv', fresh, how.data]
  await run(mv, paths, how.spawn.options)
}

/** After kill -9 the first start can be refused while old backends still hold the shared memory, so refusals are retried for ten seconds. */
async function startWithRetries({ control, folder, how, socketFolder, settings }) {
  const deadline = Date.now() + 10_000
  for (;;) {
    const port = await choosePort(join(folder, 'port'))
    writeConfiguration(how, socketFolder, port, settings)
    try {
      await control(['start', '-w', '-t', '60', '-l', join(how.data, '..', 'log')])
      return port
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`PostgreSQL did not start in ${how.data}; the reason is in ${join(how.data, '..', 'log')}. ${error.stderr || error.message}`)
      await new Promise((next) => setTimeout(next, 300))
    }
  }
}

function writeConfiguration(how, socketFolder, port, settings) {
  const quote = (value) => `'${String(value).replaceAll("'", "''")}'`
  const all = { port, listen_addresses: '127.0.0.1', unix_socket_directories: socketFolder, unix_socket_permissions: '0700', max_connections: 200, shared_buffers: '64MB', log_min_messages: 'warning', ...settings }
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${quote(value)}`)
  // Read after postgresql.conf and never written by us elsewhere; ALTER SYSTEM is not used.
  const file = join(how.data, 'postgresql.auto.conf')
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 })
  if (how.owner) spawnSync('chown', [`${how.owner.uid}:${how.owner.gid}`, file])
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
  if (owner) spawnSync('chown', [`${owner.uid}:${owner.gid}`, folder])
  if (uid !== undefined && statSync(folder).uid !== uid) throw new Error(`${folder} belongs to somebody else; remove it or move GANTRY_HOME.`)
  chmodSync(folder, 0o700)
}

function postmasterPid(data) {
  try {
    return Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0])
  } catch {
    return undefined
  }
}

// LC_ALL: initdb and postgres refuse locales the machine names but does not have.
const environment = () => ({ PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' })
