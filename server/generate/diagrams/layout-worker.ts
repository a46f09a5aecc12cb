import { parentPort } from 'node:worker_threads'
import ELK from 'elkjs/lib/elk.bundled.js'
import type { LayoutAnswer, LayoutQuestion } from './layout-thread.ts'

/** Lays out one graph after the other. */
const elk = new ELK()
parentPort?.on('message', async ({ layout }: LayoutQuestion) => {
  const answer: LayoutAnswer = await elk.layout(layout).then(
    (placed) => ({ placed }),
    (error: unknown) => ({ problem: error instanceof Error ? error.message : String(error) }),
  )
  parentPort?.postMessage(answer)
})
