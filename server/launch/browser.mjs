import { execFile } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { explain } from './explain.mjs'

const run = promisify(execFile)
const packaged = '@sparticuz/chromium@153.0.0'

/**
 * A Chromium for the journeys: the machine's own, else Debian's package as root, else the one that ships inside an npm package.
 * Each is judged by really loading a page. Answers the environment that makes Playwright use it.
 */
export async function provideBrowser(home) {
  for (const find of [installed, debianPackage, () => npmPackage(join(home, 'tools/chromium'))]) {
    const candidates = await find().catch(() => [])
    for (const candidate of candidates) if (await works(candidate)) return { GANTRY_BROWSER: candidate.path, ...candidate.env }
  }
  throw explain('No browser could be found or installed. Install Chromium or Chrome, or name one with GANTRY_BROWSER=/path/to/chromium.')
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const otherPlaces = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium']

async function installed() {
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))
  return [process.env.GANTRY_BROWSER, ...onPath, ...otherPlaces].filter((path) => path && existsSync(path)).map((path) => ({ path, env: {} }))
}

async function debianPackage() {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') return []
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update'], { env, timeout: 180_000 })
  await run('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], { env, timeout: 600_000, maxBuffer: 2 ** 26 })
  return installed()
}

/** Brings libraries of its own for machines that lack them; they are unpacked beside it. */
async function npmPackage(folder) {
  mkdirSync(folder, { recursive: true })
  if (!existsSync(join(folder, 'node_modules/@sparticuz/chromium')))
    await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--no-save', packaged], { timeout: 600_000, cwd: folder })
  const chromiumPackage = createRequire(join(folder, 'package.json')).resolve('@sparticuz/chromium')
  // The package unpacks its libraries only where it believes to be in a function host, and everything below TMPDIR.
  const script = `process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs24.x'; const { default: chromium } = await import(${JSON.stringify(chromiumPackage)}); console.log(JSON.stringify({ path: await chromium.executablePath(), libraries: process.env.LD_LIBRARY_PATH ?? '' }))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { env: { ...process.env, TMPDIR: folder }, timeout: 120_000 })
  const { path, libraries } = JSON.parse(stdout)
  return [
    { path, env: {} },
    { path, env: { LD_LIBRARY_PATH: libraries } },
  ]
}

async function works({ path, env }) {
  const { chromium } = await import('playwright-core')
  const browser = await chromium
    .launch({ executablePath: path, args: ['--no-sandbox', '--disable-gpu'], env: { ...process.env, ...env }, timeout: 30_000 })
    .catch(() => undefined)
  if (!browser) return false
  try {
    const page = await browser.newPage()
    await page.setContent('<title>works</title>')
    return (await page.title()) === 'works'
  } catch {
    return false
  } finally {
    await browser.close()
  }
}
