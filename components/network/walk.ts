import type { Placed, Point } from './placed.ts'
import type { Scene } from './scene.ts'

const directions: Record<string, Point> = { ArrowRight: { x: 1, y: 0 }, ArrowLeft: { x: -1, y: 0 }, ArrowDown: { x: 0, y: 1 }, ArrowUp: { x: 0, y: -1 } }

/**
 * Where an arrow key leads: along a line to the box that lies most in its direction; where no line leads that way, to the
 * nearest box there, so that every box can be reached. Home and End go to the first and the last.
 */
export function walk(from: string, key: string, { nodes, edges }: Pick<Scene, 'nodes' | 'edges'>, placed: Placed): string | null {
  if (key === 'Home') return nodes[0]?.id ?? null
  if (key === 'End') return nodes.at(-1)?.id ?? null
  const direction = directions[key]
  const here = placed.nodes[from]
  if (!direction || !here) return null
  const joined = new Set(edges.flatMap((edge) => (edge.from === from ? [edge.to] : edge.to === from ? [edge.from] : [])))
  const middle = (id: string): Point | null => {
    const box = placed.nodes[id]
    return box ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : null
  }
  const start = middle(from) as Point
  /** Small is near and straight ahead; null: not in this direction. */
  const cost = (id: string, widest: number): number | null => {
    const to = middle(id)
    if (!to || id === from) return null
    const ahead = (to.x - start.x) * direction.x + (to.y - start.y) * direction.y
    const aside = Math.abs((to.x - start.x) * direction.y) + Math.abs((to.y - start.y) * direction.x)
    return ahead > 1 && aside <= ahead * widest ? ahead + aside * 2 : null
  }
  const best = (ids: readonly string[], widest: number): string | null => {
    let [found, least] = [null as string | null, Number.POSITIVE_INFINITY]
    for (const id of ids) {
      const each = cost(id, widest)
      if (each !== null && each < least) [found, least] = [id, each]
    }
    return found
  }
  return (
    best([...joined], 3) ??
    best(
      nodes.filter(({ open }) => !open).map(({ id }) => id),
      4,
    )
  )
}

/** The line nearest to a point, at most `within` away. */
export function nearestEdge(placed: Placed, point: Point, within: number): string | null {
  let [found, least] = [null as string | null, within]
  for (const [id, { points }] of Object.entries(placed.edges)) {
    for (let n = 1; n < points.length; n++) {
      const distance = fromSegment(point, points[n - 1] as Point, points[n] as Point)
      if (distance < least) [found, least] = [id, distance]
    }
  }
  return found
}

function fromSegment(point: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  const along = Math.max(0, Math.min(1, ((point.x - a.x) * dx + (point.y - a.y) * dy) / (dx * dx + dy * dy || 1)))
  return Math.hypot(point.x - a.x - along * dx, point.y - a.y - along * dy)
}
