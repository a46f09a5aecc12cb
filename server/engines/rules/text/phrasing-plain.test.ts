import { expect, test } from 'vitest'
import { normalise } from './normalise.ts'
import { phrase } from './phrasing.ts'

test.each([
  ['The stock goes down by the quantity.', 'The stock decreases by the quantity.'],
  ['Donors are identified by a donor number which is assigned automatically.', 'each Donors has a donor number (automatic).'],
  ['A nurse must enter a reason and the date until which the deferral is valid.', 'A nurse must enter a reason and a deferral valid until date.'],
  ['The default urgency is routine.', 'the urgency defaults to routine.'],
  ['Units past their expiry date shall be marked as expired automatically.', 'the Units become expired when the expiry date has passed.'],
  ['The manager lists the units that expire within the next 7 days.', 'The manager lists the units whose expiry date is within the next 7 days.'],
  ['20 donations are shown per page.', 'donations are shown 20 per page.'],
  ['When a shift is full, no more volunteers can register.', 'When a shift is full, volunteers can not register.'],
  ['A member cannot register twice for the same shift.', 'A member can not register for the same shift twice.'],
])('%s', (written, told) => {
  expect(phrase(normalise(written))).toBe(told)
})
