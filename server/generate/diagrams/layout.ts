import { createHash } from 'node:crypto'
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js'
import type { Boundary, Diagram, DiagramNode, PlacedDiagram } from './graph.ts'
import { layoutInThread } from './layout-thread.ts'
import { boundaryWidth, labelSize, size } from './size.ts'

const spacing: Record<string, string> = {
  'elk.layered.spacing.nodeNodeBetweenLayers': '44',
  'elk.layered.spacing.edgeNodeBetweenLayers': '20',
  'elk.spacing.nodeNode': '36',
  'elk.spacing.edgeNode': '24',
  'elk.spacing.edgeEdge': '16',
  'elk.spacing.edgeLabel': '4',
  'elk.spacing.labelNode': '12',
}

/** Wide enough for its own name. ELK takes the least size and the alignment of nested boxes before it turns a drawing downwards. */
const boundaryOptions = (b: Boundary, direction: Diagram['direction']): Record<string, string> => ({
  'elk.padding': '[top=52,left=24,bottom=24,right=24]',
  'elk.nodeSize.constraints': '[MINIMUM_SIZE]',
  'elk.nodeSize.minimum': direction === 'DOWN' ? `(80, ${boundaryWidth(b)})` : `(${boundaryWidth(b)}, 80)`,
  'elk.contentAlignment': direction === 'DOWN' ? '[V_CENTER, H_LEFT]' : '[H_CENTER, V_TOP]',
})

/** By content, so that an entry never goes stale; the oldest make room. Laying out costs 20 to 200 ms, this next to nothing. */
const placed = new Map<string, Promise<PlacedDiagram>>()
const most = 400

/** Places a diagram with ELK's layered algorithm. Throws only when the graph names nodes that do not exist. */
export function layout(diagram: Diagram): Promise<PlacedDiagram> {
  const key = createHash('sha256').update(JSON.stringify(diagram)).digest('base64')
  const known = placed.get(key)
  if (known) return known
  const made = place(diagram)
  placed.set(key, made)
  made.catch(() => placed.delete(key))
  if (placed.size > most) placed.delete(placed.keys().next().value as string)
  return made
}

async function place(diagram: Diagram): Promise<PlacedDiagram> {
  const result = await layoutInThread(graphOf(diagram))
  const nodes: PlacedDiagram['nodes'] = []
  const boundaries: PlacedDiagram['boundaries'] = []
  const byId = new Map(diagram.nodes.map((n) => [n.id, n]))
  const boundaryById = new Map((diagram.boundaries ?? []).map((b) => [b.id, b]))
  const visit = (box: ElkNode): void => {
    const at = { x: box.x ?? 0, y: box.y ?? 0, width: box.width ?? 0, height: box.height ?? 0 }
    const node = byId.get(box.id)
    const boundary = boundaryById.get(box.id)
    if (boundary) boundaries.push({ ...at, boundary })
    if (node) nodes.push({ ...size(node), ...at, node })
    for (const child of box.children ?? []) visit(child)
  }
  for (const child of result.children ?? []) visit(child)
  const edges = diagram.edges.map((edge, i): PlacedDiagram['edges'][number] => {
    const found = result.edges?.[i] as ElkExtendedEdge | undefined
    const section = found?.sections?.[0]
    const at = found?.labels?.[0]
    const label = labelSize(edge)
    return {
      edge,
      points: section ? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint] : [],
      label: label && at?.x !== undefined && at.y !== undefined ? { ...label, x: at.x, y: at.y } : null,
    }
  })
  return { diagram, width: Math.ceil(result.width ?? 0), height: Math.ceil(result.height ?? 0), nodes, boundaries, edges }
}

function graphOf(diagram: Diagram): ElkNode {
  const leaf = (n: DiagramNode): ElkNode => {
    const { width, height } = size(n)
    return { id: n.id, width, height }
  }
  const inside = (parent: string | undefined): ElkNode[] => [
    ...diagram.nodes.filter((n) => n.parent === parent).map(leaf),
    ...(diagram.boundaries ?? [])
      .filter((b) => b.parent === parent)
      .map((b): ElkNode => ({ id: b.id, children: inside(b.id), layoutOptions: { ...spacing, ...boundaryOptions(b, diagram.direction) } })),
  ]
  return {
    id: 'root',
    layoutOptions: {
      ...spacing,
      'elk.algorithm': 'layered',
      'elk.direction': diagram.direction,
      'elk.edgeRouting': 'ORTHOGONAL',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
      'elk.edgeLabels.inline': 'true',
      'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
      'elk.json.shapeCoords': 'ROOT',
      'elk.json.edgeCoords': 'ROOT',
      'elk.padding': '[top=24,left=24,bottom=24,right=24]',
    },
    children: inside(undefined),
    edges: diagram.edges.map((e, i): ElkExtendedEdge => {
      const label = labelSize(e)
      return {
        id: `edge ${i}`,
        sources: [e.from],
        targets: [e.to],
        labels: label ? [{ text: 'label', width: label.width, height: label.height, layoutOptions: { 'elk.edgeLabels.inline': 'true' } }] : [],
      }
    }),
  }
}
