import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { prismaCommand } from '../postgres/migrate.mjs'
import { explain } from './explain.mjs'
import { project, withProjectLock } from './packages.mjs'

const clientSources = ['prisma/schema.prisma', 'prisma/models', 'node_modules/prisma/package.json']
const dashboardSources = [
  'app',
  'components',
  'model',
  'public',
  'prisma/models',
  'prisma/schema.prisma',
  'next.config.js',
  'postcss.config.mjs',
  'proxy.ts',
  'package-lock.json',
  'tsconfig.json',
  'server',
]
/** Parts of server/ that no page imports; tests are in no build either. */
const outside = /(^server\/(launch|runner|cli|agents|deploy|sandbox)\b|\.test\.tsx?$|\.d\.mts$)/

function filesUnder(path) {
  const full = join(project, path)
  if (!existsSync(full)) return []
  if (!statSync(full).isDirectory()) return [path]
  return readdirSync(full, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(`${path}/${entry.name}`) : [`${path}/${entry.name}`]))
}

function hashOf(paths, skip = /^$/) {
  const hash = createHash('sha256')
  for (const file of paths.flatMap(filesUnder).filter((path) => !skip.test(path)))
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(project, file)))
      .update('\0')
  return hash.digest('hex')
}

const stampOf = (stamp) => (existsSync(join(project, stamp)) ? readFileSync(join(project, stamp), 'utf8') : undefined)

/** Does `work` only when what it depends on changed since the stamp in `folder` was written. */
async function onceFor(hash, stamp, work) {
  const file = join(project, stamp)
  const current = () => stampOf(stamp) === hash
  if (current()) return false
  return withProjectLock(stamp, async () => {
    if (current()) return false
    rmSync(file, { force: true })
    await work()
    writeFileSync(file, hash)
    return true
  })
}

/** The typed database client in prisma/generated. */
export const ensureClient = () => onceFor(hashOf(clientSources), 'prisma/generated/stamp', () => prismaCommand(['generate']))

/**
 * The production build of the dashboard. `folder` is where to build; one of `others` that holds this state of the sources is used instead.
 * Answers where it is and whether it was built now.
 */
export async function ensureBuild(logFile, folder = '.next', others = []) {
  const hash = hashOf(dashboardSources, outside)
  const ready = others.find((other) => stampOf(`${other}/stamp`) === hash)
  if (ready) return { folder: ready, built: false }
  return { folder, built: await onceFor(hash, `${folder}/stamp`, () => buildDashboard(logFile, folder)) }
}

function buildDashboard(logFile, folder) {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [join(project, 'node_modules/next/dist/bin/next'), 'build'], {
      cwd: project,
      // Pages are rendered for each request, so a build needs no secret and no database.
      env: {
        ...process.env,
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        DATABASE_URL: '',
        NEXTAUTH_URL: 'http://localhost:3000',
        GANTRY_BUILD_DIR: folder,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const abandon = () => child.kill()
    process.once('exit', abandon)
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
    child.on('error', failed)
    child.on('exit', (code) => {
      process.off('exit', abandon)
      writeFileSync(logFile, said)
      if (code === 0) done()
      else failed(explain(`The dashboard could not be built (next build, log: ${logFile}):\n${said.slice(-4000)}`))
    })
  })
}
