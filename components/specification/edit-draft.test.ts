import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { call, count, field, literal, today } from '#model/expression.ts'
import type { Specification } from '#model/specification.ts'
import type { SpecificationChange } from '#model/specification-edit.ts'
import { applyDraft, idFrom, plain, problemsOf, withChange } from './edit-draft.ts'
import { expressionOf, pathsOf, rowsOf, valuesOf, withValue } from './rule-rows.ts'

const library = JSON.parse(readFileSync(new URL('../../server/generate/fixtures/library.specification.json', import.meta.url), 'utf8')) as Specification
const book = library.entities.find((each) => each.id === 'book')
const title = book?.fields.find((each) => each.id === 'title')
if (!book || !title) throw new Error('The library fixture is another one.')
const now = plain(title, 'id')
const change = (after: object | null, before: object | null = now) => ({ part: 'field', entity: 'book', id: 'title', before, after }) as SpecificationChange

test('a part changed twice keeps what it said at first, and one changed back is no change', () => {
  const once = withChange([], change({ ...now, unique: true }))
  const twice = withChange(once, change({ ...now, unique: true, label: 'Name' }, { ...now, unique: true }))
  expect(twice).toEqual([change({ ...now, unique: true, label: 'Name' })])
  expect(withChange(twice, change(now, { ...now, unique: true, label: 'Name' }))).toEqual([])
})

test('a condition is followed through its changes', () => {
  const condition = (before: object | null, after: object | null) => ({ part: 'condition', operation: 'loan.lend', before, after }) as SpecificationChange
  const [one, two, three] = [{ message: 'one' }, { message: 'two' }, { message: 'three' }]
  expect(withChange([condition(one, two)], condition(two, three))).toEqual([condition(one, three)])
  expect(withChange([condition(null, one)], condition(null, two))).toHaveLength(2)
  expect(withChange([condition(null, one)], condition(one, null))).toEqual([])
})

test('problems stand at the property, and those of other changes are not shown with this one', () => {
  expect(problemsOf(library, [], change({ ...now, label: '' }))).toEqual({ label: 'Write something.' })
  expect(problemsOf(library, [], change({ ...now, type: { kind: 'text', min: 3, max: 1 } }))).toHaveProperty('type.max')
  const wrong = change({ ...now, type: { kind: 'reference', entity: 'spaceship' } })
  const other = { part: 'field', entity: 'book', id: 'shelf', before: null, after: { ...now, label: 'Shelf' } } as SpecificationChange
  expect(problemsOf(library, [wrong], other)).toEqual({})
})

test('what is drafted is marked as such', () => {
  const { specification } = applyDraft(library, [change({ ...now, unique: true })])
  expect(specification.entities.find((each) => each.id === 'book')?.fields.find((each) => each.id === 'title')?.statements).toEqual(['edit-0'])
  expect(applyDraft(library, []).specification).toBe(library)
})

test('ids come from names', () => {
  expect(idFrom('Größe des Regals', [])).toBe('gro_e_des_regals')
  expect(idFrom('Shelf', ['shelf'])).toBe('shelf_2')
  expect(idFrom('1st 日本', [])).toBe('st')
  expect(idFrom('日本', [])).toBe('')
})

test('rules are rows where they are comparisons, and values where they are more', () => {
  const simple = call('and', call('>=', field('copies'), literal(1)), call('is_null', field('title')), call('<', field('due'), today))
  const rows = rowsOf(simple)
  expect(rows?.map((row) => row.op)).toEqual(['>=', 'is_null', '<'])
  expect(expressionOf(rows ?? [])).toEqual(simple)
  const limit = call('<', count('loan', call('=', field('status'), literal('open'))), literal(5))
  expect(rowsOf(limit)).toBeNull()
  const values = valuesOf(limit)
  expect(values.map((each) => each.value)).toEqual(['open', 5])
  expect(withValue(limit, values[1]?.at ?? [], 7)).toEqual(call('<', count('loan', call('=', field('status'), literal('open'))), literal(7)))
  expect(valuesOf(call('matches', field('title'), literal('^a$')))).toEqual([])
})

test('a rule may speak of what a record refers to', () => {
  const loan = library.entities.find((each) => each.fields.some((one) => one.type.kind === 'reference' && one.type.entity === 'book'))
  expect(loan && pathsOf(loan, library).some((each) => each.path.endsWith('.title'))).toBe(true)
})
