import { describe, expect, test } from 'vitest'
import { added } from '../testing/facts.ts'
import { library, shop } from '../testing/worlds.ts'

const bookings =
  '# Rooms\nA manager creates rooms with a name and a capacity. An employee can book a room with a start and an end. A booking is requested, approved, rejected or cancelled. A manager can approve or reject a requested booking. An employee can cancel their own bookings. A booking has a price and a priority (low, high).'

const rows: [world: string, sentence: string, facts: string[]][] = [
  [
    bookings,
    'If the price is more than 500 EUR, then only a director shall approve the booking.',
    ['booking.approve by director', 'booking.approve needs (price <= 500) for manager or 403'],
  ],
  [bookings, 'Nobody may approve their own booking.', ['booking.approve needs (created_by != subject) or 403']],
  [bookings, 'Bookings with high priority that are not approved within 8 hours are marked as escalated.', ['booking.escalated: boolean system default false']],
  [
    bookings,
    'A room can only be booked once per day.',
    [
      'booking.create needs (count(booking where ((room = ^room) and same_day(start, ^start) and not(in(status, "rejected", "cancelled")) and (id != ^id))) < 1)',
    ],
  ],
  [
    bookings,
    'Given a room with a booking from 10:00 to 11:00, when an employee books the same room from 10:30 to 11:30, then the booking is rejected.',
    [
      'booking.create needs (count(booking where ((room = ^room) and not(in(status, "rejected", "cancelled")) and overlaps(start, end, ^start, ^end) and (id != ^id))) = 0)',
    ],
  ],
  [bookings, 'Given a requested booking, when a manager rejects it without a reason, then the system shows an error.', ['booking.reject takes reason']],
  [
    library,
    'The due date must be at most 14 days after the loan date.',
    ['loan keeps (is_null(due_date) or is_null(loan_date) or (due_date <= add_days(loan_date, 14)))'],
  ],
  [library, 'A manager can delete books that were never lent.', ['book.delete needs (count(loan where (book = ^id)) = 0)']],
]

describe('bounds, caps and what time marks', () => {
  test.each(rows.map(([world, sentence, facts]) => ({ world, sentence, facts })))('$sentence', ({ world, sentence, facts }) => {
    const result = added(world, sentence)
    expect(result).toMatchObject({ status: 'understood', note: '' })
    expect(result.facts).toEqual(expect.arrayContaining(facts))
  })

  test('a sentence that leaves nothing in the specification is not understood', () => {
    expect(added(shop, 'A customer may order at most 500 EUR per month.').status).not.toBe('understood')
  })
})
