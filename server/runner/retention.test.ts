import { afterAll, beforeAll, expect, test } from 'vitest'
import { submitRequirement } from '#server/domain/requirement/mutations.ts'
import { makePerson, makeSubmission, makeSystem } from '#server/domain/testing.ts'
import { closeQueueClient, queueClient, workflowId } from '#server/jobs/attempts.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { forgetEndedWorkflows } from './retention.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  await makeSystem()
})
afterAll(async () => {
  await closeQueueClient()
  await database.close()
})

test('the queue forgets what has ended long enough ago, and nothing that waits', async () => {
  const architect = await makePerson('architect')
  const [ended, waiting] = await Promise.all(['One', 'Two'].map(async (title) => (await submitRequirement(architect, makeSubmission({ title }))).run))
  const client = await queueClient()
  const of = (run = '') => client.getWorkflow(workflowId({ run, stage: 'analyze', attempt: 1 }))
  await client.cancelWorkflow(workflowId({ run: ended ?? '', stage: 'analyze', attempt: 1 }))
  const soon = new Date(Date.now() + 60_000)
  expect(await forgetEndedWorkflows(new Date(Date.now() - 60_000))).toBe(0)
  expect(await of(ended)).toMatchObject({ status: 'CANCELLED' })
  expect(await forgetEndedWorkflows(soon)).toBe(1)
  expect(await of(ended)).toBeFalsy()
  expect(await of(waiting)).toMatchObject({ status: 'ENQUEUED' })
})
