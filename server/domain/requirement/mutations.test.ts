import { afterAll, beforeAll, expect, test } from 'vitest'
import { prisma } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'
import { complete, eventsOf, makePerson, makeSubmission, makeSystem, stagesOf } from '#server/domain/testing.ts'
import { closeQueueClient, queueClient } from '#server/jobs/attempts.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { reviseRequirement, submitRequirement } from './mutations.ts'

let database: TestDatabase
let architect: Actor
beforeAll(async () => {
  database = await createTestDatabase()
  await makeSystem()
  architect = await makePerson('architect')
})
afterAll(async () => {
  await closeQueueClient()
  await database.close()
})

test('everything of a submission is written, and the first stage is queued', async () => {
  const { requirement, run } = await submitRequirement(architect, makeSubmission({ title: 'Online shop' }))
  const row = await prisma.requirement.findUniqueOrThrow({
    where: { id: requirement },
    include: { revisions: true, service: true, runs: { include: { stages: { include: { attempts: true } } } } },
  })
  expect(row.service.slug).toBe('online-shop')
  expect(row.revisions).toMatchObject([{ number: 1, documents: [{ name: 'requirements.md' }] }])
  expect(row.runs[0]?.stages.flatMap((s) => s.attempts)).toMatchObject([{ number: 1, status: 'queued' }])
  expect(await stagesOf(run)).toMatchObject({ analyze: 'queued', plan: 'pending', monitor: 'pending' })
  expect(await eventsOf(run)).toEqual(['requirement.submitted', 'run.queued', 'stage.queued'])
  expect((await (await queueClient()).getWorkflow(`${run}:analyze:1`))?.status).toBe('ENQUEUED')
  expect(await prisma.auditEntry.findFirst({ where: { subject: requirement } })).toMatchObject({ actor: architect.id, action: 'requirement.submit', via: 'ui' })
})

test('the same request key, ten times at the same moment, makes one requirement and one run', async () => {
  const input = makeSubmission({ title: 'Double click' })
  const answers = await Promise.all(Array.from({ length: 10 }, () => submitRequirement(architect, input)))
  expect(new Set(answers.map((a) => JSON.stringify(a))).size).toBe(1)
  expect(await prisma.requirement.count({ where: { requestKey: input.requestKey } })).toBe(1)
  expect(await prisma.run.count({ where: { requirementId: answers[0]?.requirement } })).toBe(1)
  expect(await submitRequirement(architect, input)).toEqual(answers[0])
})

test("somebody else's request key is refused", async () => {
  const input = makeSubmission()
  await submitRequirement(architect, input)
  await expect(submitRequirement(await makePerson('architect'), input)).rejects.toThrow('used by somebody else')
})

test('two people submit the same title at the same moment: two services', async () => {
  const other = await makePerson('architect')
  const done = await Promise.all([architect, other, architect].map((who) => submitRequirement(who, makeSubmission({ title: 'Same title' }))))
  const slugs = await prisma.requirement.findMany({ where: { id: { in: done.map((d) => d.requirement) } }, select: { service: { select: { slug: true } } } })
  expect(slugs.map((s) => s.service.slug).sort()).toEqual(['same-title', 'same-title-2', 'same-title-3'])
})

test('an existing service is revised, an unknown one refused with a way out', async () => {
  const { run } = await submitRequirement(architect, makeSubmission({ title: 'Library' }))
  const again = await submitRequirement(architect, makeSubmission({ title: 'Library, better', service: 'library' }))
  const runs = await prisma.run.findMany({ where: { id: { in: [run, again.run] } }, orderBy: { number: 'asc' } })
  expect(runs.map((r) => r.number)).toEqual([1, 2])
  expect(runs[0]?.serviceId).toBe(runs[1]?.serviceId)
  await expect(submitRequirement(architect, makeSubmission({ service: 'nowhere' }))).rejects.toMatchObject({
    code: 'invalid',
    fields: { service: [expect.stringContaining('Choose an existing one')] },
  })
})

test('refused: unknown system, no permission, a title that names nothing', async () => {
  await expect(submitRequirement(architect, makeSubmission({ system: 'nowhere' }))).rejects.toMatchObject({ code: 'invalid' })
  await expect(submitRequirement(await makePerson('viewer'), makeSubmission())).rejects.toMatchObject({ code: 'forbidden' })
  await expect(submitRequirement(architect, makeSubmission({ title: '日本語の題' }))).rejects.toMatchObject({
    fields: { title: [expect.stringContaining('letters a-z')] },
  })
})

test('a revision keeps the earlier ones and starts a run only when asked', async () => {
  const { requirement, run } = await submitRequirement(architect, makeSubmission({ title: 'Revised' }))
  await complete(run, 'analyze')
  const documents = [{ name: 'requirements.md', role: 'requirements' as const, text: '# Second' }]
  const quiet = await reviseRequirement(architect, { id: requirement, requestKey: crypto.randomUUID(), documents, note: '', askFirst: false, start: false })
  expect(quiet).toEqual({ revision: 2, run: null })
  const input = { id: requirement, requestKey: crypto.randomUUID(), documents, note: 'better', askFirst: false, start: true }
  const [one, two] = await Promise.all([reviseRequirement(architect, input), reviseRequirement(architect, input)])
  expect(one).toEqual(two)
  expect(one.revision).toBe(3)
  const revisions = await prisma.revision.findMany({ where: { requirementId: requirement }, orderBy: { number: 'asc' } })
  expect(revisions.map((r) => (r.documents as { text: string }[])[0]?.text)).toEqual(['# Tiny\nThe clerk can add a thing.', '# Second', '# Second'])
})
