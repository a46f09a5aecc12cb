import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Row } from './_table.ts'

/** How long newcomers wait for the dashboard, and how long everybody else does every morning. */
const project = fileURLToPath(new URL('../..', import.meta.url))
const run = promisify(execFile)

/** Nothing of the instance that runs beside: ports and a data folder of its own. */
function environment(home: string): NodeJS.ProcessEnv {
  const foreign = /^(GANTRY_|DATABASE_URL|SERVICES_DATABASE_URL|NEXTAUTH_|NODE_ENV|npm_)/
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)))
  return { ...own, GANTRY_HOME: home, GANTRY_PORT: '0', GANTRY_EDGE_PORT: '0', GANTRY_IDENTITY_PORT: '0' } as unknown as NodeJS.ProcessEnv
}

/** Seconds from the command to a sign-in page that answers; stopped again by Ctrl-C. */
async function timeStart(folder: string, home: string): Promise<{ seconds: number; said: string }> {
  const since = performance.now()
  const child = spawn('npm', ['start'], { cwd: folder, env: environment(home), stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  const ended = once(child, 'exit')
  let said = ''
  child.stdout?.on('data', (part: Buffer) => (said += part.toString()))
  try {
    while (!/Gantry is ready/.test(said)) {
      if (child.exitCode !== null) throw new Error(`npm start ended:\n${said}`)
      await new Promise((next) => setTimeout(next, 20))
    }
    const address = /http:\/\/localhost:\d+/.exec(said.slice(said.indexOf('Gantry is ready')))?.[0]
    const answer = await fetch(`${address}/sign-in`)
    if (!answer.ok) throw new Error(`${address}/sign-in answered ${answer.status}`)
    await answer.text()
    return { seconds: (performance.now() - since) / 1000, said }
  } finally {
    if (child.pid && child.exitCode === null) process.kill(-child.pid, 'SIGINT')
    await ended
  }
}

export async function measure(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-bench-start-'))
  try {
    const clone = join(folder, 'clone')
    const since = performance.now()
    await run('git', ['clone', '--quiet', project, clone])
    const cloned = (performance.now() - since) / 1000
    const home = join(folder, 'home')
    const first = await timeStart(clone, home)
    const second = await timeStart(clone, home)
    return [
      {
        what: 'fresh clone to dashboard',
        value: cloned + first.seconds,
        unit: 's',
        note: `git clone, packages (through npm's cache), ${[...first.said.matchAll(/✓ (\w[\w ]*?)\s+([\d.]+ s)/g)].map(([, name, took]) => `${name} ${took}`).join(', ')}`,
      },
      { what: 'second npm start to usable', value: second.seconds, unit: 's', limit: 8, note: 'the sign-in page has answered' },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
