import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { prisma } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'
import { waitForTask } from '#server/domain/task/data.ts'
import { createTask } from '#server/domain/task/mutations.ts'
import { asHolder, endTask, TaskLost, takeTask } from '#server/domain/task/transitions.ts'
import { makePerson, makeSystem } from '#server/domain/testing.ts'
import { transact } from '#server/domain/transaction.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { type Runner, startRunner } from './main.ts'
import { noPorts, smallRegistry } from './small-agents.ts'
import { loseExpiredTasks } from './task-sweeper.ts'
import type { Performer } from './tasks.ts'

vi.setConfig({ testTimeout: 60_000 })
let database: TestDatabase
let runner: Runner
let architect: Actor
let performed: string[] = []

const perform: Performer = async ({ task, progress, write }) => {
  performed.push(`${task.subject} ${task.attempt}`)
  if (task.subject === 'breaks') throw new Error('The disk is full.')
  if (task.subject === 'refuses') return { outcome: 'failed', summary: 'No', reason: 'State an owner first.' }
  await progress({ done: 1 })
  await write((tx) => tx.task.update({ where: { id: task.id }, data: { summary: 'half way' } }))
  return {
    outcome: 'succeeded',
    summary: 'Done',
    record: async (tx) => void (await tx.task.update({ where: { id: task.id }, data: { systemId: 'recorded' } })),
  }
}

beforeAll(async () => {
  database = await createTestDatabase()
  await makeSystem()
  architect = await makePerson('architect')
  runner = await startRunner(smallRegistry, noPorts, { plan: async () => ({ perform }) })
})
afterAll(async () => {
  await runner.stop()
  await database.close()
})

const create = (subject: string, requestKey = subject) => transact((tx) => createTask(tx, architect, { kind: 'plan', subject, requestKey }))
const events = async (task: string) =>
  (await prisma.event.findMany({ where: { kind: { startsWith: 'task.' }, data: { path: ['task'], equals: task } }, orderBy: { id: 'asc' } })).map((e) => e.kind)

test('a task is performed once, with what it recorded, however often it is asked for', async () => {
  performed = []
  const id = await create('works')
  expect(await create('works')).toBe(id)
  expect(await waitForTask(id)).toMatchObject({ status: 'succeeded', summary: 'Done', systemId: 'recorded', attempt: 1 })
  expect(performed).toEqual(['works 1'])
  expect(await events(id)).toEqual(['task.queued', 'task.started', 'task.progressed', 'task.succeeded'])
})

test('a verdict ends it; what breaks is tried three times', async () => {
  performed = []
  expect(await waitForTask(await create('refuses'))).toMatchObject({ status: 'failed', reason: 'State an owner first.', attempt: 1 })
  const broken = await waitForTask(await create('breaks'))
  expect(broken).toMatchObject({ status: 'errored', reason: 'The disk is full. Given up after 3 tries.' })
  expect(performed).toEqual(['refuses 1', 'breaks 1', 'breaks 2', 'breaks 3'])
})

test('whoever lost the lease is refused, and another runner takes over', async () => {
  // A task that the queue has delivered to somebody who then fell silent.
  await prisma.task.create({ data: { id: 'tsk_silent', kind: 'plan', subject: 'silent', requestKey: 'silent', createdBy: architect.id } })
  const lease = await takeTask({ task: 'tsk_silent', attempt: 1 }, 'dead')
  if (!lease) throw new Error('It could not be taken.')
  expect(await takeTask({ task: 'tsk_silent', attempt: 1 }, 'other')).toBeNull()
  await prisma.$executeRaw`update "Task" set "leaseUntil" = (now() at time zone 'utc') - interval '1 second' where "id" = 'tsk_silent'`
  await loseExpiredTasks()
  expect(await waitForTask('tsk_silent')).toMatchObject({ status: 'succeeded', attempt: 2 })
  await expect(asHolder(lease, async () => undefined)).rejects.toBeInstanceOf(TaskLost)
  await expect(endTask(lease, { outcome: 'succeeded', summary: 'late' })).rejects.toBeInstanceOf(TaskLost)
})
