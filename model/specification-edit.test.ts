import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { call, count, field, literal } from './expression.ts'
import type { Specification } from './specification.ts'
import { applyEdits } from './specification-apply.ts'
import { checkSpecification } from './specification-check.ts'
import { type SpecificationChange, type SpecificationEdit, specificationChanges } from './specification-edit.ts'
import { changeLines } from './specification-words.ts'

const library = JSON.parse(readFileSync(new URL('../server/generate/fixtures/library.specification.json', import.meta.url), 'utf8')) as Specification
const edit = (...changes: unknown[]): SpecificationEdit => ({
  id: 'edit-2',
  by: 'usr_1',
  name: 'Ada',
  at: '2026-11-21T10:00:00.000Z',
  reason: 'Agreed with the branch',
  changes: specificationChanges.parse(changes),
})
const said = (change: unknown) => applyEdits(library, [edit(change)]).problems.map(({ path, message }) => `${path}|${message}`)
const book = library.entities.find((each) => each.id === 'book')
const loan = library.entities.find((each) => each.id === 'loan')
const without = <T extends { statements: string[] }>(part: T, ...left: string[]) =>
  JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(part).filter(([key]) => key !== 'statements' && !left.includes(key)))))
const title = book?.fields.find((each) => each.id === 'title')
const lend =
  library.operations.find((each) => each.entity === 'loan' && each.kind === 'create') ?? library.operations.find((each) => each.conditions.length > 0)
if (!book || !loan || !title || !lend?.conditions[0]) throw new Error('The library fixture is another one.')
const titleNow = without(title, 'id')
const shelf = { label: 'Shelf', type: { kind: 'text', max: 20 }, required: true, unique: false, immutable: false, source: 'client' }

test('a field is added and changed, names its edit, and its sentence is no longer all of the truth', () => {
  const { specification, problems } = applyEdits(library, [
    edit(
      { part: 'field', entity: 'book', id: 'shelf', before: null, after: shelf },
      { part: 'field', entity: 'book', id: 'title', before: titleNow, after: { ...titleNow, unique: true } },
    ),
  ])
  expect(problems).toEqual([])
  expect(checkSpecification(specification)).toEqual([])
  const fields = specification.entities.find((each) => each.id === 'book')?.fields ?? []
  expect(fields.find((each) => each.id === 'shelf')).toMatchObject({ label: 'Shelf', statements: ['edit-2'] })
  expect(fields.find((each) => each.id === 'title')).toMatchObject({ unique: true, statements: ['edit-2'] })
  for (const id of title.statements) {
    const statement = specification.statements.find((each) => each.id === id)
    expect(statement?.status).not.toBe('understood')
    expect(statement?.note).toContain('Changed by Ada (edit-2): Agreed with the branch')
  }
  expect(specification.edits).toEqual([{ id: 'edit-2', name: 'Ada', at: '2026-11-21T10:00:00.000Z', reason: 'Agreed with the branch', changes: 2 }])
  expect(library.edits).toBeUndefined()
})

test('what is not so is said at the property it stands at', () => {
  const refer = { ...shelf, type: { kind: 'reference', entity: 'spaceship' } }
  expect(said({ part: 'field', entity: 'book', id: 'shelf', before: null, after: refer }).join()).toContain('refers to the unknown entity spaceship')
  expect(said({ part: 'field', entity: 'book', id: 'shelf', before: null, after: { ...shelf, type: { kind: 'text', min: 9, max: 3 } } })).toEqual([
    'type.max|The largest value is below the smallest.',
  ])
  const pattern = { ...shelf, type: { kind: 'text', pattern: '(a+)+$' } }
  expect(said({ part: 'field', entity: 'book', id: 'shelf', before: null, after: pattern })[0]).toMatch(/^type\.pattern\|/)
  const state = { ...shelf, default: { kind: 'call', fn: 'concat', args: [] } }
  expect(said({ part: 'field', entity: 'book', id: 'shelf', before: null, after: state })[0]).toMatch(/^default\|/)
  expect(said({ part: 'field', entity: 'book', id: 'title', before: titleNow, after: null })[0]).toMatch(/still used by|does not have|has no/)
  expect(said({ part: 'permission', operation: lend.id, role: 'pirate', before: null, after: { own: null } })[0]).toContain('unknown role pirate')
  expect(said({ part: 'operation', operation: 'book.burn', before: null, after: { label: 'Burn', public: false, from: [], to: 'ashes' } }).join()).toContain(
    'unknown state ashes',
  )
})

test('a change of something that says something else by now is left out and reported', () => {
  const other = { ...titleNow, label: 'Name of the book' }
  const change = { part: 'field', entity: 'book', id: 'title', before: other, after: { ...other, unique: true } }
  const { specification, problems } = applyEdits(library, [edit(change)])
  expect(problems[0]?.message).toContain('says something else here by now')
  expect(specification.entities.find((each) => each.id === 'book')).toEqual(book)
  // The text says by now what the edit wanted: nothing is left to do, and nothing is wrong.
  expect(applyEdits(library, [edit({ ...change, before: other, after: titleNow })]).problems).toEqual([])
  expect(said({ part: 'field', entity: 'atlantis', id: 'x', before: null, after: shelf })[0]).toContain('There is no atlantis any more.')
})

test('later edits start from what earlier ones made', () => {
  const first = edit({ part: 'field', entity: 'book', id: 'shelf', before: null, after: shelf })
  const second = { ...edit({ part: 'field', entity: 'book', id: 'shelf', before: shelf, after: { ...shelf, required: false } }), id: 'edit-3' }
  expect(applyEdits(library, [first, second])).toMatchObject({ problems: [] })
  expect(applyEdits(library, [second]).problems).toHaveLength(1)
})

test('a rule is a comparison of what can be compared, or keeps the shape it was read in', () => {
  const rule = (expression: unknown) => ({ part: 'rule', entity: 'loan', id: 'r1', before: null, after: { expression, message: 'No.', status: 422 } })
  const number = book.fields.find((each) => each.type.kind === 'integer')
  const path = `book.${number?.id}`
  expect(said(rule(call('>=', field(path), literal(1))))).toEqual([])
  expect(said(rule(call('>=', field(path), literal('1; drop table book'))))[0]).toMatch(/^expression\|A number cannot be compared with a text/)
  expect(said(rule(call('>=', field('nowhere'), literal(1)))).join()).toContain('has no nowhere')
  expect(said(rule(call('<', count('loan'), literal(3))))[0]).toMatch(/^expression\|Choose a field/)
  expect(said(rule(call('matches', field('book.title'), literal('(a+)+$'))))[0]).toMatch(/more than a comparison/)
  expect(said(rule(call('and')))[0]).toContain('at least one comparison')
})

test('of a complicated condition the numbers change and nothing else', () => {
  const condition = lend.conditions.find((each) => JSON.stringify(each.expression).includes('aggregate')) ?? lend.conditions[0]
  if (!condition) throw new Error('no condition')
  const now = without(condition)
  const more = JSON.parse(JSON.stringify(now).replace(/"value":\d+/, '"value":77'))
  const change = { part: 'condition', operation: lend.id, before: now, after: more }
  expect(said(change)).toEqual([])
  const { specification } = applyEdits(library, [edit(change)])
  expect(JSON.stringify(specification.operations.find((each) => each.id === lend.id)?.conditions)).toContain('"value":77')
  expect(said({ ...change, after: { ...now, expression: call('<', count('book'), literal(1)) } })[0]).toMatch(/^expression\|/)
})

test('hostile and huge edits are refused before anything is done with them', () => {
  const refused = (value: unknown) => specificationChanges.safeParse(value).error?.issues[0]
  const change = (over: object) => [{ part: 'field', entity: 'book', id: 'shelf', before: null, after: { ...shelf, ...over } }]
  expect(refused(change({ label: 'a\u2028b' }))).toMatchObject({ path: [0, 'after', 'label'] })
  expect(refused([{ ...change({})[0], id: 'x"; process.exit()' }])).toMatchObject({ path: [0, 'id'] })
  expect(refused([{ ...change({})[0], entity: '__proto__' }])?.path).toEqual([0, 'entity'])
  let deep: unknown = literal(1)
  for (let i = 0; i < 50_000; i++) deep = { kind: 'call', fn: 'not', args: [deep] }
  expect(refused(change({ default: deep }))?.message).toContain('nested too deeply')
  expect(refused(Array.from({ length: 101 }, () => change({})[0]))?.message).toContain('At most 100')
  expect(refused(change({ type: { kind: 'enum', values: Array.from({ length: 40_000 }, (_, i) => `value ${i}`) } }))?.message).toContain('256 KiB')
})

test('what changes is said property by property', () => {
  const change = specificationChanges.parse([
    { part: 'field', entity: 'book', id: 'title', before: titleNow, after: { ...titleNow, unique: true } },
  ])[0] as SpecificationChange
  expect(changeLines(change)).toEqual([{ what: 'unique', before: 'no', after: 'yes' }])
})
