import { isDictionary } from '../language/field-lists.ts'
import type { Block } from './blocks.ts'
import { type Piece, sentences } from './sentences.ts'

export function cellsOf(block: Block): Record<string, string> {
  if (block.kind !== 'row') return {}
  return Object.fromEntries(block.cells.map((cell, i) => [(block.header[i] ?? '').toLowerCase() || `column ${i + 1}`, cell.plain.trim()]))
}

/** The cell that holds a requirement in words: of a table with such a column, the longest that has a verb. */
export function requirementCell(block: Block): Block | null {
  if (block.kind !== 'row' || isDictionary(block.header.map((head) => head.trim().toLowerCase()))) return null
  const at = block.header.findIndex(
    (head, i) =>
      (block.cells[i]?.plain.trim().split(' ').length ?? 0) > 3 &&
      /^(?:requirement|description|statement|text|story|user story|rule|business rule|specification|shall statement|requirement (?:text|description|statement)|details?)s?$/i.test(
        head.trim(),
      ),
  )
  const known = looksLikeId(block.cells[0]?.plain ?? '')
  const titled =
    known ||
    block.header.some((head) =>
      /^(?:id|no\.?|nr\.?|#|ref\.?|number|req(?:uirement)? ?id|key|requirement|rule|user story|story|business rule)$/i.test(head.trim()),
    )
  const cell = at >= 0 ? block.cells[at] : known ? longest(block) : undefined
  return cell && titled && cell.plain.trim().split(' ').length > 3 ? cell : null
}

/** "FR-01", "BR 3", "4.2.1" */
const looksLikeId = (text: string): boolean => /^(?:[A-Z]{1,6}[-_. ]?\d{1,4}(?:[.-]\d+)*[a-z]?|\d+(?:\.\d+)+)$/.test(text.trim())

/** The cell with a sentence in it, whatever its column is called. */
function longest(block: Block): Block | undefined {
  const cell = block.cells.slice(1).toSorted((a, b) => b.plain.length - a.plain.length)[0]
  return cell && /\b(?:shall|must|should|can|may|will|is|are|has|have|cannot)\b|\w+s (?:an?|the|their) /i.test(cell.plain) ? cell : undefined
}

/** Columns that say more of a requirement than its text. */
const criterion = /^(?:fit criteri(?:a|on)|acceptance(?: criteri(?:a|on))?|business rules?|constraints?|conditions?)$/i

/** The first sentence begins where the row begins, the last ends where it ends. */
export function cellSentences(row: Block, cell: Block): ReturnType<typeof sentences> {
  const criteria = row.cells.filter((other, i) => other !== cell && criterion.test(row.header[i]?.trim() ?? '') && other.plain.trim().split(' ').length > 3)
  const pieces = [cell, ...criteria].flatMap((one) => sentences({ ...one, kind: 'text' }))
  const [first] = pieces
  const last = pieces.at(-1)
  if (first) first.at = row.start
  if (last) last.to = row.end
  return pieces
}

const columns = {
  who: /^(?:as an?|as|roles?|actors?|users?|who|persona|user roles?|stakeholders?|(?:the )?system (?:shall|must|should|will) (?:allow|enable|let|permit|support))(?: (?:the|an?))?(?:\s*(?:…|\.\.\.))?$/i,
  what: /^(?:to|shall be able to|is able to|must be able to|be able to|i want(?: to)?|i can|want(?: to)?|wants to|goal|action|feature|what|activity|can|may|function|use case|story)(?:\s*(?:…|\.\.\.))?$/i,
  more: /^(?:acceptance(?: criteri(?:a|on))?|criteria|rules?|business rules?|notes?|details?|conditions?|constraints?|remarks?|validations?)$/i,
}
const place = (block: Block, column: RegExp): number => block.header.findIndex((head) => column.test(head.trim()))

/** A user story spread over the columns of a table, as the sentences it stands for; null for any other row. */
export function storyPieces(row: Block): Piece[] | null {
  if (row.kind !== 'row') return null
  const [who, what] = [row.cells[place(row, columns.who)], row.cells[place(row, columns.what)]]
  const role = who?.plain.trim().replace(/^(?:as )?(?:an?|the) /i, '') ?? ''
  const wish =
    what?.plain
      .trim()
      .replace(/^(?:I (?:want|can|would like)(?: to)?|to) /i, '')
      .replace(/[.;]+$/, '') ?? ''
  if (!role || !wish || role.split(' ').length > 5 || !what) return null
  const article = /^[aeiou]/i.test(role) ? 'an' : 'a'
  const story: Piece = { plain: `As ${article} ${role}, I want to ${wish}.`, at: row.start, to: what.end }
  const criteria = row.cells.filter((_, i) => columns.more.test(row.header[i]?.trim() ?? '')).flatMap((cell) => sentences({ ...cell, kind: 'text' }))
  const pieces = [story, ...criteria]
  const last = pieces.at(-1)
  if (last) last.to = row.end
  return pieces
}

export function cellId(cells: Record<string, string>): { id: string; length: number } | null {
  const value =
    Object.entries(cells).find(([head]) => /^(?:id|no\.?|nr\.?|#|ref\.?|number|req(?:uirement)? ?id|key)$/.test(head))?.[1] ??
    Object.values(cells).find((cell, i) => i === 0 && looksLikeId(cell))
  return value && /^[\w.-]{1,30}$/.test(value) ? { id: value, length: 0 } : null
}
