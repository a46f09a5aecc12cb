import { expect, test } from 'vitest'
import { normalise } from './normalise.ts'
import { phrase } from './phrasing.ts'

test.each([
  ['The system shall store for each instrument an asset tag and a location.', 'a instrument has an asset tag and a location.'],
  [
    'When a calibration with the result pass is recorded, the system shall notify the owner.',
    'When a calibration is recorded and the result is pass, the system shall notify the owner.',
  ],
  ['When a job with a priority of high is reported, the chief is notified.', 'When a job is reported and the priority is high, the chief is notified.'],
  ['When the due date of an instrument has passed, the system shall change its state to due.', 'the instrument becomes due when the due date has passed.'],
  ['If the nurse who recorded a test tries to approve it, then the system shall reject the approval.', 'nobody can approve their own test.'],
  ['Once a test has been approved, the system shall prevent any change to it.', 'a test can not be changed once it has been approved.'],
  ['While a plot is let, the system shall not accept offers for it.', 'While a plot is let, the system shall reject offers.'],
  ['The system shall assign each test a consecutive number.', 'the system shall assign a consecutive test number to each test.'],
])('%s', (written, plain) => {
  expect(phrase(normalise(written))).toBe(plain)
})
