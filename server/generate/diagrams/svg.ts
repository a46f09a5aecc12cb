import type { Cardinality, PlacedDiagram, PlacedEdge, PlacedNode, Point } from './graph.ts'
import { metrics } from './layout.ts'

const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
const round = (n: number): number => Math.round(n * 10) / 10

/** Colours follow the reader's scheme by media query, so that one file serves light and dark pages. */
const style = `
.bg{fill:#fff}.box{fill:#fbfbfc;stroke:#b6bac3}.head{fill:#eef0f4}.t{fill:#17191e;font-weight:600}.l{fill:#454a55}.e{stroke:#7a808d;fill:none}.m{fill:#7a808d}.k{fill:#5b606c}.lb{fill:#fff;opacity:.86}
.person .head{fill:#e6ecff}.external .box{stroke-dasharray:4 3}.database .head{fill:#e4f3ea}
@media (prefers-color-scheme:dark){.bg{fill:#111318}.box{fill:#191c22;stroke:#454b58}.head{fill:#23272f}.t{fill:#eceef2}.l{fill:#b4bac6}.e{stroke:#878e9c}.m{fill:#878e9c}.k{fill:#9ba2b0}.lb{fill:#111318}.person .head{fill:#232c4a}.database .head{fill:#1c3226}}
text{font-family:ui-sans-serif,system-ui,'Segoe UI',Helvetica,Arial,sans-serif;font-size:12px}.t{font-size:13px}.k{font-size:11px}`

/** An accessible SVG without scripts, fonts or links: title and description first, text as text. */
export function svg(diagram: PlacedDiagram): string {
  const w = Math.max(diagram.width, 120)
  const h = Math.max(diagram.height, 60)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}">`,
    `<title id="title">${escapeXml(diagram.title)}</title><desc id="desc">${escapeXml(diagram.description)}</desc><style>${style}</style>`,
    `<rect class="bg" width="${w}" height="${h}"/>`,
    ...diagram.edges.map(edge),
    ...diagram.nodes.map(node),
    ...diagram.edges.map(label),
    '</svg>\n',
  ].join('\n')
}

function node(n: PlacedNode): string {
  const cx = round(n.x + n.width / 2)
  if (n.kind === 'start') return `<circle class="m" cx="${cx}" cy="${round(n.y + 9)}" r="7"/>`
  if (n.kind === 'end') return `<circle class="e" cx="${cx}" cy="${round(n.y + 9)}" r="8"/><circle class="m" cx="${cx}" cy="${round(n.y + 9)}" r="5"/>`
  const radius = n.kind === 'state' ? 12 : n.kind === 'person' ? 14 : 6
  const head = metrics.headHeight + (n.subtitle ? metrics.lineHeight - 4 : 0)
  const box = `x="${round(n.x)}" y="${round(n.y)}" width="${round(n.width)}" rx="${radius}"`
  const shorten = (text: string): string => {
    const most = Math.floor((n.width - metrics.margin) / metrics.charWidth)
    return escapeXml(text.length > most ? `${text.slice(0, most - 1)}…` : text)
  }
  return [
    `<g class="${n.kind}"><rect class="box" ${box} height="${round(n.height)}"/>`,
    n.lines.length > 0
      ? `<path class="head" d="M${round(n.x)} ${round(n.y + head)}v${-(head - radius)}q0-${radius} ${radius}-${radius}h${round(n.width - 2 * radius)}q${radius} 0 ${radius} ${radius}v${head - radius}z"/>`
      : '',
    `<text class="t" text-anchor="middle" x="${cx}" y="${round(n.y + 19)}">${shorten(n.title)}</text>`,
    n.subtitle ? `<text class="k" text-anchor="middle" x="${cx}" y="${round(n.y + 34)}">${shorten(n.subtitle)}</text>` : '',
    ...n.lines.map(
      (line, i) => `<text class="l" x="${round(n.x + metrics.margin)}" y="${round(n.y + head + 17 + i * metrics.lineHeight)}">${shorten(line)}</text>`,
    ),
    '</g>',
  ].join('')
}

function edge(e: PlacedEdge): string {
  if (e.points.length < 2) return ''
  const path = e.points.map((p, i) => `${i === 0 ? 'M' : 'L'}${round(p.x)} ${round(p.y)}`).join('')
  const dashed = e.style === 'dashed' ? ' stroke-dasharray="5 4"' : ''
  const last = e.points.at(-1) as Point
  const beforeLast = e.points.at(-2) as Point
  const ends = e.ends ? foot(e.points[0] as Point, e.points[1] as Point, e.ends[0]) + foot(last, beforeLast, e.ends[1]) : arrow(last, beforeLast)
  return `<path class="e" d="${path}"${dashed}/>${ends}`
}

/** Unit vector from the end of an edge back along it. */
function back(end: Point, from: Point): Point {
  const length = Math.hypot(from.x - end.x, from.y - end.y) || 1
  return { x: (from.x - end.x) / length, y: (from.y - end.y) / length }
}

function arrow(end: Point, from: Point): string {
  const b = back(end, from)
  const at = (along: number, across: number): string => `${round(end.x + b.x * along - b.y * across)} ${round(end.y + b.y * along + b.x * across)}`
  return `<path class="m" d="M${at(0, 0)}L${at(9, 4)}L${at(9, -4)}z"/>`
}

/** Crow's foot: fork = many, bar = one, circle = optional. */
function foot(end: Point, from: Point, cardinality: Cardinality): string {
  const b = back(end, from)
  const at = (along: number, across: number): string => `${round(end.x + b.x * along - b.y * across)} ${round(end.y + b.y * along + b.x * across)}`
  const fork = `M${at(0, 6)}L${at(10, 0)}L${at(0, -6)}`
  const bar = (along: number): string => `M${at(along, 5)}L${at(along, -5)}`
  const circle = (along: number): string => `<circle class="e" cx="${round(end.x + b.x * along)}" cy="${round(end.y + b.y * along)}" r="4"/>`
  if (cardinality === 'many') return `<path class="e" d="${fork}"/>${circle(15)}`
  if (cardinality === 'one_or_more') return `<path class="e" d="${fork}${bar(14)}"/>`
  if (cardinality === 'zero_or_one') return `<path class="e" d="${bar(7)}"/>${circle(14)}`
  return `<path class="e" d="${bar(7)}${bar(11)}"/>`
}

function label(e: PlacedEdge): string {
  if (!e.label || !e.labelAt) return ''
  const width = e.label.length * metrics.labelChar + 6
  return `<rect class="lb" x="${round(e.labelAt.x - width / 2)}" y="${round(e.labelAt.y - 12)}" width="${round(width)}" height="16" rx="3"/><text class="k" text-anchor="middle" x="${round(e.labelAt.x)}" y="${round(e.labelAt.y)}">${escapeXml(e.label)}</text>`
}
