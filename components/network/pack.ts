import type { Box, Point } from './placed.ts'

/** Arrangements that need no search: rows, shelves, an ellipse. */
type Size = Pick<Box, 'width' | 'height'>
export const gap = 16

export const columnsOf = (count: number): number => Math.max(1, Math.ceil(Math.sqrt(count * 0.6)))

export interface Arranged {
  boxes: Box[]
  width: number
  height: number
}

/** Row by row; each column as wide as its widest. */
export function gridOf(items: readonly Size[], columns: number): Arranged {
  const boxes: Box[] = []
  const widths = Array.from({ length: Math.min(columns, items.length) }, (_, column) =>
    items.reduce((most, { width }, n) => (n % columns === column ? Math.max(most, width) : most), 0),
  )
  const lefts = widths.map((_, column) => widths.slice(0, column).reduce((sum, width) => sum + width + gap, 0))
  let [y, rowHeight] = [0, 0]
  items.forEach((size, n) => {
    const column = n % columns
    if (column === 0 && n > 0) [y, rowHeight] = [y + rowHeight + gap, 0]
    rowHeight = Math.max(rowHeight, size.height)
    boxes.push({ x: lefts[column] ?? 0, y, ...size })
  })
  return { boxes, width: widths.reduce((sum, width) => sum + width + gap, -gap), height: y + rowHeight }
}

/** Boxes of different sizes on shelves of about the wanted width, tall ones first; each shelf is centred. */
export function shelvesOf(items: readonly Size[], wanted: number, space = 36): Arranged {
  const order = items.map((_, n) => n).sort((a, b) => (items[b]?.height ?? 0) - (items[a]?.height ?? 0) || a - b)
  const shelves: { members: number[]; width: number; height: number }[] = []
  for (const n of order) {
    const { width, height } = items[n] as Size
    const shelf = shelves.find((each) => each.width + space + width <= wanted)
    if (shelf) {
      shelf.members.push(n)
      shelf.width += space + width
    } else shelves.push({ members: [n], width, height })
  }
  const width = Math.max(0, ...shelves.map((shelf) => shelf.width))
  const boxes: Box[] = []
  let y = 0
  for (const shelf of shelves) {
    let x = (width - shelf.width) / 2
    for (const n of shelf.members) {
      const size = items[n] as Size
      boxes[n] = { x, y, ...size }
      x += size.width + space
    }
    y += shelf.height + space
  }
  return { boxes, width, height: Math.max(0, y - space) }
}

/** Where everything is connected with everything, an ellipse keeps each line visible. */
export function ellipseOf(items: readonly Size[]): Arranged {
  const widest = Math.max(...items.map(({ width }) => width))
  const tallest = Math.max(...items.map(({ height }) => height))
  const step = items.length > 4 ? Math.sin((2 * Math.PI) / items.length) : 1
  const [rx, ry] = [(widest + 40) / step, ((tallest + 40) / step) * 1.15]
  const boxes = items.map((size, n): Box => {
    const angle = (n / items.length) * 2 * Math.PI - Math.PI / 2
    return { x: rx + rx * Math.cos(angle) + (widest - size.width) / 2, y: ry + ry * Math.sin(angle) + (tallest - size.height) / 2, ...size }
  })
  return { boxes, width: 2 * rx + widest, height: 2 * ry + tallest }
}

const middle = (box: Box): Point => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 })

/** Where the way from a box's middle to a point leaves the box. */
function border(box: Box, to: Point): Point {
  const from = middle(box)
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const scale = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : box.width / 2 / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : box.height / 2 / Math.abs(dy),
  )
  return Number.isFinite(scale) && scale < 1 ? { x: from.x + dx * scale, y: from.y + dy * scale } : from
}

/** A straight line between two boxes, a little to the right of its way, so that there and back are two lines. */
export function straight(a: Box, b: Box): Point[] {
  const [from, to] = [middle(a), middle(b)]
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1
  const aside = { x: (-(to.y - from.y) / length) * 5, y: ((to.x - from.x) / length) * 5 }
  const moved = (point: Point): Point => ({ x: point.x + aside.x, y: point.y + aside.y })
  const holds = (outer: Box, inner: Box) =>
    outer.x <= inner.x && outer.y <= inner.y && outer.x + outer.width >= inner.x + inner.width && outer.y + outer.height >= inner.y + inner.height
  // Between a box and what stands in it: from its head.
  if (holds(a, b))
    return [
      { x: to.x, y: a.y + 26 },
      { x: to.x, y: b.y },
    ]
  if (holds(b, a))
    return [
      { x: from.x, y: a.y },
      { x: from.x, y: b.y + 26 },
    ]
  return [moved(border(a, to)), moved(border(b, from))]
}

/** Past the neighbours in the same row: over their heads, the further the higher. */
export function over(a: Box, b: Box): Point[] {
  const length = Math.abs(b.x - a.x)
  const aside = b.x > a.x ? 8 : -8
  const top = Math.min(a.y, b.y) - 12 - length * 0.06
  const [x1, x2] = [a.x + a.width / 2 + aside, b.x + b.width / 2 - aside]
  return [
    { x: x1, y: a.y },
    { x: x1 + (x2 - x1) * 0.12, y: top },
    { x: x2 - (x2 - x1) * 0.12, y: top },
    { x: x2, y: b.y },
  ]
}
