import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Agent } from '#server/agents/agent.ts'
import { prisma } from '#server/db.ts'
import { submitRequirement } from '#server/domain/requirement/mutations.ts'
import { makePerson, makeSubmission, makeSystem } from '#server/domain/testing.ts'
import { closeQueueClient } from '#server/jobs/attempts.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { openSandbox } from '#server/sandbox/open.ts'
import { treeOf } from '#server/sandbox/process-tree.ts'
import { performAttempt } from './perform.ts'
import { noPorts } from './small-agents.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  await makeSystem()
  await openSandbox() // its probe must not count against the limit
})
afterAll(async () => {
  await closeQueueClient()
  await database.close()
})

const endless = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)']).on('spawn', () => console.log('both run')); setInterval(() => {}, 1e6)`

test('an attempt over its time limit ends with everything it started, and the stage is tried again', async () => {
  const { run } = await submitRequirement(await makePerson('architect'), makeSubmission())
  let tree: number[] = []
  const agent: Agent = async ({ sandbox, signal }) => {
    const program = sandbox.start({
      argv: ['node', '-e', endless],
      mounts: [],
      cwd: '/tmp',
      origin: 'rules',
      signal,
      onLine: () => (tree = treeOf(program.pid).pids),
    })
    await program.exited
    throw new Error('The program ended by itself')
  }
  await performAttempt(
    { run, stage: 'analyze', attempt: 1 },
    {
      name: 'test',
      registry: async () => agent,
      ports: { ...noPorts, sandbox: openSandbox },
      stopping: new AbortController().signal,
      limits: { timeLimitSeconds: 5 },
    },
  )
  const attempts = await prisma.attempt.findMany({ where: { stage: { runId: run, name: 'analyze' } }, orderBy: { number: 'asc' } })
  expect(attempts.map(({ status, reason }) => [status, reason])).toEqual([
    ['errored', 'It took longer than its time limit of 5 s.'],
    ['queued', ''],
  ])
  expect(tree.length).toBeGreaterThan(1)
  await expect.poll(() => tree.filter(alive)).toEqual([]) // the kernel takes a moment for the last of them
})

/** One that has ended and waits for its parent to take notice is not alive. */
function alive(pid: number): boolean {
  const { status, stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)])
  return status === 0 && !stdout.toString().startsWith('Z')
}
