import { expect, it } from 'vitest'
import { parsed, piecesOf, type ReadStatement, traceability } from './reading.ts'

const at = (id: string, start: number, end: number, document = 0): ReadStatement => ({
  id,
  document,
  start,
  end,
  text: '',
  heading: '',
  kind: 'functional',
  status: 'understood',
  note: '',
  issues: [],
})

it('cuts the text at its statements and loses nothing of it', () => {
  const text = 'Intro. One. Two. End'
  const pieces = piecesOf(text, 0, [at('S2', 12, 16), at('S1', 7, 11), at('S3', 9, 14), at('S4', 0, 3, 1), at('S5', 18, 99)])
  expect(pieces.map((piece) => piece.text).join('')).toBe(text)
  expect(pieces.flatMap(({ statement, text: part }) => (statement ? [[statement.id, part]] : []))).toEqual([
    ['S1', 'One.'],
    ['S2', 'Two.'],
  ])
})

it('answers null for what is not what it should be', () => {
  expect(parsed(traceability, '{"cut')).toBeNull()
  expect(parsed(traceability, '{}')).toBeNull()
  expect(parsed(traceability, '[{"id":"S1","tests":[{"name":"a","passed":true}]}]')).toEqual([{ id: 'S1', tests: [{ name: 'a', passed: true }] }])
})
