import { createHash } from 'node:crypto'
import type { Lines } from './graph.ts'
import { clean, escapeXml, shorten, textWidth, wrap } from './text.ts'
import { styleOf, type Theme } from './theme.ts'

/** Coordinates with at most one decimal: the same bytes everywhere. */
export const px = (n: number): string => String(Math.round(n * 10) / 10)

/** Lines of text under each other; `y` is the top of the first. */
export function textBlock(lines: Lines, x: number, y: number, style: string, anchor: 'start' | 'middle' = 'middle'): string {
  return lines.text
    .map((text, i) => {
      const weight = lines.bold ? ' font-weight="600"' : ''
      const at = y + i * lines.lineHeight + lines.size * 0.36 + lines.lineHeight / 2
      return `<text class="${style}" x="${px(x)}" y="${px(at)}" font-size="${px(lines.size)}"${weight}${anchor === 'middle' ? ' text-anchor="middle"' : ''}>${escapeXml(text)}</text>`
    })
    .join('')
}

export interface LegendEntry {
  /** Draws its sample into 28 × 14 px at (x, y). */
  draw: (x: number, y: number) => string
  label: string
}

export interface Frame {
  title: string
  description: string
  width: number
  height: number
  body: string
  legend: LegendEntry[]
}
const margin = 24

/**
 * The whole picture: title and description first, then what was drawn, then the legend. No scripts, fonts, images or
 * addresses; text stays text. The names for readers' software carry a hash, so that several may stand in one page.
 */
export function frame(f: Frame, theme: Theme): string {
  const title = clean(f.title.slice(0, 300))
  const description = clean(f.description.slice(0, 2_000))
  const id = createHash('sha256').update(`${title}\0${description}\0${f.body}`).digest('hex').slice(0, 8)
  const width = Math.max(f.width, 360, Math.min(720, Math.ceil(textWidth(title, 16, true)) + 2 * margin))
  const lines = wrap(description, width - 2 * margin, 2, 12, false, 17)
  const head = margin + 22 + (lines.text.length > 0 ? lines.text.length * 17 + 4 : 0)
  const legend = legendOf(f.legend, width)
  const height = head + f.height + legend.height
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="t${id}" aria-describedby="d${id}" viewBox="0 0 ${px(width)} ${px(height)}" width="${px(width)}" height="${px(height)}">`,
    `<title id="t${id}">${escapeXml(title)}</title><desc id="d${id}">${escapeXml(description)}</desc><style>${styleOf(theme)}</style>`,
    `<rect class="bg" width="${px(width)}" height="${px(height)}"/>`,
    `<text class="t" x="${margin}" y="${margin + 14}" font-size="16" font-weight="600">${escapeXml(shorten(title, width - 2 * margin, 16, true))}</text>`,
    textBlock(lines, margin, margin + 22, 'd', 'start'),
    `<g transform="translate(${px(Math.max(0, (width - f.width) / 2))} ${head})">`,
    f.body,
    '</g>',
    legend.draw(head + f.height),
    '</svg>\n',
  ].join('\n')
}

function legendOf(entries: LegendEntry[], width: number): { height: number; draw: (top: number) => string } {
  if (entries.length === 0) return { height: 0, draw: () => '' }
  const placed: { entry: LegendEntry; x: number; row: number }[] = []
  let x = margin
  let row = 0
  for (const entry of entries) {
    const needs = 36 + textWidth(entry.label, 11) + 20
    if (x > margin && x + needs > width - margin + 20) {
      x = margin
      row += 1
    }
    placed.push({ entry, x, row })
    x += needs
  }
  return {
    height: 20 + (row + 1) * 22 + 10,
    draw: (top) =>
      [
        `<path class="sep" d="M${margin} ${px(top + 4)}H${px(width - margin)}"/>`,
        ...placed.map(({ entry, x: at, row: r }) => {
          const y = top + 20 + r * 22
          return `${entry.draw(at, y)}<text class="d" x="${px(at + 36)}" y="${px(y + 11)}" font-size="11">${escapeXml(entry.label)}</text>`
        }),
      ].join(''),
  }
}
