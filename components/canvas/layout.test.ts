import { describe, expect, it } from 'vitest'
import { deliver, predecessors } from '#model/pipeline.ts'
import { impliedEdges, layersOf, layoutPipeline } from './layout.ts'

const before = predecessors(deliver)
const stages = deliver.stages.map(({ id, emits }) => ({ id, emits, after: before.get(id) ?? [] }))

describe('layout of the pipeline', () => {
  it('puts stages without a common dependency into one layer', () => {
    const layers = layersOf(stages)
    expect(layers.get('apps')).toBe(layers.get('integrate'))
    expect(layers.get('test')).toBe(layers.get('secure'))
    for (const stage of stages) for (const source of stage.after) expect(layers.get(source)).toBeLessThan(layers.get(stage.id) ?? -1)
  })

  it('finds the edges that a longer way implies', () => {
    expect(impliedEdges(stages)).toEqual(new Set(['backend→apps', 'backend→integrate']))
  })

  it.each([360, 560, 1040, 1700, 2600])('fits %i px with no two stages on each other', (width) => {
    const { nodes, edges } = layoutPipeline(stages, width)
    expect(nodes).toHaveLength(stages.length)
    for (const node of nodes) {
      expect(node.x).toBeGreaterThanOrEqual(0)
      expect(node.x + node.width).toBeLessThanOrEqual(width)
      for (const other of nodes) {
        if (other === node) continue
        const apart = node.x + node.width <= other.x || other.x + other.width <= node.x || node.y + node.height <= other.y || other.y + other.height <= node.y
        expect(apart, `${node.id} and ${other.id}`).toBe(true)
      }
    }
    for (const { points } of edges) for (const point of points) expect(point.x >= 0 && point.x <= width).toBe(true)
  })

  it('names each event at most once, and every event where there is room', () => {
    const { edges } = layoutPipeline(stages, 1040)
    const named = edges.filter((edge) => edge.label).map((edge) => edge.source)
    expect(new Set(named).size).toBe(named.length)
    expect(new Set(named)).toEqual(new Set(edges.map((edge) => edge.source)))
  })

  it('turns downwards on a phone', () => {
    expect(layoutPipeline(stages, 360).direction).toBe('down')
    expect(layoutPipeline(stages, 524).direction).toBe('right')
  })
})
