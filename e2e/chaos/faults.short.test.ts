import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Cluster, startCluster } from '#server/postgres/cluster.mjs'
import { ensureDatabase, migrate } from '#server/postgres/migrate.mjs'
import { type Started, start, until } from './processes.ts'

/**
 * Two real runners on a real PostgreSQL of their own, with small agents. What is killed is killed with -9, in the
 * middle of a stage; the run has to end well, and nothing the outside sees may happen twice.
 */
let folder: string
let cluster: Cluster
let runners: Started[] = []
let env: Record<string, string>
// Imported once the settings are known: they read them when they are loaded.
type Domain = typeof import('./observe.ts')
let domain: Domain

const starts = new Map<string, number>()
const startRunner = (name: string) => {
  starts.set(name, (starts.get(name) ?? 0) + 1)
  const runner = start(name, 'e2e/chaos/small-runner.ts', folder, env)
  runners = [...runners.filter((r) => r.name !== name), runner]
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-chaos-'))
  mkdirSync(join(folder, 'home'))
  cluster = await startCluster({ folder: join(folder, 'postgres') })
  await ensureDatabase(cluster.url('postgres'), 'gantry')
  await migrate(cluster.url('gantry'))
  env = { DATABASE_URL: cluster.url('gantry'), GANTRY_HOME: join(folder, 'home'), NODE_ENV: 'production', LOG_LEVEL: 'info' }
  Object.assign(process.env, env)
  domain = await import('./observe.ts')
  await domain.prepare()
  startRunner('one')
  startRunner('two')
})
afterAll(async () => {
  await Promise.all(runners.map((r) => r.stop()))
  await domain.close()
  await cluster.stop('immediate')
  rmSync(folder, { recursive: true, force: true })
})

const logs = () => runners.map((r) => `--- ${r.name}\n${readFileSync(r.log, 'utf8').split('\n').slice(-30).join('\n')}`).join('\n')
/** One that is still starting ends without its database, and whoever started it starts it again: no fault of what is tried here. */
const ready = () =>
  until(
    `runners are ready\n${logs()}`,
    async () => runners.every((r) => readFileSync(r.log, 'utf8').split('runner ready').length > (starts.get(r.name) ?? 0)),
    30,
  )
const settled = (run: string) => until(`run ${run} waits for people\n${logs()}`, async () => (await domain.runStatus(run)) === 'awaiting_approval', 60)

test('kill -9 of a runner during a stage: another takes over within 10 seconds, nothing happens twice', async () => {
  const run = await domain.submit('backend: slow 2')
  const { runner } = await until('backend runs', () => domain.runningAttempt(run, 'backend'), 30)
  await runners.find((r) => r.name === runner)?.kill()
  const killed = performance.now()
  const next = await until(
    'another runner takes over',
    async () => {
      const attempt = await domain.runningAttempt(run, 'backend')
      return attempt && attempt.number > 1 ? attempt : null
    },
    20,
  )
  expect(performance.now() - killed).toBeLessThan(10_000)
  expect(next.runner).not.toBe(runner)
  await settled(run)
  await domain.expectOnce(run)
  expect(await domain.attemptsOf(run, 'backend')).toEqual(['lost', 'succeeded'])
  startRunner(runner)
})

test('kill -9 of PostgreSQL during a stage: the attempt goes on, is recorded once, and the runners survive', async () => {
  await ready()
  const run = await domain.submit('integrate: slow 3')
  await until('integrate runs', () => domain.runningAttempt(run, 'integrate'), 30)
  process.kill(cluster.pid() ?? 0, 'SIGKILL')
  await until('PostgreSQL is gone', async () => !cluster.running(), 10)
  await cluster.restart()
  await settled(run)
  await domain.expectOnce(run)
  expect(await domain.attemptsOf(run, 'integrate')).toEqual(['succeeded'])
  expect(runners.map((r) => r.child.exitCode)).toEqual([null, null])
})
