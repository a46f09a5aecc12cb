import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deliver, predecessors } from '#model/pipeline.ts'
import { type RunState, runEnded } from '#model/states.ts'
import { prisma } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'
import { completeAttempt, failAttempt, handOverAttempt, type Lease, LeaseLost, loseAttempt, takeLease } from '#server/domain/attempt/transitions.ts'
import { Problem } from '#server/domain/problem.ts'
import { submitRequirement } from '#server/domain/requirement/mutations.ts'
import { retryStage } from '#server/domain/stage/mutations.ts'
import { finishWaitingStage } from '#server/domain/stage/transitions.ts'
import { candidate, makePerson, makeSubmission, makeSystem, outcome } from '#server/domain/testing.ts'
import { transact } from '#server/domain/transaction.ts'
import { closeQueueClient } from '#server/jobs/attempts.ts'
import { createTestDatabase, type TestDatabase } from '#server/postgres/test-database.ts'
import { cancelRun } from './mutations.ts'

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

const stageIds = deliver.stages.map((s) => s.id)
const before = predecessors(deliver)
type Move = { kind: 'take' | 'complete' | 'fail' | 'break' | 'lose' | 'hand over' | 'finish' | 'retry' | 'cancel'; pick: number }
/** Mostly forward, so that runs get far. */
const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.oneof(
    { arbitrary: fc.constantFrom<Move['kind'][]>('take', 'complete', 'finish'), weight: 12 },
    { arbitrary: fc.constantFrom<Move['kind'][]>('fail', 'break', 'lose', 'hand over', 'retry', 'cancel'), weight: 2 },
  ),
  pick: fc.nat(40),
})

/** What runners, people and the sweeper do, in any order, also with leases that are long lost. */
class World {
  leases: Lease[] = []
  readonly run: string
  constructor(run: string) {
    this.run = run
  }

  async apply({ kind, pick }: Move): Promise<void> {
    const held = this.leases[pick % Math.max(1, this.leases.length)]
    const stage = stageIds[pick % stageIds.length] ?? ''
    if (kind === 'take') return this.take(pick)
    if (kind === 'cancel') return void (await cancelRun(architect, { id: this.run, reason: '' }))
    if (kind === 'retry') return void (await retryStage(architect, { run: this.run, stage, reason: '' }))
    if (kind === 'finish')
      return void (await transact((tx) =>
        finishWaitingStage(tx, {
          runId: this.run,
          stage: ['approve', 'release', 'monitor'][pick % 3] ?? '',
          outcome: pick % 7 === 0 ? 'failed' : 'succeeded',
          reason: 'x',
        }),
      ))
    if (!held) return
    if (kind === 'complete') await completeAttempt(held, outcome({ facts: { candidate } }))
    if (kind === 'fail') await completeAttempt(held, outcome({ outcome: 'failed', reason: 'no' }))
    if (kind === 'break') await failAttempt(held, 'broke')
    if (kind === 'hand over') await handOverAttempt(held)
    if (kind === 'lose') {
      await prisma.attempt.updateMany({ where: { id: held.attemptId, status: 'running' }, data: { leaseUntil: new Date(0) } })
      await loseAttempt({ id: held.attemptId, runId: held.runId, stage: held.stage, number: held.number, status: 'running' }, 'died')
    }
  }

  private async take(pick: number): Promise<void> {
    const queued = await prisma.attempt.findMany({ where: { status: 'queued', stage: { runId: this.run } }, include: { stage: true }, orderBy: { id: 'asc' } })
    const chosen = queued[pick % Math.max(1, queued.length)]
    const lease = chosen && (await takeLease({ run: this.run, stage: chosen.stage.name, attempt: chosen.number }, 'r'))
    if (lease) this.leases.push(lease)
  }
}

async function check(run: string): Promise<void> {
  const row = await prisma.run.findUniqueOrThrow({ where: { id: run }, include: { stages: { include: { attempts: true } } } })
  const state = new Map(row.stages.map((s) => [s.name, s.status]))
  const live: string[] = []
  for (const stage of row.stages) {
    const open = stage.attempts.filter((a) => ['queued', 'running', 'waiting'].includes(a.status))
    expect(open.length, `${stage.name} has at most one live attempt`).toBeLessThanOrEqual(1)
    if (['queued', 'running', 'waiting'].includes(stage.status)) {
      live.push(stage.name)
      expect(open[0], `${stage.name} and its attempt agree`).toMatchObject({ status: stage.status, number: stage.attempt })
      for (const p of before.get(stage.name) ?? []) expect(state.get(p), `${stage.name} only runs after ${p}`).toBe('succeeded')
    } else expect(open, `${stage.name} is ${stage.status}`).toEqual([])
    expect(
      stage.attempts.map((a) => a.number).sort((a, b) => a - b),
      'attempts are numbered',
    ).toEqual(stage.attempts.map((_, i) => i + 1))
  }
  const ended = runEnded(row.status as RunState)
  expect(ended, `${row.status} with ${live.join(', ') || 'nothing'} going on`).toBe(live.length === 0)
  expect(row.endedAt !== null).toBe(ended)
}

test('whatever happens in whatever order, the invariants of a run hold', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 10, maxLength: 60 }), async (moves) => {
      const { run } = await submitRequirement(architect, makeSubmission())
      const world = new World(run)
      for (let i = 0; i < moves.length; i += 2) {
        // Two at the same moment: they must serialise.
        const results = await Promise.allSettled(moves.slice(i, i + 2).map((m) => world.apply(m)))
        for (const r of results) if (r.status === 'rejected' && !(r.reason instanceof Problem) && !(r.reason instanceof LeaseLost)) throw r.reason
        await check(run)
      }
      // Left alone, with runners that work and nobody retrying, every run comes to rest.
      for (let n = 0; n < 60 && !runEnded((await prisma.run.findUniqueOrThrow({ where: { id: run } })).status as RunState); n++) {
        await world.apply({ kind: 'take', pick: n })
        for (const lease of world.leases.splice(0))
          await completeAttempt(lease, outcome({ facts: { candidate } })).catch((error: unknown) => expect(error).toBeInstanceOf(LeaseLost))
        for (const pick of [1, 2, 3]) await world.apply({ kind: 'finish', pick })
        await check(run)
      }
      expect(runEnded((await prisma.run.findUniqueOrThrow({ where: { id: run } })).status as RunState)).toBe(true)
    }),
    { numRuns: 12 },
  )
}, 120_000)
