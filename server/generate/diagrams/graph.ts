/**
 * What every structural diagram is made of. Builders (entity-relation, states, context, containers) turn a model into
 * this; `layout` places it and `svg` or `mermaid` write it. Labels are data from outside: writers escape them.
 */
export interface DiagramNode {
  id: string
  title: string
  kind: 'entity' | 'state' | 'start' | 'end' | 'person' | 'system' | 'external' | 'container' | 'database'
  lines: string[] // shown under the title
  subtitle?: string
}
export interface DiagramEdge {
  from: string
  to: string
  label: string
  style: 'solid' | 'dashed'
  ends?: [Cardinality, Cardinality]
}
export type Cardinality = 'one' | 'zero_or_one' | 'many' | 'one_or_more'
export interface Diagram {
  title: string
  description: string
  direction: 'RIGHT' | 'DOWN'
  nodes: DiagramNode[]
  edges: DiagramEdge[]
}

export interface Point {
  x: number
  y: number
}
export interface PlacedNode extends DiagramNode {
  x: number
  y: number
  width: number
  height: number
}
export interface PlacedEdge extends DiagramEdge {
  points: Point[]
  labelAt: Point | null
}
export interface PlacedDiagram extends Omit<Diagram, 'nodes' | 'edges'> {
  width: number
  height: number
  nodes: PlacedNode[]
  edges: PlacedEdge[]
}
