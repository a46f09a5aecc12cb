import { parentPort, workerData } from 'node:worker_threads'
import type { ExchangeFile, ExchangeFormat } from '#model/exchange.ts'
import type { Network } from '#model/network.ts'
import { write } from './formats.ts'
import { type Merged, merge } from './merge.ts'
import { type ReadFiles, readFiles } from './read.ts'

/** Reading and writing in a thread of its own: what comes from outside neither holds up a process nor fills its memory. */
export interface ReadJob {
  job: 'read'
  files: ExchangeFile[]
  network: Network
  system: string | null
}
export interface WriteJob {
  job: 'write'
  network: Network
  format: ExchangeFormat
}
export type ReadDone = ReadFiles & { merged: Merged }

const data = workerData as ReadJob | WriteJob
// Named, because Node's watch mode sends messages of its own from every thread.
if (data.job === 'write') parentPort?.postMessage({ exchange: write(data.network, data.format) })
else {
  const reading = readFiles(data.files, data.network, data.system)
  parentPort?.postMessage({ exchange: { ...reading, merged: merge(reading.changes, data.network) } satisfies ReadDone })
}
