import type { SystemItem } from '#model/system.ts'

export interface Point {
  x: number
  y: number
}
export interface PlacedSystem extends Point {
  slug: string
}
export interface Dependency {
  id: string
  from: string
  to: string
  data: readonly string[]
}
export const box = { width: 148, height: 48 }

export const dependenciesOf = (systems: readonly SystemItem[]): Dependency[] =>
  systems.flatMap(({ slug, facts }) =>
    facts.dependsOn.filter(({ on }) => systems.some((each) => each.slug === on)).map(({ on, data }) => ({ id: `${slug}→${on}`, from: slug, to: on, data })),
  )

/**
 * Systems with a dependency stand on an ellipse, those without in rows below. A network of a dozen systems with cycles has
 * no order to show; a circle keeps every line visible and gives the same picture every time.
 */
export function placeSystems(systems: readonly SystemItem[], width: number): { placed: PlacedSystem[]; height: number } {
  const dependencies = dependenciesOf(systems)
  const degree = (slug: string) => dependencies.filter(({ from, to }) => from === slug || to === slug).length
  const linked = systems.filter(({ slug }) => degree(slug) > 0).sort((a, b) => degree(b.slug) - degree(a.slug) || a.slug.localeCompare(b.slug))
  const alone = systems.filter(({ slug }) => degree(slug) === 0)
  // Well connected ones alternate with the others, so that lines spread over the ellipse.
  const half = Math.ceil(linked.length / 2)
  const ring = linked.slice(0, half).flatMap((system, index) => [system, ...(linked[half + index] ? [linked[half + index] as SystemItem] : [])])
  const height = ring.length > 0 ? 400 : 0
  const [rx, ry] = [Math.min(430, (width - box.width - 24) / 2), height / 2 - box.height / 2 - 12]
  const placed = ring.map(({ slug }, index): PlacedSystem => {
    const angle = (index / ring.length) * 2 * Math.PI - Math.PI / 2
    return { slug, x: width / 2 + rx * Math.cos(angle) - box.width / 2, y: height / 2 + ry * Math.sin(angle) - box.height / 2 }
  })
  const perRow = Math.max(1, Math.floor((width - 12) / (box.width + 16)))
  alone.forEach(({ slug }, index) => {
    const inRow = Math.min(perRow, alone.length - Math.floor(index / perRow) * perRow)
    placed.push({
      slug,
      x: width / 2 + ((index % perRow) - (inRow - 1) / 2) * (box.width + 16) - box.width / 2,
      y: height + 20 + Math.floor(index / perRow) * (box.height + 14),
    })
  })
  return { placed, height: height + (alone.length > 0 ? 20 + Math.ceil(alone.length / perRow) * (box.height + 14) + 8 : 0) }
}

/** Where the line from the middle of a box to a point leaves the box. */
export function border(from: Point, to: Point, gap = 3): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const scale = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : (box.width / 2 + gap) / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : (box.height / 2 + gap) / Math.abs(dy),
  )
  return Number.isFinite(scale) ? { x: from.x + dx * scale, y: from.y + dy * scale } : from
}
