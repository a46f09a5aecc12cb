import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { explain } from './explain.mjs'
import { step } from './progress.mjs'

export const project = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** Installs the packages when there are none or when package-lock.json names others. npm's own record of what it installed is compared, so that nothing is installed twice. */
export async function ensurePackages() {
  if (packagesMatch()) return
  await withProjectLock('install', async () => {
    if (packagesMatch()) return
    await step('packages', 'npm ci', install, () => 'installed')
  })
}

function packagesMatch() {
  const record = join(project, 'node_modules/.package-lock.json')
  if (!existsSync(record) || !existsSync(join(project, 'node_modules/.bin/node'))) return false
  const wanted = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')).packages
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages
  // Optional packages are those of other platforms; what this one needs of them is found out when it is used.
  return Object.entries(wanted).every(([path, entry]) => path === '' || entry.optional || entry.devOptional || installed[path]?.version === entry.version)
}

function install() {
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm']
  const [command, ...args] = [...npm, 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  const env = { ...process.env, NODE_ENV: '', PUPPETEER_SKIP_DOWNLOAD: '1', PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' }
  return new Promise((done, failed) => {
    // Never on stdout: npm run -s gantry prints an answer there.
    const child = spawn(command, args, { cwd: project, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said = (said + chunk).slice(-4000)))
    child.on('error', (error) => failed(explain(`npm could not be started: ${error.message}`)))
    child.on('exit', (code) => (code === 0 ? done() : failed(explain(`npm ci failed. Is the npm registry reachable? npm said:\n${said.trim()}`))))
  })
}

/** Two commands started at once in one clone must not install or build the same thing at the same time. */
export async function withProjectLock(name, work) {
  const lock = join(project, `.gantry-lock-${name.replaceAll('/', '-')}`)
  const deadline = Date.now() + 15 * 60_000
  for (;;) {
    try {
      mkdirSync(lock)
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      if (abandoned(lock) || Date.now() > deadline) rmSync(lock, { recursive: true, force: true })
      else await new Promise((next) => setTimeout(next, 500))
    }
  }
  writeFileSync(join(lock, 'pid'), String(process.pid))
  try {
    return await work()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

function abandoned(lock) {
  try {
    process.kill(Number(readFileSync(join(lock, 'pid'), 'utf8')), 0)
    return false
  } catch (error) {
    if (error.code === 'ESRCH') return true
    // No pid in it yet: whoever made it is about to write it, or died in between.
    return existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 10_000
  }
}
