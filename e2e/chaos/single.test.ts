import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Cluster, startCluster } from '#server/postgres/cluster.mjs'
import { ensureDatabase } from '#server/postgres/migrate.mjs'
import { Hopeless, until } from './processes.ts'

/**
 * Each process alone with npm run, as README describes for many machines: folders of their own, nothing in common but the
 * databases. And no bubblewrap, so that a whole run is seen with reduced isolation, too.
 */
const document = 'A clerk can add notes. A note has a title (required).\n'
const names = ['identity', 'web', 'runner', 'edge'] as const
type Name = (typeof names)[number]
let folder: string
let clusters: Cluster[] = []
let settings: Record<string, string>
let domain: typeof import('./observe.ts')
const ports = new Map<Name, number>()
const processes = new Map<Name, ChildProcess>()

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  return address && typeof address === 'object' ? address.port : 0
}
const logOf = (name: Name) => join(folder, `${name}.log`)

function start(name: Name): void {
  const home = join(folder, name)
  mkdirSync(home)
  const out = openSync(logOf(name), 'a')
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...settings, GANTRY_HOME: home } as unknown as NodeJS.ProcessEnv
  processes.set(name, spawn('npm', ['run', name], { env, stdio: ['ignore', out, out], detached: true }))
}
const ask = async (name: Name, path: string) => {
  const answer = await fetch(`http://127.0.0.1:${ports.get(name)}${path}`, { signal: AbortSignal.timeout(5000) })
  return { status: answer.status, text: await answer.text() }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-single-'))
  clusters = await Promise.all(['postgres', 'services'].map((name) => startCluster({ folder: join(folder, name) })))
  const [control, services] = clusters
  await ensureDatabase(control?.url('postgres') ?? '', 'gantry')
  const edgePort = await freePort()
  for (const name of names) ports.set(name, await freePort())
  settings = {
    DATABASE_URL: control?.url('gantry') ?? '',
    SERVICES_DATABASE_URL: services?.socketUrl('postgres') ?? '',
    GANTRY_PORT: String(ports.get('web')),
    GANTRY_IDENTITY_PORT: String(ports.get('identity')),
    GANTRY_RUNNER_PORT: String(ports.get('runner')),
    GANTRY_EDGE_ADMIN_PORT: String(ports.get('edge')),
    GANTRY_EDGE_PORT: String(edgePort),
    GANTRY_EDGE_URL: `http://127.0.0.1:${edgePort}`,
    GANTRY_BWRAP: 'off',
    NODE_ENV: 'production',
  }
  Object.assign(process.env, settings, { GANTRY_HOME: join(folder, 'test') })
  for (const name of names) start(name)
  for (const name of names)
    await until(
      `${name} is ready`,
      async () => {
        if (processes.get(name)?.exitCode !== null) throw new Hopeless(readFileSync(logOf(name), 'utf8'))
        return (await ask(name, '/readyz')).status === 200
      },
      300,
    )
  domain = await import('./observe.ts')
}, 600_000)
afterAll(async () => {
  for (const child of processes.values()) if (child.pid && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
  await domain?.close()
  await Promise.all(clusters.map((cluster) => cluster.stop('immediate')))
  rmSync(folder, { recursive: true, force: true })
})

test.each(names)('%s tells its health and its figures', async (name) => {
  expect((await ask(name, '/healthz')).status).toBe(200)
  expect((await ask(name, '/metrics')).text).toContain('process_resident_memory_bytes')
})

test('together they take a requirement to people', async () => {
  const run = await domain.submit(document)
  await until(
    `run ${run} waits for people`,
    async () => {
      const status = await domain.runStatus(run)
      if (['failed', 'errored', 'canceled'].includes(status)) throw new Hopeless(await domain.describe(run))
      return status === 'awaiting_approval'
    },
    480,
  )
  await domain.expectOnce(run)
  expect((await ask('web', '/sign-in')).text).toContain('Sign in')
  expect(await domain.isolationsOf(run)).toEqual(['reduced'])
  for (const name of ['runner', 'edge'] as const) expect(readFileSync(logOf(name), 'utf8')).toContain('code that a model wrote is refused')
})

test.each(names)('%s ends when it is told to, and leaves nothing running', async (name) => {
  const child = processes.get(name)
  const ended = once(child as ChildProcess, 'exit')
  process.kill(-(child?.pid ?? 0), 'SIGTERM')
  await ended
  // npm does not wait for what it started.
  const answers = () =>
    ask(name, '/healthz').then(
      () => true,
      () => false,
    )
  await expect.poll(answers, { timeout: 15_000 }).toBe(false)
})
