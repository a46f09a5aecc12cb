import { describe, expect, test } from 'vitest'
import { added } from '../testing/facts.ts'
import { shop } from '../testing/worlds.ts'

/** What a sentence adds to a document: the sentence, and facts that must be among those it adds. */
const rows: [world: string, sentence: string, facts: string[]][] = [
  [
    shop,
    'A voucher has a code. A voucher can be active, redeemed or expired.',
    [
      'entity voucher',
      'voucher.code: text',
      'voucher is active, redeemed, expired',
      'voucher begins active',
      'voucher.redeem by clerk',
      'voucher.redeem active → redeemed',
      'voucher.expire by clerk',
      'voucher.expire active|redeemed → expired',
    ],
  ],
  [
    shop,
    'A voucher has a code and a status (draft, sent, paid).',
    [
      'entity voucher',
      'voucher.code: text',
      'voucher is draft, sent, paid',
      'voucher begins draft',
      'voucher.send by clerk',
      'voucher.send draft → sent',
      'voucher.pay by clerk',
      'voucher.pay sent → paid',
    ],
  ],
  [
    shop,
    'A new product is draft. A clerk can publish a draft product.',
    ['product is draft, published', 'product begins draft', 'product.create any → draft', 'product.publish by clerk', 'product.publish draft → published'],
  ],
  [
    shop,
    'When a clerk retires a product, the system shall change its state from active to retired.',
    [
      'product is active, retired',
      'product begins active',
      'product.create any → active',
      'order.create needs (count(order_line where ((order = ^id) and (product.status = "retired"))) = 0)',
      'product.retire by clerk',
      'product.retire active → retired',
    ],
  ],
  [
    shop,
    'The status of a voucher is one of: open, used.',
    [
      'entity voucher',
      'voucher.name: text',
      'voucher is open, used',
      'voucher begins open',
      'voucher.mark_as_used by clerk',
      'voucher.mark_as_used open → used',
    ],
  ],
]

describe('states', () => {
  test.each(rows.map(([world, sentence, facts]) => ({ world, sentence, facts })))('$sentence', ({ world, sentence, facts }) => {
    const result = added(world, sentence)
    expect(result).toMatchObject({ status: 'understood', note: '' })
    expect(result.facts).toEqual(expect.arrayContaining(facts))
  })
})
