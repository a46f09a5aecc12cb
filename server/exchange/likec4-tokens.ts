import type { Spot } from './located.ts'
import { spots, Unreadable } from './parse.ts'

/** The words of LikeC4's language: names, strings, tags, arrows, brackets. Comments are left out. */
export interface Token {
  kind: 'name' | 'string' | 'tag' | 'sign' | 'end'
  text: string
  at: Spot
}
const rules: [Token['kind'] | 'space', RegExp][] = [
  ['space', /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y],
  ['string', /'''([\s\S]*?)'''|"""([\s\S]*?)"""/y],
  ['string', /'((?:\\[\s\S]|[^'\\])*)'|"((?:\\[\s\S]|[^"\\])*)"/y],
  ['tag', /#[\w-]+/y],
  ['sign', /-\[\s*[\w-]+\s*\]->|->|<->|<-|==|!=|[{}[\]()=,:;*.~@?!<>|&+%/-]/y],
  // Links and colours stand without quotes; a name may have hyphens, not at its end (a->b).
  ['name', /https?:\/\/[^\s'"{}]+|[A-Za-z_](?:[\w]|-(?=\w))*|\d[\w.%]*/y],
]

export function tokensOf(file: string, text: string): Token[] {
  const spot = spots(file, text)
  const tokens: Token[] = []
  let at = 0
  outer: while (at < text.length) {
    for (const [kind, pattern] of rules) {
      pattern.lastIndex = at
      const found = pattern.exec(text)
      if (!found) continue
      if (kind === 'string')
        tokens.push({ kind, text: unescaped(found[1] ?? found[2] ?? '', found[0].length > 5 && /^('''|""")/.test(found[0])), at: spot(at) })
      else if (kind !== 'space') tokens.push({ kind, text: found[0], at: spot(at) })
      at += found[0].length
      continue outer
    }
    const character = text[at] as string
    if (character === "'" || character === '"') throw new Unreadable(spot(at), 'This text is not closed: its second quotation mark is missing.')
    if (text.startsWith('/*', at)) throw new Unreadable(spot(at), 'This comment is not closed.')
    throw new Unreadable(spot(at), `The character ${character} has no meaning here.`)
  }
  tokens.push({ kind: 'end', text: '', at: spot(text.length) })
  return tokens
}

/** Text over several lines loses the indentation that its lines share. */
function unescaped(text: string, block: boolean): string {
  const lines = text.replace(/\\(['"\\])/g, '$1').split('\n')
  if (!block)
    return lines
      .map((line) => line.trim())
      .join(' ')
      .trim()
  const indents = lines
    .slice(1)
    .filter((line) => line.trim())
    .map((line) => line.length - line.trimStart().length)
  const shared = Math.min(...(lines[0]?.trim() ? [0] : []), ...indents.slice(0, 1000), 200)
  return lines
    .map((line, index) => (index === 0 ? line.trimStart() : line.slice(shared)).trimEnd())
    .join('\n')
    .trim()
}
