import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appendCommit, headOf, runRef, StaleHead } from '#server/artifacts/commits.ts'
import { prisma } from '#server/db.ts'
import { moveMain } from '#server/domain/repository/main-branch.ts'
import { submitRequirement } from '#server/domain/requirement/mutations.ts'
import { makePerson, makeSubmission, makeSystem } from '#server/domain/testing.ts'
import { env } from '#server/env.ts'
import { closeQueueClient } from '#server/jobs/attempts.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { checkSourcePath } from './objects.ts'
import { diffBetween, listCommits, prepareCommit, readFiles, readMain, readSources } from './repository.ts'

let database: TestDatabase
let run: string
let serviceId: string
beforeAll(async () => {
  database = await createTestDatabase()
  await makeSystem()
})
afterAll(async () => {
  await closeQueueClient()
  await database.close()
})
async function newRun(service: string | null = null) {
  run = (await submitRequirement(await makePerson('architect'), makeSubmission({ service }))).run
  serviceId = (await prisma.run.findUniqueOrThrow({ where: { id: run } })).serviceId
}
const prepare = (stage: string, files: Record<string, string | null>, attempt = 1) =>
  prepareCommit({ serviceId, runId: run, stage, attempt, author: { name: 'Gantry test', email: 't@gantry.localhost' }, summary: `${stage} with\nlines`, files })
async function commit(stage: string, files: Record<string, string | null>, attempt = 1) {
  const { commit: made } = await prepare(stage, files, attempt)
  if (made) await prisma.$transaction((tx) => appendCommit(tx, made))
  return made
}

test('commits carry stage and attempt, files come back byte for byte', async () => {
  await newRun()
  const odd = { 'service/src/a.ts': 'ü = 1\n', 'ui/a b.txt': '\ttab\r\n', '.gantry/specification.json': '{}' }
  await commit('backend', odd)
  await commit('frontend', { 'ui/a b.txt': null, 'ui/index.html': '<p>' }, 2)
  expect(await listCommits(serviceId, run)).toMatchObject([
    { stage: 'backend', attempt: 1, subject: 'backend: backend with lines' },
    { stage: 'frontend', attempt: 2 },
  ])
  expect(Object.fromEntries(await readFiles(serviceId, runRef(run)))).toEqual({
    'service/src/a.ts': 'ü = 1\n',
    '.gantry/specification.json': '{}',
    'ui/index.html': '<p>',
  })
})

test('the same files again are no commit', async () => {
  const before = await headOf(prisma, serviceId, runRef(run))
  expect(await prepare('frontend', { 'ui/index.html': '<p>' }, 3)).toEqual({ commit: null, head: before })
})

test('two prepared on the same head: the second is refused, and one that was never recorded leaves nothing', async () => {
  await newRun()
  const [one, two] = [await prepare('apps', { 'apps.txt': '1' }), await prepare('integrate', { 'integrate.txt': '1' })]
  await prisma.$transaction((tx) => appendCommit(tx, one.commit ?? expect.fail()))
  await expect(prisma.$transaction((tx) => appendCommit(tx, two.commit ?? expect.fail()))).rejects.toThrow(StaleHead)
  expect((await listCommits(serviceId, run)).map((c) => c.stage)).toEqual(['apps'])
})

test('stages that run at the same time do not see each other', async () => {
  await newRun()
  await commit('frontend', { 'ui/index.html': 'v1', 'old.txt': 'x' })
  await commit('apps', { 'apps/a.txt': 'a', 'ui/index.html': 'by apps' })
  await commit('integrate', { 'docs/i.md': 'i', 'old.txt': null })
  const seen = async (...stages: string[]) => Object.fromEntries(await readSources(serviceId, run, new Set(stages)))
  expect(await seen('frontend', 'integrate', 'test')).toEqual({ 'ui/index.html': 'v1', 'docs/i.md': 'i' })
  expect(await seen('frontend', 'integrate', 'apps')).toEqual({ 'ui/index.html': 'by apps', 'docs/i.md': 'i', 'apps/a.txt': 'a' })
})

test('another machine rebuilds everything from the database', async () => {
  const before = await readFiles(serviceId, runRef(run))
  await rm(join(env.GANTRY_HOME, 'repositories'), { recursive: true })
  expect(await readFiles(serviceId, runRef(run))).toEqual(before)
})

test('main follows production, forth and back; a new run builds on it; the diff shows what changes', async () => {
  const { slug } = await prisma.service.findUniqueOrThrow({ where: { id: serviceId } })
  const first = run
  expect((await readMain(serviceId)).size).toBe(0)
  await prisma.$transaction((tx) => moveMain(tx, serviceId, first))
  expect((await readMain(serviceId)).get('docs/i.md')).toBe('i')
  await newRun(slug)
  expect((await readSources(serviceId, run, new Set(['analyze']))).get('docs/i.md')).toBe('i')
  await commit('backend', { 'docs/i.md': 'ii' })
  expect((await diffBetween(serviceId, 'main', runRef(run))).diff).toContain('-i\n\\ No newline at end of file\n+ii')
  await prisma.$transaction((tx) => moveMain(tx, serviceId, run))
  await prisma.$transaction((tx) => moveMain(tx, serviceId, first))
  expect((await readMain(serviceId)).get('docs/i.md')).toBe('i')
})

test.each(['../a', '/etc/passwd', 'a/../../b', '.git/config', 'a/.GIT/hooks', 'a\nb', 'a"b', 'a\\b', '', 'a//b', './a', 'x'.repeat(301)])(
  'refuses to write %j',
  (path) => expect(() => checkSourcePath(path)).toThrow('cannot be named'),
)
test.each(['.gantry/a', '.github/workflows/ci.yml', 'a.git', 'src/…/ü.ts'])('writes %j', (path) => expect(() => checkSourcePath(path)).not.toThrow())
