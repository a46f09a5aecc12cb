import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { ElkNode } from 'elkjs/lib/elk-api.js'

/**
 * Layouts in a thread of their own: 24 nodes take 60 ms, some hundred take seconds, and the process that asks has others to
 * answer. One thread, so that drawing never takes more than one core; the graphs wait for each other.
 */
export interface LayoutQuestion {
  layout: ElkNode
}
export type LayoutAnswer = { placed: ElkNode; problem?: never } | { placed?: never; problem: string }

const seconds = 20
const heapMb = 512
const mostWaiting = 400

/** Bundled pages run from the project's folder; everything else from anywhere, unbundled. */
function script(): string {
  const beside = import.meta.dirname ? join(import.meta.dirname, 'layout-worker.ts') : ''
  return beside && existsSync(beside) ? beside : join(/* turbopackIgnore: true */ process.cwd(), 'server/generate/diagrams/layout-worker.ts')
}

let thread: Worker | null = null
function threadNow(): Worker {
  if (thread) return thread
  const made = new Worker(script(), { resourceLimits: { maxOldGenerationSizeMb: heapMb } })
  // Also when nobody waits: an error without a listener would end the process.
  made.on('error', () => {})
  made.once('exit', () => {
    if (thread === made) thread = null
  })
  thread = made
  return made
}

let waiting = 0
let before: Promise<unknown> = Promise.resolve()

/** Places the graph. Throws when the graph cannot be laid out, takes too long, or too many are waiting already. */
export function layoutInThread(graph: ElkNode): Promise<ElkNode> {
  if (waiting >= mostWaiting) return Promise.reject(new Error('Too many diagrams are being drawn at once; try again in a moment.'))
  waiting++
  const turn = before.then(() => ask(threadNow(), graph)).finally(() => waiting--)
  before = turn.catch(() => undefined)
  return turn
}

function ask(worker: Worker, layout: ElkNode): Promise<ElkNode> {
  return new Promise<ElkNode>((done, failed) => {
    const settle = () => {
      clearTimeout(timer)
      worker.off('message', answered)
      worker.off('exit', exited)
    }
    const end = (why: string) => {
      settle()
      thread = null
      failed(new Error(why))
      void worker.terminate()
    }
    const exited = () => end('The diagram is too large: there is not enough memory to lay it out.')
    const timer = setTimeout(() => end(`The diagram is too large: laying it out took longer than ${seconds} seconds.`), seconds * 1000)
    const answered = (answer: LayoutAnswer | { placed?: never; problem?: never }) => {
      // Node's watch mode sends messages of its own from every thread.
      if (!answer.placed && answer.problem === undefined) return
      settle()
      // A thread that has nothing to do keeps no process alive.
      worker.unref()
      if (answer.placed) done(answer.placed)
      else failed(new Error(answer.problem))
    }
    worker.ref()
    worker.on('message', answered)
    worker.once('exit', exited)
    worker.postMessage({ layout } satisfies LayoutQuestion)
  })
}
