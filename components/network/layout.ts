import Elk, { type ElkNode } from 'elkjs/lib/elk-api'
import { type Direction, type Question, questionOf } from './elk-graph.ts'
import { contentKey, readLayout, writeLayout } from './layout-cache.ts'
import { sizeOf, sizes } from './measure.ts'
import { columnsOf, gridOf, straight } from './pack.ts'
import type { Box, Placed } from './placed.ts'
import { placedFrom } from './placing.ts'
import type { Scene } from './scene.ts'

/** Counts up whenever the same scene would be laid out differently, so that old layouts are not found any more. */
const version = 1
/** ms. A busy machine is given time: rows are only for when nothing else comes. */
const patience = 40_000

export interface Laid {
  placed: Placed
  /** From asking the worker to its answer; 0 when it was cached. */
  milliseconds: number
  cached: boolean
}
type Ask = (graph: ElkNode) => Promise<ElkNode>

interface Asking {
  layout: Ask
  stop: () => void
}
let asking: Asking | undefined
function worker(): Asking {
  const elk = new Elk({ workerFactory: () => new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' }) })
  return { layout: (graph) => elk.layout(graph), stop: () => elk.terminateWorker() }
}
/** Loaded while the data is still on its way. */
export function warmUp(): void {
  asking ??= worker()
  asking.layout({ id: 'warm', children: [{ id: 'a', width: 1, height: 1 }] }).catch(() => undefined)
}

/** Where everything stands: from the cache, else from the worker, else (it failed, or takes too long) in plain rows. */
export async function layOut(scene: Scene, direction: Direction): Promise<Laid> {
  const question = questionOf(scene, direction)
  const key = contentKey(
    `${version} ${JSON.stringify(question.graph)} ${[...question.rows].map(([id, nodes]) => `${id}:${nodes.map((node) => node.id)}`).join(';')}`,
  )
  const known = await readLayout(key)
  if (known) return { placed: known, milliseconds: 0, cached: true }
  const began = performance.now()
  try {
    const placed = placedFrom(await ask(question), question, scene)
    void writeLayout(key, placed) // for the next visit: nobody waits for it
    return { placed, milliseconds: performance.now() - began, cached: false }
  } catch {
    return { placed: plainRows(scene), milliseconds: performance.now() - began, cached: false }
  }
}

async function ask(question: Question): Promise<ElkNode> {
  asking ??= worker()
  const { layout, stop } = asking
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      stop()
      asking = undefined
      reject(new Error('The layout takes too long'))
    }, patience)
  })
  try {
    return await Promise.race([layout(question.graph), late])
  } finally {
    clearTimeout(timer)
  }
}

/** Boxes in rows, innermost first; lines straight. Never beautiful, always there. */
export function plainRows(scene: Scene): Placed {
  const children = Map.groupBy(scene.nodes, ({ parent }) => parent ?? '')
  const inside = new Map<string, ReturnType<typeof gridOf>>()
  const { head, pad } = sizes
  // Parents come before their children in a scene.
  for (const id of [
    ...scene.nodes
      .filter(({ open }) => open)
      .map((node) => node.id)
      .reverse(),
    '',
  ]) {
    const items = (children.get(id) ?? []).map((node) => {
      const inner = inside.get(node.id)
      return inner ? { width: inner.width + 2 * pad, height: inner.height + head + 6 + pad } : sizeOf(node)
    })
    inside.set(id, gridOf(items, columnsOf(items.length)))
  }
  const nodes: Record<string, Box> = {}
  for (const [id, grid] of [...inside].reverse()) {
    const outer = nodes[id]
    const at = outer ? { x: outer.x + pad, y: outer.y + head + 6 } : { x: 0, y: 0 }
    children.get(id)?.forEach((node, n) => {
      const box = grid.boxes[n] as Box
      nodes[node.id] = { ...box, x: box.x + at.x, y: box.y + at.y }
    })
  }
  const edges = Object.fromEntries(
    scene.edges.flatMap(({ id, from, to }) => (nodes[from] && nodes[to] ? [[id, { points: straight(nodes[from], nodes[to]), label: null }]] : [])),
  )
  const { width = 0, height = 0 } = inside.get('') ?? {}
  return { width, height, nodes, edges }
}
