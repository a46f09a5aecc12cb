import { parentPort } from 'node:worker_threads'
import { prisma } from '#server/db.ts'
import { type Lease, LeaseLost, renewLease } from '#server/domain/attempt/transitions.ts'
import { log } from '#server/log.ts'

/** What the runner says to its heartbeat, and what it hears. */
export type ToHeartbeat = { hold: Lease } | { release: Lease }
export interface FromHeartbeat {
  attempt: string
  heard: 'canceled' | 'lost'
}

/** Six chances to renew within a lease of six seconds, and a cancel is seen within one. */
const everyMs = 1000
const held = new Map<string, Lease>()
const renewing = new Set<string>()

parentPort?.on('message', (message: ToHeartbeat) => {
  if ('hold' in message) held.set(message.hold.attemptId, message.hold)
  else held.delete(message.release.attemptId)
})

async function renew(lease: Lease): Promise<void> {
  if (renewing.has(lease.attemptId)) return // the last one still waits for a database that is away
  renewing.add(lease.attemptId)
  const say = (heard: FromHeartbeat['heard']): void => {
    held.delete(lease.attemptId)
    parentPort?.postMessage({ attempt: lease.attemptId, heard } satisfies FromHeartbeat)
  }
  try {
    if ((await inTime(renewLease(prisma, lease))) === 'cancel') say('canceled')
  } catch (error) {
    if (error instanceof LeaseLost) say('lost')
    else log.warn({ run: lease.runId, stage: lease.stage, err: error }, 'lease not renewed')
  }
  renewing.delete(lease.attemptId)
}

/** A query on a connection whose server was killed may never be answered; the next beat uses another connection. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, failed) => {
    timer = setTimeout(() => failed(new Error(`The database did not answer within ${everyMs * 2} ms.`)), everyMs * 2)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

setInterval(() => {
  for (const lease of held.values()) void renew(lease)
}, everyMs)
