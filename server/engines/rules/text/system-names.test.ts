import { expect, test } from 'vitest'
import { systemNames } from './system-names.ts'

test.each([
  ['The Calibration Management System (CMS) helps.', 'The CMS shall store tags.', 'The system shall store tags.'],
  ['A court booking tool ("BTC") is needed.', 'When a court is free, BTC shall show it.', 'When a court is free, the system shall show it.'],
  ['Shelfie shall store books.\nShelfie shall list loans.', 'Shelfie shall list loans.', 'the system shall list loans.'],
  ['', 'The parking portal shall reject it.', 'The system shall reject it.'],
  ['Clerk shall store books.\nClerk shall list loans.', 'Clerk shall list loans.', 'Clerk shall list loans.'],
  ['', 'The loan application shall be stored.', 'The loan application shall be stored.'],
])('%s', (document, sentence, plain) => {
  expect(systemNames([document])(sentence)).toBe(plain)
})
