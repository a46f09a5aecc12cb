import { describe, expect, test } from 'vitest'
import { added } from '../testing/facts.ts'
import { library, shop } from '../testing/worlds.ts'

/** What a sentence adds to a document: the sentence, and facts that must be among those it adds. */
const rows: [world: string, sentence: string, facts: string[]][] = [
  [
    shop,
    'If an order is not paid within 3 days, it shall be cancelled automatically.',
    ['order_cancelled_after_72_hours: when (in(status, "placed") and (hours_between(created_at, now) > 72)) then status := "cancelled"'],
  ],
  [
    library,
    'Three days before the due date the member is reminded by email.',
    [
      'loan.due_date_reminded: boolean system default false',
      'loan_due_date_reminder: when (in(status, "active") and (due_date_reminded = false) and (today >= add_days(due_date, -3))) then due_date_reminded := true and notify member.email',
    ],
  ],
  [
    shop,
    'A voucher has an end date and a status (active, expired). Vouchers expire after the end date.',
    [
      'entity voucher',
      'voucher.end_date: date',
      'voucher is active, expired',
      'voucher begins active',
      'voucher_expired: when (in(status, "active") and (end_date < today)) then status := "expired"',
    ],
  ],
]

describe('what time brings about', () => {
  test.each(rows.map(([world, sentence, facts]) => ({ world, sentence, facts })))('$sentence', ({ world, sentence, facts }) => {
    const result = added(world, sentence)
    expect(result).toMatchObject({ status: 'understood', note: '' })
    expect(result.facts).toEqual(expect.arrayContaining(facts))
  })
})
