import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api'
import { isLabelled, labelLines, labelSize, sizeOf, sizes } from './measure.ts'
import { columnsOf, gridOf } from './pack.ts'
import type { Scene, SceneEdge, SceneNode } from './scene.ts'

/**
 * What elkjs is asked. `whole`: one layered picture across all boxes, with room for the words on the lines; the best to
 * read, for few lines. `apart`: each box is laid out by itself and what crosses boxes is drawn straight; with hundreds of
 * lines a layered picture of everything becomes a street of parallel lines ten screens long.
 */
export type Style = 'whole' | 'apart'
export type Direction = 'DOWN' | 'RIGHT'
export interface Question {
  style: Style
  direction: Direction
  graph: ElkNode
  /** Boxes that stand in rows, by the id of what contains them ('' is the canvas): those without lines, or all of a crowded box. */
  rows: ReadonlyMap<string, readonly SceneNode[]>
}
export const packId = 'pack:'
export const rootId = 'root'

export function styleOf({ nodes, edges }: Pick<Scene, 'nodes' | 'edges'>): Style {
  if (isLabelled({ edges })) return 'whole'
  return nodes.some(({ open }) => open) || edges.length > nodes.length * 1.8 || edges.length > 260 ? 'apart' : 'whole'
}

export function questionOf(scene: Scene, direction: Direction): Question {
  const style = styleOf(scene)
  const labelled = isLabelled(scene)
  const rows = new Map<string, readonly SceneNode[]>()
  const nodes = new Map(scene.nodes.map((node) => [node.id, node]))
  const children = Map.groupBy(scene.nodes, ({ parent }) => parent ?? '')
  const edges = Map.groupBy(scene.edges, (edge) => (style === 'whole' ? '' : homeOf(edge, nodes)))
  const inner = (parent: string): { children: ElkNode[]; edges: ElkExtendedEdge[] } => {
    const members = children.get(parent) ?? []
    const own = edges.get(parent) ?? []
    const linked = new Set((style === 'whole' ? scene.edges : own).flatMap(({ from, to }) => [from, to]))
    const crowded = style === 'apart' && own.length > members.length * 1.8
    const inRows = members.filter((node) => !node.open && (crowded || !linked.has(node.id)))
    const stays = style === 'apart' && parent === '' ? [] : inRows.length > 1 || parent === '' ? inRows : []
    if (stays.length > 0) rows.set(parent, stays)
    const aside = new Set(stays)
    const rest = members.filter((node) => !aside.has(node)).map(box)
    const packed = parent !== '' && stays.length > 0 ? [{ id: packId + parent, ...packSize(stays) }] : []
    return { children: [...rest, ...packed], edges: crowded ? [] : own.map((edge) => elkEdge(edge, labelled)) }
  }
  const box = (node: SceneNode): ElkNode => {
    if (!node.open) return { id: node.id, ...sizeOf(node) }
    const { head, pad } = sizes
    const layoutOptions = {
      ...(style === 'apart' && optionsFor(direction, style, 0)),
      'elk.padding': `[top=${head + 6},left=${pad},bottom=${pad},right=${pad}]`,
    }
    return { id: node.id, ...inner(node.id), layoutOptions }
  }
  const graph: ElkNode = { id: rootId, ...inner(''), layoutOptions: optionsFor(direction, style, scene.edges.length) }
  // Where the outermost boxes stand is decided when their sizes are known.
  if (style === 'apart') graph.edges = []
  return { style, direction, graph, rows }
}

/** The box that both ends stand in directly; else the canvas, where the line is drawn straight. */
function homeOf({ from, to }: SceneEdge, nodes: ReadonlyMap<string, SceneNode>): string {
  const [a, b] = [nodes.get(from)?.parent ?? '', nodes.get(to)?.parent ?? '']
  return a === b ? a : '-'
}

function elkEdge(edge: SceneEdge, labelled: boolean): ElkExtendedEdge {
  const lines = labelled ? labelLines(edge) : []
  return { id: edge.id, sources: [edge.from], targets: [edge.to], labels: lines.length > 0 ? [{ text: lines.join(' '), ...labelSize(lines) }] : [] }
}

const packSize = (nodes: readonly SceneNode[]) => {
  const { width, height } = gridOf(nodes.map(sizeOf), columnsOf(nodes.length))
  return { width, height }
}

/** Measured: above some hundred lines the careful settings take seconds and show nothing more. */
function optionsFor(direction: Direction, style: Style, edges: number): Record<string, string> {
  const many = edges > 120
  return {
    'elk.algorithm': 'layered',
    'elk.direction': direction,
    'elk.hierarchyHandling': style === 'whole' ? 'INCLUDE_CHILDREN' : 'SEPARATE_CHILDREN',
    'elk.edgeRouting': 'ORTHOGONAL',
    'elk.spacing.nodeNode': '20',
    'elk.spacing.edgeNode': '10',
    'elk.spacing.edgeEdge': '10',
    'elk.spacing.edgeLabel': '3',
    'elk.spacing.componentComponent': '32',
    'elk.layered.spacing.nodeNodeBetweenLayers': '18',
    'elk.layered.spacing.edgeNodeBetweenLayers': '9',
    'elk.layered.spacing.edgeEdgeBetweenLayers': '8',
    'elk.layered.edgeLabels.sideSelection': 'ALWAYS_UP',
    'elk.layered.thoroughness': many ? '1' : '12',
    'elk.layered.nodePlacement.strategy': many ? 'SIMPLE' : 'NETWORK_SIMPLEX',
    'elk.layered.crossingMinimization.greedySwitch.type': many ? 'OFF' : 'TWO_SIDED',
    'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
    'elk.aspectRatio': '1.7',
    'elk.padding': '[top=0,left=0,bottom=0,right=0]',
  }
}
