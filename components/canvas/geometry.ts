/** Words and measures (px) that the layouts share. */
export interface LayoutStage {
  id: string
  after: readonly string[]
  emits: string
}
export interface Point {
  x: number
  y: number
}
export interface PlacedNode extends Point {
  id: string
  width: number
  height: number
  layer: number
}
export interface Label extends Point {
  anchor: 'middle' | 'start' | 'end'
  lines: string[] /** Lower is a better place. */
  rank: number
}
export interface PlacedEdge {
  id: string
  source: string
  target: string
  event: string
  points: Point[] /** The event's name; only one edge of each source carries it. */
  label: Label | null /** Implied by a longer way through other stages. */
  implied: boolean
}
export interface Layout {
  direction: 'right' | 'down'
  width: number
  height: number
  nodes: PlacedNode[]
  edges: PlacedEdge[]
}
export const nodeSize = { width: 148, height: 74 }
export const gap = { column: 22, named: 90, stacked: 14, row: 26, lane: 15 }
export const padding = 16
export const approach = 14 // a line turns this far before the node it enters
export interface Frame {
  pairs: { id: string; source: string; target: string; event: string; implied: boolean }[]
  layers: string[][]
  layerOf: Map<string, number>
  width: number
}

export const eventLines = (event: string): string[] => {
  const dot = event.indexOf('.')
  return dot < 0 ? [event] : [event.slice(0, dot + 1), event.slice(dot + 1)]
}

/** One name for each source, where it reads best. */
export function keepBestLabels(edges: PlacedEdge[]): PlacedEdge[] {
  const best = new Map<string, PlacedEdge>()
  for (const edge of edges) {
    const other = best.get(edge.source)
    if (edge.label && (!other?.label || edge.label.rank < other.label.rank)) best.set(edge.source, edge)
  }
  return edges.map((edge) => (best.get(edge.source) === edge ? edge : { ...edge, label: null }))
}
