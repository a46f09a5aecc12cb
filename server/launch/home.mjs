import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { explain } from './explain.mjs'
import { project } from './packages.mjs'
import { identityOf, isAlive } from './process-identity.mjs'

/** The data folder: settings that are made once, the databases, logs, and what runs now. */
export function openHome(folder = process.env.GANTRY_HOME || join(project, '.gantry')) {
  const home = resolve(folder)
  try {
    mkdirSync(join(home, 'logs'), { recursive: true, mode: 0o700 })
    mkdirSync(join(home, 'run'), { recursive: true, mode: 0o700 })
  } catch (error) {
    throw explain(`The data folder ${home} cannot be used: ${error.message}. GANTRY_HOME names another one.`)
  }
  return home
}

/** Made at random on the first start and kept; only their owner may read them. */
export function secretsOf(home) {
  const file = join(home, 'secrets.json')
  if (!existsSync(file)) {
    const secrets = {
      nextauthSecret: randomBytes(32).toString('hex'),
      identityClientSecret: randomBytes(32).toString('hex'),
      identityCookieKey: randomBytes(32).toString('hex'),
      // Typed by people: no letters that look alike.
      demoPassword: Array.from(randomBytes(14), (byte) => 'abcdefghjkmnpqrstuvwxyz23456789'[byte % 31]).join(''),
    }
    writeWhole(file, JSON.stringify(secrets, null, 2))
  }
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** So that a reader never sees half a file, and a crash never leaves one. */
export function writeWhole(file, text) {
  const temporary = `${file}.${process.pid}`
  writeFileSync(temporary, text, { mode: 0o600 })
  renameSync(temporary, file)
}

export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** One Gantry at a time on a data folder. Answers what to call at the end. */
export function lockHome(home, address) {
  const lock = join(home, 'lock')
  const mine = `${lock}.${process.pid}`
  writeFileSync(mine, JSON.stringify({ ...identityOf(process.pid), address }), { mode: 0o600 })
  try {
    for (let tries = 0; tries < 20; tries++) {
      try {
        linkSync(mine, lock) // atomic, fails when there is one
        return () => rmSync(lock, { force: true })
      } catch (error) {
        if (error.code !== 'EEXIST') throw error
      }
      const holder = readJson(lock)
      if (holder && isAlive(holder)) {
        throw explain(
          `Gantry is already running on ${home}: process ${holder.pid}, ${holder.address}.\nStop it with Ctrl-C there, or start another one with its own GANTRY_HOME and ports.`,
        )
      }
      takeAway(lock, holder)
    }
    throw explain(`The lock ${lock} could not be taken. If no Gantry runs on this folder, remove that file.`)
  } finally {
    rmSync(mine, { force: true })
  }
}

/** Removes the lock of a process that is gone, but not one that somebody took since we looked. */
function takeAway(lock, expected) {
  const aside = `${lock}.stale.${process.pid}`
  try {
    renameSync(lock, aside)
  } catch {
    return
  }
  const taken = readJson(aside)
  if (JSON.stringify(taken) !== JSON.stringify(expected)) {
    try {
      linkSync(aside, lock)
    } catch {
      // Someone else holds it already.
    }
  }
  rmSync(aside, { force: true })
}
