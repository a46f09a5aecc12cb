import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { prisma } from '#server/db.ts'
import { complete, completeUpTo, gate, makeSystem } from '#server/domain/testing.ts'
import { env } from '#server/env.ts'
import { closeQueueClient } from '#server/jobs/attempts.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { exportFiles } from './exchange.ts'

let database: TestDatabase
let folder: string
beforeAll(async () => {
  database = await createTestDatabase()
  await makeSystem()
  folder = mkdtempSync(join(tmpdir(), 'gantry-cli-'))
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await closeQueueClient()
  await database.close()
})

interface Ended {
  code: number
  out: string
  err: string
}
const cli = (args: string[], local = true): Promise<Ended> =>
  new Promise((done) => {
    const settings = {
      PATH: process.env.PATH,
      DATABASE_URL: env.DATABASE_URL,
      SERVICES_DATABASE_URL: env.SERVICES_DATABASE_URL,
      GANTRY_HOME: env.GANTRY_HOME,
      NODE_ENV: 'test',
      ...(local && { GANTRY_IDENTITY_ISSUER: 'http://localhost:3010' }),
    }
    execFile(process.execPath, ['server/cli/main.ts', ...args], { env: settings as unknown as NodeJS.ProcessEnv }, (error, out, err) =>
      done({ code: error ? Number(error.code) : 0, out, err }),
    )
  })
const file = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const as = ['--as', 'architect@gantry.localhost']
const submit = async (): Promise<{ requirement: string; run: string }> =>
  JSON.parse((await cli(['submit', file('tiny.md', '# Tiny\nIt works.'), '--system', 'sales', '--title', 'Tiny', ...as, '--json'])).out)

test('submits files with their roles, as the demo account, audited', async () => {
  const done = await cli([
    'submit',
    file('shop.md', '# Shop'),
    file('constraints.txt', 'PostgreSQL'),
    file('quality-targets.md', 'fast'),
    '--system',
    'sales',
    '--title',
    'Online shop',
    ...as,
    '--json',
  ])
  expect(done).toMatchObject({ code: 0, err: '' })
  const ids = JSON.parse(done.out)
  expect(Object.keys(ids)).toEqual(['requirement', 'run'])
  const revision = await prisma.revision.findFirstOrThrow({ where: { requirementId: ids.requirement } })
  expect(revision.documents).toMatchObject([
    { name: 'shop.md', role: 'requirements' },
    { name: 'constraints.txt', role: 'constraints' },
    { name: 'quality-targets.md', role: 'quality_targets' },
  ])
  expect(await prisma.auditEntry.findFirst({ where: { subject: ids.requirement } })).toMatchObject({ via: 'cli', actorName: 'Ada Architect' })
})

test('a run as documented, key by key', async () => {
  const { run } = await submit()
  await complete(run, 'analyze', { gates: [gate()] })
  const report = JSON.parse((await cli(['run', run, '--json'])).out)
  expect(Object.keys(report)).toEqual(['id', 'status', 'stages', 'statements', 'staging', 'production', 'openapi'])
  expect(report).toMatchObject({ id: run, status: 'running', statements: null, staging: null, production: null, openapi: null })
  expect(report.stages[0]).toEqual({
    id: 'analyze',
    status: 'succeeded',
    attempt: 1,
    seconds: expect.any(Number),
    gates: [{ name: 'coverage', verdict: 'passed', value: '91 %', threshold: '>= 80 %' }],
  })
  expect(JSON.parse((await cli(['runs', '--json'])).out)[0]).toMatchObject({ id: run, status: 'running', system: 'sales' })
})

test('--wait ends when people are awaited, and by exit code 1 when the run failed', async () => {
  const { run } = await submit()
  const waiting = cli(['run', run, '--wait', '--json'])
  await completeUpTo(run, 'verify')
  const ended = await waiting
  expect(ended.code).toBe(0)
  expect(JSON.parse(ended.out).status).toBe('awaiting_approval')
  expect((await cli(['decide', run, 'reject', '--as', 'qa@gantry.localhost', '--reason', 'Too slow.'])).code).toBe(0)
  expect(await cli(['run', run, '--wait', '--json'])).toMatchObject({ code: 1, out: expect.stringContaining('"status":"failed"') })
})

test('decides by the rules of everybody else, and only with the local identity', async () => {
  const { run } = await submit()
  await completeUpTo(run, 'verify')
  expect(await cli(['decide', run, 'approve', '--as', 'qa@gantry.localhost'], false)).toMatchObject({ code: 1, err: expect.stringContaining('dashboard') })
  expect(await cli(['decide', run, 'approve', ...as])).toMatchObject({ code: 1 })
  expect(await cli(['decide', run, 'approve', '--as', 'qa@gantry.localhost', '--json'])).toMatchObject({ code: 0, out: expect.stringContaining('"pending"') })
  expect(await cli(['decide', run, 'approve', '--as', 'product_owner@gantry.localhost', '--json'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('"approved"'),
  })
})

test('artifacts come byte for byte', async () => {
  const { run } = await submit()
  await prisma.blob.create({ data: { sha256: 'cd', size: 3, bytes: new Uint8Array([0, 255, 10]) } })
  const attempt = await prisma.attempt.findFirstOrThrow({ where: { stage: { runId: run } } })
  await prisma.artifact.create({ data: { id: 'art_1', attemptId: attempt.id, path: 'a/b.bin', mediaType: 'application/octet-stream', sha256: 'cd', size: 3 } })
  expect((await cli(['artifact', run])).out).toContain('a/b.bin')
  expect(await cli(['artifact', run, 'nowhere.md'])).toMatchObject({ code: 1, err: expect.stringContaining('a/b.bin') })
})

test.each<[string[], string]>([
  [['submit'], 'Name at least one file'],
  [['submit', '/nowhere.md', '--system', 'sales', '--title', 'Tiny', '--as', 'x@y.z'], 'there is no such file'],
  [['fly'], 'no command "fly"'],
  [['run'], 'missing'],
  [['decide', 'run_1', 'maybe', '--as', 'x'], 'approve or reject'],
  [['runs', '--status', 'nice'], '--status is one of'],
  [['run', 'x', '--nonsense'], '--nonsense'],
])('wrong usage says how: %j', async (args, message) => expect(await cli(args)).toMatchObject({ code: 2, err: expect.stringContaining(message) }))

test('bad documents are refused by name', async () => {
  const rest = ['--system', 'sales', '--title', 'Tiny', ...as]
  expect(await cli(['submit', file('empty.md', ' \n'), ...rest])).toMatchObject({ code: 1, err: expect.stringContaining('empty.md: The document is empty') })
  expect(await cli(['submit', file('binary.md', new Uint8Array([0xff, 0xfe, 0x00])), ...rest])).toMatchObject({
    code: 1,
    err: expect.stringContaining('binary.md: The document is binary or not UTF-8'),
  })
  expect(await cli(['submit', file('big.md', 'x'.repeat(1_100_000)), ...rest])).toMatchObject({ code: 1, err: expect.stringContaining('1 MB') })
  expect(await cli(['submit', file('tiny.md', 'x'), '--system', 'nowhere', '--title', 'Tiny', ...as])).toMatchObject({
    code: 1,
    err: expect.stringContaining('no system "nowhere"'),
  })
})

test('imports files into the network whole or not at all, and writes it again', async () => {
  const services = file(
    'services.yaml',
    'order_service:\n  apis: [GET /orders]\n  events: {publishes: [order_created]}\nmail_service:\n  events: {subscribes: [order_created]}\n',
  )
  const without = await cli(['import', services, ...as, '--json'])
  expect(without).toMatchObject({ code: 1 })
  expect(JSON.parse(without.out)).toMatchObject({
    imported: false,
    problems: [{ line: 1, column: 1, message: expect.stringContaining('--system') }, { line: 4 }],
  })
  expect(await prisma.service.count({ where: { slug: 'order-service' } })).toBe(0)
  const done = await cli(['import', services, '--system', 'shop', ...as, '--json'])
  expect(done).toMatchObject({ code: 0, err: '' })
  expect(JSON.parse(done.out)).toMatchObject({ imported: true, changeset: expect.any(String), counts: { added: 4, changed: 0, unchanged: 0 } })
  const written = await exportFiles('persona', ['shop'], join(folder, 'out'))
  expect(written).toMatchObject({ files: [{ name: 'services.yaml', bytes: expect.any(Number) }], out: join(folder, 'out') })
  expect(readFileSync(join(folder, 'out/services.yaml'), 'utf8')).toContain('order_created')
}, 90_000)

test('sweeps as the command line, and exports what stands in the repositories; without a runner it only says the number', async () => {
  const begun = JSON.parse((await cli(['sweep', '--json'])).out)
  expect(begun).toEqual({ execution: 1 })
  const row = await prisma.execution.findUniqueOrThrow({ where: { number: 1 } })
  expect(row).toMatchObject({ trigger: 'cli', createdBy: 'system:cli' })
  expect(await prisma.auditEntry.count({ where: { action: 'execution.start', subject: row.id, via: 'cli' } })).toBe(1)
  // What a runner leaves.
  const system = await prisma.system.findFirstOrThrow({ where: { slug: 'sales' } })
  const seconds = { startedAt: new Date('2026-01-01T00:00:00Z'), endedAt: new Date('2026-01-01T00:00:01.500Z') }
  await prisma.execution.update({ where: { id: row.id }, data: { status: 'succeeded', ...seconds } })
  await prisma.task.update({ where: { id: row.taskId ?? '' }, data: { status: 'succeeded' } })
  await prisma.executionRepository.create({
    data: {
      executionId: row.id,
      systemId: system.id,
      position: 0,
      name: 'acme/sales',
      system: 'Sales',
      status: 'created',
      files: 1,
      bytes: 8,
      commits: 1,
      endedAt: new Date(),
    },
  })
  await prisma.documentRepository.create({
    data: {
      systemId: system.id,
      forge: 'local',
      name: 'acme/sales',
      documents: { create: { path: 'docs/a.md', title: 'A', mediaType: 'text/markdown', text: '# A\n', sha256: 'x', bytes: 4, changedIn: 1 } },
    },
  })
  const { exportDocuments, reportOf } = await import('./sweep.ts')
  const { getExecution } = await import('#server/domain/execution/data.ts')
  expect(reportOf(await getExecution(null, 1))).toEqual({
    execution: 1,
    seconds: 1.5,
    repositories: 1,
    created: 1,
    updated: 0,
    unchanged: 0,
    diverged: 0,
    failed: 0,
    files: 1,
    bytes: 8,
    commits: 1,
  })
  expect(await exportDocuments(join(folder, 'out'))).toBe(1)
  expect(readFileSync(join(folder, 'out/acme/sales/docs/a.md'), 'utf8')).toBe('# A\n')
  await prisma.document.updateMany({ data: { path: '../../../escaped.md' } })
  await expect(exportDocuments(join(folder, 'out'))).rejects.toThrow('would lie outside of')
})
