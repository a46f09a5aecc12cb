import { describe, expect, test } from 'vitest'
import { normalise } from './normalise.ts'
import { phrase } from './phrasing.ts'
import { isTitle } from './titles.ts'

/** What people write, and the plainer sentence that the rules read. */
const turns: [string, string][] = [
  ['Comments can neither be changed nor deleted.', 'Comments can not be changed or deleted.'],
  ['Closed incidents are read-only.', 'Closed incidents can not be changed.'],
  ['The system shall not allow accepted claims to be edited.', 'accepted claims can not be edited.'],
  ['An agent takes a new ticket and thereby puts it in progress.', 'An agent takes a new ticket; it becomes in progress.'],
  ['The dispatcher assigns an incident to an engineer, which makes it assigned.', 'The dispatcher assigns an incident to an engineer; it becomes assigned.'],
  ['From then on it is in progress.', 'it becomes in progress.'],
  ['The employee who reported a ticket can close it once it is solved or reopen it.', 'a employee can close or reopen their own ticket once it is solved.'],
  ['Users see only the incidents they reported.', 'Users see only their own incidents.'],
  ['Team leads can see all requisitions, requesters see only theirs.', 'Team leads can see all requisitions; requesters see only their own requisitions.'],
  ['Only open orders can be cancelled, and only by the clerk.', 'only open orders can be cancelled; only the clerk can cancel open orders.'],
  ['For one car there must never be more than one open repair order.', 'a car can not have more than one open repair order.'],
  ['For each member the system stores the first name and the email.', 'a member has the first name and the email.'],
  ['By a withdrawal the stock of the chemical is reduced by the amount.', 'when a withdrawal is created, the stock of the chemical is reduced by the amount.'],
  ['While an order is in progress the mechanic adds work items.', 'While an order is in progress, the mechanic adds work items.'],
  ['If the return date is after the due date, the loan is late.', 'If the return date is after the due date, the loan is late.'],
  ['The guard checks visitors in.', 'The guard checks in visitors.'],
  ['The agent solves the ticket by writing a solution.', 'The agent solves the ticket by entering a solution.'],
  ['A nurse marks a visit as done and enters notes (required).', 'A nurse marks a visit as done by entering notes (required).'],
  ['Every week the clerk counts the stock.', 'the clerk counts the stock.'],
  ['Without a reason the claim cannot be rejected.', 'when the claim is rejected, a reason must be given.'],
  ['A clerk turns an offer into an order.', 'A clerk can create an order for an offer.'],
  ['Orders can be filtered by status and searched by number.', 'Orders can be filtered by status and can be searched by number.'],
]

describe('turns of phrase', () => {
  test.each(turns)('%s', (written, plain) => {
    expect(phrase(normalise(written))).toBe(plain)
  })

  test.each([
    ['Repair orders', true],
    ['3. Customers and cars', true],
    ['HELPDESK REQUIREMENTS', true],
    ['The clerk can ship orders', false],
    ['name (mandatory)', false],
    ['Orders are shipped.', false],
  ])('%s is a title: %s', (text, title) => {
    expect(isTitle(text)).toBe(title)
  })
})
