import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Hopeless, type Instance, pidOf, startInstance, until } from './processes.ts'

/**
 * The long fault runs: a complete instance with all its processes and the real agents, as npm start runs it. What is
 * killed is killed with -9; the launcher starts it again.
 */
const document = `# Tool list

**FR-1 Add tool.** The clerk shall be able to add a tool with:
- Name (mandatory, unique)
- Price per day (mandatory, greater than 0)

**FR-2 Search.** Clerks can search tools by name, 25 per page, sorted by name.
`
const minutes = 60
let folder: string
let instance: Instance
// Imported once the settings are known: they read them when they are loaded.
let domain: typeof import('./observe.ts')
let stream: typeof import('#server/api/test-stream.ts')

beforeAll(
  async () => {
    folder = mkdtempSync(join(tmpdir(), 'gantry-chaos-'))
    instance = await startInstance(join(folder, 'home'))
    Object.assign(process.env, instance.environment)
    domain = await import('./observe.ts')
    stream = await import('#server/api/test-stream.ts')
  },
  10 * minutes * 1000,
)
afterAll(async () => {
  await domain?.close()
  await instance?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const kill = (name: string) => process.kill(pidOf(instance.home, name), 'SIGKILL')
const settled = (run: string) =>
  until(
    `run ${run} waits for people`,
    async () => {
      const status = await domain.runStatus(run)
      if (['failed', 'errored', 'canceled'].includes(status)) throw new Hopeless(await domain.describe(run))
      return status === 'awaiting_approval'
    },
    8 * minutes,
  )

test('kill -9 of a runner during each of three stages', async () => {
  const run = await domain.submit(document)
  for (const stage of ['backend', 'test', 'verify']) {
    const { runner, number } = await until(`${stage} runs`, () => domain.runningAttempt(run, stage), 5 * minutes)
    kill(runner)
    await until(`${stage} is taken over`, async () => ((await domain.attemptsOf(run, stage)).length > number ? true : null), 30)
  }
  await settled(run)
  await domain.expectOnce(run)
  for (const stage of ['backend', 'test', 'verify']) expect(await domain.attemptsOf(run, stage)).toEqual(['lost', 'succeeded'])
})

test('kill -9 of PostgreSQL during a stage', async () => {
  const run = await domain.submit(document)
  await until('integrate runs', () => domain.runningAttempt(run, 'integrate'), 5 * minutes)
  process.kill(Number(readFileSync(join(instance.home, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL')
  await settled(run)
  await domain.expectOnce(run)
})

test('kill -9 of the web process while watching: a stream that reconnects sees every event once', async () => {
  const { token } = await stream.signIn(['viewer'])
  const run = await domain.submit(document)
  const seen: number[] = []
  const watch = async (): Promise<boolean> => {
    const reader = await stream.Reader.open(instance.address, token, { run, ...(seen.length > 0 ? { lastEventId: seen.at(-1) } : { after: 0 }) })
    if (!reader.response.ok) throw new Error(`The stream answered ${reader.response.status}.`)
    const enough = seen.length === 0 ? /^stage\.running$/ : /^run\.(awaiting_approval|failed|errored)$/
    const found = await reader.until((m) => m.event === 'message' && enough.test(m.data.kind ?? '')).catch(() => null)
    if (seen.length === 0) {
      kill('web')
      await reader.untilClosed()
    }
    reader.leave()
    seen.push(...reader.events.map((m) => Number(m.id)))
    if (/failed|errored/.test(found?.data.kind ?? '')) throw new Hopeless(await domain.describe(run))
    return found?.data.kind === 'run.awaiting_approval'
  }
  await until('the stream tells that people are awaited', watch, 8 * minutes)
  expect(new Set(seen).size).toBe(seen.length)
  const awaited = await domain.eventIds(run)
  expect(seen.filter((id) => awaited.includes(id))).toEqual(awaited.slice(0, awaited.indexOf(seen.at(-1) ?? 0) + 1))
})
