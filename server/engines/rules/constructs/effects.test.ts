import { describe, expect, test } from 'vitest'
import { added } from '../testing/facts.ts'
import { library, shop } from '../testing/worlds.ts'

/** What a sentence adds to a document: the sentence, and facts that must be among those it adds. */
const rows: [world: string, sentence: string, facts: string[]][] = [
  [
    shop,
    'When an order is placed, the stock of each ordered product decreases by the quantity.',
    [
      'product.stock: integer default 0',
      'order_line.quantity: integer min 1 required',
      'order.create does each lines: product.stock := (product.stock - quantity)',
    ],
  ],
  [
    shop,
    'When an order is placed, the stock of each product is reduced by the quantity ordered.\n\nA customer can cancel a placed order; the stock is then increased again.',
    [
      'product.stock: integer default 0',
      'order_line.quantity: integer min 1 required',
      'order.create does each lines: product.stock := (product.stock - quantity)',
      'order.cancel placed → cancelled',
      'order.cancel does each lines: product.stock := (product.stock + quantity)',
    ],
  ],
  [library, 'On lending, copies decrease by 1.', ['loan.create does book.copies := (book.copies - 1)']],
  [library, 'When a loan is returned, the copies of the book increase by one.', ['loan.return does book.copies := (book.copies + 1)']],
  [shop, 'When an order is shipped, the customer is notified by email.', ['order.ship does email to customer.email']],
  [shop, 'When an order is shipped, the system shall send an SMS to the customer.', ['order.ship does sms to customer.email']],
  [shop, 'When an order is shipped, the system shall record the time.', ['order.ship_time: datetime system', 'order.ship does ship_time := now']],
  [
    library,
    'A member may renew a loan; each renewal moves the due date by 14 days.',
    ['role member = member', 'loan.renew by member (own member)', 'loan.renew does due_date := add_days(due_date, 14)'],
  ],
]

describe('effects', () => {
  test.each(rows.map(([world, sentence, facts]) => ({ world, sentence, facts })))('$sentence', ({ world, sentence, facts }) => {
    const result = added(world, sentence)
    expect(result).toMatchObject({ status: 'understood', note: '' })
    expect(result.facts).toEqual(expect.arrayContaining(facts))
  })
})
