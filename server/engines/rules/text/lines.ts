import type { EngineDocument } from '#server/engines/engine.ts'
import { type Block, blocks } from './blocks.ts'
import { cellId, cellsOf } from './cells.ts'
import { continueSentences } from './continued.ts'
import { leadingId, nextId } from './ids.ts'
import { numberedTitle, splitLabel, withinGroup } from './labels.ts'
import { normalise } from './normalise.ts'
import { Numbering } from './numbering.ts'
import { phrase } from './phrasing.ts'
import { piecesOf } from './pieces.ts'
import { scenario } from './scenarios.ts'
import { systemNames } from './system-names.ts'
import type { Matrix } from './tables.ts'
import { isStructure, isTitle } from './titles.ts'
import type { Transition } from './transition-table.ts'
import { readUseCases as tellUseCases } from './use-cases.ts'

/** A sentence (or list item, or table row) of a document with what surrounds it. It becomes a statement. */
export interface Line {
  id: string
  document: number
  role: EngineDocument['role']
  start: number
  end: number
  raw: string // as submitted
  text: string // normalised, without id, title and label
  title: string // run-in title of its block: "Add book"
  label: string // "Input", "Customer": what stood before a colon or dash
  headings: string[] // from the outermost to the nearest
  depth: number // nesting in lists, 0 = running text
  ordered: number | null
  list: number
  group: number // lines that belong together: an identified requirement with its bullets
  introducer: Line | null // "The librarian shall add a book with:" above this item
  follows: Line | null // the sentence before it in the same block
  cells: Record<string, string> // table rows
  code: boolean
  part: 'none' | 'before' | 'after' | 'flow' // of a use case: precondition, result, step
  people: string[] // roles that the columns of its table name
  transition: Transition | null // a row of a table of transitions
  matrix: Matrix | null // a row of a matrix of permissions
}

const MAX_LINES = 6000
const MAX_SENTENCE = 900 // longer ones are kept and reported, but no rule looks at them

export function readLines(documents: EngineDocument[]): Line[] {
  const lines: Line[] = []
  const state = new Numbering()
  const plainly = systemNames(documents.map((document) => document.text))
  documents.forEach((document, index) => {
    const context = new Context(index, document, plainly)
    for (const block of blocks(document.text)) {
      if (lines.length > MAX_LINES) break
      if (block.kind === 'heading') context.heading(block)
      else lines.push(...context.lines(block, state))
    }
  })
  tellUseCases(lines)
  continueSentences(lines)
  return lines
}

class Context {
  private headings: { depth: number; text: string }[] = []
  private stack: { depth: number; line: Line; group: number; list: number }[] = []
  private groupHasId = false
  /** Under a heading with an id ("US-3: Return a book") everything is one group. */
  private groupOfHeading: 'none' | 'next' | 'begun' = 'none'
  private lastParagraph: Line | null = null
  private document: number
  private source: EngineDocument
  private plainly: (text: string) => string
  constructor(document: number, source: EngineDocument, plainly: (text: string) => string) {
    this.document = document
    this.source = source
    this.plainly = plainly
  }

  heading(block: Block) {
    while (this.headings.length && (this.headings.at(-1)?.depth ?? 0) >= block.depth) this.headings.pop()
    this.headings.push({ depth: block.depth, text: normalise(block.plain).replace(/^(?:\d+(?:\.\d+)*\.?|[A-Z]\.)\s+/, '') })
    this.stack = []
    this.groupHasId = false
    this.groupOfHeading = /^[A-Z]{1,6}[-_ ]?\d/.test(normalise(block.plain)) ? 'next' : 'none'
    this.lastParagraph = null
  }

  /** What stands above others without being a heading: it names what follows, as a heading would. */
  private title(block: Block, text: string, part: { first: boolean; more: boolean; id: boolean }): boolean {
    if (block.kind !== 'text') return false
    if (isStructure(text)) return true
    if (isTitle(text) && /^[^a-z]{4,}$/.test(text) && block.depth === 0) return true
    if (!part.first || !isTitle(text)) return false
    const numbered = part.id || /^\d/.test(text) || block.ordered !== null
    return (
      part.more ||
      (block.parent && !/[:–]/.test(text)) ||
      (block.depth <= 1 && numbered && (block.alone || block.depth === 0)) ||
      (block.depth === 0 && (/^[^a-z]{4,}$/.test(text) || (this.headings.length === 0 && this.lastParagraph === null)))
    )
  }

  private putTitle(block: Block, text: string) {
    // "3.1 Graves" stands below "3 Requirements", and both below the name of the document.
    const level = block.depth === 0 ? (/^(\d+(?:\.\d+)*)[.)]?\s/.exec(text.trim())?.[1]?.split('.').length ?? 0) : 0
    const depth = 7 + (block.parent ? block.depth : level / 10)
    if (level && this.headings.length === 0) this.headings.push({ depth: 0, text: '' })
    this.headings = [...this.headings.filter((heading) => heading.depth < depth), { depth, text: normalise(text).replace(/^(?:\d+(?:\.\d+)*\.?|\w+:)\s+/, '') }]
  }

  lines(block: Block, numbering: Numbering): Line[] {
    const made: Line[] = []
    this.headings = this.headings.filter((heading) => heading.depth < 7 + Math.max(1, block.depth))
    while (this.stack.length && ((this.stack.at(-1)?.depth ?? 0) > block.depth || (this.stack.at(-1)?.depth === block.depth && block.ordered !== null)))
      this.stack.pop()
    const above = block.depth > 0 ? (this.stack.findLast((entry) => entry.depth < block.depth)?.line ?? null) : null
    const { pieces, cells, row } = piecesOf(block, this.above())
    const all = cellsOf(block)
    pieces.forEach((piece, i) => {
      const own = i === 0 ? (cellId(all) ?? leadingId(piece.plain, block.strong > 0)) : nextId(piece.plain)
      const named = block.kind === 'row' && own && piece.plain.startsWith(`${own.id} | `) ? own.id.length + 3 : own?.length
      const plain = piece.plain.slice(named ?? 0)
      if (this.startsGroup(block, i, own !== null, above, plain)) {
        numbering.startGroup(own?.id ?? (block.ordered !== null && block.depth === 1 ? String(block.ordered) : ''))
        this.groupHasId = own !== null
      }
      const strong = i === 0 && block.strong > (own?.length ?? 0) ? plain.slice(0, block.strong - (own?.length ?? 0)) : ''
      const line = this.line(block, piece, numbering.next(own?.id ?? ''), plain, strong, numbering.group, cells)
      line.introducer =
        above && (/:\s*$/.test(above.text) || above.text === '') ? above : above?.introducer && block.list === above.list ? above.introducer : above
      line.follows = made.at(-1) ?? null
      line.people = row?.roles ?? []
      line.transition = row?.transition ?? null
      line.matrix = row?.matrix ?? null
      if (line.follows && !line.title) line.title = line.follows.title
      if (
        this.title(block, plain.trim(), {
          first: i === 0 || numberedTitle(block, piece.plain),
          more: /^\s*\n/.test(block.plain.slice(piece.plain.length)) && pieces.length > 1,
          id: own !== null,
        })
      ) {
        line.code = true
        this.putTitle(block, plain.trim())
      }
      made.push(line)
    })
    if (this.disguised(block, made)) return made
    const last = made.at(-1)
    if (last) {
      if (block.depth === 0) this.stack = [{ depth: 0, line: last, group: numbering.group, list: 0 }]
      else {
        while ((this.stack.at(-1)?.depth ?? -1) >= block.depth) this.stack.pop()
        this.stack.push({ depth: block.depth, line: last, group: numbering.group, list: block.list })
      }
      this.lastParagraph = last
    }
    return made
  }

  /** A bold line of its own is a heading in disguise. */
  private disguised(block: Block, made: Line[]): boolean {
    const only = made.length === 1 ? made[0] : undefined
    const plain = block.plain.trim()
    if (!only || block.depth > 0 || block.kind !== 'text' || block.strong < plain.length || only.raw.length >= 70 || /[.:!?]$/.test(plain)) return false
    only.code = true
    if (this.groupOfHeading !== 'none' && withinGroup.test(plain)) return true
    this.headings = [...this.headings.filter((heading) => heading.depth < 7), { depth: 7, text: normalise(block.plain) }]
    this.stack = []
    this.groupHasId = false
    return true
  }

  /** The headings and a caption right above. */
  private above(): string[] {
    const caption = this.lastParagraph && !this.lastParagraph.people.length && this.lastParagraph.text.length < 90 ? [this.lastParagraph.text] : []
    return [...this.headings.map((heading) => heading.text), ...caption]
  }

  private startsGroup(block: Block, index: number, hasId: boolean, above: Line | null, plain: string): boolean {
    if (index > 0) return hasId || /^as an? /i.test(plain)
    if (hasId || block.kind !== 'text') return true
    if (this.groupOfHeading === 'begun') return false
    if (this.groupOfHeading === 'next') {
      this.groupOfHeading = 'begun'
      return true
    }
    if (block.depth === 0) return !(this.lastParagraph && (this.groupHasId || /:\s*$/.test(plain)) && !/^as an? /i.test(plain))
    if (above === null) return true
    return block.ordered !== null && block.depth === 1 && !this.groupHasId
  }

  private line(block: Block, piece: { at: number; to: number }, id: string, plain: string, strong: string, group: number, cells: Record<string, string>): Line {
    let rest = plain
    let title = ''
    let label = ''
    if (strong.trim() && strong.trim().length < 80) {
      const after = plain.slice(strong.length)
      if (/^\s*(?:[:–—-]|$)/.test(after) || /[.:–—-]\s*$/.test(strong.trim())) {
        title = strong.trim().replace(/[.:–—-]+\s*$/, '')
        rest = after.replace(/^\s*[:.–—-]+\s*/, '')
        label = title
      }
    }
    let text = normalise(
      scenario(block.kind === 'text' ? rest.replace(/ \| /g, ', ') : rest)
        .replace(/\n\s*(?=(?:when|then|but)\b)/gi, ', ')
        .replace(/\n\s*(?=and\b)/gi, ' '),
    )
    if (!label) ({ label, text } = splitLabel(text, block))
    const raw = this.source.text.slice(piece.at, piece.to)
    return {
      id,
      document: this.document,
      role: this.source.role,
      start: piece.at,
      end: piece.to,
      raw,
      text: text.length > MAX_SENTENCE ? '' : phrase(this.plainly(text)),
      title: normalise(title),
      label: normalise(label),
      headings: this.headings.map((heading) => heading.text),
      depth: block.depth,
      ordered: block.ordered,
      list: block.list,
      group,
      introducer: null,
      follows: null,
      cells,
      code: block.kind === 'code',
      people: [],
      part: 'none',
      transition: null,
      matrix: null,
    }
  }
}
