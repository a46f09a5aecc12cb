import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Cluster, startCluster } from '#server/postgres/cluster.mjs'
import { ensureDatabase, migrate } from '#server/postgres/migrate.mjs'
import { type Started, start, until } from './processes.ts'

/** Two real runners write the documents of sixty systems into real repositories; the one that does it is killed with -9 in the middle. */
const count = 60
let folder: string
let home: string
let cluster: Cluster
let runners: Started[] = []
let domain: typeof import('./observe-sweep.ts')

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-sweep-'))
  home = join(folder, 'home')
  mkdirSync(home)
  cluster = await startCluster({ folder: join(folder, 'postgres') })
  await ensureDatabase(cluster.url('postgres'), 'gantry')
  await migrate(cluster.url('gantry'))
  // The schedule would begin sweeps of its own.
  const env = { DATABASE_URL: cluster.url('gantry'), GANTRY_HOME: home, NODE_ENV: 'production', LOG_LEVEL: 'info', GANTRY_SWEEP_EVERY: 'off' }
  Object.assign(process.env, env)
  domain = await import('./observe-sweep.ts')
  await domain.makeSystems(count)
  runners = ['one', 'two'].map((name) => start(name, 'e2e/chaos/small-runner.ts', folder, env))
})
afterAll(async () => {
  await Promise.all(runners.map((r) => r.stop()))
  await domain?.close()
  await cluster?.stop('immediate')
  rmSync(folder, { recursive: true, force: true })
})

const logs = () => runners.map((r) => `--- ${r.name}\n${readFileSync(r.log, 'utf8').split('\n').slice(-30).join('\n')}`).join('\n')
const repositories = (): string[] =>
  readdirSync(join(home, 'documents'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /^([^/]+\/)?[^/]+\.git$/.test(path))
    .map((path) => join(home, 'documents', path))
const git = (repository: string, ...args: string[]): string => execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8' })

test('kill -9 of a runner in the middle of a sweep: another goes on, every repository gets its documents in one commit', async () => {
  const execution = await domain.startSweep()
  const { runner } = await until(
    `some repositories are written and others not\n${logs()}`,
    async () => {
      const { ended, runner } = await domain.progressOf(execution)
      return ended > 3 && ended < count - 10 && runner ? { runner } : null
    },
    120,
  )
  await runners.find((r) => r.name === runner)?.kill()
  expect((await domain.progressOf(execution)).ended, 'the sweep was over before the kill').toBeLessThan(count)
  await until(`the sweep has ended\n${logs()}`, async () => (await domain.progressOf(execution)).status !== 'running', 180)

  const done = await domain.progressOf(execution)
  expect(done).toMatchObject({ status: 'succeeded', ended: count, attempt: 2 })
  expect(done.runner).not.toBe(runner)
  expect(done.commits).toBe(count)
  const written = repositories()
  expect(written).toHaveLength(count)
  for (const repository of written) {
    expect(git(repository, 'rev-list', '--count', 'main').trim(), repository).toBe('1')
    expect(git(repository, 'ls-tree', '--name-only', 'main').split('\n'), repository).toEqual(
      expect.arrayContaining(['README.md', 'ARCHITECTURE.md', 'INTEGRATION.md', 'WORKFLOWS.md']),
    )
    git(repository, 'fsck', '--strict')
  }
  // What the one that died left is what a whole sweep leaves: the next one finds nothing to do.
  const next = await domain.startSweep()
  await until(`the second sweep has ended\n${logs()}`, async () => (await domain.progressOf(next)).status !== 'running', 120)
  expect(await domain.progressOf(next)).toMatchObject({ status: 'succeeded', ended: count, commits: 0 })
})
