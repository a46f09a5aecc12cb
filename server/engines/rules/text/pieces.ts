import type { Block } from './blocks.ts'
import { cellSentences, cellsOf, requirementCell, storyPieces } from './cells.ts'
import { type Piece, sentences } from './sentences.ts'
import { permissionRow, type RowSentence } from './tables.ts'
import { type Transition, transitionRow } from './transition-table.ts'

/** What a block says: its sentences, and what a row of a table says beside them. */
export interface Told {
  pieces: Piece[]
  cells: Record<string, string>
  row: (RowSentence & { transition?: Transition }) | null
}

/** A row of a matrix or of transitions and a story in columns are put into words; other rows keep their cells or their requirement. */
export function piecesOf(block: Block, headings: string[]): Told {
  if (block.kind === 'code') return { pieces: [{ at: block.start, to: block.end, plain: '' }], cells: {}, row: null }
  const row = block.kind === 'row' ? (permissionRow(block) ?? transitionRow(block, headings)) : null
  if (row) return { pieces: [{ at: block.start, to: block.end, plain: row.text }], cells: {}, row }
  const story = storyPieces(block)
  if (story) return { pieces: story, cells: {}, row: null }
  const requirement = requirementCell(block)
  return requirement ? { pieces: cellSentences(block, requirement), cells: {}, row: null } : { pieces: sentences(block), cells: cellsOf(block), row: null }
}
