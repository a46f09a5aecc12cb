import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import type { Specification } from '#model/specification.ts'
import { traceCsv, traceRows } from './trace.ts'

const library = JSON.parse(readFileSync(new URL('../../generate/fixtures/library.specification.json', import.meta.url), 'utf8')) as Specification
const lend = library.operations.find((each) => each.name === 'lend') ?? library.operations.find((each) => each.kind === 'action')
const statement = lend?.statements[0] ?? ''

test('a statement leads to its stories, criteria, operations and tests', () => {
  const rows = traceRows(library, new Map([[statement, [{ name: `[${statement}] Lend`, passed: true }]]]))
  expect(rows.map((row) => row.id)).toEqual(library.statements.map((each) => each.id))
  const row = rows.find((each) => each.id === statement)
  expect(row?.stories.join()).toMatch(/US-\d+ \w+/)
  expect(row?.criteria.length).toBeGreaterThan(0)
  expect(row?.operations).toContain(lend?.id)
  expect(row?.tests).toEqual([{ name: `[${statement}] Lend`, passed: true }])
})

test('an edit has a row of its own, with what it brought about', () => {
  const operations = library.operations.map((each) =>
    each === lend ? { ...each, permissions: each.permissions.map((may) => ({ ...may, statements: ['edit-2'] })) } : each,
  )
  const edited = { ...library, operations, edits: [{ id: 'edit-2', name: 'Ada', at: '2026-11-21T10:00:00Z', reason: 'Only members', changes: 1 }] }
  expect(traceRows(edited).at(-1)).toMatchObject({ id: 'edit-2', kind: 'edit', text: 'Ada: Only members', operations: [lend?.id] })
})

test('the table is read back cell by cell, and nothing in it is a formula', () => {
  const texts = ['=HYPERLINK("x"),\ny', '+1', '-2', '@SUM(A1)', '\t=1', 'plain; with, "all"', 'größer 😀']
  const rows = texts.map((text, index) => ({
    id: `S${index}`,
    text,
    kind: 'functional',
    status: 'understood',
    stories: [text],
    criteria: [],
    operations: [],
    tests: [{ name: text, passed: false }],
  }))
  const [head, ...lines] = parse(traceCsv(rows)) as string[][]
  expect(head).toEqual(['statement', 'text', 'kind', 'status', 'stories', 'criteria', 'operations', 'test', 'result'])
  expect(lines.map((line) => line[1])).toEqual([`'=HYPERLINK("x"), y`, "'+1", "'-2", "'@SUM(A1)", "'=1", 'plain; with, "all"', 'größer 😀'])
  for (const line of lines) for (const cell of line) expect(cell).not.toMatch(/^\s*[=+\-@]/)
})
