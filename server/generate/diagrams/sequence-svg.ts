import { frame, type LegendEntry, px, textBlock } from './document.ts'
import type { PlacedNode } from './graph.ts'
import type { PlacedGroup, PlacedMessage, PlacedNote, PlacedSequence } from './sequence-layout.ts'
import { shape } from './svg.ts'
import { arrow, openArrow, rounded } from './svg-edge.ts'
import { heightOf, widthOf, wrap } from './text.ts'
import type { Theme } from './theme.ts'

export function sequenceSvg(placed: PlacedSequence, theme: Theme): string {
  const { sequence, width, height, heads, lifelines, headHeight } = placed
  const top = 24 + headHeight
  const body = [
    // The outer frames first: an inner one stands on them.
    ...[...placed.groups].sort((a, b) => b.width * b.height - a.width * a.height).map(group),
    ...lifelines.map((x) => `<path class="sep" d="M${px(x)} ${px(top)}V${px(height - 12)}" stroke-dasharray="3 4"/>`),
    ...heads.map(headOf),
    ...placed.notes.map(noteOf),
    ...placed.messages.map(messageOf),
  ]
  return frame({ title: sequence.title, description: sequence.description, width, height, body: body.join('\n'), legend: legend(placed) }, theme)
}

function headOf(n: PlacedNode): string {
  const kind = n.node.kind === 'component' ? 'container' : n.node.kind
  const text = heightOf(n.title) + heightOf(n.subtitle)
  const top = n.y + (kind === 'database' ? 8 : 0) + (n.height - (kind === 'database' ? 8 : 0) - text) / 2
  const cx = n.x + n.width / 2
  return `<g class="${kind}">${shape(kind, n.x, n.y, n.width, n.height)}${textBlock(n.title, cx, top, 't')}${textBlock(n.subtitle, cx, top + heightOf(n.title), 'd')}</g>`
}

function messageOf(m: PlacedMessage): string {
  const { from, to, self, message } = m
  const text = heightOf(m.label) + heightOf(m.detail)
  const badge = 18
  const style = message.style === 'return' ? ' dashed' : ''
  const head = message.style === 'sync' ? arrow : openArrow
  if (self) {
    const x = from.x + 36
    const path = rounded([from, { x, y: from.y }, { x, y: to.y }, { x: from.x + 5, y: to.y }])
    return `<g><path class="e${style}" d="${path}"/>${head({ x: from.x, y: to.y }, { x, y: to.y })}${number(m.number, x + 16, from.y + 9)}${textBlock(m.label, x + 16 + badge, from.y, 'lt', 'start')}${textBlock(m.detail, x + 16 + badge, from.y + heightOf(m.label), 'ld', 'start')}</g>`
  }
  const back = message.style === 'sync' ? (to.x > from.x ? -6 : 6) : 0
  const mid = (from.x + to.x) / 2 + badge / 2
  const wide = Math.max(widthOf(m.label), widthOf(m.detail))
  const top = from.y - text - 5
  return [
    `<g><path class="e${style}" d="M${px(from.x)} ${px(from.y)}H${px(to.x + back)}"/>${head(to, from)}`,
    `<rect class="hl" x="${px(mid - wide / 2 - badge - 4)}" y="${px(top)}" width="${px(wide + badge + 8)}" height="${px(text)}"/>`,
    number(m.number, mid - widthOf(m.label) / 2 - badge / 2 - 2, top + 8),
    textBlock(m.label, mid, top, 'lt'),
    textBlock(m.detail, mid, top + heightOf(m.label), 'ld'),
    '</g>',
  ].join('')
}

const number = (n: number, x: number, y: number): string =>
  `<g class="system"><circle class="b" cx="${px(x)}" cy="${px(y)}" r="8"/><text class="t" x="${px(x)}" y="${px(y + 3.5)}" font-size="${n > 99 ? 8 : 10}" text-anchor="middle">${n}</text></g>`

const noteOf = (n: PlacedNote): string =>
  `<g><rect class="nt" x="${px(n.x)}" y="${px(n.y)}" width="${px(n.width)}" height="${px(n.height)}" rx="4"/>${textBlock(n.text, n.x + n.width / 2, n.y + 7, 'ntx')}</g>`

function group(g: PlacedGroup): string {
  const tag = wrap(g.group.operator, 60, 1, 11, true)
  const label = wrap(`[${g.group.label}]`, Math.max(60, g.width - 80), 1, 11.5)
  const tagWidth = widthOf(tag) + 20
  const other =
    g.divider === null || !g.group.otherwise
      ? ''
      : `<path class="sep" stroke-dasharray="6 4" d="M${px(g.x)} ${px(g.divider)}h${px(g.width)}"/>${textBlock(wrap(`[${g.group.otherwise.label}]`, g.width - 32, 1, 11.5), g.x + 12, g.divider + 6, 'd', 'start')}`
  return [
    `<g><rect class="bd whole" x="${px(g.x)}" y="${px(g.y)}" width="${px(g.width)}" height="${px(g.height)}" rx="6"/>`,
    `<g class="system"><path class="b" d="M${px(g.x)} ${px(g.y + 6)}q0 -6 6 -6h${px(tagWidth)}v14l-7 7h${px(-(tagWidth - 1))}z"/>${textBlock(tag, g.x + 10, g.y + 3, 't', 'start')}</g>`,
    textBlock(label, g.x + tagWidth + 18, g.y + 3, 'd', 'start'),
    other,
    '</g>',
  ].join('')
}

const meaning = { sync: 'waits for the answer', async: 'does not wait', return: 'answers' } as const

function legend(placed: PlacedSequence): LegendEntry[] {
  const used = new Set(placed.messages.map((m) => m.message.style))
  return (Object.keys(meaning) as (keyof typeof meaning)[])
    .filter((style) => used.has(style))
    .map((style) => ({
      label: meaning[style],
      draw: (x, y) =>
        `<path class="e${style === 'return' ? ' dashed' : ''}" d="M${px(x)} ${px(y + 7)}h${style === 'sync' ? 22 : 28}"/>${(style === 'sync' ? arrow : openArrow)({ x: x + 28, y: y + 7 }, { x, y: y + 7 })}`,
    }))
}
