import type { Lines } from './graph.ts'

/**
 * Widths of Helvetica in thousandths of its size, from its public metrics; Arial and Liberation Sans share them. So the
 * same text has the same width on every machine, and boxes fit without a browser to ask.
 */
export const fontFamily = "Helvetica,Arial,'Liberation Sans',sans-serif"
const widths: Record<string, number> = {}
for (const [width, characters] of [
  [191, "'"],
  [222, 'ijl'],
  [260, '|'],
  [278, ' !,./:;I[\\]ft'],
  [333, '()-`r'],
  [334, '{}'],
  [355, '"'],
  [389, '*'],
  [469, '^'],
  [500, 'Jckvsxyz'],
  [556, '#$0123456789?L_abdeghnopqu'],
  [584, '+<=>~'],
  [611, 'FTZ'],
  [667, '&ABEKPSVXY'],
  [722, 'CDHNRUw'],
  [778, 'GOQ'],
  [833, 'Mm'],
  [889, '%'],
  [944, 'W'],
  [1015, '@'],
] as const)
  for (const c of characters) widths[c] = width

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/
const mark = /\p{M}/u

function widthOfCharacter(c: string): number {
  const known = widths[c]
  if (known !== undefined) return known
  if ((c.codePointAt(0) ?? 0) > 0xffff) return 1300
  if (wide.test(c)) return 1000
  if (mark.test(c)) return 0
  return widths[c.normalize('NFD').charAt(0)] ?? 640
}

/** In px; bold runs about 7 % wider. */
export function textWidth(text: string, size: number, bold = false): number {
  let total = 0
  for (const c of text) total += widthOfCharacter(c)
  return (total * size * (bold ? 1.07 : 1)) / 1000
}

/** One line of printable text: no control characters, and none that turn the direction of what follows. */
export const clean = (text: string): string =>
  text
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\s]+/g, ' ')
    .replace(/[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g, '')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')
    .trim()

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** As much as fits, with an ellipsis when something was left out. Never cuts through a character that is composed of several. */
export function shorten(text: string, width: number, size: number, bold = false): string {
  if (textWidth(text, size, bold) <= width) return text
  let kept = ''
  for (const { segment } of graphemes.segment(text)) {
    if (textWidth(`${kept}${segment}…`, size, bold) > width) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}

/** Breaks at spaces, and inside words that alone are too long; what does not fit into the last line is shortened. */
export function wrap(source: string, width: number, most: number, size: number, bold = false, lineHeight = Math.round(size * 1.34)): Lines {
  const lines: string[] = []
  // A label of 5 MB costs no more than one of a few lines.
  const text = clean(source.slice(0, 2_000))
  let line = ''
  for (const word of text.split(' ').filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word
    if (textWidth(longer, size, bold) <= width || (!line && lines.length < most)) line = longer
    else {
      lines.push(line)
      line = word
    }
    while (textWidth(line, size, bold) > width && lines.length < most - 1) {
      const head = shorten(line, width, size, bold).replace(/…$/, '')
      if (!head) break
      lines.push(head)
      line = line.slice(head.length)
    }
    if (lines.length >= most) break
  }
  if (line) lines.push(line)
  const left = lines.length > most
  const kept = lines.slice(0, most).map((l, i) => shorten(left && i === most - 1 ? `${l}…` : l, width, size, bold))
  return { text: kept, size, bold, lineHeight }
}

export const widthOf = (lines: Lines): number => Math.max(0, ...lines.text.map((t) => textWidth(t, lines.size, lines.bold)))
export const heightOf = (lines: Lines): number => lines.text.length * lines.lineHeight

/** For text and attribute values of XML. */
export const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
