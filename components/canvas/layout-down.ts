import { approach, type Frame, keepBestLabels, type Layout, nodeSize, type PlacedEdge, type PlacedNode } from './geometry.ts'

const margin = 4
const between = 10
const pitch = nodeSize.height + 40

/** For a phone: layers under each other, parallel stages side by side, lines that pass over a stage along the right edge. */
export function layoutDown({ pairs, layers, layerOf, width }: Frame): Layout {
  const spans = (pair: { source: string; target: string }) => (layerOf.get(pair.target) ?? 0) - (layerOf.get(pair.source) ?? 0)
  const passing = [...new Set(pairs.filter((pair) => spans(pair) > 1).map(({ source }) => source))]
  const usable = width - 2 * margin - passing.length * between
  const widest = Math.max(...layers.map((ids) => ids.length))
  const nodeWidth = Math.min(220, (usable - (widest - 1) * between) / widest)
  const nodes = new Map<string, PlacedNode>()
  layers.forEach((ids, layer) => {
    const row = ids.length * nodeWidth + (ids.length - 1) * between
    ids.forEach((id, index) => {
      nodes.set(id, {
        id,
        x: margin + (usable - row) / 2 + index * (nodeWidth + between),
        y: margin + layer * pitch,
        width: nodeWidth,
        height: nodeSize.height,
        layer,
      })
    })
  })
  const edges = pairs.map((pair): PlacedEdge => {
    const from = nodes.get(pair.source) as PlacedNode
    const to = nodes.get(pair.target) as PlacedNode
    if (spans(pair) > 1) {
      const lane = width - margin - passing.indexOf(pair.source) * between
      const [a, b] = [
        { x: from.x + from.width, y: from.y + from.height / 2 + 8 },
        { x: to.x + to.width, y: to.y + to.height / 2 - 8 },
      ]
      return { ...pair, points: [a, { x: lane, y: a.y }, { x: lane, y: b.y }, b], label: null }
    }
    const [a, b] = [
      { x: from.x + from.width / 2, y: from.y + from.height },
      { x: to.x + to.width / 2, y: to.y },
    ]
    const turn = b.y - approach
    const right = a.x > width * 0.6
    return {
      ...pair,
      points: a.x === b.x ? [a, b] : [a, { x: a.x, y: turn }, { x: b.x, y: turn }, b],
      // On the inner side of the line, where the screen has room for it.
      label: { x: a.x + (right ? -8 : 8), y: a.y + 12, anchor: right ? 'end' : 'start', lines: [pair.event], rank: Math.abs(a.x - b.x) },
    }
  })
  return { direction: 'down', width, height: 2 * margin + layers.length * pitch - 40, nodes: [...nodes.values()], edges: keepBestLabels(edges) }
}
