import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { probeSandbox } from './open.ts'
import { treeOf } from './process-tree.ts'
import type { Sandbox } from './sandbox.ts'
import { alive, programsIn } from './testing.ts'

let sandbox: Sandbox
let folder: string
let program: ReturnType<typeof programsIn>
let server: Server
let port: number
const secret = `secret-${crypto.randomUUID()}`

beforeAll(async () => {
  sandbox = (await probeSandbox()).sandbox
  // Like a clone below root's home: only its owner may enter.
  folder = mkdtempSync(join(tmpdir(), 'gantry-sandbox-test-'))
  mkdirSync(join(folder, 'data'), { mode: 0o700 })
  writeFileSync(join(folder, 'data/control.json'), secret)
  program = programsIn(folder)
  server = createServer((_request, response) => response.end(secret)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a hostile program in bubblewrap', () => {
  test('is really in it', () => {
    // Where this machine refuses it, the tests below would say nothing about the product.
    expect(sandbox.isolation).toBe('bubblewrap')
  })

  test('has no network: not even to this machine, nor by an abstract socket', async () => {
    const abstract = createSocket((socket) => socket.end(secret)).listen(`\0gantry-${port}`)
    const { stdout } = await sandbox.run(
      program(`
      import net from 'node:net'
      const tries = [{ host: '127.0.0.1', port: ${port} }, { host: '::1', port: ${port} }, { host: '192.0.2.1', port: 443 }, { path: '\\0gantry-${port}' }]
      for (const to of tries) await new Promise((next) => {
        const socket = net.connect({ ...to, timeout: 1000 })
        for (const event of ['connect', 'error', 'timeout']) socket.on(event, (e) => { console.log(event, e?.code ?? ''); socket.destroy(); next() })
      })
      try { console.log(await (await fetch('http://127.0.0.1:${port}')).text()) } catch (e) { console.log('fetch', e.cause.code) }`),
    )
    abstract.close()
    expect(stdout).not.toContain('connect\n')
    expect(stdout).not.toContain(secret)
    expect(stdout.trim().split('\n')).toHaveLength(5)
  })

  test('sees no environment but its own, not even that of the sandbox program', async () => {
    process.env.GANTRY_TEST_SECRET = secret
    const { stdout } = await sandbox.run(
      program(
        `import { readFileSync, readdirSync } from 'node:fs'
      console.log(JSON.stringify(process.env))
      for (const pid of readdirSync('/proc').filter((n) => /^\\d+$/.test(n))) for (const f of ['environ', 'cmdline']) try { console.log(pid, f, readFileSync('/proc/' + pid + '/' + f, 'utf8')) } catch (e) { console.log(pid, e.code) }`,
        { env: { GREETING: 'hello' } },
      ),
    )
    delete process.env.GANTRY_TEST_SECRET
    expect(stdout).toContain('"GREETING":"hello"')
    expect(stdout).not.toContain(secret)
    expect(stdout).not.toContain('DATABASE_URL')
    expect(stdout).not.toContain('GREETING=hello\0PATH') // arguments travel by a pipe
  })

  test('keeps passwords out of the process list of this machine', async () => {
    const running = sandbox.start(program('setInterval(() => {}, 1000); console.log("up")', { env: { PGPASSWORD: secret }, onLine: () => up() }))
    let up = () => {}
    await new Promise<void>((resolve) => {
      up = resolve
    })
    const commands = treeOf(running.pid)
      .pids.map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
      .join('\n')
    running.kill()
    await running.exited
    expect(commands).toContain('bwrap')
    expect(commands).not.toContain(secret)
  })

  test('reaches no file but its own, writes nowhere but to its own /tmp, changes nothing of the kernel', async () => {
    const { stdout } = await sandbox.run(
      program(`
      import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
      const attempt = (what, work) => { try { work(); console.log('DID', what) } catch (e) { console.log('refused', what, e.code) } }
      for (const path of ['${folder}/data/control.json', '/etc/shadow', '/etc/passwd', '/root', '/home', '${process.cwd()}/package.json', '/proc/1/root/etc/passwd', '/proc/kcore']) attempt('read ' + path, () => { if (readFileSync(path).length === 0) throw Object.assign(new Error(), { code: 'EMPTY' }) })
      for (const path of ['/x', '/app/x', '/usr/x', '/runtime/node', '/dev/x', '/proc/sys/kernel/core_pattern', '/proc/sys/kernel/hostname', '/proc/sysrq-trigger', '/sys/x', '/run/x']) attempt('write ' + path, () => writeFileSync(path, 'x'))
      writeFileSync('/tmp/x', '1'); writeFileSync('/dev/shm/x', '1')
      console.log('processes', readdirSync('/proc').filter((n) => /^\\d+$/.test(n)).length)`),
    )
    expect(stdout).not.toContain('DID')
    expect(stdout.match(/refused/g)).toHaveLength(18)
    expect(stdout).toMatch(/processes [1-4]\n/)
  })

  test('has no powers and cannot make a namespace to get them', async () => {
    const { stdout } = await sandbox.run(
      program(`
      import { readFileSync } from 'node:fs'
      import { spawnSync } from 'node:child_process'
      console.log(readFileSync('/proc/self/status', 'utf8').match(/Cap(Eff|Prm|Bnd|Amb).*|NoNewPrivs.*/g).join('\\n'))
      console.log('unshare', spawnSync('/usr/bin/unshare', ['--user', '--map-root-user', 'true']).status)
      console.log('mount', spawnSync('/bin/mount', ['-t', 'tmpfs', 'none', '/tmp']).status)`),
    )
    expect(stdout.match(/Cap\w+:\t0000000000000000/g)).toHaveLength(4)
    expect(stdout).toMatch(/NoNewPrivs:\s+1/)
    expect(stdout).toMatch(/unshare [1-9]/)
    expect(stdout).toMatch(/mount [1-9]/)
  })

  test('a fork bomb is bounded and ended', async () => {
    // Children that only sleep: what counts is how many the kernel allows, not how well this machine survives.
    const bomb = `import { spawn } from 'node:child_process'
      let refused = 0
      for (let i = 0; i < 700; i++) spawn('/bin/sleep', ['600'], { detached: true, stdio: 'ignore' }).on('error', () => { refused++ })
      setImmediate(() => { console.log('refused', refused); setInterval(() => {}, 1000) })`
    const lines: string[] = []
    const running = sandbox.start(program(bomb, { timeoutMs: 60_000, onLine: (line) => lines.push(line) }))
    let ended = false
    void running.exited.then(() => {
      ended = true
    })
    // Either the kernel refuses more, or the watch has ended it.
    await vi.waitFor(() => expect(ended || lines.length > 0).toBe(true), { timeout: 60_000, interval: 50 })
    const { pids } = treeOf(running.pid)
    expect(pids.length).toBeLessThanOrEqual(520)
    if (!ended) expect(Number(lines[0]?.split(' ')[1])).toBeGreaterThan(100)
    running.kill()
    await running.exited
    await vi.waitFor(() => expect(pids.filter(alive)).toEqual([]), { timeout: 10_000, interval: 50 })
  }, 90_000)

  test('memory that is really used is bounded, address space is not', async () => {
    const hungry = 'const kept = []; setInterval(() => { for (let i = 0; i < 8; i++) kept.push(Buffer.alloc(2 ** 20, 1)) }, 5)'
    const result = await sandbox.run(program(hungry, { memoryMiB: 200 }))
    expect(result.timedOut).toBe(false)
    expect(result.stderr).toContain('it used more memory than 200 MiB')
    expect((await sandbox.run(program('console.log(new ArrayBuffer(2 ** 31).byteLength)', { memoryMiB: 200 }))).stdout).toContain('2147483648')
  })

  test('the wall clock, an abort and kill end the whole tree', async () => {
    const stubborn = `import { spawn } from 'node:child_process'
      process.on('SIGTERM', () => console.log('asked')); spawn('/bin/sleep', ['600'], { detached: true, stdio: 'ignore' }); console.log('up'); setInterval(() => {}, 1000)`
    expect(await sandbox.run(program(stubborn, { timeoutMs: 1500 }))).toMatchObject({ timedOut: true, code: null, signal: 'SIGKILL' })

    const stopping = new AbortController()
    const lines: string[] = []
    const running = sandbox.start(program(stubborn, { signal: stopping.signal, onLine: (line) => lines.push(line) }))
    await vi.waitFor(() => expect(lines).toContain('up'), { timeout: 10_000, interval: 20 })
    const { pids } = treeOf(running.pid)
    expect(pids.length).toBeGreaterThan(3)
    expect(await running.residentBytes()).toBeGreaterThan(20 * 2 ** 20)
    running.kill('SIGTERM') // reaches the program, which ignores it
    await vi.waitFor(() => expect(lines).toContain('asked'), { timeout: 10_000, interval: 20 })
    stopping.abort()
    await running.exited
    await vi.waitFor(() => expect(pids.filter(alive)).toEqual([]), { timeout: 5000, interval: 20 })
  })

  test('kill -9 of whoever started it leaves nothing', async () => {
    const source = program(
      "import { spawn } from 'node:child_process'; spawn('/bin/sleep', ['600'], { detached: true }); console.log('up'); setInterval(() => {}, 1000)",
    )
    const starter = join(folder, 'starter.mjs')
    writeFileSync(
      starter,
      `import { probeSandbox } from '${process.cwd()}/server/sandbox/open.ts'\nconst { sandbox } = await probeSandbox()\nsandbox.start({ ...${JSON.stringify(source)}, onLine: (line) => console.log(line) })`,
    )
    const parent: ChildProcess = spawn(process.execPath, [starter], { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise<void>((resolve) =>
      parent.stdout?.on('data', (chunk: Buffer) => {
        if (chunk.includes('up')) resolve()
      }),
    )
    const { pids } = treeOf(parent.pid ?? 0)
    expect(pids.length).toBeGreaterThan(4)
    parent.kill('SIGKILL')
    await vi.waitFor(() => expect(pids.filter(alive)).toEqual([]), { timeout: 5000, interval: 20 })
  })

  test('endless output and endless lines are cut', async () => {
    const lines: number[] = []
    const result = await sandbox.run(
      program("for (let i = 0; i < 60; i++) process.stdout.write('x'.repeat(100_000)); console.log('\\nend')", { onLine: (line) => lines.push(line.length) }),
    )
    expect(result.stdout.length).toBeLessThan(1.1 * 2 ** 20)
    expect(result.stdout.startsWith('[the beginning was dropped]')).toBe(true)
    expect(result.stdout.trimEnd().endsWith('end')).toBe(true)
    expect(Math.max(...lines)).toBeLessThan(17 * 1024)
  })
})

test('mounts may lie inside each other, and packages are there, read-only', async () => {
  const command = program(
    "import pg from 'pg'; import { writeFileSync } from 'node:fs'; console.log(typeof pg.Pool); try { writeFileSync('/app/node_modules/x', '') } catch (e) { console.log(e.code) }",
  )
  const { stdout } = await sandbox.run({ ...command, mounts: [sandbox.packages, ...command.mounts] })
  expect(stdout).toBe('function\nEROFS\n')
})

test('what a program says about its end is passed on', async () => {
  expect(await sandbox.run(program("console.error('sorry'); process.exit(3)"))).toMatchObject({ code: 3, stderr: 'sorry\n', timedOut: false })
  expect((await sandbox.run({ ...program(''), argv: ['/nowhere/program'] })).code).not.toBe(0)
})
