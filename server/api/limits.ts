import { TRPCError } from '@trpc/server'

/** Changes a person may make in a row, and how fast the allowance comes back. Per process: a brake, not a quota. */
const burst = 60
const perSecond = 2
/** The largest body any procedure needs: 1 MB of documents as JSON, every character escaped in the worst usual case, and the rest. */
export const maximalBody = 4 * 1_048_576
/** Imports bring up to 5 MB of files. */
export const maximalImportBody = 9 * 1_048_576
export const maximalBatch = 12

const buckets = new Map<string, { left: number; at: number }>()

export const limiter = {
  take(key: string, now = Date.now()): void {
    const bucket = buckets.get(key) ?? { left: burst, at: now }
    bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) / 1000) * perSecond)
    bucket.at = now
    if (bucket.left < 1)
      throw new TRPCError({ code: 'TOO_MANY_REQUESTS', message: 'Too many changes at once. Wait a few seconds and try again; nothing was changed.' })
    bucket.left -= 1
    buckets.set(key, bucket)
    if (buckets.size > 10_000) for (const [k, b] of buckets) if (now - b.at > (burst / perSecond) * 1000) buckets.delete(k)
  },
}
