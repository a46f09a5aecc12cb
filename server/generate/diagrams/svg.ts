import { frame, type LegendEntry, px, textBlock } from './document.ts'
import type { DiagramEdge, NodeKind, PlacedBoundary, PlacedDiagram, PlacedNode } from './graph.ts'
import { figure, rowHeight } from './size.ts'
import { edge, edgeLabel } from './svg-edge.ts'
import { clean, heightOf, shorten, wrap } from './text.ts'
import type { Theme } from './theme.ts'

/** A placed diagram as a picture. */
export function svg(placed: PlacedDiagram, theme: Theme): string {
  const body = [
    ...placed.boundaries.map(boundary),
    ...placed.edges.map(edge),
    ...placed.boundaries.map(boundaryName),
    ...placed.nodes.map(node),
    ...placed.edges.map(edgeLabel),
  ].filter(Boolean)
  return frame(
    {
      title: placed.diagram.title,
      description: placed.diagram.description,
      width: Math.max(placed.width, 120),
      height: Math.max(placed.height, 60),
      body: body.join('\n'),
      legend: legend(placed),
    },
    theme,
  )
}

const boundary = (b: PlacedBoundary): string => `<rect class="bd" x="${px(b.x)}" y="${px(b.y)}" width="${px(b.width)}" height="${px(b.height)}" rx="12"/>`

/** Above the lines that come in from the top. */
function boundaryName(b: PlacedBoundary): string {
  const title = wrap(b.boundary.title, b.width - 32, 1, 12.5, true)
  const subtitle = wrap(`[${clean(b.boundary.subtitle)}]`, b.width - 32, 1, 10.5)
  return `<g class="halo">${textBlock(title, b.x + 16, b.y + 9, 't', 'start')}${b.boundary.subtitle ? textBlock(subtitle, b.x + 16, b.y + 27, 'd', 'start') : ''}</g>`
}

/** The outline alone, also at the size of a legend. */
export function shape(kind: NodeKind, x: number, y: number, width: number, height: number): string {
  const box = `x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"`
  if (kind === 'database') {
    const r = Math.min(8, height / 5)
    const half = width / 2
    const top = `a${px(half)} ${px(r)} 0 0 0 ${px(width)} 0`
    return `<path class="b" d="M${px(x)} ${px(y + r)}a${px(half)} ${px(r)} 0 0 1 ${px(width)} 0v${px(height - 2 * r)}a${px(half)} ${px(r)} 0 0 1 ${px(-width)} 0z"/><path class="i" d="M${px(x)} ${px(y + r)}${top}"/>`
  }
  if (kind === 'queue') {
    const r = Math.min(8, width / 5)
    const half = height / 2
    return `<path class="b" d="M${px(x + r)} ${px(y)}h${px(width - 2 * r)}a${px(r)} ${px(half)} 0 0 1 0 ${px(height)}h${px(-(width - 2 * r))}a${px(r)} ${px(half)} 0 0 1 0 ${px(-height)}z"/><path class="i" d="M${px(x + width - r)} ${px(y)}a${px(r)} ${px(half)} 0 0 0 0 ${px(height)}"/>`
  }
  if (kind === 'component') {
    const tab = (at: number): string => (height > 30 ? `<rect class="b" x="${px(x - 6)}" y="${px(y + at)}" width="12" height="7" rx="1.5"/>` : '')
    return `<rect class="b" ${box} rx="${height > 30 ? 6 : 3}"/>${tab(14)}${tab(27)}`
  }
  const radius = kind === 'person' ? 22 : kind === 'state' ? 14 : kind === 'focus' || kind === 'system' ? 10 : 8
  return `<rect class="b" ${box} rx="${px(Math.min(radius, height / 2))}"/>`
}

function node(n: PlacedNode): string {
  const { kind } = n.node
  const cx = n.x + n.width / 2
  if (kind === 'start') return `<circle class="m" cx="${px(cx)}" cy="${px(n.y + 10)}" r="8"/>`
  if (kind === 'end') return `<circle class="e" cx="${px(cx)}" cy="${px(n.y + 10)}" r="9"/><circle class="m" cx="${px(cx)}" cy="${px(n.y + 10)}" r="5.5"/>`
  if (kind === 'entity') return entity(n)
  const text = heightOf(n.title) + heightOf(n.subtitle) + (n.description.text.length > 0 ? heightOf(n.description) + 6 : 0)
  const head = kind === 'person' ? figure - 6 : kind === 'database' ? 8 : 0
  const top = n.y + head + (n.height - head - text) / 2
  const below = top + heightOf(n.title) + heightOf(n.subtitle) + 6
  const mid = kind === 'queue' ? cx - 4 : cx
  return [
    `<g class="${kind}">${shape(kind, n.x, n.y, n.width, n.height)}`,
    kind === 'person' ? person(cx, n.y + 12) : '',
    textBlock(n.title, mid, top, 't'),
    textBlock(n.subtitle, mid, top + heightOf(n.title), 'd'),
    textBlock(n.description, mid, below, 'd'),
    '</g>',
  ].join('')
}

const person = (cx: number, y: number): string =>
  `<circle class="i" cx="${px(cx)}" cy="${px(y + 6)}" r="5.2"/><path class="i" d="M${px(cx - 10)} ${px(y + 22)}a10 9 0 0 1 20 0" stroke-linecap="round"/>`

function entity(n: PlacedNode): string {
  const right = n.x + n.width
  return [
    `<g class="entity">${shape('entity', n.x, n.y, n.width, n.height)}`,
    textBlock(n.title, n.x + 16, n.y + 8, 't', 'start'),
    n.node.lines.length > 0 ? `<path class="sep" d="M${px(n.x)} ${px(n.y + 34)}H${px(right)}"/>` : '',
    ...n.node.lines.map((line, i) => {
      const text = shorten(clean(line.slice(0, 200)), n.width - 32, 12)
      return textBlock({ text: [text], size: 12, bold: false, lineHeight: rowHeight }, n.x + 16, n.y + 38 + i * rowHeight, 'd', 'start')
    }),
    '</g>',
  ].join('')
}

const kindLabels: Partial<Record<NodeKind, string>> = {
  person: 'Person',
  focus: 'This',
  system: 'System',
  external: 'Outside system',
  container: 'Container',
  component: 'Component',
  database: 'Data store',
  queue: 'Queue',
  instance: 'Running instance',
  unknown: 'Not stated',
}

/** C4 asks for a key on every diagram; it names only what occurs. Diagrams of entities and states explain themselves. */
function legend({ diagram }: PlacedDiagram): LegendEntry[] {
  const kinds = new Set(diagram.nodes.map((n) => n.kind))
  const nodes = (Object.keys(kindLabels) as NodeKind[])
    .filter((kind) => kinds.has(kind))
    .map((kind): LegendEntry => ({ label: kindLabels[kind] as string, draw: (x, y) => `<g class="${kind}">${shape(kind, x, y, 28, 14)}</g>` }))
  const styles = new Set(diagram.edges.map((e) => e.style))
  const lines = (Object.entries(diagram.meaning ?? {}) as [DiagramEdge['style'], string][])
    .filter(([style]) => styles.has(style))
    .map(([style, label]): LegendEntry => ({ label, draw: (x, y) => `<path class="e ${style}" d="M${px(x)} ${px(y + 7)}h28"/>` }))
  return [...nodes, ...lines]
}
