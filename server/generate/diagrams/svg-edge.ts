import { px, textBlock } from './document.ts'
import type { Cardinality, PlacedEdge, Point } from './graph.ts'
import { heightOf } from './text.ts'

const radius = 8

export function edge(e: PlacedEdge): string {
  if (e.points.length < 2) return ''
  const first = e.points[0] as Point
  const last = e.points.at(-1) as Point
  const before = e.points.at(-2) as Point
  const { ends, style } = e.edge
  const marks = ends ? foot(first, e.points[1] as Point, ends[0]) + foot(last, before, ends[1]) : arrow(last, before)
  // The line stops inside the arrow, so that its end does not show beside the tip.
  const shown = ends ? e.points : [...e.points.slice(0, -1), along(last, before, 6)]
  return `<path class="e${style === 'solid' ? '' : ` ${style}`}" d="${rounded(shown)}"/>${marks}`
}

/** Corners with a small radius read calmer than sharp ones. */
export function rounded(points: Point[]): string {
  return points
    .map((p, i) => {
      const from = points[i - 1]
      const to = points[i + 1]
      if (!from) return `M${px(p.x)} ${px(p.y)}`
      if (!to) return `L${px(p.x)} ${px(p.y)}`
      const r = Math.min(radius, distance(from, p) / 2, distance(p, to) / 2)
      const a = along(p, from, r)
      const b = along(p, to, r)
      return `L${px(a.x)} ${px(a.y)}Q${px(p.x)} ${px(p.y)} ${px(b.x)} ${px(b.y)}`
    })
    .join('')
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)

/** The point `by` px from `from` on the way to `to`. */
function along(from: Point, to: Point, by: number): Point {
  const length = distance(from, to) || 1
  return { x: from.x + ((to.x - from.x) / length) * by, y: from.y + ((to.y - from.y) / length) * by }
}

/** Places in the frame of an edge's end: so far back along it, and so far beside it. */
function frameAt(end: Point, from: Point): (back: number, across: number) => string {
  const b = along({ x: 0, y: 0 }, { x: from.x - end.x, y: from.y - end.y }, 1)
  return (back, across) => `${px(end.x + b.x * back - b.y * across)} ${px(end.y + b.y * back + b.x * across)}`
}

export function arrow(end: Point, from: Point): string {
  const at = frameAt(end, from)
  return `<path class="m" d="M${at(0, 0)}L${at(10, 4.5)}L${at(10, -4.5)}z"/>`
}

/** Of a message that nobody waits for. */
export function openArrow(end: Point, from: Point): string {
  const at = frameAt(end, from)
  return `<path class="e" d="M${at(9, 5)}L${at(0.5, 0)}L${at(9, -5)}"/>`
}

/** Crow's foot: fork = many, bar = one, circle = optional. */
function foot(end: Point, from: Point, cardinality: Cardinality): string {
  const at = frameAt(end, from)
  const fork = `M${at(0, 6)}L${at(10, 0)}L${at(0, -6)}`
  const bar = (back: number): string => `M${at(back, 5)}L${at(back, -5)}`
  const circle = (back: number): string => {
    const c = along(end, from, back)
    return `<circle class="o" cx="${px(c.x)}" cy="${px(c.y)}" r="4" stroke-width="1.4"/>`
  }
  if (cardinality === 'many') return `<path class="e" d="${fork}"/>${circle(14)}`
  if (cardinality === 'one_or_more') return `<path class="e" d="${fork}${bar(14)}"/>`
  if (cardinality === 'zero_or_one') return `<path class="e" d="${bar(7)}"/>${circle(14)}`
  return `<path class="e" d="${bar(7)}${bar(11)}"/>`
}

/** On the line, on a piece of paper of its own: ELK keeps the room free. */
export function edgeLabel(e: PlacedEdge): string {
  if (!e.label) return ''
  const { x, y, width, height, text, detail } = e.label
  const cx = x + width / 2
  return [
    `<g><rect class="hl" x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" rx="4"/>`,
    textBlock(text, cx, y + 2, 'lt'),
    textBlock(detail, cx, y + 2 + heightOf(text), 'ld'),
    '</g>',
  ].join('')
}
