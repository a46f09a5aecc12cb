import { describe, expect, test } from 'vitest'
import { read } from './testing/facts.ts'
import { library } from './testing/worlds.ts'

describe('what is not built', () => {
  test.each([
    ['', /empty/],
    ['   \n\n\t', /empty/],
    ['# Snake\nWrite a snake game that runs in the browser.', /game/],
    ['Build a compiler for a small language. It must produce fast code.', /language tool/],
    ['We want a device driver for our printer. It must be stable.', /hardware|driver/],
    ['Train a neural network that recognises cats. It must be accurate.', /machine-learning/],
    ['Prove the theorem of Pythagoras.', /proof|algorithm/],
    ['Hello. Nice weather today.', /No sentence/],
  ])('%j', (text, reason) => {
    const specification = read(text)
    expect(specification.declined?.reasons.join(' ')).toMatch(reason)
  })

  test.each([
    ['The email is required. The email is optional.', 'The email is required.', 'The email is optional.'],
    ['A loan lasts 14 days.\n\nA loan lasts 21 days.', 'A loan lasts 14 days.', 'A loan lasts 21 days.'],
    ['Only librarians can return a loan. A member can return a loan.', 'Only librarians can return a loan.', 'A member can return a loan.'],
    ['Copies must be at least 0.\n\nCopies must be at least 2.', 'Copies must be at least 0.', 'Copies must be at least 2.'],
    ['A member cannot have more than 4 active loans.\n\nA member cannot have more than 6 active loans.', 'more than 4 active', 'more than 6 active'],
  ])('a contradiction is declined with both sentences: %s', (sentences, one, other) => {
    const specification = read(`${library}\n\n${sentences}`)
    const found = specification.findings.find((finding) => finding.kind === 'contradiction')
    expect(found?.message).toContain(one)
    expect(found?.message).toContain(other)
    expect(specification.declined?.reasons).toContain(found?.message)
  })

  test('a repetition is reported and not declined', () => {
    const specification = read(
      `${library}\n\nA member cannot have more than 4 active loans.\n\nMembers cannot exist twice. A member cannot have more than 4 active loans.`,
    )
    expect(specification.declined).toBeNull()
    expect(specification.findings).toEqual([expect.objectContaining({ kind: 'duplicate' })])
  })
})
