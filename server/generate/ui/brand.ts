import { createHash } from 'node:crypto'
import { html } from './source-text.ts'

/** Colour and mark of a service, from its name alone: the same service looks the same in every build. */
export interface Brand {
  hue: number
  strokes: [number, number][][]
}

// Hues that keep apart and stay legible as text in both themes.
const hues = [15, 40, 65, 145, 170, 195, 220, 245, 262, 285, 310, 345]

// Letters as strokes on a grid of 4 × 6, since an icon must not depend on the fonts of the machine that builds it.
const letters: Record<string, string> = {
  A: '06 20 46|13 33',
  B: '06 00 30 41 42 33 03|33 44 45 36 06',
  C: '41 30 10 01 05 16 36 45',
  D: '06 00 20 42 44 26 06',
  E: '40 00 06 46|03 33',
  F: '40 00 06|03 33',
  G: '41 30 10 01 05 16 36 45 43 23',
  H: '00 06|40 46|03 43',
  I: '20 26|10 30|16 36',
  J: '40 45 36 16 05',
  K: '00 06|40 03 46',
  L: '00 06 46',
  M: '06 00 23 40 46',
  N: '06 00 46 40',
  O: '10 30 41 45 36 16 05 01 10',
  P: '06 00 30 41 42 33 03',
  Q: '10 30 41 45 36 16 05 01 10|24 46',
  R: '06 00 30 41 42 33 03|23 46',
  S: '41 30 10 01 02 13 33 44 45 36 16 05',
  T: '00 40|20 26',
  U: '00 05 16 36 45 40',
  V: '00 26 40',
  W: '00 16 23 36 40',
  X: '00 46|40 06',
  Y: '00 23 40|23 26',
  Z: '00 40 06 46',
}
const square = '01 05 45 41 01|03 43'

export function brandOf(name: string): Brand {
  const digest = createHash('sha256').update(name).digest()
  const initial = name.normalize('NFKD').toUpperCase().match(/[A-Z]/)?.[0] ?? ''
  const strokes = (letters[initial] ?? square)
    .split('|')
    .map((stroke) => stroke.split(' ').map((point): [number, number] => [Number(point[0]), Number(point[1])]))
  return { hue: hues[(digest[0] ?? 0) % hues.length] ?? 262, strokes }
}

/** Strokes in the unit square; `scale` is the height of the letter. */
export const placed = ({ strokes }: Brand, scale: number): [number, number][][] =>
  strokes.map((stroke) => stroke.map(([x, y]): [number, number] => [0.5 + ((x - 2) / 6) * scale, 0.5 + ((y - 3) / 6) * scale]))

export const letterScale = 0.46
export const strokeWidth = 0.085

export function iconSvg(brand: Brand, name: string): string {
  const path = placed(brand, letterScale)
    .map((stroke) => `M${stroke.map(([x, y]) => `${(x * 512).toFixed(1)} ${(y * 512).toFixed(1)}`).join('L')}`)
    .join('')
  const [r, g, b] = accentRgb(brand)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" role="img"><title>${html(name)}</title><rect width="512" height="512" rx="112" fill="rgb(${r},${g},${b})"/><path d="${path}" fill="none" stroke="#fff" stroke-width="${(strokeWidth * 512).toFixed(1)}" stroke-linecap="round" stroke-linejoin="round"/></svg>\n`
}

/** The light theme's accent, oklch(0.5 0.135 hue), in sRGB (after Björn Ottosson's definition of Oklab). */
export function accentRgb({ hue }: Brand): [number, number, number] {
  const [L, a, b] = [0.5, 0.135 * Math.cos((hue * Math.PI) / 180), 0.135 * Math.sin((hue * Math.PI) / 180)]
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
  const [red = 0, green = 0, blue = 0] = linear.map((c) =>
    Math.round(255 * Math.min(1, Math.max(0, c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055))),
  )
  return [red, green, blue]
}

export const accentHex = (brand: Brand): string =>
  `#${accentRgb(brand)
    .map((c) => c.toString(16).padStart(2, '0'))
    .join('')}`
