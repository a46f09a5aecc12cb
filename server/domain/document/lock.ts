import { setTimeout as pause } from 'node:timers/promises'
import { prisma } from '#server/db.ts'

const patienceMs = 60_000
const longestMs = 15 * 60_000

/**
 * One sweep at a time in a repository, over all machines. The lock is held by a transaction of its own and ends with it,
 * also when this process dies; null when another one holds it for longer than a minute.
 */
export async function withRepositoryLock<T>(repository: string, work: () => Promise<T>): Promise<T | null> {
  return prisma.$transaction(
    async (tx) => {
      const until = Date.now() + patienceMs
      for (;;) {
        const [row] = await tx.$queryRaw<{ mine: boolean }[]>`select pg_try_advisory_xact_lock(hashtext('gantry_repository'), hashtext(${repository})) as mine`
        if (row?.mine) return work()
        if (Date.now() > until) return null
        await pause(100)
      }
    },
    { timeout: longestMs, maxWait: 30_000 },
  )
}
