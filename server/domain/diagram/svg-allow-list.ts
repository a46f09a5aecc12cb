/** What a drawing needs and nothing that runs, loads, moves or asks. Elements that are not named go with all that is in them. */
const shape = 'd x y width height rx ry cx cy r x1 y1 x2 y2 points pathLength'
const writing = 'x y dx dy rotate textLength lengthAdjust startOffset'
const paint = 'gradientUnits gradientTransform spreadMethod x1 y1 x2 y2 cx cy r fx fy offset'
const region =
  'x y width height viewBox preserveAspectRatio refX refY markerWidth markerHeight markerUnits orient clipPathUnits maskUnits maskContentUnits patternUnits patternContentUnits patternTransform'
const entry = (attributes: string, more: { text?: true; link?: 'inside' | 'outside' } = {}) => ({
  attributes: new Set(attributes.split(' ')),
  text: false,
  link: null,
  ...more,
})
type Entry = { attributes: Set<string>; text: boolean; link: 'inside' | 'outside' | null }

export const elements: Partial<Record<string, Entry>> = {
  svg: entry(`${region} version`),
  g: entry(''),
  path: entry(shape),
  rect: entry(shape),
  circle: entry(shape),
  ellipse: entry(shape),
  line: entry(shape),
  polyline: entry(shape),
  polygon: entry(shape),
  text: entry(writing, { text: true }),
  tspan: entry(writing, { text: true }),
  textPath: entry(writing, { text: true, link: 'inside' }),
  title: entry('', { text: true }),
  desc: entry('', { text: true }),
  style: entry('', { text: true }),
  defs: entry(''),
  symbol: entry(region),
  use: entry('x y width height', { link: 'inside' }),
  marker: entry(region),
  clipPath: entry(region),
  mask: entry(region),
  pattern: entry(region, { link: 'inside' }),
  linearGradient: entry(paint, { link: 'inside' }),
  radialGradient: entry(paint, { link: 'inside' }),
  stop: entry('offset'),
  a: entry('', { text: true, link: 'outside' }),
}

/** Properties of looks, as attributes or in a style. */
const looks = new Set(
  `alignment-baseline baseline-shift clip-path clip-rule color color-interpolation display dominant-baseline fill fill-opacity fill-rule font-family
  font-size font-stretch font-style font-variant font-weight letter-spacing line-height marker marker-end marker-mid marker-start mask opacity overflow
  paint-order shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit
  stroke-opacity stroke-width text-align text-anchor text-decoration text-rendering transform-origin transform-box vector-effect visibility white-space
  word-spacing writing-mode direction unicode-bidi`.split(/\s+/),
)
const everywhere = new Set(['id', 'class', 'transform', 'role', 'aria-label', 'aria-labelledby', 'aria-describedby', 'aria-hidden', 'lang'])
const inside = /^#[\w.:-]{1,200}$/
/** Addresses: parts of the same drawing alone. CSS escapes could spell anything, so they are not read at all. */
const harmless = (value: string): boolean =>
  !/[\\<>{}@;]|\/[*/]|expression\s*\(|javascript:|image-set|src\s*\(/i.test(value) &&
  value.replace(/url\(\s*(["']?)#[\w.:-]{1,200}\1\s*\)/gi, '').search(/url/i) < 0

export function cleanAttribute(element: string, prefix: string, name: string, value: string, removed: Set<string>, space: string): [string, string] | null {
  const rule = elements[element]
  const drop = (what: string): null => {
    removed.add(what.slice(0, 60))
    return null
  }
  if (name === 'href' && (prefix === '' || space === 'http://www.w3.org/1999/xlink')) return cleanLink(rule?.link ?? null, value.trim(), drop)
  if (prefix !== '') return prefix === 'xml' ? null : drop(`${prefix}:…`)
  if (name === 'style') {
    const style = cleanDeclarations(value, removed)
    return style ? ['style', style] : null
  }
  if (!everywhere.has(name) && !looks.has(name) && !rule?.attributes.has(name)) return name.startsWith('data-') ? null : drop(name)
  if (name === 'id' && !/^[\w.:-]{1,200}$/.test(value)) return drop('an id with unusual characters')
  return harmless(value) ? [name, value] : drop('an address outside')
}

function cleanLink(allowed: Entry['link'], value: string, drop: (what: string) => null): [string, string] | null {
  if (allowed === 'inside' && inside.test(value)) return ['href', value]
  if (allowed === 'outside' && /^(https?:\/\/|mailto:)[^\s\\]+$/i.test(value)) return ['href', value]
  return drop('an address outside')
}

function cleanDeclarations(text: string, removed: Set<string>): string {
  return text
    .split(';')
    .flatMap((declaration) => {
      const colon = declaration.indexOf(':')
      const name = declaration.slice(0, colon).trim().toLowerCase()
      const value = declaration.slice(colon + 1).trim()
      if (colon < 0 || !value) return []
      if (looks.has(name) && harmless(value)) return [`${name}:${value}`]
      // Programs write many properties that mean nothing here; only what could do something is worth telling.
      if (!harmless(value)) removed.add('an address outside')
      return []
    })
    .join(';')
}

/** Plain rules survive; what begins with @ (imports, fonts, media) goes with its block. */
export function cleanStyleSheet(source: string, removed: Set<string>): string {
  const css = source.replace(/\/\*[\s\S]*?(\*\/|$)/g, ' ')
  const rules: string[] = []
  let at = 0
  while (at < css.length) {
    const open = css.indexOf('{', at)
    const statement = css.indexOf(';', at)
    if (css.slice(at).trimStart().startsWith('@')) {
      removed.add(/^\s*@[\w-]{1,30}/.exec(css.slice(at))?.[0].trim() ?? '@…')
      at = statement >= 0 && (open < 0 || statement < open) ? statement + 1 : afterBlock(css, open)
      continue
    }
    if (open < 0) break
    const close = css.indexOf('}', open)
    const end = close < 0 ? css.length : close
    const selector = css.slice(at, open).trim()
    const declarations = cleanDeclarations(css.slice(open + 1, end), removed)
    if (/^[\w\s.,#>:*()[\]="'+~-]+$/.test(selector) && declarations) rules.push(`${selector}{${declarations}}`)
    at = end + 1
  }
  return rules.join('')
}

function afterBlock(css: string, open: number): number {
  if (open < 0) return css.length
  let depth = 0
  for (let i = open; i < css.length; i++) {
    if (css[i] === '{') depth++
    if (css[i] === '}' && --depth === 0) return i + 1
  }
  return css.length
}
