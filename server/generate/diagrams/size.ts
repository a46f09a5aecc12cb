import type { Boundary, DiagramEdge, DiagramNode, Lines } from './graph.ts'
import { clean, heightOf, widthOf, wrap } from './text.ts'

/** One rhythm for every diagram: widths and heights are multiples of 8. */
const grid = (n: number): number => Math.ceil(n / 8) * 8
export const rowHeight = 20
export const inset = 16
/** Room above the text for the figure of a person. */
export const figure = 34
const cap = 8

export interface Sized {
  width: number
  height: number
  title: Lines
  subtitle: Lines
  description: Lines
}
const none: Lines = { text: [], size: 12, bold: false, lineHeight: 16 }

/** How large a node is and how its text breaks, in px. */
export function size(node: DiagramNode): Sized {
  if (node.kind === 'start' || node.kind === 'end') return { width: 20, height: 20, title: none, subtitle: none, description: none }
  if (node.kind === 'state') {
    const title = wrap(node.title, 180, 2, 13, true)
    return { width: grid(Math.max(72, widthOf(title) + 36)), height: grid(heightOf(title) + 20), title, subtitle: none, description: none }
  }
  return node.kind === 'entity' ? entity(node) : box(node)
}

function entity(node: DiagramNode): Sized {
  const title = wrap(node.title, 300, 1, 13.5, true)
  const rows = node.lines.map((l) => widthOf(wrap(l, 320, 1, 12)))
  const width = grid(Math.max(152, widthOf(title) + 32, ...rows.map((r) => r + 32)))
  return { width, height: grid(36 + node.lines.length * rowHeight + 8), title, subtitle: none, description: none }
}

/** C4: name, [kind: technology], what it does. Wide enough for the longest word, never wider than reads well. */
function box(node: DiagramNode): Sized {
  const subtitleText = node.subtitle ? `[${clean(node.subtitle)}]` : ''
  const wanted = Math.max(136, widthOf(wrap(node.title, 208, 2, 14, true)), Math.min(208, widthOf(wrap(subtitleText, 208, 2, 11))), node.description ? 168 : 0)
  const inner = Math.min(208, Math.ceil(wanted))
  const title = wrap(node.title, inner, 2, 14, true, 18)
  const subtitle = wrap(subtitleText, inner, 2, 11, false, 14)
  const description = wrap(node.description ?? '', inner, 4, 12, false, 16)
  const text = heightOf(title) + heightOf(subtitle) + (description.text.length > 0 ? heightOf(description) + 6 : 0)
  const shape = node.kind === 'person' ? figure : node.kind === 'database' ? 2 * cap : 0
  return { width: grid(inner + 2 * inset + (node.kind === 'queue' ? 2 * cap : 0)), height: grid(Math.max(56, text + 28 + shape)), title, subtitle, description }
}

export const boundaryWidth = (b: Boundary): number =>
  grid(Math.max(widthOf(wrap(b.title, 360, 1, 12.5, true)), widthOf(wrap(`[${clean(b.subtitle)}]`, 360, 1, 10.5))) + 36)

export interface SizedLabel {
  width: number
  height: number
  text: Lines
  detail: Lines
}
export function labelSize(edge: DiagramEdge): SizedLabel | null {
  if (!edge.label && !edge.detail) return null
  const text = wrap(edge.label, 148, 3, 11.5, false, 15)
  const detail = wrap(edge.detail ? `[${clean(edge.detail)}]` : '', 148, 1, 10.5, false, 14)
  return { width: Math.ceil(Math.max(widthOf(text), widthOf(detail))) + 12, height: heightOf(text) + heightOf(detail) + 4, text, detail }
}
