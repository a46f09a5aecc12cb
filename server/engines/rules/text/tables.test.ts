import { describe, expect, it } from 'vitest'
import { facts, read } from '../testing/facts.ts'
import { readLines } from './lines.ts'

const table = (head: string, row: string, heading = '# Shop\n\n## Permissions') => `${heading}\n\n${head}\n${head.replace(/[^|]+/g, '---')}\n${row}`
const sentence = (text: string) => readLines([{ name: 'a.md', role: 'requirements', text }]).map((line) => line.text)

describe('rows of permission matrices as sentences', () => {
  it.each([
    ['| Function | Clerk | Customer | Manager |', '| Create product | ✓ | – | ✓ |', 'only a clerk and a manager can create a product'],
    ['| Action | Clerk | Customer |', '| Cancel order | x | own |', 'a clerk can cancel an order; a customer can cancel only their own order'],
    ['| # | Use case | Clerk |', '| 7 | Exporting invoices | yes |', 'only a clerk can export invoices'],
    [
      '| Entity | Admin | Customer |',
      '| Order | CRUD | CR (own) |',
      'an admin can create, view, update and delete order; a customer can create an order; a customer can view only their own order',
    ],
    ['| Object | Clerk | Guest |', '| Products | Full | Read |', 'a clerk can create, view, update and delete products; a guest can view products'],
    ['| | Clerk | Guest |', '| Orders: ship | ✅ | ❌ |', 'only a clerk can ship orders'],
    ['| Permission | Clerk | Guest | Remarks |', '| Delete product | - | - | |', 'nobody can delete a product'],
  ])('%s %s', (head, row, expected) => {
    expect(sentence(table(head, row))).toEqual([expected])
  })

  it('leaves dictionaries and other tables alone', () => {
    expect(sentence(table('| Field | Type | Mandatory |', '| Name | Text | x |', '# Shop\n\n## Product'))).toEqual(['Name | Text | x'])
    expect(sentence(table('| Function | Priority |', '| Create product | 1 |'))).toEqual(['Create product | 1'])
  })
})

const orders =
  '# Shop\nA clerk creates orders with a number and an amount. A manager has a name.\n\n## States of an order\n\n| From | To | Role | Condition | Action |\n|---|---|---|---|---|\n'

describe('tables of transitions', () => {
  it('become acts with states, people and conditions', () => {
    const found = facts(
      read(
        `${orders}| Open | Approved | Manager | the amount is at most 500 | Approve |\n| Open, Approved | Cancelled | Clerk | | Cancel |\n| Shipped | Cancelled | Manager | | Cancel |\n| Approved | Shipped | Clerk | | |`,
      ),
    )
    expect(found).toEqual(
      expect.arrayContaining([
        'order begins open',
        'order.approve by manager',
        'order.approve open → approved',
        'order.approve needs (amount <= 500)',
        'order.cancel open|approved|shipped → cancelled',
        'order.ship approved → shipped',
      ]),
    )
  })

  it('keep apart who may from which state', () => {
    const made = read(`${orders}| Open | Cancelled | Clerk | | Cancel |\n| Shipped | Cancelled | Manager | | Cancel |\n| Open | Shipped | Clerk | | Ship |`)
    const cancel = made.operations.find((operation) => operation.id === 'order.cancel')
    expect(cancel?.permissions.map(({ role, when }) => [role, JSON.stringify(when ?? null).includes('shipped')])).toEqual([
      ['clerk', false],
      ['manager', true],
    ])
  })

  it('bind only the people of their own row', () => {
    const made = read(`${orders}| Open | Approved | Clerk | the amount is at most 500 | Approve |\n| Open | Approved | Manager | | Approve |`)
    expect(made.operations.find((operation) => operation.id === 'order.approve')?.conditions.map((condition) => condition.roles)).toEqual([['clerk']])
  })

  it('say so when a condition is not understood', () => {
    const made = read(`${orders}| Open | Approved | Manager | the moon is full | Approve |`)
    expect(made.statements.at(-1)).toMatchObject({ status: 'partly', note: 'Not understood: “the moon is full”' })
  })
})
