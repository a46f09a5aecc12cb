import { describe, expect, test } from 'vitest'
import { added } from '../testing/facts.ts'
import { library, shop } from '../testing/worlds.ts'

/** What a sentence adds to a document: the sentence, and facts that must be among those it adds. */
const rows: [world: string, sentence: string, facts: string[]][] = [
  [
    shop,
    'Anyone can search products by name and filter them by category without signing in.',
    ['product.read by anyone', 'product.list by anyone', 'search product by name, =category 25 a page for anyone, clerk'],
  ],
  [library, 'Librarians can list overdue loans.', ['report loan where ((status = "active") and (due_date < today)) for librarian']],
  [library, 'Librarians can count loans per book in a period.', ['report loan count() per book over loan_date for librarian']],
  [
    shop,
    'Managers can view the number of orders per customer and month.',
    ['role manager', 'report order count() per customer, month over created_at for manager'],
  ],
  [shop, 'Clerks can list products with a stock below 10.', ['report product where (stock < 10) for clerk']],
  [shop, 'Products can be searched by name, sorted by price, 50 per page.', ['search product by name sorted price asc 50 a page for clerk, customer']],
]

describe('searches and reports', () => {
  test.each(rows.map(([world, sentence, facts]) => ({ world, sentence, facts })))('$sentence', ({ world, sentence, facts }) => {
    const result = added(world, sentence)
    expect(result).toMatchObject({ status: 'understood', note: '' })
    expect(result.facts).toEqual(expect.arrayContaining(facts))
  })
})
