import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { prisma } from '#server/db.ts'
import { env } from '#server/env.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { treeOf } from '#server/sandbox/process-tree.ts'
import { createService } from './test-bundle.ts'
import { approvedRelease, inProduction } from './test-rollout.ts'

let database: TestDatabase
let port: number
const started: ChildProcess[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.once('listening', resolve))
  port = (probe.address() as AddressInfo).port
  await new Promise((resolve) => probe.close(resolve))
})
afterAll(async () => {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) await stop(child, 'SIGTERM')
  rmSync(env.GANTRY_HOME, { recursive: true, force: true })
  await database.close()
})

const portFile = (): string => join(env.GANTRY_HOME, 'edge.port')
function startEdge(): ChildProcess {
  const child = spawn(process.execPath, ['server/deploy/edge/main.ts'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: '/usr/bin:/bin',
      NODE_ENV: 'production',
      DATABASE_URL: env.DATABASE_URL,
      SERVICES_DATABASE_URL: env.SERVICES_DATABASE_URL,
      GANTRY_HOME: env.GANTRY_HOME,
      GANTRY_EDGE_PORT: String(port),
      GANTRY_ROLLOUT_STEP: '4',
      GANTRY_KEEP_OLD: '60',
      GANTRY_PORT_FILE: portFile(),
    },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output = (output + chunk).slice(-5000)
    })
  child.once('exit', (code) => {
    if (code) console.error(output)
  })
  started.push(child)
  return child
}
async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await ended
}
const ask = (host: string, path: string): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    httpRequest({ host: '127.0.0.1', port, path, headers: { host }, agent: false }, (response) => {
      let text = ''
      response
        .setEncoding('utf8')
        .on('data', (chunk: string) => {
          text += chunk
        })
        .on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
      .on('error', reject)
      .end()
  })
const host = 'notes.lasting.production.apps.localhost'
const until = <T>(work: () => Promise<T>) => vi.waitFor(work, { timeout: 60_000, interval: 50 })
const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('an edge that is killed in the middle of a rollout goes on from the rows', async () => {
  const service = await createService('lasting', 'notes')
  const first = startEdge()
  const old = await inProduction(service, { label: 'old' })
  await until(async () => expect((await ask(host, '/label')).text).toContain('"old"'))
  const { rollout, run } = await approvedRelease(service, { label: 'new' })
  await until(async () => expect(await prisma.rollout.findUniqueOrThrow({ where: { id: rollout } })).toMatchObject({ status: 'progressing', step: 50 }))
  const processes = treeOf(first.pid ?? 0).pids
  expect(processes.length).toBeGreaterThan(4) // the edge and two services in their sandboxes
  await stop(first, 'SIGKILL')
  await until(async () => expect(processes.filter(alive)).toEqual([]))
  await expect(ask(host, '/label')).rejects.toThrow()

  const second = startEdge()
  await until(async () => expect((await prisma.rollout.findUniqueOrThrow({ where: { id: rollout } })).status).toBe('completed'))
  expect((await ask(host, '/label')).text).toContain('"new"')
  const events = await prisma.event.findMany({ where: { runId: run, kind: { startsWith: 'rollout.' } }, orderBy: { id: 'asc' } })
  expect(events.map((e) => e.kind)).toEqual(['rollout.started', 'rollout.progressed', 'rollout.progressed', 'rollout.progressed', 'rollout.completed'])
  expect((await prisma.deployment.findUniqueOrThrow({ where: { id: old.deployment } })).desired).toBe('running')
  const admin = Number(readFileSync(portFile(), 'utf8'))
  expect((await fetch(`http://127.0.0.1:${admin}/readyz`)).status).toBe(200)

  await stop(second, 'SIGTERM')
  expect(second.exitCode).toBe(0)
}, 180_000)
