import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { Problem } from '#server/domain/problem.ts'
import type { Writing } from '#server/exchange/format.ts'
import type { ReadDone, ReadJob, WriteJob } from '#server/exchange/worker.ts'

const seconds = 30
const heapMb = 512
/** Threads at once in one process; the others wait. */
const places = 2
let running = 0
const waiting: (() => void)[] = []

/** Bundled pages run from the project's folder; the command line from anywhere, unbundled. */
function script(): string {
  const beside = import.meta.dirname ? join(import.meta.dirname, '../../exchange/worker.ts') : ''
  return beside && existsSync(beside) ? beside : join(/* turbopackIgnore: true */ process.cwd(), 'server/exchange/worker.ts')
}

const tooMuch = () =>
  new Problem(
    'too_large',
    `Reading this took longer than ${seconds} seconds or more memory than there is for it. Import it in smaller parts; nothing was changed.`,
  )

/** Does the job in a thread that ends by itself, or is ended. */
export async function inThread(job: ReadJob): Promise<ReadDone>
export async function inThread(job: WriteJob): Promise<Writing>
export async function inThread(job: ReadJob | WriteJob): Promise<ReadDone | Writing> {
  if (running >= places) await new Promise<void>((free) => waiting.push(free))
  running++
  try {
    return await perform(job)
  } finally {
    running--
    waiting.shift()?.()
  }
}

function perform(job: ReadJob | WriteJob): Promise<ReadDone | Writing> {
  return new Promise((done, failed) => {
    const worker = new Worker(script(), { workerData: job, resourceLimits: { maxOldGenerationSizeMb: heapMb, stackSizeMb: 8 } })
    const timer = setTimeout(() => {
      failed(tooMuch())
      void worker.terminate()
    }, seconds * 1000)
    const settle = () => clearTimeout(timer)
    worker.on('message', ({ exchange }: { exchange?: ReadDone | Writing }) => {
      if (!exchange) return
      settle()
      done(exchange)
      void worker.terminate()
    })
    worker.once('error', (error: Error & { code?: string }) => {
      settle()
      failed(error.code === 'ERR_WORKER_OUT_OF_MEMORY' || error instanceof RangeError ? tooMuch() : error)
    })
    worker.once('exit', () => {
      settle()
      failed(new Error('the reading thread ended without an answer'))
    })
  })
}
