import { DBOSClient } from '@dbos-inc/dbos-sdk'
import type { ClientBase } from 'pg'
import type { Tx } from '#server/db.ts'
import { env } from '#server/env.ts'

/** The one kind of background work: perform an attempt. Its row is the truth, this only delivers it to a runner. */
export interface AttemptJob {
  run: string
  stage: string
  attempt: number
}

export const application = 'gantry'
export const queueName = 'attempts'
export const workflowName = 'performAttempt'
/** Pinned, because DBOS hands work only to executors of the same version and ours decide by rows what is still to do. */
export const applicationVersion = '1'
export const workflowId = (job: AttemptJob): string => `${job.run}:${job.stage}:${job.attempt}`

/**
 * How long a transaction of the queue may lie idle, said with the connection: otherwise DBOS says it in a query of its own, which
 * overlaps the connection's first one, and pg is about to refuse that.
 */
export function queueDatabaseUrl(databaseUrl = env.DATABASE_URL): string {
  const url = new URL(databaseUrl)
  const options = url.searchParams.get('options')
  url.searchParams.set('options', `${options ? `${options} ` : ''}-c idle_in_transaction_session_timeout=60000`)
  url.search = url.search.replaceAll('+', '%20')
  return url.toString()
}

// On globalThis, because Next loads this module more than once in one process and each client holds a pool.
const held = globalThis as typeof globalThis & { gantryQueue?: Promise<DBOSClient> }
const silent = { debug() {}, info() {}, warn() {}, error() {} }

export const queueClient = (): Promise<DBOSClient> =>
  (held.gantryQueue ??= DBOSClient.create({ systemDatabaseUrl: queueDatabaseUrl(), applicationName: application, systemDatabasePoolSize: 2, logger: silent }))

export async function closeQueueClient(): Promise<void> {
  const client = await held.gantryQueue
  held.gantryQueue = undefined
  await client?.destroy()
}

/** DBOS writes through a pg client; Prisma's transaction is shown to it as one, so that rows and job commit together. */
export const asClient = (tx: Tx): ClientBase => {
  const query = async (statement: string | { text: string; values?: unknown[] }, values?: unknown[]) => {
    const text = typeof statement === 'string' ? statement : statement.text
    const rows = await tx.$queryRawUnsafe<unknown[]>(text, ...(values ?? (typeof statement === 'string' ? [] : (statement.values ?? []))))
    return { rows, rowCount: rows.length }
  }
  return { query } as unknown as ClientBase
}

/** Idempotent by workflow id. */
export async function enqueueAttempt(tx: Tx, job: AttemptJob): Promise<void> {
  const client = await queueClient()
  await client.enqueueInTransaction(asClient(tx), { workflowName, queueName, workflowID: workflowId(job), appVersion: applicationVersion }, job)
}
