import { describe, expect, test } from 'vitest'
import { added } from '../testing/facts.ts'
import { library, shop } from '../testing/worlds.ts'

/** What a sentence adds to a document: the sentence, and facts that must be among those it adds. */
const rows: [world: string, sentence: string, facts: string[]][] = [
  [
    shop,
    'An order cannot be placed if the stock of a product is lower than the quantity.',
    ['order.create needs (count(order_line where ((order = ^id) and (product.stock < quantity))) <= 0)'],
  ],
  [library, 'A book cannot be lent if there are no copies left.', ['loan.create needs (book.copies > 0)']],
  [
    library,
    'A member cannot have more than 4 active loans.',
    ['loan.create needs (count(loan where ((member = ^member) and (status = "active") and (id != ^id))) < 4)'],
  ],
  [
    library,
    'A member may have at most 3 loans per month.',
    ['loan.create needs (count(loan where ((member = ^member) and same_month(loan_date, ^loan_date) and (id != ^id))) < 3)'],
  ],
  [
    library,
    'A member with an overdue loan cannot borrow books.',
    ['loan.create needs (count(loan where ((member = ^member) and ((status = "active") and (due_date < today)) and (id != ^id))) <= 0)'],
  ],
  [
    library,
    'A member cannot borrow the same book twice.',
    ['role member = member', 'loan.create needs (count(loan where ((member = ^member) and (book = ^book) and (id != ^id))) = 0)'],
  ],
  [library, 'The due date must be after the loan date.', ['loan keeps (is_null(due_date) or is_null(loan_date) or (due_date > loan_date))']],
  [library, 'A returned loan cannot be changed.', ['loan frozen when (status = "returned")']],
  [
    library,
    'A librarian can block a member. Blocked members cannot borrow books.',
    [
      'role member = member',
      'member is active, blocked',
      'member begins active',
      'member.create any → active',
      'loan.create needs (member.status != "blocked")',
      'member.block by librarian',
      'member.block active → blocked',
    ],
  ],
  [
    library,
    'If a member already has a loan of a book, then the system shall reject a second loan of the same book.',
    ['loan.create needs (count(loan where ((member = ^member) and (book = ^book) and not(in(status, "returned")) and (id != ^id))) <= 0)'],
  ],
  [
    shop,
    'Orders above 1,000 EUR must be shipped by a manager. The total of an order is the sum of quantity times price of its lines.',
    [
      'role manager',
      'order.total: money = sum(order_line (quantity * product.price) where (order = ^id))',
      'order.ship by manager',
      'order.ship needs (total <= 1000) for clerk or 403',
      'order.deliver by manager',
    ],
  ],
  [
    shop,
    'A clerk cannot ship their own orders.',
    ['order.created_by: text subject true system default subject', 'order.ship needs (created_by != subject) for clerk or 403'],
  ],
  [library, 'Only returned loans can be deleted. A librarian can delete loans.', ['loan.delete by librarian', 'loan.delete returned → same']],
]

describe('rules', () => {
  test.each(rows.map(([world, sentence, facts]) => ({ world, sentence, facts })))('$sentence', ({ world, sentence, facts }) => {
    const result = added(world, sentence)
    expect(result).toMatchObject({ status: 'understood', note: '' })
    expect(result.facts).toEqual(expect.arrayContaining(facts))
  })
})
