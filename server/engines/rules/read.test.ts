import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Specification } from '#model/specification.ts'
import { checkSpecification } from '#model/specification-check.ts'
import { facts, read } from './testing/facts.ts'

const text = (name: string) => readFileSync(new URL(`./samples/${name}.md`, import.meta.url), 'utf8')
const functional = (specification: Specification) => specification.statements.filter((statement) => statement.kind === 'functional')
const understood = (specification: Specification) => functional(specification).filter((statement) => statement.status === 'understood')

/** Documents in many styles, the least number of functional statements that must be understood whole, and what must be in the reading. */
const samples: [name: string, least: number, facts: string[]][] = [
  [
    'shop',
    15,
    [
      'order.create does each lines: product.stock_quantity := (product.stock_quantity - quantity)',
      'order.cancel placed|paid → cancelled',
      'order.ship takes tracking_number',
      'order.read by customer (own customer)',
      'product.list by anyone',
      'order_line.unit_price: money system default product.price',
    ],
  ],
  [
    'library',
    22,
    [
      'loan.create needs (count(loan where ((member = ^member) and (status = "active") and (id != ^id))) < 4)',
      'loan.renew needs (renewals < 2)',
      'book.isbn: text pattern ^[0-9]{13}$ required unique immutable',
      'loan.due_date: date system default add_days(loan_date, 21)',
    ],
  ],
  [
    'courses',
    11,
    [
      'enrolment.create needs (course.status = "open")',
      'course.cancel by registrar',
      'enrolment.grade takes grade',
      'course.cancel does all enrolment where ((course = ^id) and (status != "cancelled")): status := "cancelled"',
    ],
  ],
  [
    'fleet',
    16,
    [
      'work_order.start needs (count(work_order where ((mechanic = subject) and (status = "in_progress") and (id != ^id))) < 2)',
      'work_order.finish does each defects: defect.status := "fixed"',
      'defect.create does vehicle.status := "grounded" when (severity = "safety")',
      'vehicle frozen when (status = "sold")',
    ],
  ],
  [
    'clinic',
    18,
    [
      'appointment.cancel needs (hours_between(now, start_time) >= 24)',
      'appointment.complete takes diagnosis',
      'appointment frozen when (status = "completed")',
    ],
  ],
  [
    'tools',
    16,
    ['rental.create needs (tool.status = "available")', 'rental.create does tool.status := "rented"', 'rental.close does tool.status := "available"'],
  ],
  [
    'warehouse',
    20,
    [
      'purchase_order.receive does each items: article.stock := (article.stock + quantity)',
      'withdrawal.create needs (quantity <= article.stock)',
      'report article where (stock < minimum_stock) for purchaser',
      'withdrawal, append only',
    ],
  ],
  ['helpdesk', 18, ['ticket.take does agent := subject', 'ticket.put_on_hold takes reason', 'ticket.close by employee (own employee)']],
  [
    'expenses',
    13,
    ['claim.approve needs (total <= 1000) for manager or 403', 'claim.approve needs (created_by != subject) for manager or 403', 'claim.reject takes reason'],
  ],
  [
    'events',
    15,
    [
      'booking.create needs (event.status = "published")',
      'event.cancel does all booking where ((event = ^id) and (status != "cancelled")): status := "cancelled"',
      'booking.read by organiser (own event.organiser)',
    ],
  ],
  ['gym', 12, ['booking.create needs (member.status != "blocked")', 'booking.read by trainer (own course.trainer)']],
  ['parking', 15, ['application_expired: when (in(status, "approved") and (end_date < today)) then status := "expired"', 'application.reject takes reason']],
  [
    'hotel',
    16,
    ['reservation.total_price: money = (days_between(arrival_date, departure_date) * room.price_per_night)', 'reservation.confirm does email to guest.email'],
  ],
  [
    'inspection',
    13,
    [
      'inspection.finish does vehicle.next_inspection_date := add_months(date, 24) when (result = "passed")',
      'inspection keeps not_null(defects) when (result = "failed")',
    ],
  ],
  ['school', 16, ['loan.create needs (equipment.condition != "broken")', 'loan.return takes return_date']],
  [
    'workshop',
    24,
    [
      'repair_order.create needs (count(repair_order where ((car = ^car) and (status = "open") and (id != ^id))) < 1)',
      'work_item.create needs (repair_order.status = "in_progress")',
      'repair_order.total_cost: money = sum(work_item labour_cost where (repair_order = ^id))',
      'car.owner: reference entity customer',
      'repair_order.cancel open → cancelled',
    ],
  ],
  [
    'pharmacy',
    20,
    [
      'request.approve needs (quantity <= 100) for pharmacist or 403',
      'request.issue needs (medicine.stock >= quantity)',
      'request.issue does medicine.stock := (medicine.stock - quantity)',
      'request.cancel open → cancelled',
      'request.list by nurse (own nurse)',
    ],
  ],
  [
    'membership',
    19,
    [
      'member.membership_type: enum values basic|plus|premium default "basic"',
      'sign_up.create needs not(in(member.status, "paused", "terminated"))',
      'sign_up.cancel needs (hours_between(now, class.start_time) >= 2)',
      'member.resume paused → active',
    ],
  ],
  [
    'desk',
    13,
    [
      'ticket.number: sequence prefix T- digits 6 unique system',
      'ticket.reopen solved → in_progress',
      'comment.create needs (ticket.status != "closed")',
      'comment, append only',
      'report ticket where (status = "solved") count() per agent, week over created_at for supervisor',
    ],
  ],
  ['practice', 14, ['appointment.cancel booked → cancelled', 'appointment.cancel takes cancellation_reason', 'prescription.create by veterinarian']],
  [
    'requisitions',
    18,
    [
      'requisition.approve needs (total <= 1000) for team_lead or 403',
      'requisition.approve needs (created_by != subject) or 403',
      'requisition.revise rejected → draft',
      'requisition.reject takes reason',
    ],
  ],
  [
    'rooms',
    12,
    [
      'booking.create needs (count(booking where ((room = ^room) and not(in(status, "cancelled")) and overlaps(start, end, ^start, ^end) and (id != ^id))) = 0)',
      'booking.create needs (attendees <= room.capacity)',
      'room.reopen closed → active',
      'booking begins active',
    ],
  ],
  [
    'rental',
    15,
    [
      'rental.take_back does tool.status := "available"',
      'rental.create needs (count(rental where ((customer = ^customer) and in(status, "active") and (id != ^id))) < 3)',
      'tool.delete needs (count(rental where (tool = ^id)) = 0)',
    ],
  ],
  ['time', 14, ['time_entry.delete active|submitted|rejected → same', 'time_entry.create needs (project.status = "active")']],
]

describe('documents in many styles', () => {
  test.each(samples.map(([name, least, wanted]) => ({ name, least, wanted })))('$name', ({ name, least, wanted }) => {
    const specification = read(text(name))
    expect(specification.declined).toBeNull()
    expect(understood(specification).length).toBeGreaterThanOrEqual(least)
    expect(facts(specification).map((fact) => fact.replace(/^entity /, ''))).toEqual(expect.arrayContaining(wanted))
    expect(checkSpecification(specification)).toEqual([])
  })

  test.each(samples.map(([name]) => name))('%s: every statement stands where it says, and everything in the reading names its statements', (name) => {
    const document = text(name)
    const specification = read(document)
    let end = 0
    for (const statement of specification.statements) {
      expect(document.slice(statement.start, statement.end)).toBe(statement.text)
      expect(statement.start).toBeGreaterThanOrEqual(end)
      end = statement.end
    }
    const ids = new Set(specification.statements.map((statement) => statement.id))
    const parts = [
      ...specification.roles,
      ...specification.entities,
      ...specification.entities.flatMap((entity) => entity.fields),
      ...specification.operations,
      ...specification.views,
      ...specification.qualities,
    ]
    for (const part of parts) for (const id of part.statements) expect(ids.has(id)).toBe(true)
    for (const statement of understood(specification)) if (statement.text.length > 200) expect(statement.note).toBe('')
  })
})

describe('the target readings', () => {
  const fixture = (name: string): Specification =>
    JSON.parse(readFileSync(new URL(`../../generate/fixtures/${name}.specification.json`, import.meta.url), 'utf8')) as Specification
  // Two spellings of one rule: = 0 and <= 0 of a count; a comparison that is guarded against absent values.
  const spellings: [RegExp, string][] = [
    [/\)+ <?= 0\)$/, ' and none'],
    [/\)+ < (\d+)\)$/, ' and fewer than $1'],
    [/!= "active"/, '= "retired"'],
    [/\(is_null\(\w+\) or (\(.+\))\)$/, '$1'],
    [/( system)? default/, ' default'],
  ]
  const comparable = (specification: Specification) =>
    facts(specification)
      .flatMap((fact) => {
        const [, head, tail = ''] = /^(\S+ does )(.+)$/.exec(fact) ?? []
        return head ? tail.split(/, (?=\w+ := )/).map((part) => head + part) : [fact]
      })
      .filter((fact) => !/ by | for |^role | is [a-z]+, |→/.test(fact))
      .map((fact) => spellings.reduce((all, [from, to]) => all.replace(from, to), fact))
      .map((fact) =>
        fact
          .replace(/[()]/g, ' ')
          .replace(/\s+/g, ' ')
          .split(/ and | where /)
          .map((part) => part.trim())
          .toSorted()
          .join(' & '),
      )
  test.each(['shop', 'library'])('%s has the meaning of its target', (name) => {
    const got = comparable(read(text(name)))
    for (const fact of comparable(fixture(name))) expect(got).toContain(fact)
  })
})
