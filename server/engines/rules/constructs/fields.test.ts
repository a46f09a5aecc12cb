import { describe, expect, test } from 'vitest'
import { added } from '../testing/facts.ts'
import { shop } from '../testing/worlds.ts'

/** What a sentence adds to a document: the sentence, and facts that must be among those it adds. */
const rows: [world: string, sentence: string, facts: string[]][] = [
  [
    shop,
    'A supplier has a name (required), a VAT number (unique, 9 digits), a phone and a website.',
    [
      'entity supplier',
      'supplier.name: text required',
      'supplier.vat_number: text pattern ^[0-9]{9}$ unique',
      'supplier.phone: phone',
      'supplier.website: url',
    ],
  ],
  [
    shop,
    'Each store has a code (two letters followed by three digits), a number of seats (1 to 200) and an opening date.',
    ['entity store', 'store.code: text pattern ^[A-Za-z]{2}[0-9]{3}$', 'store.seats: integer min 1 max 200', 'store.opening_date: date'],
  ],
  [
    shop,
    'The system shall hold carriers with a name and a rating from 1 to 5.',
    ['entity carrier', 'carrier.name: text', 'carrier.rating: integer min 1 max 5'],
  ],
  [shop, 'The price must be at least 0.', ['product.price: money min 0']],
  [shop, 'The name of a product is required and has at most 80 characters.', ['product.name: text max 80 required']],
  [shop, 'The stock never decreases.', ['product keeps (is_null(old.stock) or (stock >= old.stock))']],
  [shop, 'The email cannot be changed once saved.', ['customer.email: email unique immutable']],
  [
    shop,
    'A product has a weight in kg and a priority (low, normal or high; default normal).',
    ['product.weight: decimal unit kg', 'product.priority: enum values low|normal|high default "normal"'],
  ],
  [
    shop,
    'A delivery note belongs to an order and has a date (not in the future).',
    [
      'entity delivery_note',
      'delivery_note.order: reference entity order required',
      'delivery_note.date: date',
      'delivery_note keeps (is_null(date) or (date <= today))',
    ],
  ],
  [shop, 'A product has an optional description and a unique code.', ['product.description: text long true', 'product.code: text required unique']],
  [shop, 'The category of a product is one of food, toys or books.', ['product.category: enum values food|toys|books']],
  [shop, 'The system shall assign a sequential order number to every order.', ['order.order_number: sequence prefix  digits 6 unique system']],
]

describe('fields and their flags', () => {
  test.each(rows.map(([world, sentence, facts]) => ({ world, sentence, facts })))('$sentence', ({ world, sentence, facts }) => {
    const result = added(world, sentence)
    expect(result).toMatchObject({ status: 'understood', note: '' })
    expect(result.facts).toEqual(expect.arrayContaining(facts))
  })
})
