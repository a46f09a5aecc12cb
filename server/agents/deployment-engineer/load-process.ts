import { argv, stdout } from 'node:process'
// @ts-expect-error the package ships no types
import autocannon from 'autocannon'
import type { LoadJob, LoadResult } from './load.ts'

/** A process of its own: a load generator keeps a core busy and would starve the runner's lease. Argument: a job as JSON. */
interface Running {
  on(event: 'response', listener: (client: unknown, status: number, bytes: number, milliseconds: number) => void): void
  then: Promise<{ duration: number; errors: number; timeouts: number }>['then']
}
const job = JSON.parse(argv[2] ?? '{}') as LoadJob
const latencies: number[] = []
let serverErrors = 0
let refused = 0
const running = autocannon({
  url: job.connect,
  connections: job.connections,
  duration: job.seconds,
  timeout: 5,
  ...(job.rate && { overallRate: job.rate }),
  requests: job.requests.map(({ path, headers }) => ({ method: 'GET', path, headers })),
}) as Running
running.on('response', (_client, status, _bytes, milliseconds) => {
  latencies.push(milliseconds)
  if (status >= 500) serverErrors++
  else if (status >= 400) refused++
})
const { duration, errors, timeouts } = await running
latencies.sort((a, b) => a - b)
const percentile = (p: number): number | null => latencies[Math.min(latencies.length - 1, Math.floor((latencies.length * p) / 100))] ?? null
const result: LoadResult = {
  requests: latencies.length,
  serverErrors: serverErrors + errors + timeouts,
  refused,
  seconds: duration,
  perSecond: duration > 0 ? latencies.length / duration : 0,
  percentiles: Object.fromEntries([50, 75, 90, 95, 99, ...job.percentiles].map((p) => [p, percentile(p)])),
}
stdout.write(JSON.stringify(result))
