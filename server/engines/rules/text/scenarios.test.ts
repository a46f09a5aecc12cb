import { expect, test } from 'vitest'
import { scenario } from './scenarios.ts'

test.each([
  [
    'Given a pending permit\n  When an officer approves it\n  Then the permit is approved\n  And its expiry date is 12 months after the start date',
    'given a pending permit, when an officer approves it, then the permit is approved; given a pending permit, when an officer approves it, then its expiry date is 12 months after the start date.',
  ],
  [
    'Given I am logged in as a resident\nWhen I submit an application\nThen the application is pending\nAnd I see a confirmation message',
    'when the resident submits an application, then the application is pending.',
  ],
  [
    'Given a signed-in clerk\nAnd a paid order\nWhen the clerk tries to cancel it\nThen an error is shown',
    'given a paid order, when the clerk cancels it, then an error is shown.',
  ],
  ['When an order is paid, then the stock is reduced.', 'when an order is paid, then the stock is reduced.'],
  ['A clerk can ship orders.', 'A clerk can ship orders.'],
])('%s', (written, plain) => {
  expect(scenario(written)).toBe(plain)
})
