import type { Network } from '#model/network.ts'
import { detailOf } from './detail.ts'
import { labelLine, labelLines } from './measure.ts'
import { type Placed, roundedPath } from './placed.ts'
import type { Scene, SceneNode } from './scene.ts'

/** The picture and what it shows, as files. Names come from people and imports: everything is escaped. */
export interface Palette {
  bg: string
  surface: string
  container: string
  line: string
  lineStrong: string
  fg: string
  muted: string
  ok: string
  bad: string
  warn: string
}

const escaped = (text: string): string =>
  // XML allows no control characters, not even escaped.
  text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, '').replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
const shorten = (text: string, letters: number): string => (text.length > letters ? `${text.slice(0, letters - 1).trimEnd()}…` : text)
const dashes = { sync: '', async: ' stroke-dasharray="5 4"', unknown: ' stroke-dasharray="1.5 3"', mixed: ' stroke-dasharray="9 3"' }

export function sceneSvg(scene: Scene, placed: Placed, palette: Palette, title: string): string {
  const margin = 24
  const [width, height] = [Math.ceil(placed.width + 2 * margin), Math.ceil(placed.height + 2 * margin)]
  const tone = { added: palette.ok, removed: palette.bad, changed: palette.warn }
  const boxes = scene.nodes.map((node) => boxSvg(node, placed, palette, node.change ? tone[node.change] : null))
  const open = boxes.filter((_, n) => scene.nodes[n]?.open)
  const closed = boxes.filter((_, n) => !scene.nodes[n]?.open)
  const lines = scene.edges.flatMap((edge) => {
    const line = placed.edges[edge.id]
    if (!line) return []
    const colour = edge.change ? tone[edge.change] : palette.lineStrong
    const path = `<path d="${roundedPath(line.points)}" fill="none" stroke="${colour}" stroke-width="1.2"${dashes[edge.mode]} marker-end="url(#arrow)"/>`
    const { label } = line
    const words = label
      ? labelLines(edge).map(
          (text, n) => `<text x="${label.x + 4}" y="${label.y + 10 + n * labelLine}" font-size="11" fill="${palette.muted}">${escaped(text)}</text>`,
        )
      : []
    return [path, ...words]
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-margin} ${-margin} ${width} ${height}" role="img" aria-labelledby="title description" font-family="Geist, Inter, 'Segoe UI', system-ui, sans-serif">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="description">${scene.systems} systems and ${scene.flows} flows between them. An arrow leads from what depends to what it needs.</desc>`,
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto" markerUnits="userSpaceOnUse"><path d="M0.5 0.8 7.5 4 0.5 7.2Z" fill="${palette.lineStrong}"/></marker></defs>`,
    `<rect x="${-margin}" y="${-margin}" width="${width}" height="${height}" fill="${palette.bg}"/>`,
    ...open,
    ...lines,
    ...closed,
    '</svg>',
  ].join('\n')
}

function boxSvg(node: SceneNode, placed: Placed, palette: Palette, colour: string | null): string {
  const box = placed.nodes[node.id]
  if (!box) return ''
  const { x, y, width, height } = box
  const leaf = node.tree.kind === 'operation' || node.tree.kind === 'event'
  const rect = `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${node.open ? 12 : 8}" fill="${node.open ? palette.container : palette.surface}" stroke="${colour ?? palette.line}"${node.context ? ' stroke-dasharray="4 3"' : ''}/>`
  const letters = Math.floor((width - 16) / (leaf ? 6 : 7))
  const text = (at: number, size: number, fill: string, words: string, weight = '400') =>
    `<text x="${x + 10}" y="${y + at}" font-size="${size}" font-weight="${weight}" fill="${fill}">${escaped(shorten(words, letters))}</text>`
  if (leaf) return `<g>${rect}${text(17, 11, palette.fg, node.label)}</g>`
  if (node.open) return `<g>${rect}${text(20, 13, palette.muted, node.label, '500')}</g>`
  const middle = height / 2
  return `<g>${rect}${text(middle - 2, 13, palette.fg, node.label, '500')}${text(middle + 14, 11, palette.muted, detailOf(node))}</g>`
}

/** A flowchart with a subgraph for each open box. Names are quoted; quotes and signs in them are written as entities. */
export function sceneMermaid(scene: Scene): string {
  const names = new Map(scene.nodes.map(({ id }, n) => [id, `n${n}`]))
  const words = (text: string): string => `"${text.replace(/[^\p{L}\p{N} .,:;/()_+–…-]/gu, (sign) => `#${sign.codePointAt(0)};`)}"`
  const children = Map.groupBy(scene.nodes, ({ parent }) => parent ?? '')
  const lines = ['flowchart TD']
  const pending: ({ node: SceneNode; depth: number } | { end: number })[] = (children.get('') ?? []).map((node) => ({ node, depth: 1 }))
  for (let next = pending.shift(); next; next = pending.shift()) {
    if ('end' in next) {
      lines.push(`${'  '.repeat(next.end)}end`)
      continue
    }
    const { node, depth } = next
    const indent = '  '.repeat(depth)
    if (!node.open) lines.push(`${indent}${names.get(node.id)}[${words(node.label)}]`)
    else {
      lines.push(`${indent}subgraph ${names.get(node.id)}[${words(node.label)}]`)
      pending.unshift(...(children.get(node.id) ?? []).map((child) => ({ node: child, depth: depth + 1 })), { end: depth })
    }
  }
  for (const edge of scene.edges) {
    const text = edge.data.length > 0 ? edge.data.join(', ') : edge.flows.length > 1 ? `${edge.flows.length} flows` : ''
    const arrow = edge.mode === 'async' ? '-.->' : '-->'
    lines.push(`  ${names.get(edge.from)} ${arrow}${text ? `|${words(shorten(text, 120))}|` : ''} ${names.get(edge.to)}`)
  }
  return `${lines.join('\n')}\n`
}

/** One flow a row. A cell that a spreadsheet would take for a formula gets an apostrophe. */
export function flowsCsv(network: Pick<Network, 'flows'>): string {
  const cell = (value: string): string => {
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
    return /[",\n\r;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  const head = [
    'from_system',
    'from_service',
    'to_system',
    'to_service',
    'data',
    'mode',
    'protocol',
    'criticality',
    'schema',
    'owner_from',
    'owner_to',
    'source',
  ]
  const rows = network.flows.map(({ from, to, data, mode, protocol, criticality, schema, ownerFrom, ownerTo, source }) =>
    [
      from.system,
      from.service ?? '',
      to.system,
      to.service ?? '',
      data.join('; '),
      mode,
      protocol ?? '',
      criticality,
      schema ?? '',
      ownerFrom ?? '',
      ownerTo ?? '',
      source,
    ]
      .map(cell)
      .join(','),
  )
  return `${[head.join(','), ...rows].join('\r\n')}\r\n`
}
