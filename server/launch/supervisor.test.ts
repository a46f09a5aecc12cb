import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockHome, openHome, secretsOf } from './home.mjs'
import { endGroup, identityOf, isAlive, type ProcessIdentity } from './process-identity.mjs'
import { createSupervisor, endLeftovers, type Supervisor } from './supervisor.mjs'

let home: string
let supervisor: Supervisor | undefined
const reports: string[] = []

/** Answers health checks on a port of its own, as every process of Gantry does, and starts a child that must not outlive it. */
const service = `
  const { spawn } = await import('node:child_process')
  const { createServer } = await import('node:http')
  const { writeFileSync } = await import('node:fs')
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  const server = createServer((request, response) => response.end(String(child.pid)))
  server.listen(0, '127.0.0.1', () => writeFileSync(process.env.GANTRY_PORT_FILE, String(server.address().port)))
`

beforeEach(() => {
  home = openHome(mkdtempSync(join(tmpdir(), 'gantry-launch-')))
  reports.length = 0
})
afterEach(async () => {
  await supervisor?.stop()
  supervisor = undefined
  rmSync(home, { recursive: true, force: true })
})

function write(name: string, source: string): string {
  const file = join(home, `${name}.mjs`)
  writeFileSync(file, source)
  return file
}

function supervise(source: string): Supervisor {
  const created = createSupervisor({ home, report: (line) => reports.push(line) })
  created.start({ name: 'service', args: [write('service', source)], env: { ...process.env } })
  return created
}

const recorded = () => JSON.parse(readFileSync(join(home, 'run/processes.json'), 'utf8')) as ProcessIdentity[]
const grandchild = async () => Number(await (await fetch(`http://127.0.0.1:${supervisor?.portOf('service')}/readyz`)).text())

test('starts a killed process again, without what it had started, and stops everything', async () => {
  supervisor = supervise(service)
  await supervisor.ready(10_000)
  const [first] = recorded()
  const orphan = identityOf(await grandchild())
  process.kill(first?.pid ?? 0, 'SIGKILL')
  await expect.poll(() => reports.join(), { timeout: 5000 }).toContain('service ended (SIGKILL); starting it again in 0.5 s')
  await expect.poll(() => isAlive(orphan)).toBe(false)
  await expect.poll(() => recorded()[0]?.pid ?? first?.pid, { timeout: 5000 }).not.toBe(first?.pid)
  await supervisor.ready(10_000)
  const [second] = recorded()
  const child = identityOf(await grandchild())
  await supervisor.stop()
  expect(isAlive(second as ProcessIdentity)).toBe(false)
  await expect.poll(() => isAlive(child)).toBe(false)
})

test('waits longer after each crash, and says what the process wrote last', async () => {
  supervisor = supervise(`console.error('the reason'); process.exit(3)`)
  await expect(supervisor.ready(20_000)).rejects.toThrow(/service did not become ready.*the reason/s)
  expect(reports.map((line) => /in ([\d.]+) s/.exec(line)?.[1])).toEqual(['0.5', '1', '2', '4'])
})

/** A launcher of its own process, because it has to be killed. */
async function launcherWith(source: string) {
  const script = `import { createSupervisor } from '${join(process.cwd(), 'server/launch/supervisor.mjs')}'
    const supervisor = createSupervisor({ home: '${home}', report() {} })
    supervisor.start({ name: 'service', args: ['${write('service', source)}'], env: process.env })
    await supervisor.ready(10000)
    console.log('ready')`
  const launcher = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise((ready) => launcher.stdout.once('data', ready))
  return launcher
}

test('processes end by themselves when their launcher is killed', async () => {
  const launcher = await launcherWith(service)
  const [left] = recorded()
  launcher.kill('SIGKILL')
  await expect.poll(() => isAlive(left as ProcessIdentity), { timeout: 10_000 }).toBe(false)
  await endGroup(left as ProcessIdentity, 0)
})

test('a process that ignores all that is ended by the next start', async () => {
  const launcher = await launcherWith(`process.on('SIGTERM', () => {}); const exit = process.exit; process.exit = () => {};${service}`)
  const [left] = recorded()
  launcher.kill('SIGKILL')
  await new Promise((gone) => launcher.once('exit', gone))
  expect(isAlive(left as ProcessIdentity)).toBe(true)
  expect(await endLeftovers(home)).toBe(1)
  await expect.poll(() => isAlive(left as ProcessIdentity)).toBe(false)
})

test('a recorded pid that belongs to somebody else by now is left alone', async () => {
  const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore', detached: true })
  const identity = identityOf(stranger.pid ?? 0)
  writeFileSync(join(home, 'run/processes.json'), JSON.stringify([{ pid: stranger.pid, started: 'another time' }]))
  expect(await endLeftovers(home)).toBe(0)
  expect(isAlive(identity)).toBe(true)
  await endGroup(identity, 1000)
})

test('one Gantry a data folder: the second is told who has it, a dead one is taken over', async () => {
  const holder = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore', detached: true })
  const identity = identityOf(holder.pid ?? 0)
  writeFileSync(join(home, 'lock'), JSON.stringify({ ...identity, address: 'http://localhost:3000' }))
  expect(() => lockHome(home, 'http://localhost:1')).toThrow(`process ${holder.pid}, http://localhost:3000`)
  await endGroup(identity, 1000)
  await expect.poll(() => isAlive(identity)).toBe(false)
  const unlock = lockHome(home, 'http://localhost:1')
  expect(() => lockHome(home, 'http://localhost:2')).toThrow(`process ${process.pid}`)
  unlock()
  expect(existsSync(join(home, 'lock'))).toBe(false)
})

test('secrets are made once, and only their owner may read them', () => {
  const made = secretsOf(home)
  expect(secretsOf(home)).toEqual(made)
  expect(new Set(Object.values(made)).size).toBe(4)
  expect(made.demoPassword).toMatch(/^[a-z2-9]{14}$/)
})
