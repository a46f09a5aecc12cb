import type { ElkEdgeSection, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api'
import { packId, type Question, rootId } from './elk-graph.ts'
import { sizeOf, sizes } from './measure.ts'
import { columnsOf, ellipseOf, gap, gridOf, over, shelvesOf, straight } from './pack.ts'
import type { Box, Placed, PlacedLine, Point } from './placed.ts'
import type { Scene, SceneNode } from './scene.ts'

/** Reads elkjs' answer: places in the canvas' own coordinates, with what stands in rows and the lines it did not draw. */
export function placedFrom(answer: ElkNode, { rows, style }: Question, scene: Scene): Placed {
  const roots = style === 'apart' ? outermost(answer.children ?? []) : null
  const nodes: Record<string, Box> = {}
  const containers = new Map<string, Point>()
  const pending: { node: ElkNode; at: Point }[] = [{ node: answer, at: { x: 0, y: 0 } }]
  for (let n = 0; n < pending.length; n++) {
    const { node, at } = pending[n] as { node: ElkNode; at: Point }
    containers.set(node.id, at)
    node.children?.forEach((child, index) => {
      const moved = node.id === rootId ? roots?.boxes[index] : undefined
      const here = moved ?? { x: at.x + (child.x ?? 0), y: at.y + (child.y ?? 0) }
      if (child.id.startsWith(packId)) unpack(nodes, rows.get(child.id.slice(packId.length)) ?? [], here)
      else nodes[child.id] = { x: here.x, y: here.y, width: child.width ?? 0, height: child.height ?? 0 }
      pending.push({ node: child, at: here })
    })
  }
  const edges: Record<string, PlacedLine> = {}
  for (const { node } of pending)
    for (const edge of node.edges ?? []) {
      // An edge's points count from the innermost box that holds both its ends; elkjs names it.
      const { container } = edge as ElkExtendedEdge & { container?: string }
      edges[edge.id] = lineOf(edge, containers.get(container ?? node.id) ?? { x: 0, y: 0 })
    }
  // Closed boxes stand in rows only where opened ones stand below them.
  const closed = new Set(
    roots && answer.children?.some(({ children }) => children) ? answer.children.flatMap(({ id, children }) => (children ? [] : [id])) : [],
  )
  const isRow = (from: string, to: string) => closed.has(from) && closed.has(to)
  for (const { id, from, to } of scene.edges) {
    const [a, b] = [nodes[from], nodes[to]]
    if (!edges[id] && a && b)
      edges[id] = { points: isRow(from, to) && Math.abs(a.y - b.y) < 8 && Math.abs(a.x - b.x) > a.width * 2 ? over(a, b) : straight(a, b), label: null }
  }
  const size = roots ?? { width: answer.width ?? 0, height: answer.height ?? 0 }
  return withRest({ width: size.width, height: size.height, nodes, edges }, rows.get('') ?? [])
}

/** Closed boxes above, opened ones on shelves below them; closed ones alone on an ellipse, or in rows when they are many. */
function outermost(children: readonly ElkNode[]): { boxes: Box[]; width: number; height: number } {
  const items = children.map(({ width = 0, height = 0 }) => ({ width, height }))
  const closed = children.flatMap(({ children: inner }, n) => (inner ? [] : [n]))
  const open = children.flatMap(({ children: inner }, n) => (inner ? [n] : []))
  const of = (list: readonly number[]) => list.map((n) => items[n] as Box)
  if (open.length === 0)
    return closed.length <= 30
      ? ellipseOf(items)
      : gridOf(
          items.map(({ width, height }) => ({ width: width + 44, height: height + 40 })),
          columnsOf(items.length),
        )
  const area = of(open).reduce((sum, { width, height }) => sum + (width + 36) * (height + 36), 0)
  const shelves = shelvesOf(of(open), Math.max(Math.sqrt(area * 1.9), ...of(open).map(({ width }) => width)))
  const columns = Math.max(1, Math.floor((Math.max(shelves.width, 900) + 40) / (sizes.domain.width + 40)))
  const band = shelvesOf(of(closed), columns * (sizes.domain.width + 40), 40)
  const width = Math.max(band.width, shelves.width)
  const boxes: Box[] = []
  const top = closed.length > 0 ? band.height + 90 : 0
  closed.forEach((n, at) => {
    const box = band.boxes[at] as Box
    boxes[n] = { ...box, x: box.x + (width - band.width) / 2 }
  })
  open.forEach((n, at) => {
    const box = shelves.boxes[at] as Box
    boxes[n] = { ...box, x: box.x + (width - shelves.width) / 2, y: box.y + top }
  })
  return { boxes, width, height: top + shelves.height }
}

function unpack(nodes: Record<string, Box>, members: readonly SceneNode[], at: Point): void {
  gridOf(members.map(sizeOf), columnsOf(members.length)).boxes.forEach((box, n) => {
    nodes[members[n]?.id ?? ''] = { ...box, x: box.x + at.x, y: box.y + at.y }
  })
}

function lineOf(edge: ElkExtendedEdge, origin: Point): PlacedLine {
  const move = ({ x, y }: Point): Point => ({ x: x + origin.x, y: y + origin.y })
  const points = (edge.sections ?? []).flatMap(({ startPoint, bendPoints = [], endPoint }: ElkEdgeSection) => [startPoint, ...bendPoints, endPoint].map(move))
  const label = edge.labels?.[0]
  return { points, label: label ? { ...move({ x: label.x ?? 0, y: label.y ?? 0 }), width: label.width ?? 0, height: label.height ?? 0 } : null }
}

/** What has no line stands in rows below the others, about as wide as they are. */
function withRest(placed: Placed, rest: readonly SceneNode[]): Placed {
  if (rest.length === 0) return placed
  const wanted = Math.max(placed.width, Math.sqrt(rest.length * 1.7) * sizes.system.width * 0.8, sizes.system.width * 2 + gap)
  const widest = Math.max(...rest.map((node) => sizeOf(node).width))
  const columns = Math.max(1, Math.min(rest.length, Math.floor((wanted + gap) / (widest + gap))))
  const { boxes, width: used, height } = gridOf(rest.map(sizeOf), columns)
  const top = placed.height > 0 ? placed.height + 32 : 0
  const [left, shift] = [Math.max(0, (placed.width - used) / 2), Math.max(0, (used - placed.width) / 2)]
  const nodes: Record<string, Box> = {}
  for (const [id, box] of Object.entries(placed.nodes)) nodes[id] = { ...box, x: box.x + shift }
  boxes.forEach((box, n) => {
    nodes[rest[n]?.id ?? ''] = { ...box, x: box.x + left, y: box.y + top }
  })
  return { nodes, edges: shifted(placed.edges, shift), width: Math.max(placed.width, used), height: top + height }
}

function shifted(edges: Placed['edges'], by: number): Placed['edges'] {
  if (by === 0) return edges
  const move = <T extends Point>(point: T): T => ({ ...point, x: point.x + by })
  return Object.fromEntries(Object.entries(edges).map(([id, { points, label }]) => [id, { points: points.map(move), label: label && move(label) }]))
}
