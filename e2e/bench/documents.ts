import type { ExecutionView } from '#model/execution.ts'
import { startSweep, waitForSweep } from '#server/cli/sweep.ts'
import type { Row } from './_table.ts'

/** Sweeps of the seed's twelve systems through queue and runner: into fresh repositories, then with nothing to do. It comes before the network grows. */
export async function measure(): Promise<Row[]> {
  const sweep = async (): Promise<ExecutionView> => waitForSweep(await startSweep())
  const first = await sweep()
  const again = [await sweep(), await sweep(), await sweep()]
  const seconds = ({ startedAt, endedAt }: ExecutionView): number => ((endedAt?.getTime() ?? Number.NaN) - (startedAt?.getTime() ?? 0)) / 1000
  const { created, repositories, files, bytes, commits } = first.counts
  const best = again.reduce((a, b) => (seconds(b) < seconds(a) ? b : a))
  return [
    {
      what: `sweep of ${repositories} systems, ${created} repositories made`,
      value: seconds(first),
      unit: 's',
      limit: 5,
      note: `${files} files, ${Math.round(bytes / 1024)} KiB, ${commits} commits`,
    },
    {
      what: 'sweep without changes',
      value: seconds(best),
      unit: 's',
      limit: 1,
      note: `best of ${again.length}; ${again.reduce((n, e) => n + e.counts.commits, 0)} commits`,
    },
  ]
}
