import { describe, expect, test } from 'vitest'
import { added } from '../testing/facts.ts'
import { library, shop } from '../testing/worlds.ts'

/** What a sentence adds to a document: the sentence, and facts that must be among those it adds. */
const rows: [world: string, sentence: string, facts: string[]][] = [
  [
    shop,
    'The total of an order is the sum of quantity times price of its lines.',
    ['order.total: money = sum(order_line (quantity * product.price) where (order = ^id))'],
  ],
  [library, 'The due date is the loan date + 21 days.', ['loan.due_date: date system default add_days(loan_date, 21)']],
  [library, 'A loan lasts two weeks.', ['loan.due_date: date system default add_days(loan_date, 14)']],
  [
    library,
    'If the return date is after the due date, a fine of 0.50 per day is due.',
    ['loan.fine: money = if((not_null(return_date) and (return_date > due_date)), (0.5 * days_between(due_date, return_date)), 0)'],
  ],
  [
    library,
    'If the return date is after the due date, the loan is marked as late.',
    ['loan.late: boolean = (not_null(return_date) and (return_date > due_date))'],
  ],
  [
    shop,
    'The discount price is the price minus 10 % of the price. The shipping fee is 5 EUR for food and 8 EUR for toys.',
    ['product.shipping_fee: money = if((category = "food"), 5, if((category = "toys"), 8, 0))', 'product.discount_price: money = (price - (price * 0.1))'],
  ],
]

describe('calculated values', () => {
  test.each(rows.map(([world, sentence, facts]) => ({ world, sentence, facts })))('$sentence', ({ world, sentence, facts }) => {
    const result = added(world, sentence)
    expect(result).toMatchObject({ status: 'understood', note: '' })
    expect(result.facts).toEqual(expect.arrayContaining(facts))
  })
})
