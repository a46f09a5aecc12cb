import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { prisma } from '#server/db.ts'
import { type Actor, systemActor } from '#server/domain/actor.ts'
import { searchDocuments } from '#server/domain/document/data.ts'
import { withRepositoryLock } from '#server/domain/document/lock.ts'
import { getExecution } from '#server/domain/execution/data.ts'
import { startDueExecution, startExecution } from '#server/domain/execution/mutations.ts'
import { waitForTask } from '#server/domain/task/data.ts'
import { makePerson } from '#server/domain/testing.ts'
import { env } from '#server/env.ts'
import { withClient } from '#server/postgres/migrate.mjs'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { seedSystems } from '../../prisma/seed/seed.mjs'
import { type Runner, startRunner } from './main.ts'
import { noPorts, smallRegistry } from './small-agents.ts'

vi.setConfig({ testTimeout: 180_000 })
let database: TestDatabase
let runner: Runner
let architect: Actor
let clone: string
const sales = join(env.GANTRY_HOME, 'documents/ionoi-inc/sales-system-architect.git')

beforeAll(async () => {
  database = await createTestDatabase()
  await withClient(database.url, seedSystems)
  architect = await makePerson('architect')
  runner = await startRunner(smallRegistry, noPorts, { document: () => import('./document-task.ts') })
  clone = await mkdtemp(join(tmpdir(), 'gantry-clone-'))
})
afterAll(async () => {
  await runner.stop()
  await database.close()
  await rm(clone, { recursive: true, force: true })
})

async function sweep() {
  const started = await startExecution(architect, { requestKey: crypto.randomUUID(), trigger: 'demand' })
  await waitForTask(started.task)
  return getExecution(null, started.number)
}
const git = (...args: string[]): string =>
  execFileSync('git', ['-C', clone, '-c', 'user.name=Pat', '-c', 'user.email=pat@example.org', ...args], { encoding: 'utf8' })
const push = (message: string): void => void [git('add', '-A'), git('commit', '-qm', message), git('push', '-q', 'origin', 'HEAD:main')]
const edit = (path: string, change: (text: string) => string): void =>
  writeFileSync(join(clone, path), change(execFileSync('cat', [join(clone, path)], { encoding: 'utf8' })))

test('twelve systems into fresh repositories, then nothing to do', async () => {
  const first = await sweep()
  expect(first.reason).toBe('')
  expect(first).toMatchObject({ status: 'succeeded', counts: { repositories: 12, created: 12, updated: 0, unchanged: 0, diverged: 0, failed: 0, commits: 12 } })
  expect(first.repositories.flatMap((r) => r.details.brokenLinks)).toEqual([])
  expect(first.summary).toContain('ionoi-inc/sales-system-architect')
  expect(first.summary).toContain('**Success rate:** 100 %')
  const second = await sweep()
  expect(second).toMatchObject({
    status: 'succeeded',
    counts: { repositories: 12, unchanged: 12, commits: 0, files: first.counts.files, bytes: first.counts.bytes },
  })
  expect(second.since).toEqual({ number: first.number, lines: [] })
})

test('words of people stay; a section that a person changed is reported and left alone, the rest goes on', async () => {
  execFileSync('git', ['clone', '-q', sales, clone])
  edit('README.md', (text) => `${text}\n## Our own notes\n\nAsk Kim before Fridays.\n`)
  push('Notes')
  expect(await sweep()).toMatchObject({ counts: { unchanged: 12, commits: 0 } })
  edit('README.md', (text) => text.replace('# Sales System', '# Sales'))
  push('Another title')
  const diverged = await sweep()
  expect(diverged.counts).toMatchObject({ unchanged: 11, diverged: 1, commits: 0 })
  expect(diverged.repositories.find((r) => r.status === 'diverged')?.details.divergences).toEqual([{ path: 'README.md', section: 'overview', what: 'changed' }])

  const row = await prisma.system.findUniqueOrThrow({ where: { slug: 'sales' } })
  await prisma.system.update({ where: { slug: 'sales' }, data: { facts: { ...(row.facts as object), owner: { team: 'Team Sales', contact: null } } } })
  const after = await sweep()
  expect(after.repositories.find((r) => r.system.slug === 'sales')).toMatchObject({ status: 'diverged', commits: 1 })
  git('pull', '-q', 'origin', 'main')
  const readme = execFileSync('cat', [join(clone, 'README.md')], { encoding: 'utf8' })
  expect(readme).toContain('# Sales\n')
  expect(readme).toContain('Ask Kim before Fridays.')
  expect(readme).toContain('unknown — ask Team Sales')
  // Whoever is next to it reads the owner in its own documents: its five neighbours, and nobody else.
  expect(after.repositories.filter((r) => r.commits > 0).length).toBe(6)
})

test('documents are found by their words', async () => {
  const reader = architect.person
  if (!reader) throw new Error('no person')
  const hits = await searchDocuments(reader, 'lead scores')
  expect(hits.length).toBeGreaterThan(0)
  expect(hits[0]?.excerpt).toContain('[[')
  expect(await searchDocuments(reader, `"; drop table "Document" --`)).toEqual([])
  expect(await searchDocuments({ ...reader, claimed: [], rules: [] }, 'lead scores')).toEqual([])
})

test('a scheduled sweep comes once, whoever looks; not while one is open, nor before its time', async () => {
  const sweeper = systemActor('sweeper')
  await prisma.$executeRaw`update "System" set "createdAt" = now() at time zone 'utc' - interval '2 hours'`
  const started = await Promise.all([1, 2, 3, 4].map(() => startDueExecution(sweeper, 3600)))
  const [one, ...more] = started.filter((s) => s !== null)
  expect(more).toEqual([])
  if (!one) throw new Error('None was started.')
  await waitForTask(one.task)
  expect(await startDueExecution(sweeper, 3600)).toBeNull()
  expect((await getExecution(null, one.number)).trigger).toBe('schedule')
})

test('one sweep at a time in a repository', async () => {
  const order: string[] = []
  let release: () => void = () => {}
  const held = new Promise<void>((done) => {
    release = done
  })
  let began: () => void = () => {}
  const begun = new Promise<void>((done) => {
    began = done
  })
  const first = withRepositoryLock('a/b', async () => {
    began()
    await held
    order.push('first')
  })
  await begun
  const second = withRepositoryLock('a/b', async () => void order.push('second'))
  await withRepositoryLock('a/c', async () => void order.push('other'))
  release()
  await Promise.all([first, second])
  expect(order).toEqual(['other', 'first', 'second'])
})

test('a try that died half way is gone on with: nothing is committed twice', async () => {
  await prisma.system.update({ where: { slug: 'hr' }, data: { name: 'People System' } })
  await prisma.system.update({ where: { slug: 'legal' }, data: { name: 'Law System' } })
  const { createTask } = await import('#server/domain/task/mutations.ts')
  const { beginExecution, endRepository } = await import('#server/domain/execution/transitions.ts')
  // As if a runner had finished one repository and died: its row has ended, the task is queued again.
  const ids = new Map((await prisma.system.findMany()).map((s) => [s.slug, s.id]))
  const number = ((await prisma.execution.aggregate({ _max: { number: true } }))._max.number ?? 0) + 1
  await prisma.execution.create({ data: { id: 'exe_half', number, trigger: 'demand', createdBy: architect.id } })
  await prisma.$transaction(async (tx) => {
    await beginExecution(tx, 'exe_half', [{ systemId: ids.get('legal') ?? '', system: 'Law System', name: 'legal-system-architect' }], {})
    const end = {
      status: 'updated' as const,
      fresh: false,
      commits: 1,
      commit: 'abc',
      requestUrl: null,
      note: 'by the one that died',
      details: { added: [], changed: [], removed: [], divergences: [], brokenLinks: [] },
    }
    await endRepository(tx, { execution: 'exe_half', number, systemId: ids.get('legal') ?? '', startedAt: new Date() }, end, null, null)
  })
  const task = await prisma.$transaction((tx) => createTask(tx, architect, { kind: 'document', subject: 'exe_half', requestKey: 'half-half-half' }))
  await prisma.execution.update({ where: { id: 'exe_half' }, data: { taskId: task } })
  await waitForTask(task)
  const done = await getExecution(null, number)
  expect(done.status).toBe('succeeded')
  expect(done.repositories.find((r) => r.system.slug === 'legal')).toMatchObject({ note: 'by the one that died', commit: 'abc' })
  expect(done.repositories.find((r) => r.system.slug === 'hr')).toMatchObject({ status: 'updated', commits: 1 })
  expect(await sweep()).toMatchObject({ counts: { unchanged: 10, updated: 1, diverged: 1, commits: 1 } }) // legal, which only its row said to be done
})

test('a damaged repository fails by itself and says what to do; the others go on, and moved away it is made anew', async () => {
  const payroll = join(env.GANTRY_HOME, 'documents/payroll-system-architect.git')
  await rm(join(payroll, 'objects'), { recursive: true })
  await mkdir(join(payroll, 'objects'))
  for (const slug of ['payroll', 'operations']) await prisma.system.update({ where: { slug }, data: { name: `New ${slug}` } })
  const broken = await sweep()
  expect(broken).toMatchObject({ status: 'failed', counts: { failed: 1, commits: 1 } })
  const by = (slug: string) => broken.repositories.find((r) => r.system.slug === slug)
  expect(by('operations')).toMatchObject({ status: 'updated', commits: 1 })
  expect(by('payroll')).toMatchObject({
    status: 'failed',
    note: expect.stringMatching(/^payroll-system-architect is damaged .* the next sweep makes it anew\.$/),
  })
  expect(broken.reason).toContain('payroll-system-architect is damaged')
  await rm(payroll, { recursive: true })
  expect((await sweep()).repositories.find((r) => r.system.slug === 'payroll')).toMatchObject({ status: 'created', fresh: true, commits: 1 })
})
