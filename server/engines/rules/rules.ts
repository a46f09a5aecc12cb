import { Worker } from 'node:worker_threads'
import { type Specification, specification } from '#model/specification.ts'
import type { Engine, EngineDocument } from '#server/engines/engine.ts'

/** Measured: 60 pages take under 3 s. Ten times that is no document any more but an attack. */
const TIME_LIMIT_MS = 30_000
/** The worker's own heap; the parser of Markdown is what needs it. */
const HEAP_MB = 300

/** The embedded engine: rules in a thread of their own, so that no input can hold up or exhaust the process that asks. */
export const rules: Engine = {
  name: 'rules',
  async read(documents: EngineDocument[], signal: AbortSignal): Promise<Specification> {
    signal.throwIfAborted()
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: documents, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } })
    const stop = AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT_MS)])
    try {
      const read = await new Promise<unknown>((resolve, reject) => {
        stop.addEventListener('abort', () =>
          reject(
            signal.aborted
              ? signal.reason
              : new Error(`Reading the requirement took longer than ${TIME_LIMIT_MS / 1000} s and was stopped. Shorten the document or split it.`),
          ),
        )
        // Node's watch mode sends messages of its own from every thread.
        worker.on('message', (message: { read?: unknown }) => message.read && resolve(message.read))
        worker.once('error', reject)
        worker.once('exit', () => reject(new Error('Reading the requirement ended early.')))
      })
      return specification.parse(read)
    } finally {
      await worker.terminate()
    }
  },
}
