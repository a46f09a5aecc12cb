import { execFile } from 'node:child_process'
import { availableParallelism, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { lists, operationsOf, resolver } from '#model/contract.ts'
import { pathWithQuery } from '#model/sample.ts'
import type { Quality } from '#model/specification.ts'
import type { Client } from './client.ts'

const run = promisify(execFile)
const script = fileURLToPath(new URL('./load-process.ts', import.meta.url))
const steadyRate = 50
const steadySeconds = 3
const fullSeconds = 2
/** More than this from one machine measures the load generator. */
const mostConnections = 50

export interface LoadJob {
  connect: string
  connections: number
  seconds: number
  rate?: number
  requests: { path: string; headers: Record<string, string> }[]
  percentiles: number[]
}
export interface LoadResult {
  requests: number
  serverErrors: number
  refused: number
  seconds: number
  perSecond: number
  percentiles: Record<string, number | null>
}
export interface LoadReport {
  machine: { processors: number; memoryGiB: number; note: string }
  paths: string[]
  seeded: number
  steady: LoadResult & { rate: number; connections: number }
  full: LoadResult & { connections: number }
}

async function measure(job: LoadJob, signal: AbortSignal): Promise<LoadResult> {
  const { stdout } = await run(process.execPath, [script, JSON.stringify(job)], {
    signal,
    timeout: (job.seconds + 20) * 1000,
    maxBuffer: 1 << 20,
    env: { NODE_ENV: 'production' },
  })
  return JSON.parse(stdout) as LoadResult
}

/**
 * Two measurements over all lists: at a steady rate for response times, and as fast as it goes for throughput (response
 * times at saturation say nothing about either). Null when the contract has nothing that can be asked safely.
 */
export async function measureLoad(
  client: Client,
  openapi: unknown,
  qualities: readonly Quality[],
  seeded: number,
  signal: AbortSignal,
): Promise<LoadReport | null> {
  const requests: LoadJob['requests'] = []
  for (const operation of lists(operationsOf(openapi))) {
    const path = pathWithQuery(operation, resolver(openapi))
    const [role] = operation.roles
    if (path === undefined || (!role && !operation.public)) continue
    const answer = await client.ask('GET', path, { role })
    if (answer.status !== 200) continue
    requests.push({ path, headers: { host: client.host, accept: 'application/json', ...(role && { authorization: `Bearer ${await client.token(role)}` }) } })
  }
  if (requests.length === 0) return null
  const percentiles = qualities.flatMap((q) => q.percentile ?? [])
  const users = qualities.find((q) => q.metric === 'concurrent_users')?.value ?? 20
  const connections = Math.max(1, Math.min(mostConnections, users))
  const common = { connect: client.connect, requests, percentiles }
  const steady = await measure({ ...common, connections: 5, rate: steadyRate, seconds: steadySeconds }, signal)
  const full = await measure({ ...common, connections, seconds: fullSeconds }, signal)
  return {
    machine: {
      processors: availableParallelism(),
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      note: 'Service, database, edge and load generator share this machine.',
    },
    paths: requests.map((r) => r.path),
    seeded,
    steady: { ...steady, rate: steadyRate, connections: 5 },
    full: { ...full, connections },
  }
}
