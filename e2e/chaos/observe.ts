import { expect } from 'vitest'
import { prisma } from '#server/db.ts'
import { submitRequirement } from '#server/domain/requirement/mutations.ts'
import { makePerson, makeSubmission, makeSystem, performed } from '#server/domain/testing.ts'
import { listCommits } from '#server/git/repository.ts'
import { closeQueueClient } from '#server/jobs/attempts.ts'

/** What the outside sees of a run, read from the database and the repository. */
export async function prepare(): Promise<void> {
  await makeSystem()
}
export async function submit(text: string): Promise<string> {
  return (await submitRequirement(await makePerson('architect'), makeSubmission({ text }))).run
}
export async function close(): Promise<void> {
  await closeQueueClient()
  await prisma.$disconnect()
}

export const runStatus = async (run: string): Promise<string> => (await prisma.run.findUniqueOrThrow({ where: { id: run } })).status
export async function runningAttempt(run: string, stage: string): Promise<{ number: number; runner: string } | null> {
  const found = await prisma.attempt.findFirst({ where: { status: 'running', stage: { runId: run, name: stage } } })
  return found && { number: found.number, runner: found.runner ?? '' }
}
export const attemptsOf = async (run: string, stage: string): Promise<string[]> =>
  (await prisma.attempt.findMany({ where: { stage: { runId: run, name: stage } }, orderBy: { number: 'asc' } })).map((a) => a.status)

/** One commit, one success and one event a stage, one deployment a key; events numbered without gaps or repeats. */
export async function expectOnce(run: string, stages: readonly string[] = performed): Promise<void> {
  const { serviceId } = await prisma.run.findUniqueOrThrow({ where: { id: run } })
  const commits = (await listCommits(serviceId, run)).map((c) => c.stage)
  expect(commits.length, `commits: ${commits.join(', ')}`).toBe(new Set(commits).size)
  const attempts = await prisma.attempt.findMany({ where: { status: 'succeeded', stage: { runId: run, name: { in: [...stages] } } }, include: { stage: true } })
  expect(attempts.map((a) => a.stage.name).sort()).toEqual([...stages].sort())
  const facts = await prisma.event.groupBy({ by: ['kind'], where: { runId: run, kind: { startsWith: 'feature.' } }, _count: true })
  for (const { kind, _count } of facts) expect(_count, kind).toBe(1)
  const deployments = await prisma.deployment.groupBy({ by: ['key'], where: { runId: run }, _count: true })
  for (const { key, _count } of deployments) expect(_count, key).toBe(1)
  const ids = (await prisma.event.findMany({ orderBy: { id: 'asc' }, select: { id: true } })).map((e) => Number(e.id))
  expect(ids).toEqual(ids.map((_, i) => i + 1))
}

/** How isolated what the run deployed was when it ran. */
export const isolationsOf = async (run: string): Promise<(string | null)[]> =>
  (await prisma.deployment.findMany({ where: { runId: run }, distinct: ['isolation'], select: { isolation: true } })).map((d) => d.isolation)
export const eventIds = async (run: string): Promise<number[]> =>
  (await prisma.event.findMany({ where: { runId: run }, orderBy: { id: 'asc' }, select: { id: true } })).map((e) => Number(e.id))
export async function describe(run: string): Promise<string> {
  const { status, reason } = await prisma.run.findUniqueOrThrow({ where: { id: run } })
  return `Run ${run} is ${status}: ${reason}`
}
