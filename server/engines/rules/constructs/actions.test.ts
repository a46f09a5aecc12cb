import { describe, expect, test } from 'vitest'
import { added } from '../testing/facts.ts'
import { library, shop } from '../testing/worlds.ts'

/** What a sentence adds to a document: the sentence, and facts that must be among those it adds. */
const rows: [world: string, sentence: string, facts: string[]][] = [
  [shop, 'A customer can pay a placed order.', ['order.pay by customer (own customer)', 'order.cancel by customer (own customer)']],
  [shop, 'Customers may cancel their orders until they are shipped.', ['order.cancel by customer (own customer)']],
  [shop, 'The system shall allow customers to pay placed orders.', ['order.pay by customer (own customer)', 'order.cancel by customer (own customer)']],
  [shop, 'It shall be possible for a clerk to delete products.', ['product.delete by clerk']],
  [
    shop,
    'As a clerk, I want to block a customer with a reason so that fraud stops.',
    [
      'customer.reason: text long true system',
      'customer is active, blocked',
      'customer begins active',
      'customer.create any → active',
      'order.create needs (customer.status != "blocked")',
      'customer.block by clerk',
      'customer.block active → blocked',
      'customer.block takes reason',
    ],
  ],
  [shop, 'A clerk can ship a paid order and must enter a tracking number.', ['order.tracking_number: text system', 'order.ship takes tracking_number']],
  [shop, 'Only managers can delete products.', ['role manager', 'product.delete by manager']],
  [shop, 'Nobody but a manager may delete products.', ['role manager', 'product.delete by manager']],
  [
    library,
    'A member may renew a loan at most twice.',
    [
      'role member = member',
      'loan.renewals: integer min 0 system default 0',
      'loan.renew by member (own member)',
      'loan.renew needs (renewals < 2)',
      'loan.renew does renewals := (renewals + 1)',
    ],
  ],
  [
    library,
    'A member can reserve a book.\n\nA reservation has a date.',
    [
      'role member = member',
      'entity reservation',
      'reservation.date: date',
      'reservation.book: reference entity book required',
      'reservation.member: reference entity member required',
      'reservation.create by member (own member)',
      'reservation.update by member (own member)',
    ],
  ],
  [
    shop,
    'A clerk can assign an order to a driver.',
    ['role driver', 'order.driver: text subject true system', 'order.assign by clerk', 'order.assign takes driver'],
  ],
  [
    shop,
    'A customer can cancel an order up to 24 hours before the delivery date. An order has a delivery date.',
    ['order.delivery_date: date', 'order.cancel by customer (own customer)', 'order.cancel needs (hours_between(now, delivery_date) >= 24)'],
  ],
  [shop, 'Shipping an order requires a tracking number.', ['order.tracking_number: text system', 'order.ship takes tracking_number']],
]

describe('who does what', () => {
  test.each(rows.map(([world, sentence, facts]) => ({ world, sentence, facts })))('$sentence', ({ world, sentence, facts }) => {
    const result = added(world, sentence)
    expect(result).toMatchObject({ status: 'understood', note: '' })
    expect(result.facts).toEqual(expect.arrayContaining(facts))
  })
})
