import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { prisma } from '#server/db.ts'
import { systemActor } from '#server/domain/actor.ts'
import { startDueExecution } from '#server/domain/execution/mutations.ts'
import { showDeliveries } from '#server/domain/network/deliver.ts'
import { advanceDeliveries } from '#server/domain/plan/delivery.ts'
import { recordScorecards } from '#server/domain/scorecard/mutations.ts'
import { env } from '#server/env.ts'
import { log } from '#server/log.ts'
import { isOutage, pause } from './outage.ts'
import { forgetEndedWorkflows, keptMs } from './retention.ts'
import { dropLeftovers } from './temporary-database.ts'

/** Work that is due from time to time and that nobody waits for by the second. Each may run twice or late without harm. */
export interface Chore {
  name: string
  everySeconds: number
  run: () => Promise<unknown>
}

export const chores: readonly Chore[] = [
  { name: 'show deliveries in the network', everySeconds: 5, run: showDeliveries },
  { name: 'start what plans have waited for', everySeconds: 5, run: () => advanceDeliveries() },
  { name: 'begin a due sweep of documents', everySeconds: 5, run: beginDueSweep },
  // Verdicts are kept by day: often enough that a day's last word is recent, rarely enough to cost nothing.
  { name: 'record scorecards', everySeconds: 600, run: recordScorecards },
  { name: 'drop temporary databases', everySeconds: 60, run: dropDatabases },
  { name: 'forget ended workflows', everySeconds: 60, run: () => forgetEndedWorkflows(new Date(Date.now() - keptMs)) },
  { name: 'remove scratch folders', everySeconds: 60, run: removeScratch },
]

/** Beside the sweeper and never in it: a chore that fails or takes long must not put off the taking over of dead runners' work. */
export async function choresUntil(stopping: AbortSignal, list: readonly Chore[] = chores): Promise<void> {
  const nextAt = new Map(list.map((chore) => [chore, performance.now() + Math.min(chore.everySeconds, 20) * 1000]))
  while (!stopping.aborted) {
    for (const [chore, at] of nextAt) {
      if (stopping.aborted || performance.now() < at) continue
      await doChore(chore)
      nextAt.set(chore, performance.now() + chore.everySeconds * 1000)
    }
    await pause(1000, stopping)
  }
}

/** By one runner at a time; whoever comes second leaves it. An error is told and ends nothing else. Answers whether it was done. */
export async function doChore({ name, run }: Chore): Promise<boolean> {
  try {
    return await prisma.$transaction(
      async (tx) => {
        const [row] = await tx.$queryRaw<{ mine: boolean }[]>`select pg_try_advisory_xact_lock(hashtext(${`gantry_chore ${name}`})) as mine`
        if (!row?.mine) return false
        await run()
        return true
      },
      { timeout: 600_000, maxWait: 10_000 },
    )
  } catch (error) {
    if (isOutage(error)) log.warn({ err: error, chore: name }, 'chore postponed: the database is away')
    else log.error({ err: error, chore: name }, 'chore failed')
    return false
  }
}

async function beginDueSweep(): Promise<void> {
  if (env.GANTRY_SWEEP_EVERY !== null) await startDueExecution(systemActor('sweeper'), env.GANTRY_SWEEP_EVERY)
}

/** Those of attempts that died with their runner. */
async function dropDatabases(): Promise<void> {
  const dropped = await dropLeftovers()
  if (dropped > 0) log.info({ dropped }, 'temporary databases of dead attempts dropped')
}

/** Those of attempts that no longer run, on this machine. */
async function removeScratch(): Promise<void> {
  const scratch = join(env.GANTRY_HOME, 'scratch')
  const names = await readdir(scratch).catch(() => [])
  const running = new Set((await prisma.attempt.findMany({ where: { id: { in: names }, status: 'running' }, select: { id: true } })).map((a) => a.id))
  for (const name of names) if (!running.has(name)) await rm(join(scratch, name), { recursive: true, force: true })
}
