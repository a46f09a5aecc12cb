import { describe, expect, test } from 'vitest'
import { added, facts, read } from '../testing/facts.ts'
import { shop } from '../testing/worlds.ts'

const club =
  '# Club\nAn office manager can register members with a name, an email (unique), a date of birth and a membership type (basic, plus). A trainer creates courses with a title and a capacity. Members can register for a course.'

describe('what a sentence says is what the service does', () => {
  test('registering people is not registering them for something', () => {
    const all = facts(read(club))
    expect(all).toEqual(expect.arrayContaining(['member.date_of_birth: date', 'member.create by office_manager', 'registration.create by member (own member)']))
    expect(all.filter((fact) => fact.startsWith('registration.date_of_birth'))).toEqual([])
  })

  test('an age is told by the date of birth', () => {
    expect(added(club, 'A member must be at least 16 years old.')).toMatchObject({
      status: 'understood',
      facts: ['member keeps (is_null(date_of_birth) or (add_months(date_of_birth, 192) <= today))'],
    })
    expect(added(club.replace(', a date of birth', ''), 'A member must be at least 16 years old.').status).toBe('partly')
  })

  const permits =
    '# Permits\nA resident can apply for a permit with a licence plate, a zone (A, B or C) and a start date. A clerk can approve or refuse applied permits. A resident can renew an active permit. When a clerk approves a permit, it becomes active.'

  test('what a value depends on does not say how it is calculated', () => {
    expect(added(permits, 'The end date is calculated from the start date.').status).toBe('partly')
    const said = added(permits, 'A permit is valid for 12 months; the end date is calculated from the start date.')
    expect(said).toMatchObject({ status: 'understood', facts: expect.arrayContaining(['permit.end_date: date system default add_months(start_date, 12)']) })
  })

  test('a value that acts change is calculated once and then kept', () => {
    const all = facts(
      read(`${permits}\n\nA permit has a number of months. The end date is the start date plus 365 days. Each renewal extends the end date by 12 months.`),
    )
    expect(all).toEqual(
      expect.arrayContaining(['permit.end_date: date system default add_days(start_date, 365)', 'permit.renew does end_date := add_months(end_date, 12)']),
    )
  })

  test('an act that ends something leaves a state behind, and only states that somebody speaks of stay', () => {
    const all = facts(read(permits))
    expect(all).toEqual(expect.arrayContaining(['permit.refuse applied → refused', 'permit.approve applied → active']))
    expect(all.find((fact) => fact.startsWith('permit is '))).toBe('permit is applied, active, refused')
  })

  test('a sentence ends behind a letter', () => {
    const statements = read(`${permits} The fee is 30 EUR in zone C. A permit expires when its end date has passed.`).statements.map(({ text }) => text)
    expect(statements.slice(-2)).toEqual(['The fee is 30 EUR in zone C.', 'A permit expires when its end date has passed.'])
  })

  test('who did it already is part of “already”', () => {
    const grants =
      '# Grants\nThe system shall store applications with a title. An applicant can create an application. A reviewer can add reviews to an application with a comment.'
    const said = added(grants, 'If a reviewer has already reviewed an application, then the system shall reject a second review of the same application.')
    expect(said.facts).toEqual(
      expect.arrayContaining([
        'review.reviewer: text subject true system default subject',
        'review.create needs (count(review where ((reviewer = ^reviewer) and (application = ^application) and (id != ^id))) <= 0)',
      ]),
    )
  })

  const practice =
    '# Practice\nA receptionist can register animals with a name. A receptionist can book an appointment for an animal with a vet, a start time and a reason. A vet can complete a booked appointment. A receptionist can cancel a booked appointment.'

  test.each([
    ['A vet cannot have two appointments at the same start time.', 'appointment unique vet + start_time'],
    ['An appointment cannot be booked in the past.', 'appointment.create needs (start_time >= now) or 422'],
  ])('%s', (sentence, fact) => {
    expect(added(practice, sentence)).toMatchObject({ status: 'understood', facts: expect.arrayContaining([fact]) })
  })

  test('a rule about some of the things is not read as one about all of them', () => {
    const orders = '# Orders\nAn employee can place an order with an amount. A caterer can deliver an order.'
    const said = added(orders, 'Orders with an amount above 500 EUR shall be approved by a manager before they are delivered.')
    expect(said.status).not.toBe('understood')
  })

  test('the system refuses and shows: what that says of values and of people', () => {
    const grants = '# Grants\nAn applicant can create an application with a title and a requested amount.'
    const bounded = added(grants, 'If the requested amount is less than 1,000 EUR or more than 50,000 EUR, then the system shall reject the application.')
    expect(bounded).toMatchObject({ status: 'understood', facts: expect.arrayContaining(['application.requested_amount: money min 1000 max 50000']) })
    const own = added(grants, 'The system shall show applicants only their own applications.')
    expect(own).toMatchObject({ status: 'understood', facts: expect.arrayContaining(['application.read by applicant (own applicant)']) })
  })

  test('the quantity ordered is that of the lines', () => {
    const said = added(shop, 'When an order is placed, the stock of each ordered product decreases by the quantity ordered.')
    expect(said.facts.filter((fact) => fact.startsWith('order.quantity'))).toEqual([])
  })
})
