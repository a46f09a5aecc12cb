import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { probeSandbox } from './open.ts'
import type { Sandbox } from './sandbox.ts'
import { alive, programsIn } from './testing.ts'

let reduced: Sandbox
let folder: string
let program: ReturnType<typeof programsIn>
const secret = `secret-${crypto.randomUUID()}`

beforeAll(async () => {
  reduced = (await probeSandbox({ bubblewrap: ['/nowhere/bwrap'], allowReduced: false })).sandbox
  folder = mkdtempSync(join(tmpdir(), 'gantry-sandbox-test-'))
  mkdirSync(join(folder, 'data'), { mode: 0o700 })
  writeFileSync(join(folder, 'data/control.json'), secret)
  program = programsIn(folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('without bubblewrap', () => {
  test('only what the rules engine produced runs', async () => {
    expect(reduced.isolation).toBe('reduced')
    await expect(reduced.run(program('console.log(1)'))).rejects.toThrow(/apt-get install bubblewrap/)
    const opted = (await probeSandbox({ bubblewrap: [], allowReduced: true })).sandbox
    expect((await opted.run(program('console.log(1)'))).stdout).toBe('1\n')
  })

  test('with a clean environment, translated paths, and no files but its own', async () => {
    process.env.GANTRY_TEST_SECRET = secret
    const source = `import { readFileSync, writeFileSync } from 'node:fs'
      console.log(JSON.stringify(process.env)); writeFileSync(process.env.OUT + '/out.txt', 'written')
      for (const path of ['${folder}/data/control.json', '/etc/passwd']) try { console.log(readFileSync(path, 'utf8')) } catch (e) { console.log(e.code) }
      try { writeFileSync('${folder}/app/x', '') ; console.log('DID') } catch (e) { console.log(e.code) }`
    mkdirSync(join(folder, 'out'))
    const command = program(source, { origin: 'rules', env: { OUT: '/run/out' } })
    const { stdout } = await reduced.run({ ...command, mounts: [...command.mounts, { host: join(folder, 'out'), inside: '/run/out', writable: true }] })
    delete process.env.GANTRY_TEST_SECRET
    expect(readFileSync(join(folder, 'out/out.txt'), 'utf8')).toBe('written')
    expect(stdout).not.toContain(secret)
    expect(stdout.match(/ERR_ACCESS_DENIED/g)).toHaveLength(3)
  })

  test('with the packages that lie beside a folder', async () => {
    const beside = join(folder, 'beside')
    mkdirSync(join(beside, 'src'), { recursive: true })
    writeFileSync(join(beside, 'src/main.mjs'), "import { z } from 'zod'; console.log(z.string().parse('found'))")
    const mounts = [{ host: beside, inside: '/app/service' }, reduced.packages]
    const result = await reduced.run({ argv: ['node', '/app/service/src/main.mjs'], mounts, cwd: '/app/service', origin: 'rules', timeoutMs: 20_000 })
    expect(result.stdout, result.stderr).toBe('found\n')
  })

  test('and ends with whoever started it', async () => {
    const command = program('console.log(process.pid); setInterval(() => {}, 1000)', { origin: 'rules' })
    const starter = join(folder, 'reduced-starter.mjs')
    writeFileSync(
      starter,
      `import { probeSandbox } from '${process.cwd()}/server/sandbox/open.ts'\nconst { sandbox } = await probeSandbox({ bubblewrap: [], allowReduced: false })\nsandbox.start({ ...${JSON.stringify(command)}, onLine: (line) => console.log(line) })`,
    )
    const parent = spawn(process.execPath, [starter], { stdio: ['ignore', 'pipe', 'inherit'] })
    const pid = await new Promise<number>((resolve) => parent.stdout?.once('data', (chunk: Buffer) => resolve(Number(chunk.toString()))))
    expect(alive(pid)).toBe(true)
    parent.kill('SIGKILL')
    await vi.waitFor(() => expect(alive(pid)).toBe(false), { timeout: 5000, interval: 20 })
  })
})
