import { describe, expect, test } from 'vitest'
import { facts, read } from '../testing/facts.ts'

const permits = `# Parking

- A permit application has a licence plate, a zone (A, B or C) and a start date (default today).
- A permit is pending, approved, rejected, cancelled or expired.

As a resident I want to apply for a parking permit so that I can park.

Scenario: Too many
  Given a resident with 2 approved permits
  When the resident submits another application
  Then the application is rejected with the message "limit reached"

Scenario: Approve
  Given I am logged in as an officer
  And a pending permit
  When I approve it
  Then the permit is approved
  And its expiry date is 12 months after the start date

Scenario: Reject
  Given a pending permit
  When an officer rejects it with a reason
  Then the permit is rejected
  And the resident receives an email

Scenario: Find
  When a warden searches for the plate "AB-123"
  Then the warden sees the permit with its zone

Scenario: Expire
  Given an approved permit
  When its expiry date has passed
  Then the permit is expired
`

describe('scenarios', () => {
  const specification = read(permits)
  const found = facts(specification)
  test.each([
    ['what is applied for is its application', 'permit_application is pending, approved, rejected, cancelled, expired'],
    ['submitting is applying', 'permit_application.create by resident'],
    [
      'a refusal forbids what was given',
      'permit_application.create needs (count(permit_application where ((resident = ^resident) and (status = "approved") and (id != ^id))) < 2)',
    ],
    ['“I” is whoever is signed in', 'permit_application.approve by officer'],
    ['a date that an act sets', 'permit_application.approve does expiry_date := add_months(start_date, 12)'],
    ['a message without a condition that can no longer hold', 'permit_application.reject does email to resident'],
    ['a search by example', 'search permit_application by licence_plate 25 a page for warden, resident, officer'],
    ['what time brings about', 'permit_application_expired: when ((status = "approved") and (expiry_date < today)) then status := "expired"'],
  ])('%s', (_, fact) => {
    expect(found).toContain(fact)
  })

  test('all of it is understood', () => {
    expect(specification.statements.filter((statement) => statement.kind === 'functional' && statement.status !== 'understood')).toEqual([])
    expect(found.filter((fact) => /permit_application\.submit/.test(fact))).toEqual([])
  })
})
