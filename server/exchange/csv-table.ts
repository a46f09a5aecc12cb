import { CsvError, parse } from 'csv-parse/sync'
import type { Located, MapNode, Spot } from './located.ts'
import { spots, Unreadable } from './parse.ts'

export interface CsvTable {
  /** Names as written, and where. */
  headers: { name: string; word: string; at: Spot }[]
  /** Cells by the word of their header; empty ones are left out. */
  rows: MapNode[]
}
/** "P95 (ms)", "p95_ms" and "P95-ms" are one header. */
const wordOf = (header: string) =>
  header
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')

/** The sign that separates the fields of the first line: the one that stands most often outside of quotes. */
function delimiterOf(text: string): string {
  const first = (/^.*$/m.exec(text.replace(/^\uFEFF/, ''))?.[0] ?? '').replace(/"[^"]*"/g, '')
  const count = (sign: string) => first.split(sign).length
  return [',', ';', '\t', '|'].reduce((best, sign) => (count(sign) > count(best) ? sign : best))
}

/** Excel reads such cells as formulas; a quote before them says that they are text. */
export const safeCell = (value: string): string => (/^['=+\-@\t\r]/.test(value) ? `'${value}` : value)
const plainCell = (value: string): string => (/^'['=+\-@\t\r]/.test(value) ? value.slice(1) : value)

export function tableOf(file: string, text: string): CsvTable {
  let records: { info: { lines: number }; record: string[] }[]
  try {
    records = parse(text, {
      delimiter: delimiterOf(text),
      info: true,
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as typeof records
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    if (error.code === 'CSV_QUOTE_NOT_CLOSED') throw new Unreadable(openQuote(file, text), 'This quotation mark is not closed.')
    const { lines } = error as unknown as { lines?: number }
    throw new Unreadable(
      { file, line: Math.max(1, lines ?? 1), column: 1 },
      `This is no valid CSV: ${error.message.replace(/[.:]?\s*(at line|on line|got).*$/i, '')}.`,
    )
  }
  const [head, ...body] = records
  if (!head) throw new Unreadable({ file, line: 1, column: 1 }, 'The file is empty.')
  const line = (record: (typeof records)[number]) => record.info.lines - record.record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0)
  const headers = head.record.map((name, column) => ({
    name: name.trim(),
    word: wordOf(name),
    at: { file, line: line(head), column: columnOf(head.record, column) },
  }))
  return { headers, rows: body.map((record) => rowOf(record.record, headers, file, line(record))) }
}

/** Where the text begins that runs to the end of the file. */
function openQuote(file: string, text: string): Spot {
  let [open, at] = [false, 0]
  for (let index = text.indexOf('"'); index !== -1; index = text.indexOf('"', index + 1)) {
    open = !open
    if (open) at = index
  }
  return spots(file, text)(at)
}

/** The column of a field of a record that stands in one line without quotes; near enough where it does not. */
const columnOf = (record: readonly string[], field: number): number => record.slice(0, field).reduce((sum, cell) => sum + cell.length + 1, 1)

function rowOf(cells: readonly string[], headers: CsvTable['headers'], file: string, line: number): MapNode {
  const row: MapNode = { kind: 'map', at: { file, line, column: 1 }, size: 1, entries: new Map() }
  cells.forEach((cell, index) => {
    const value = plainCell(cell.trim())
    const at = { file, line, column: columnOf(cells, index) }
    const header = headers[index]
    if (!header && value !== '')
      throw new Unreadable(at, `This row has ${cells.length} fields, the first one ${headers.length}. Put fields that hold a separator in quotation marks.`)
    if (header && value !== '') row.entries.set(header.word, { at, value: { kind: 'scalar', at, size: 1, value, text: value } satisfies Located })
  })
  return row
}
