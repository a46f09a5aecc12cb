/** A document as Markdown, and where each of its characters stood in what was submitted. */
export interface Marked {
  text: string
  at: (offset: number) => number
}

/** Writes pieces of the original and what Markdown wants between them. */
class Writer {
  private parts: string[] = []
  private places: number[] = []
  last = '\n'
  keep(text: string, from: number) {
    for (let i = 0; i < text.length; i++) this.places.push(from + i)
    this.put(text)
  }
  insert(text: string, at: number) {
    for (let i = 0; i < text.length; i++) this.places.push(at)
    this.put(text)
  }
  private put(text: string) {
    this.parts.push(text)
    if (text) this.last = text.at(-1) ?? this.last
  }
  done(length: number): Marked {
    const { places } = this
    return { text: this.parts.join(''), at: (offset) => places[Math.min(offset, places.length - 1)] ?? length }
  }
}

/** Markup that is not Markdown, brought into it: AsciiDoc, HTML blocks, cards of bold labels. null when nothing is to do. */
export function asMarkdown(text: string): Marked | null {
  if (text.length > 400_000) return null
  if (/^\|===\s*$/m.test(text) || (text.match(/^={1,5} \S/gm)?.length ?? 0) > 1) return lines(text, asciidoc())
  if (/<(?:table|tr|li|h[1-6]|p)\b[^>]{0,200}>/i.test(text)) return html(text)
  return /^\*\*[A-Z][^*\n]{1,30}:?\*\*:?.*\n\*\*[A-Z]/m.test(text) ? lines(text, card()) : null
}

type LineWriter = (line: string, at: number, out: Writer) => void

function lines(text: string, write: LineWriter): Marked {
  const out = new Writer()
  let at = 0
  for (const line of text.split('\n')) {
    write(line, at, out)
    if (at + line.length < text.length) out.keep('\n', at + line.length)
    at += line.length + 1
  }
  return out.done(text.length)
}

/** "**Rationale:** …" on a line of its own is a paragraph of its own. */
function card(): LineWriter {
  let before = ''
  return (line, at, out) => {
    if (before.trim() && /^\*\*[A-Z][^*]{1,40}\*\*/.test(line)) out.insert('\n', at)
    out.keep(line, at)
    before = line
  }
}

function asciidoc(): LineWriter {
  let table = 0 // 0 outside, else one more than the rows written
  return (line, at, out) => {
    const heading = /^(={1,6})(\s+\S.*)$/.exec(line)
    const term = /^([^:\n]{2,50})::(\s+\S.*)$/.exec(line)
    const item = /^([*.-]{1,4})(\s+\S.*)$/.exec(line)
    if (/^\|===/.test(line)) {
      table = table ? 0 : 1
      out.insert('\n', at)
    } else if (table && line.startsWith('|')) {
      out.keep(line.trimEnd(), at)
      out.insert(' |', at + line.length - 1)
      if (table++ === 1) out.insert(`\n|${'---|'.repeat((line.match(/\|/g) ?? []).length)}`, at)
    } else if (heading?.[1] && heading[2]) {
      out.insert('#'.repeat(heading[1].length), at)
      out.keep(heading[2], at + heading[1].length)
    } else if (/^(?::[\w-]+:|\/\/|\[[^\]]*\]\s*$)/.test(line)) return
    else if (term?.[1] && term[2]) {
      out.insert('- ', at)
      out.keep(`${term[1]}:`, at)
      out.keep(term[2], at + term[1].length + 2)
    } else if (item?.[1] && item[2]) {
      out.insert(`${'  '.repeat(item[1].length - 1)}${item[1].startsWith('.') ? '1.' : '-'}`, at)
      out.keep(item[2], at + item[1].length)
    } else out.keep(line, at)
  }
}

/** Tables, lists, headings and paragraphs of HTML; other tags say nothing. */
function html(text: string): Marked {
  const out = new Writer()
  let from = 0
  let columns = 0
  let rows = 0
  let inside = false
  for (const match of text.matchAll(/<(\/?)([a-z][a-z0-9]{0,10})\b[^<>]{0,300}>|<!--[\s\S]{0,2000}?-->/gi)) {
    const kept = text.slice(from, match.index)
    // In a cell a line break is no end of the row.
    out.keep(inside ? kept.replace(/\n/g, ' ') : kept, from)
    from = match.index + match[0].length
    const [closing, tag] = [match[1] === '/', (match[2] ?? '').toLowerCase()]
    const at = match.index
    if (tag === 'table') {
      rows = 0
      inside = !closing
      out.insert('\n\n', at)
    } else if (tag === 'tr' && !closing) {
      columns = 0
      out.insert('\n|', at)
    } else if (tag === 'tr' && rows++ === 0) out.insert(`\n|${'---|'.repeat(Math.max(1, columns))}`, at)
    else if ((tag === 'td' || tag === 'th') && closing) {
      columns++
      out.insert(' |', Math.max(0, at - 1))
    } else if (tag === 'br') out.insert(inside ? '; ' : '\n', at)
    else if (inside) out.insert(' ', at)
    else if (tag === 'li' && !closing) out.insert('\n- ', at)
    else if (/^h[1-6]$/.test(tag)) out.insert(closing ? '\n\n' : `\n\n${'#'.repeat(Number(tag[1]))} `, at)
    else if (/^(?:p|div|ul|ol|section)$/.test(tag)) out.insert('\n\n', at)
  }
  out.keep(text.slice(from), from)
  return out.done(text.length)
}
