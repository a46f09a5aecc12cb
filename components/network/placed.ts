/** A scene with places: what the canvas, the SVG and the keyboard work with. Units are pixels at zoom 1. */
export interface Point {
  x: number
  y: number
}
export interface Box extends Point {
  width: number
  height: number
}
export interface PlacedLine {
  points: readonly Point[]
  /** Where the words stand; null where there was no room for words. */
  label: Box | null
}
export interface Placed {
  width: number
  height: number
  nodes: Readonly<Record<string, Box>>
  edges: Readonly<Record<string, PlacedLine>>
}

const radius = 8

/** A line through the points with rounded corners. */
export function roundedPath(points: readonly Point[]): string {
  const [start, ...rest] = points
  if (!start) return ''
  let path = `M${round(start.x)} ${round(start.y)}`
  let before = start
  rest.forEach((corner, index) => {
    const next = rest[index + 1]
    if (!next) {
      path += `L${round(corner.x)} ${round(corner.y)}`
      return
    }
    const into = Math.hypot(corner.x - before.x, corner.y - before.y)
    const out = Math.hypot(next.x - corner.x, next.y - corner.y)
    const r = Math.min(radius, into / 2, out / 2)
    if (r < 0.5) return
    path += `L${round(corner.x - ((corner.x - before.x) / into) * r)} ${round(corner.y - ((corner.y - before.y) / into) * r)}`
    path += `Q${round(corner.x)} ${round(corner.y)} ${round(corner.x + ((next.x - corner.x) / out) * r)} ${round(corner.y + ((next.y - corner.y) / out) * r)}`
    before = corner
  })
  return path
}

/** A small triangle at the end of a line, as a closed path. */
export function arrowHead(points: readonly Point[]): string {
  const [from, tip] = [points.at(-2), points.at(-1)]
  if (!from || !tip) return ''
  const length = Math.hypot(tip.x - from.x, tip.y - from.y) || 1
  const [x, y] = [((tip.x - from.x) / length) * 7, ((tip.y - from.y) / length) * 7]
  return `M${round(tip.x)} ${round(tip.y)}L${round(tip.x - x - y * 0.45)} ${round(tip.y - y + x * 0.45)}L${round(tip.x - x + y * 0.45)} ${round(tip.y - y - x * 0.45)}Z`
}
const round = (n: number): number => Math.round(n * 10) / 10
