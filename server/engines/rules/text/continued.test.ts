import { describe, expect, it } from 'vitest'
import { readLines } from './lines.ts'

const sentencesOf = (text: string) =>
  readLines([{ name: 'a.md', role: 'requirements', text }])
    .filter((line) => !line.code)
    .map((line) => line.text)

describe('items that go on with what stands above them', () => {
  it.each([
    ['The clerk can:\n- create orders\n- cancel orders', ['The clerk can create orders', 'The clerk can cancel orders']],
    ['- The buyer\n  - registers with a name\n  - cannot see prices', ['The buyer registers with a name', 'The buyer can not see prices']],
    [
      'Drivers shall be able to do the following:\n- print tours\n- close a tour',
      ['Drivers shall be able to print tours', 'Drivers shall be able to close a tour'],
    ],
    ['- A buyer can have\n  - at most 6 tickets per event', ['A buyer can not have more than 6 tickets for the same event']],
    ['When an order is paid:\n- the customer is notified by email', ['When an order is paid, the customer is notified by email']],
    ['An order can only be cancelled if all of the following conditions are met:\n- it is open', ['An order can only be cancelled if it is open']],
    ['- Tickets\n  - cannot be transferred', ['Tickets can not be transferred']],
    ['# Rules\n- Clerk: cancels orders', ['the clerk cancels orders']],
    // A list of fields, a complete sentence and a choice of conditions are none of these.
    ['A book has:\n- a title\n- a price', ['A book has:', 'a title', 'a price']],
    ['Orders are kept.\n- They can be cancelled', ['Orders are kept.', 'They can be cancelled']],
    [
      'An order can be cancelled if any of the following conditions is met:\n- it is open',
      ['An order can be cancelled if any of the following conditions is met:', 'it is open'],
    ],
  ])('%s', (text, expected) => {
    expect(sentencesOf(text)).toEqual(expected)
  })
})
