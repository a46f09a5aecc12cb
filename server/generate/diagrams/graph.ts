/**
 * What every structural diagram is made of. Builders (entity-relation, states, context, containers …) turn a model into
 * this; `layout` places it and `svg` or `mermaid` write it. Labels are data from outside: writers escape them.
 */
export const nodeKinds = [
  'person',
  'focus', // the system, service or part that the diagram is about
  'system',
  'external', // outside of what the model knows more of
  'container',
  'component',
  'database',
  'queue',
  'instance', // something that runs
  'unknown', // what nobody has stated
  'entity',
  'state',
  'start',
  'end',
] as const
export type NodeKind = (typeof nodeKinds)[number]

export interface DiagramNode {
  id: string
  title: string
  kind: NodeKind
  /** Rows under the title: fields of an entity. */
  lines: string[]
  /** Kind and technology, as C4 writes them: "Container: Node.js". */
  subtitle?: string | undefined
  description?: string | undefined
  /** The boundary it stands in. */
  parent?: string | undefined
}
export interface Boundary {
  id: string
  title: string
  subtitle: string
  parent?: string | undefined
}
export const edgeStyles = ['solid', 'dashed', 'dotted'] as const
export interface DiagramEdge {
  from: string
  to: string
  label: string
  /** Protocol and manner, written smaller below the label: "HTTPS, sync". */
  detail?: string | undefined
  /** solid: waits for the answer; dashed: does not; dotted: nobody has said. */
  style: (typeof edgeStyles)[number]
  ends?: [Cardinality, Cardinality]
}
export type Cardinality = 'one' | 'zero_or_one' | 'many' | 'one_or_more'
export interface Diagram {
  title: string
  description: string
  direction: 'RIGHT' | 'DOWN'
  nodes: DiagramNode[]
  edges: DiagramEdge[]
  boundaries?: Boundary[]
  /** What the styles of lines mean here, for the legend. */
  meaning?: Partial<Record<DiagramEdge['style'], string>>
}

export interface Point {
  x: number
  y: number
}
export interface Box extends Point {
  width: number
  height: number
}
/** A text that was measured and broken into lines. */
export interface Lines {
  text: string[]
  size: number
  bold: boolean
  lineHeight: number
}
export type PlacedNode = Box & { node: DiagramNode; title: Lines; subtitle: Lines; description: Lines }
export type PlacedBoundary = Box & { boundary: Boundary }
export interface PlacedEdge {
  edge: DiagramEdge
  points: Point[]
  /** Where its label stands; null when it has none. */
  label: (Box & { text: Lines; detail: Lines }) | null
}
export interface PlacedDiagram {
  diagram: Diagram
  width: number
  height: number
  nodes: PlacedNode[]
  boundaries: PlacedBoundary[]
  edges: PlacedEdge[]
}

export const node = (id: string, title: string, kind: DiagramNode['kind'], subtitle: string, description?: string, parent?: string): DiagramNode => ({
  id,
  title,
  kind,
  subtitle,
  description,
  lines: [],
  parent,
})
export const edge = (from: string, to: string, label: string, detail?: string, style: DiagramEdge['style'] = 'solid'): DiagramEdge => ({
  from,
  to,
  label,
  detail,
  style,
})
