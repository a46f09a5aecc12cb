import { expect, test } from 'vitest'
import { proofOf, sharesOf, type TraceRow } from './trace.ts'

const row = (over: Partial<TraceRow>): TraceRow => ({
  id: 'S1',
  text: 'x',
  kind: 'functional',
  status: 'understood',
  stories: [],
  criteria: [],
  operations: [],
  tests: [],
  ...over,
})
const passed = { name: '[S1] a', passed: true }
const failed = { name: '[S1] b', passed: false }

test('only what is understood and has tests that all passed is proven', () => {
  expect(proofOf(row({ tests: [passed] }))).toBe('proven')
  expect(proofOf(row({}))).toBe('unproven')
  expect(proofOf(row({ tests: [passed, failed] }))).toBe('failing')
  expect(proofOf(row({ status: 'partly', tests: [passed] }))).toBe('partly')
  expect(proofOf(row({ status: 'not_understood', tests: [passed] }))).toBe('not_understood')
  expect(proofOf(row({ kind: 'quality', tests: [passed] }))).toBe('other')
  expect(proofOf(row({ kind: 'edit', tests: [passed] }))).toBe('proven')
})

test('shares are of the functional statements and make up the whole', () => {
  const rows = [
    row({ tests: [passed] }),
    row({}),
    row({ status: 'not_understood' }),
    row({ tests: [failed] }),
    row({ kind: 'noise' }),
    row({ kind: 'edit', tests: [passed] }),
  ]
  const shares = sharesOf(rows)
  expect(shares.map(({ proof, count }) => `${proof} ${count}`)).toEqual(['proven 1', 'unproven 1', 'failing 1', 'partly 0', 'not_understood 1'])
  expect(shares.reduce((sum, each) => sum + each.percent, 0)).toBeCloseTo(100)
  expect(sharesOf([]).every((each) => each.percent === 0)).toBe(true)
})
