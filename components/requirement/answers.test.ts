import { expect, test } from 'vitest'
import { sentenceOf, withAnswers } from './answers.ts'

const question = (id: string, more: object = {}) => ({
  id,
  text: 'Who adds books?',
  why: 'Nobody is named.',
  options: ['Clerk', 'Head of stock'],
  proposed: 'Clerk',
  sentence: 'A {answer} can add books.',
  rank: 1,
  statements: ['S1'],
  ...more,
})
const document = (text: string) => ({ name: 'a.md', role: 'requirements' as const, text })

test('an answer becomes a sentence of the document', () => {
  expect(sentenceOf(question('q'), 'Head of stock')).toBe('A head of stock can add books.')
  expect(sentenceOf(question('q'), 'Only auditors add books')).toBe('Only auditors add books.')
  expect(sentenceOf(question('q', { sentence: '' }), 'A period is a school year.')).toBe('A period is a school year.')
})

test('answers stand under one heading, however often one answers', () => {
  const [first] = withAnswers([document('# Books\n\nText.\n')], [question('q'), question('r')], { q: 'Clerk' })
  expect(first?.text).toBe('# Books\n\nText.\n\n## Answers\n\n- A clerk can add books.\n')
  const [second] = withAnswers(first ? [first] : [], [question('r')], { r: 'Nobody\nadds books' })
  expect(second?.text).toBe('# Books\n\nText.\n\n## Answers\n\n- A clerk can add books.\n- Nobody adds books.\n')
  const [third] = withAnswers([document('## Answers\n\n- Yes.\n\n## More\n\nText.')], [question('q')], { q: 'Clerk' })
  expect(third?.text).toBe('## Answers\n\n- Yes.\n\n## More\n\nText.\n\n## Answers\n\n- A clerk can add books.\n')
})

test('without an answer nothing changes', () => {
  const documents = [document('Text.')]
  expect(withAnswers(documents, [question('q')], { q: '  ' })).toEqual(documents)
})
