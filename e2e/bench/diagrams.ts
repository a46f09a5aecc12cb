import { drawDiagram } from '#server/generate/diagrams/draw.ts'
import type { Diagram } from '#server/generate/diagrams/graph.ts'
import { percentile, type Row } from './_table.ts'

/** 24 systems with 34 labelled flows; another `seed` connects them otherwise, so that nothing comes from the cache. */
const diagramOf = (seed: number): Diagram => ({
  title: `Measured ${seed}`,
  description: 'A made-up network.',
  direction: 'DOWN',
  nodes: Array.from({ length: 24 }, (_, i) => ({
    id: `n${i}`,
    title: `System ${i}`,
    kind: 'system' as const,
    subtitle: 'Software System',
    description: 'does this and that for whoever asks',
    lines: [],
  })),
  edges: Array.from({ length: 34 }, (_, i) => ({
    from: `n${i % 24}`,
    to: `n${(i * 7 + 3 + seed) % 24}`,
    label: `data of flow ${i}, contracts`,
    detail: 'HTTPS, sync',
    style: 'solid' as const,
  })).filter((e) => e.from !== e.to),
})

/** Layout and SVG of one diagram, in ms: of the clock, and of the processor (another process may hold the machine). */
async function draw(seed: number): Promise<{ clock: number; processor: number }> {
  const [began, used] = [performance.now(), process.cpuUsage()]
  const drawing = await drawDiagram(diagramOf(seed))
  drawing.svg('auto')
  const { user, system } = process.cpuUsage(used)
  return { clock: performance.now() - began, processor: (user + system) / 1000 }
}

/** SVG time: first of the process, later ones, and one that was drawn before. */
export async function measure(): Promise<Row[]> {
  const cold = await draw(0)
  const warm: { clock: number; processor: number }[] = []
  for (let seed = 1; seed <= 15; seed++) warm.push(await draw(seed))
  const cached = await draw(3)
  const median = (of: 'clock' | 'processor'): number =>
    percentile(
      warm.map((w) => w[of]),
      50,
    )
  return [
    { what: 'SVG of 24 nodes, first', value: cold.clock, unit: 'ms', note: `${Math.round(cold.processor)} ms of processor` },
    {
      what: 'SVG of 24 nodes, warm',
      value: median('clock'),
      unit: 'ms',
      limit: 300,
      note: `median of ${warm.length}; ${Math.round(median('processor'))} ms of processor`,
    },
    { what: 'SVG of 24 nodes, drawn before', value: cached.clock, unit: 'ms', note: 'from the cache by content' },
  ]
}
