import ELK from 'elkjs/lib/elk.bundled.js'
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js'
import type { Diagram, DiagramNode, PlacedDiagram } from './graph.ts'

const elk = new ELK()
const padding = 16
export const metrics = { title: 13, line: 12, lineHeight: 18, headHeight: 28, charWidth: 7.1, labelChar: 6.2, margin: 12 }

/** Width and height in px; the widths are estimates for a sans-serif at 12 to 13 px, a little generous so that text never runs out of its box. */
export function size(node: DiagramNode): { width: number; height: number } {
  if (node.kind === 'start' || node.kind === 'end') return { width: 18, height: 18 }
  const longest = Math.max(node.title.length * 1.08, (node.subtitle ?? '').length, ...node.lines.map((l) => l.length), 8)
  const width = Math.min(360, Math.ceil(longest * metrics.charWidth) + metrics.margin * 2)
  const head = metrics.headHeight + (node.subtitle ? metrics.lineHeight - 4 : 0)
  return { width, height: head + (node.lines.length > 0 ? node.lines.length * metrics.lineHeight + 8 : node.kind === 'state' ? 4 : 8) }
}

/** Places a diagram with ELK's layered algorithm. Throws only when the graph names nodes that do not exist. */
export async function layout(diagram: Diagram): Promise<PlacedDiagram> {
  const graph: ElkNode = {
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': diagram.direction,
      'elk.edgeRouting': 'ORTHOGONAL',
      'elk.layered.spacing.nodeNodeBetweenLayers': '56',
      'elk.spacing.nodeNode': '32',
      'elk.spacing.edgeLabel': '4',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.padding': `[top=${padding},left=${padding},bottom=${padding},right=${padding}]`,
    },
    children: diagram.nodes.map((n) => ({ id: n.id, ...size(n) })),
    edges: diagram.edges.map(
      (e, i): ElkExtendedEdge => ({
        id: `e${i}`,
        sources: [e.from],
        targets: [e.to],
        labels: e.label ? [{ text: e.label, width: Math.ceil(e.label.length * metrics.labelChar) + 4, height: 16 }] : [],
      }),
    ),
  }
  const placed = await elk.layout(graph)
  const boxes = new Map(placed.children?.map((c) => [c.id, c]))
  return {
    ...diagram,
    width: Math.ceil(placed.width ?? 0),
    height: Math.ceil(placed.height ?? 0),
    nodes: diagram.nodes.map((n) => {
      const box = boxes.get(n.id)
      return { ...n, x: box?.x ?? 0, y: box?.y ?? 0, width: box?.width ?? 0, height: box?.height ?? 0 }
    }),
    edges: diagram.edges.map((e, i) => {
      const edge = placed.edges?.[i] as ElkExtendedEdge | undefined
      const section = edge?.sections?.[0]
      const label = edge?.labels?.[0]
      return {
        ...e,
        points: section ? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint] : [],
        labelAt: label?.x !== undefined && label.y !== undefined ? { x: label.x + (label.width ?? 0) / 2, y: label.y + 12 } : null,
      }
    }),
  }
}
