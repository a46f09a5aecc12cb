import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type Cluster, startCluster, stopCluster } from './cluster.mjs'
import { withClient } from './migrate.mjs'

const running: Cluster[] = []
const folders: string[] = []

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-cluster-'))
  folders.push(folder)
  return folder
}

async function start(folder: string): Promise<Cluster> {
  const cluster = await startCluster({ folder, settings: { fsync: 'off' } })
  running.push(cluster)
  return cluster
}

const count = (url: string) => withClient(url, async (client) => (await client.query('select count(*)::int as n from t')).rows[0].n as number)

afterEach(async () => {
  for (const cluster of running.splice(0)) await cluster.stop('immediate')
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

test('keeps its data, its port and its password over a stop and a kill -9', async () => {
  const folder = newFolder()
  const first = await start(folder)
  await withClient(first.url('postgres'), (client) => client.query('create table t (n int)'))
  await withClient(first.url('postgres'), (client) => client.query('insert into t values (1)'))
  await first.stop()
  expect(first.running()).toBe(false)
  const second = await start(folder)
  expect(second.url('postgres')).toBe(first.url('postgres'))
  await withClient(second.url('postgres'), (client) => client.query('insert into t values (2)'))
  process.kill(second.pid() ?? 0, 'SIGKILL')
  await expect.poll(() => second.running()).toBe(false)
  await second.restart()
  expect(await count(second.url('postgres'))).toBe(2)
})

test('asks for the password, on loopback and on a socket that only its owner may enter', async () => {
  const cluster = await start(newFolder())
  await withClient(cluster.socketUrl('postgres'), (client) => client.query('select 1'))
  const wrong = cluster.url('postgres').replace(cluster.password, 'guessed')
  await expect(withClient(wrong, (client) => client.query('select 1'))).rejects.toMatchObject({ code: '28P01' })
})

test('finds a short place for its socket when the folder is deep', async () => {
  const deep = join(newFolder(), 'a-rather-long-folder-name'.repeat(4), 'another-rather-long-folder-name')
  mkdirSync(deep, { recursive: true })
  const cluster = await start(deep)
  await withClient(cluster.socketUrl('postgres'), (client) => client.query('select 1'))
  expect(existsSync(join(cluster.socketFolder, `.s.PGSQL.${cluster.port}`))).toBe(true)
  folders.push(cluster.socketFolder)
})

test('stops what an ended process left behind, and nothing else', async () => {
  const folder = newFolder()
  const cluster = await start(folder)
  await stopCluster(folder)
  expect(cluster.running()).toBe(false)
  await stopCluster(folder)
})

// Only root has to become somebody else, and only root can try it.
test.runIf(process.getuid?.() === 0)('runs as another user where user namespaces are refused to root', () => {
  const folder = newFolder()
  const script = `import { startCluster } from '${join(process.cwd(), 'server/postgres/cluster.mjs')}'
    const cluster = await startCluster({ folder: '${folder}' })
    const { default: pg } = await import('pg')
    const client = new pg.Client(cluster.socketUrl('postgres'))
    await client.connect()
    const { rows } = await client.query('show data_directory')
    await client.end()
    const { statSync } = await import('node:fs')
    console.log(JSON.stringify({ data: rows[0].data_directory, uid: statSync('/proc/' + cluster.pid()).uid }))
    await cluster.stop()`
  const result = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...process.env, GANTRY_USER_NAMESPACES: 'off' },
  })
  expect(result.stderr).toBe('')
  const { data, uid } = JSON.parse(result.stdout) as { data: string; uid: number }
  expect(uid).not.toBe(0)
  expect(readFileSync('/etc/passwd', 'utf8')).toContain(`:${uid}:`)
  folders.push(join(data, '..'))
})
