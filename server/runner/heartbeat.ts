import { Worker } from 'node:worker_threads'
import type { FromHeartbeat, ToHeartbeat } from './heartbeat-thread.ts'
import { type Held, keyOf } from './lease.ts'

/**
 * Leases are renewed by a thread of their own: on a machine whose cores are all taken by compilers and test suites, the
 * runner's own loop was seen to be late by more than a lease, and healthy work was given up and begun again.
 */
let thread: Worker | undefined
const listeners = new Map<string, (heard: FromHeartbeat['heard']) => void>()

function heartbeat(): Worker {
  if (thread) return thread
  thread = new Worker(new URL('./heartbeat-thread.ts', import.meta.url), { resourceLimits: { maxYoungGenerationSizeMb: 8 } })
  // An error of the thread is an error of the runner: without a heartbeat it must not go on.
  thread.on('message', (message: Partial<FromHeartbeat>) => {
    if (message.key && message.heard) listeners.get(message.key)?.(message.heard)
  })
  thread.unref()
  return thread
}

/** Before the first lease is taken: loading the thread takes a good part of one. */
export const startHeartbeat = (): void => void heartbeat()

/** Renews the lease until the returned function is called; tells once when the run is canceled or the lease is somebody else's. */
export function keepLease(lease: Held, tell: (heard: FromHeartbeat['heard']) => void): () => void {
  const key = keyOf(lease)
  listeners.set(key, tell)
  heartbeat().postMessage({ hold: lease } satisfies ToHeartbeat)
  return () => {
    listeners.delete(key)
    heartbeat().postMessage({ release: lease } satisfies ToHeartbeat)
  }
}
