import { parentPort } from 'node:worker_threads'
import { prisma } from '#server/db.ts'
import { LeaseLost, renewLease } from '#server/domain/attempt/transitions.ts'
import { renewTask, TaskLost } from '#server/domain/task/transitions.ts'
import { log } from '#server/log.ts'
import { type Held, keyOf } from './lease.ts'

/** What the runner says to its heartbeat, and what it hears. */
export type ToHeartbeat = { hold: Held } | { release: Held }
export interface FromHeartbeat {
  key: string
  heard: 'canceled' | 'lost'
}

/** Six chances to renew within a lease of six seconds, and a cancel is seen within one. */
const everyMs = 1000
const held = new Map<string, Held>()
const renewing = new Set<string>()

parentPort?.on('message', (message: ToHeartbeat) => {
  if ('hold' in message) held.set(keyOf(message.hold), message.hold)
  else held.delete(keyOf(message.release))
})

async function renew(lease: Held): Promise<void> {
  const key = keyOf(lease)
  if (renewing.has(key)) return // the last one still waits for a database that is away
  renewing.add(key)
  const say = (heard: FromHeartbeat['heard']): void => {
    held.delete(key)
    parentPort?.postMessage({ key, heard } satisfies FromHeartbeat)
  }
  try {
    if ((await inTime('taskId' in lease ? renewTask(prisma, lease) : renewLease(prisma, lease))) === 'cancel') say('canceled')
  } catch (error) {
    if (error instanceof LeaseLost || error instanceof TaskLost) say('lost')
    else log.warn({ lease, err: error }, 'lease not renewed')
  }
  renewing.delete(key)
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
