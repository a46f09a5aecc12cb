import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Specification } from '#model/specification.ts'
import { junit, shares, statementsOf, testsByStatement, traceability } from './reports.ts'
import type { TestResult } from './suite.ts'

const tiny = JSON.parse(readFileSync(new URL('../../generate/fixtures/tiny.specification.json', import.meta.url), 'utf8')) as Specification
const result = (name: string, status: TestResult['status'], message = ''): TestResult => ({
  file: 'note.test.ts',
  suite: 'Note',
  name,
  status,
  seconds: 0.1,
  message,
})

test('a statement is proven by tests that ran and passed, and only by those', () => {
  const tests = [result('[S1] Add note', 'passed'), result('[S1, S2] Close note', 'failed'), result('[S2] Something', 'skipped')]
  const traced = traceability(tiny, testsByStatement(tests))
  expect(traced.map((t) => [t.id, t.tests])).toEqual([
    [
      'S1',
      [
        { name: '[S1] Add note', passed: true },
        { name: '[S1, S2] Close note', passed: false },
      ],
    ],
    ['S2', [{ name: '[S1, S2] Close note', passed: false }]],
  ])
  expect(shares(traced)).toEqual({ total: 2, functional: 2, understood: 2, proven: 0 })
  expect(shares(traceability(tiny, testsByStatement([result('[S1] Add note', 'passed')]))).proven).toBe(1)
  expect(shares(traceability(tiny, testsByStatement([result('[S1] Add note', 'skipped')]))).proven).toBe(0)
})

test('a test that passed against the sources and failed against the candidate has failed', () => {
  expect(traceability(tiny, testsByStatement([result('[S1] x', 'passed'), result('[S1] x', 'failed')]))[0]?.tests).toEqual([{ name: '[S1] x', passed: false }])
})

test('a statement that an edit overrode is not proven by the tests that are left to it', () => {
  const partly = { ...tiny, statements: tiny.statements.map((each) => ({ ...each, status: 'partly' as const })) }
  expect(shares(traceability(partly, testsByStatement([result('[S1] Add note', 'passed')])))).toMatchObject({ understood: 0, proven: 0 })
})

test('names carry their statements', () => {
  expect(statementsOf('[S7, FR-1.2] Place order')).toEqual(['S7', 'FR-1.2'])
  expect(statementsOf('Place order [S7]')).toEqual([])
})

test('reports escape what they quote', () => {
  expect(junit('a & b', [result('<x> "y"', 'failed', 'a < b\u0000')])).toContain('name="&#60;x&#62; &#34;y&#34;"')
})
