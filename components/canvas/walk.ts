import type { LayoutStage, PlacedNode } from './geometry.ts'

/**
 * Where an arrow key leads: right along an edge to what follows, left to what came before, up and down to the neighbour
 * in the same layer. On the downward layout the axes are swapped, so that a key always goes where it points.
 */
export function walk(from: string, key: string, stages: readonly LayoutStage[], nodes: readonly PlacedNode[], direction: 'right' | 'down'): string | null {
  const [forward, back, next, previous] =
    direction === 'right' ? ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp'] : ['ArrowDown', 'ArrowUp', 'ArrowRight', 'ArrowLeft']
  const here = nodes.find(({ id }) => id === from)
  if (!here) return null
  const nearest = (ids: readonly string[]) =>
    nodes.filter(({ id }) => ids.includes(id)).sort((a, b) => Math.abs(a.layer - here.layer) - Math.abs(b.layer - here.layer))[0]?.id ?? null
  if (key === forward) return nearest(stages.filter(({ after }) => after.includes(from)).map(({ id }) => id))
  if (key === back) return nearest(stages.find(({ id }) => id === from)?.after ?? [])
  const layer = nodes.filter(({ layer }) => layer === here.layer)
  const index = layer.indexOf(here)
  if (key === next) return layer[index + 1]?.id ?? null
  if (key === previous) return layer[index - 1]?.id ?? null
  if (key === 'Home') return nodes[0]?.id ?? null
  if (key === 'End') return nodes.at(-1)?.id ?? null
  return null
}
