import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { prisma } from '#server/db.ts'
import { makeSystem } from '#server/domain/testing.ts'
import { env } from '#server/env.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { type Runner, startRunner } from '#server/runner/main.ts'
import { noPorts, smallRegistry } from '#server/runner/small-agents.ts'
import { taskPerformers } from '#server/runner/tasks.ts'
import { execPlan } from './exec.ts'

vi.setConfig({ testTimeout: 120_000 })
let database: TestDatabase
let runner: Runner
let folder: string
beforeAll(async () => {
  database = await createTestDatabase()
  await makeSystem('sales')
  await makeSystem('orders')
  runner = await startRunner(smallRegistry, noPorts, taskPerformers)
  folder = mkdtempSync(join(tmpdir(), 'gantry-exec-'))
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await runner.stop()
  await database.close()
})

const fixture = (name: string) => join(import.meta.dirname, '../agents/architect/fixtures/ecommerce', name)
const exec = (...words: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((done) => {
    const settings = {
      PATH: process.env.PATH,
      DATABASE_URL: env.DATABASE_URL,
      SERVICES_DATABASE_URL: env.SERVICES_DATABASE_URL,
      GANTRY_HOME: folder,
      NODE_ENV: 'test',
    }
    execFile(process.execPath, ['server/cli/main.ts', 'exec', ...words], { env: settings as unknown as NodeJS.ProcessEnv }, (error, out, err) =>
      done({ code: error ? Number(error.code) : 0, out, err }),
    )
  })

test("the seed's command prints the record and where the plan lies, and the plan lies there", async () => {
  const done = await exec(
    'story=ECOM-ARCH-001',
    'skill=planning',
    'planning_type=architect',
    `requirements=${fixture('system-requirements.md')}`,
    `constraints=${fixture('technical-constraints.md')}`,
    `quality_targets=${fixture('nfr-targets.md')}`,
  )
  expect(done).toMatchObject({ code: 0, err: '' })
  expect(done.out).toMatch(/^\[TRANSITION\|architect\.planning\] by architect\nMODE: strict\nFROM_STATE: DRAFT\nTO_STATE: PLANNED\nWHY:\n- /)
  const file = /^plan: (.+)$/m.exec(done.out)?.[1] ?? ''
  expect(file).toMatch(/\/plans\/architecture-design-ecom-arch-001-\d{4}-\d\d-\d\d\.md$/)
  expect(done.out).toContain(`ref=${file.slice(file.indexOf('plans/architecture'))}`)
  const markdown = readFileSync(file, 'utf8')
  expect(markdown).toContain('### Order Service')
  const links = [...markdown.matchAll(/\]\(([^)#:]+)\)/g)].map((m) => m[1] ?? '')
  expect(links.length).toBeGreaterThan(20)
  expect(links.filter((link) => !existsSync(join(dirname(file), link)))).toEqual([])
  expect(readFileSync(join(file.replace(/\.md$/, ''), 'decisions/0001-pattern.md'), 'utf8')).toContain('## Considered Options')
  expect(done.out).toMatch(/^system: orders$/m) // the one that the documents speak of most
  const row = await prisma.plan.findFirstOrThrow()
  expect(row).toMatchObject({ status: 'planned', story: 'ECOM-ARCH-001', title: 'E-commerce platform' })
  expect(done.out).toContain(`/plans/${row.id}`)
  expect(await prisma.auditEntry.findFirst({ where: { subject: row.id, action: 'plan.submit' } })).toMatchObject({ via: 'cli' })
})

test('wrong words end with 2, refused documents with 1; each is named', async () => {
  const empty = join(folder, 'empty.md')
  writeFileSync(empty, '  ')
  const good = ['skill=planning', 'planning_type=architect']
  expect(await exec('story=A-1', ...good, 'requirements=nowhere.md')).toMatchObject({
    code: 2,
    err: expect.stringContaining('nowhere.md cannot be read: there is no such file.'),
  })
  expect(await exec('story=A-1', ...good, `requirements=${empty}`)).toMatchObject({ code: 1, err: expect.stringContaining('empty.md: The document is empty.') })
  await expect(execPlan([...good, `requirements=${empty}`])).rejects.toThrow('story=… is missing.')
  await expect(execPlan(['story=A-1', 'skill=cooking', 'requirements=x.md'])).rejects.toThrow('skill=cooking: the only skill is planning.')
  await expect(execPlan(['story=A-1', ...good, 'colour=blue'])).rejects.toThrow('"colour=blue" is no argument of exec.')
  await expect(execPlan(['story=A-1', ...good, `requirements=${fixture('nfr-targets.md')}`, 'system=nowhere'])).rejects.toThrow('There is no system "nowhere".')
})
