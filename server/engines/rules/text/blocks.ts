import type { Nodes, PhrasingContent, Root } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { asMarkdown } from './markup.ts'

/** A piece of running text of the document. `offsets[i]` is where `plain[i]` stands in the document. */
export interface Block {
  kind: 'heading' | 'text' | 'row' | 'code'
  plain: string
  offsets: number[]
  start: number
  end: number
  depth: number // headings: 1–6; list items: nesting, 0 outside lists
  ordered: number | null // the number of an item of a numbered list
  list: number // the list this item stands in; 0 outside lists
  parent: boolean // a list item with a list of its own below
  alone: boolean // the only item of its list
  strong: number // how many characters at the beginning are bold
  strongs: number[] // beginnings of bold runs
  cells: Block[] // row: its cells
  header: string[] // row: the heads of its columns
}

const parser = unified().use(remarkParse).use(remarkGfm)

/**
 * Markup that no one writes but that a Markdown parser takes minutes for or overflows on: quotes in quotes in quotes,
 * thousands of open brackets. Such a document is read line by line instead.
 */
function isHostile(text: string): boolean {
  if (/^(?:[ \t]{0,3}>){12}/m.test(text) || /^[ \t]{60,}\S/m.test(text)) return true
  const brackets = text.split('[').length + text.split('*').length / 4 + text.split('_').length / 8 + text.split('<').length
  return brackets > 6000 || text.split('\n').length > 20_000
}

/** Headings, paragraphs, list items and table rows in order. Everything else (HTML, thematic breaks) carries no statement. */
export function blocks(text: string): Block[] {
  if (isHostile(text)) return plainBlocks(text)
  const marked = asMarkdown(text)
  if (!marked) return markdown(text)
  const place = (block: Block): Block => ({
    ...block,
    offsets: block.offsets.map(marked.at),
    start: marked.at(block.start),
    end: block.end > block.start ? marked.at(block.end - 1) + 1 : marked.at(block.end),
    cells: block.cells.map(place),
  })
  return markdown(marked.text).map(place)
}

function markdown(text: string): Block[] {
  let root: Root
  try {
    root = parser.parse(text)
  } catch {
    return plainBlocks(text)
  }
  const found: Block[] = []
  const counter = { list: 0 }
  for (const node of root.children) collect(node, { depth: 0, ordered: null, list: 0, parent: false, alone: false }, text, found, counter)
  return found
}

/** One block a line: enough to show every line as a statement. */
function plainBlocks(text: string): Block[] {
  const found: Block[] = []
  let start = 0
  for (const line of text.split('\n').slice(0, 8000)) {
    const trimmed = line.trim()
    const at = start + (line.length - line.trimStart().length)
    if (/\w/.test(trimmed))
      found.push({
        kind: 'text',
        plain: trimmed,
        offsets: Array.from({ length: Math.min(trimmed.length, 4000) }, (_, i) => at + i),
        start: at,
        end: at + trimmed.length,
        depth: 0,
        ordered: null,
        list: 0,
        parent: false,
        alone: false,
        strong: 0,
        strongs: [],
        cells: [],
        header: [],
      })
    start += line.length + 1
  }
  return found
}

interface Place {
  depth: number
  ordered: number | null
  list: number
  parent: boolean
  alone: boolean
}

function collect(node: Nodes, place: Place, text: string, found: Block[], counter: { list: number }) {
  if (place.depth > 40) return
  switch (node.type) {
    case 'heading':
      found.push(block(node, 'heading', { ...place, depth: node.depth }, text))
      break
    case 'paragraph':
      found.push(block(node, 'text', place, text))
      break
    case 'code':
      found.push(code(node, place, text))
      break
    case 'blockquote':
      for (const child of node.children) collect(child, place, text, found, counter)
      break
    case 'list': {
      const list = ++counter.list
      node.children.forEach((item, index) => {
        const ordered = node.ordered ? (node.start ?? 1) + index : null
        const below = { parent: item.children.some((child) => child.type === 'list'), alone: node.children.length === 1 }
        for (const [i, child] of item.children.entries())
          collect(child, { depth: place.depth + 1, ordered: i === 0 ? ordered : null, list, ...below }, text, found, counter)
      })
      break
    }
    case 'table': {
      const [head, ...rows] = node.children
      const header = (head?.children ?? []).map((cell) => block(cell, 'text', place, text).plain.trim())
      for (const row of rows) {
        const cells = row.children.map((cell) => block(cell, 'text', place, text))
        found.push({ ...block(row, 'row', place, text), plain: cells.map((cell) => cell.plain.trim()).join(' | '), cells, header })
      }
      break
    }
    default:
      break
  }
}

function range(node: Nodes): [number, number] {
  return [node.position?.start.offset ?? 0, node.position?.end.offset ?? 0]
}

function code(node: Nodes & { type: 'code' }, place: Place, text: string): Block {
  const [start, end] = range(node)
  const at = Math.max(start, text.indexOf('\n', start) + 1)
  const plain = node.lang && /gherkin|feature|cucumber/i.test(node.lang) ? text.slice(at, Math.min(end, at + node.value.length)) : ''
  return {
    kind: plain ? 'text' : 'code',
    plain,
    offsets: Array.from(plain, (_, i) => at + i),
    start,
    end,
    depth: place.depth,
    ordered: place.ordered,
    list: place.list,
    parent: place.parent,
    alone: place.alone,
    strong: 0,
    strongs: [],
    cells: [],
    header: [],
  }
}

function block(node: Nodes, kind: Block['kind'], place: Place, text: string): Block {
  const [start, end] = range(node)
  const made: Block = {
    kind,
    plain: '',
    offsets: [],
    start,
    end,
    depth: place.depth,
    ordered: place.ordered,
    list: place.list,
    parent: place.parent,
    alone: place.alone,
    strong: 0,
    strongs: [],
    cells: [],
    header: [],
  }
  const parts: string[] = []
  if ('children' in node && kind !== 'row') for (const child of node.children) inline(child as PhrasingContent, made, parts, text, 0)
  made.plain = parts.join('')
  return made
}

function inline(node: PhrasingContent, made: Block, parts: string[], text: string, depth: number) {
  const [start, end] = range(node)
  if (node.type === 'text' || node.type === 'inlineCode') {
    const raw = text.slice(start, end)
    const shift = node.type === 'inlineCode' ? Math.max(0, raw.indexOf(node.value)) : 0
    for (const at of placesIn(raw.slice(shift), node.value)) made.offsets.push(Math.min(start + shift + at, Math.max(start, end - 1)))
    parts.push(node.value)
  } else if (node.type === 'break') {
    made.offsets.push(start)
    parts.push('\n')
  } else if ('children' in node && depth < 40) {
    const at = made.offsets.length
    if (node.type === 'strong') made.strongs.push(at)
    for (const child of node.children) inline(child as PhrasingContent, made, parts, text, depth + 1)
    if (node.type === 'strong' && at === 0) made.strong = made.offsets.length
  }
}

/** Where each character of a parsed text stands in its source, which also holds the indentation of continued lines, backslashes and entities. */
function placesIn(raw: string, value: string): number[] {
  const places: number[] = []
  let at = 0
  for (const char of value) {
    if (raw[at] !== char && char === '\n') at = Math.max(at, raw.indexOf('\n', at))
    else if (raw[at] === '\\' && raw[at + 1] === char) at++
    const entity = raw[at] === '&' && char !== '&' ? raw.indexOf(';', at) : -1
    for (let i = 0; i < char.length; i++) places.push(at + (entity < 0 ? i : 0))
    at = entity < 0 ? at + char.length : entity + 1
    if (char === '\n') while (raw[at] === ' ' || raw[at] === '\t' || raw[at] === '>') at++
  }
  return places
}
