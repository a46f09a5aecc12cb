import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#model/id.ts'
import type { Specification } from '#model/specification.ts'
import { requirementEditInput } from '#model/specification-edit.ts'
import { putBlob } from '#server/artifacts/store.ts'
import { prisma } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'
import { eventsOf, makePerson, makeSubmission, makeSystem } from '#server/domain/testing.ts'
import { closeQueueClient } from '#server/jobs/attempts.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { getRequirement } from './data.ts'
import { editSpecification } from './edit.ts'
import { reviseRequirement, submitRequirement } from './mutations.ts'

const library = readFileSync(new URL('../../generate/fixtures/library.specification.json', import.meta.url), 'utf8')
const read = JSON.parse(library) as Specification
const shelf = { label: 'Shelf', type: { kind: 'text', max: 20 }, required: true, unique: false, immutable: false, source: 'client' }
const added = { part: 'field', entity: 'book', id: 'shelf', before: null, after: shelf }

let database: TestDatabase
let ada: Actor
beforeAll(async () => {
  database = await createTestDatabase()
  await makeSystem()
  ada = await makePerson('architect')
})
afterAll(async () => {
  await closeQueueClient()
  await database.close()
})

/** A requirement whose run has left a specification, as the analyst does also where it stops to ask. */
async function analysed(title: string) {
  const made = await submitRequirement(ada, makeSubmission({ title }))
  await leave(made.run, 'specification.json')
  return made
}
async function leave(run: string, path: string, bytes = library) {
  const attempt = await prisma.attempt.findFirstOrThrow({ where: { stage: { runId: run, name: 'analyze' } } })
  await prisma.artifact.create({ data: { id: newId('art'), attemptId: attempt.id, path, mediaType: 'application/json', ...(await putBlob(bytes)) } })
}
const input = (id: string, over: object = {}) =>
  requirementEditInput.parse({ id, requestKey: crypto.randomUUID(), base: 1, changes: [added], reason: 'Agreed with the branch', ...over })

test('an edit is kept with who, when, why, before and after, makes a revision and starts a run of it', async () => {
  const { requirement } = await analysed('Edited')
  const done = await editSpecification(ada, input(requirement))
  expect(done).toMatchObject({ revision: 2, run: expect.any(String) })
  const view = await getRequirement(ada.person ?? never(), { id: requirement })
  expect(view.revision).toMatchObject({ number: 2, note: 'Specification edited: Agreed with the branch', documents: [{ name: 'requirements.md' }] })
  expect(view.revision.edits).toMatchObject([{ id: 'edit-2', by: ada.id, name: ada.name, reason: 'Agreed with the branch', changes: [added] }])
  expect(await prisma.auditEntry.findFirst({ where: { subject: requirement, action: 'specification.edit' } })).toMatchObject({
    actor: ada.id,
    reason: 'Agreed with the branch',
    before: { revision: 1, parts: [{ part: 'Book: Shelf', value: null }] },
    after: { revision: 2, parts: [{ part: 'Book: Shelf', value: shelf }] },
  })
  expect(await eventsOf(done.run ?? '')).toContain('requirement.submitted')
  expect(await prisma.event.count({ where: { requirementId: requirement, kind: 'specification.edited' } })).toBe(1)
})

test('two architects at once: the second is told, and nothing of the first is lost', async () => {
  const { requirement } = await analysed('At once')
  const bob = await makePerson('architect')
  const results = await Promise.allSettled([editSpecification(ada, input(requirement)), editSpecification(bob, input(requirement))])
  expect(results.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected'])
  const refused = results.find((each) => each.status === 'rejected')
  expect(refused?.status === 'rejected' && refused.reason).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('Revision 2 was kept while you edited revision 1'),
  })
  expect(await prisma.revision.count({ where: { requirementId: requirement } })).toBe(2)
})

test('the same request twice makes one revision', async () => {
  const { requirement } = await analysed('Twice')
  const same = input(requirement, { start: false })
  expect(await editSpecification(ada, same)).toEqual(await editSpecification(ada, same))
  expect(await prisma.revision.count({ where: { requirementId: requirement } })).toBe(2)
})

test('a mistake is refused at its place, and before there is a specification there is nothing to edit', async () => {
  const { requirement } = await analysed('Wrong')
  const wrong = { ...added, after: { ...shelf, type: { kind: 'text', min: 9, max: 3 } } }
  await expect(editSpecification(ada, input(requirement, { changes: [added, { ...wrong, id: 'rack' }] }))).rejects.toMatchObject({
    code: 'invalid',
    fields: { 'changes.1.after.type.max': ['The largest value is below the smallest.'] },
  })
  await expect(editSpecification(await makePerson('viewer'), input(requirement))).rejects.toMatchObject({ code: 'forbidden' })
  await expect(editSpecification(ada, input(requirement, { changes: [], withdraw: ['edit-7'] }))).rejects.toMatchObject({ code: 'invalid' })
  expect(await prisma.revision.count({ where: { requirementId: requirement } })).toBe(1)
  const fresh = await submitRequirement(ada, makeSubmission({ title: 'Not read' }))
  await expect(editSpecification(ada, input(fresh.requirement))).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('not been analysed'),
  })
})

test('a new text keeps the edits, the next edit starts from them, and one is withdrawn', async () => {
  const { requirement } = await analysed('Kept')
  await editSpecification(ada, input(requirement, { start: false }))
  const documents = [{ name: 'requirements.md', role: 'requirements' as const, text: '# Another' }]
  const { run } = await reviseRequirement(ada, { id: requirement, requestKey: crypto.randomUUID(), documents, note: '', askFirst: false, start: true })
  // As the analyst leaves them: the text's own reading, and what the edits made of it.
  const edited = {
    ...read,
    entities: read.entities.map((each) =>
      each.id === 'book' ? { ...each, fields: [...each.fields, { id: 'shelf', ...shelf, statements: ['edit-2'] }] } : each,
    ),
  }
  await leave(run ?? '', 'specification.json', JSON.stringify(edited))
  await leave(run ?? '', 'specification-as-read.json')
  const next = { part: 'field', entity: 'book', id: 'shelf', before: shelf, after: { ...shelf, required: false } }
  await editSpecification(ada, input(requirement, { base: 3, changes: [next], start: false }))
  const view = await getRequirement(ada.person ?? never(), { id: requirement })
  expect(view.revision.edits.map((each) => each.id)).toEqual(['edit-2', 'edit-4'])
  // Without the first, the second is about nothing. Revision 4 has no run: its text was read by that of revision 3.
  await expect(editSpecification(ada, input(requirement, { base: 4, changes: [], withdraw: ['edit-2'] }))).rejects.toMatchObject({
    fields: { 'edits.edit-4': [expect.any(String)] },
  })
  await editSpecification(ada, input(requirement, { base: 4, changes: [], withdraw: ['edit-2', 'edit-4'], start: false }))
  expect(await getRequirement(ada.person ?? never(), { id: requirement })).toMatchObject({ reading: run, revision: { number: 5, edits: [] } })
})

function never(): never {
  throw new Error('A test person is a person.')
}
