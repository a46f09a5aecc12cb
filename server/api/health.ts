import { prisma } from '#server/db.ts'
import { tail } from '#server/events/tail.ts'
import { metrics } from '#server/metrics.ts'

const noStore = { 'cache-control': 'no-store' }
const within = <T>(work: Promise<T>, ms: number): Promise<T> =>
  Promise.race([
    work,
    new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms).unref()
    }),
  ])

/** The process answers. */
export const healthz = (): Response => Response.json({ status: 'ok' }, { headers: noStore })

/** It can do its work: the database answers and live updates are followed. */
export async function readyz(): Promise<Response> {
  const checks = { database: 'ok', events: 'ok' }
  await within(prisma.$queryRaw`select 1`, 2_000).catch(() => {
    checks.database = 'does not answer'
  })
  await within(tail.ready(), 2_000).catch(() => {
    checks.events = 'not connected'
  })
  if (!tail.connected) checks.events = 'not connected'
  const ready = Object.values(checks).every((c) => c === 'ok')
  return Response.json({ status: ready ? 'ok' : 'not ready', checks }, { status: ready ? 200 : 503, headers: noStore })
}

/** For Prometheus. Counts and times only, nothing of what people wrote. */
export const measured = async (): Promise<Response> => new Response(await metrics.metrics(), { headers: { 'content-type': metrics.contentType, ...noStore } })
