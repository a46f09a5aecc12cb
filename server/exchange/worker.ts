import { parentPort, workerData } from 'node:worker_threads'
import type { ExchangeFile, ExchangeFormat } from '#model/exchange.ts'
import type { Network } from '#model/network.ts'
import { absentFrom } from './absent.ts'
import type { Contracts } from './format.ts'
import { write } from './formats.ts'
import { type Merged, merge } from './merge.ts'
import { type ReadFiles, readFiles } from './read.ts'

/** Reading and writing in a thread of its own: what comes from outside neither holds up a process nor fills its memory. */
export interface ReadJob {
  job: 'read'
  files: ExchangeFile[]
  network: Network
  system: string | null
  remove: boolean
}
export interface WriteJob {
  job: 'write'
  network: Network
  format: ExchangeFormat
  contracts?: Contracts
}
export type ReadDone = ReadFiles & { merged: Merged }

const data = workerData as ReadJob | WriteJob
// Named, because Node's watch mode sends messages of its own from every thread.
if (data.job === 'write') parentPort?.postMessage({ exchange: write(data.network, data.format, data.contracts) })
else {
  const reading = readFiles(data.files, data.network, data.system)
  const formats = new Map(data.files.map(({ name }, index) => [name, reading.formats[index] ?? null]))
  const absent = { changes: absentFrom(reading.changes, formats, data.network), remove: data.remove }
  parentPort?.postMessage({ exchange: { ...reading, merged: merge(reading.changes, data.network, absent) } satisfies ReadDone })
}
