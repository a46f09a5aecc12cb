import { approach, eventLines, type Frame, gap, keepBestLabels, type Layout, nodeSize, type PlacedEdge, type PlacedNode, padding } from './geometry.ts'

interface Grid {
  columns: number
  rows: number
  pitch: number
  row: (id: string) => number
  column: (id: string) => number
}
/** Horizontal lines run in lanes between the rows: below for what leaves a row, above for what passes over a stage. One lane a source. */
interface Lanes {
  below: string[][]
  above: string[][]
}

function gridOf({ layers, layerOf, width }: Frame, fitting: number): Grid {
  const rows = Math.max(1, Math.ceil(layers.length / fitting))
  const columns = Math.ceil(layers.length / rows)
  const pitch = columns > 1 ? Math.min(nodeSize.width + 150, (width - 2 * padding - nodeSize.width) / (columns - 1)) : 0
  const layer = (id: string) => layerOf.get(id) ?? 0
  return { columns, rows, pitch, row: (id) => Math.floor(layer(id) / columns), column: (id) => layer(id) % columns }
}

function lanesOf({ pairs }: Frame, grid: Grid): Lanes {
  const lanes: Lanes = { below: Array.from({ length: grid.rows }, () => []), above: Array.from({ length: grid.rows }, () => []) }
  for (const { source, target } of pairs) {
    const row = grid.row(source)
    const list = row !== grid.row(target) ? lanes.below[row] : grid.column(target) - grid.column(source) > 1 ? lanes.above[row] : undefined
    if (list && !list.includes(source)) list.push(source)
  }
  return lanes
}

interface Placed {
  nodes: Map<string, PlacedNode>
  tops: number[]
  bottoms: number[]
  height: number
}
function place({ layers }: Frame, grid: Grid, lanes: Lanes): Placed {
  const placed: Placed = { nodes: new Map(), tops: [], bottoms: [], height: padding }
  const stackHeight = (count: number) => count * nodeSize.height + (count - 1) * gap.stacked
  for (let row = 0; row < grid.rows; row++) {
    const rowLayers = layers.slice(row * grid.columns, (row + 1) * grid.columns)
    const rowHeight = stackHeight(Math.max(...rowLayers.map((ids) => ids.length)))
    const top = placed.height + (lanes.above[row]?.length ?? 0) * gap.lane
    rowLayers.forEach((ids, column) => {
      ids.forEach((id, index) => {
        const y = top + (rowHeight - stackHeight(ids.length)) / 2 + index * (nodeSize.height + gap.stacked)
        placed.nodes.set(id, { id, x: padding + column * grid.pitch, y, ...nodeSize, layer: row * grid.columns + column })
      })
    })
    placed.tops.push(top)
    placed.bottoms.push(top + rowHeight)
    placed.height = top + rowHeight + (row < grid.rows - 1 ? gap.row + (lanes.below[row]?.length ?? 0) * gap.lane : padding)
  }
  return placed
}

export function layoutRight(frame: Frame, fitting: number): Layout {
  const grid = gridOf(frame, fitting)
  const lanes = lanesOf(frame, grid)
  const placed = place(frame, grid, lanes)
  const edges = frame.pairs.map((pair): PlacedEdge => {
    const from = placed.nodes.get(pair.source) as PlacedNode
    const to = placed.nodes.get(pair.target) as PlacedNode
    const row = grid.row(pair.source)
    const a = { x: from.x + from.width, y: from.y + from.height / 2 }
    const b = { x: to.x, y: to.y + to.height / 2 }
    const turn = b.x - approach
    if (row !== grid.row(pair.target)) {
      const lane = (placed.bottoms[row] ?? 0) + 14 + (lanes.below[row] ?? []).indexOf(pair.source) * gap.lane
      // Straight down from the lowest of its layer; past its neighbours' side from the others, never behind them.
      const lowest = ![...placed.nodes.values()].some((other) => other.layer === from.layer && other.y > from.y)
      const down = lowest ? from.x + from.width / 2 : a.x + 6
      const start = lowest ? [{ x: down, y: from.y + from.height }] : [a, { x: down, y: a.y }]
      return {
        ...pair,
        points: [...start, { x: down, y: lane }, { x: turn, y: lane }, { x: turn, y: b.y }, b],
        label: { x: down - 14, y: lane, anchor: 'end', lines: [pair.event], rank: 3 },
      }
    }
    if (grid.column(pair.target) - grid.column(pair.source) > 1) {
      const lane = (placed.tops[row] ?? 0) - 9 - (lanes.above[row] ?? []).indexOf(pair.source) * gap.lane
      return {
        ...pair,
        points: [a, { x: a.x + 12, y: a.y }, { x: a.x + 12, y: lane }, { x: turn, y: lane }, { x: turn, y: b.y }, b],
        label: { x: (a.x + turn) / 2, y: lane, anchor: 'middle', lines: [pair.event], rank: 2 },
      }
    }
    const label = turn - a.x >= 74 ? { x: (a.x + turn) / 2, y: a.y, anchor: 'middle' as const, lines: eventLines(pair.event), rank: 1 } : null
    return { ...pair, points: a.y === b.y ? [a, b] : [a, { x: turn, y: a.y }, { x: turn, y: b.y }, b], label }
  })
  return { direction: 'right', width: frame.width, height: placed.height, nodes: [...placed.nodes.values()], edges: keepBestLabels(edges) }
}
