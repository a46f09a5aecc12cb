import { describe, expect, it } from 'vitest'
import { added, facts, read } from '../testing/facts.ts'

const freight =
  '# Freight\nA clerk creates shipments with a pickup date, a delivery date, a carrier, remarks, dangerous goods (yes or no) and a tour. A carrier has a name and blocked (yes or no). A tour has a date and a capacity. A shipment is booked, delivered or cancelled. A clerk can deliver a booked shipment.'

describe('rules as tables of business rules put them', () => {
  it.each([
    ['A blocked carrier cannot be assigned to a shipment.', 'shipment.create needs (is_null(carrier) or not((carrier.blocked = true)))'],
    ['Shipments with dangerous goods require a remark.', 'shipment keeps not_null(remarks) when (dangerous_goods = true)'],
    [
      'The number of booked shipments of a tour must not exceed the capacity of the tour.',
      'shipment.create needs (count(shipment where ((tour = ^tour) and (status = "booked") and (id != ^id))) < tour.capacity)',
    ],
    [
      'The delivery date must be at most 14 days after the pickup date.',
      'shipment keeps (is_null(delivery_date) or is_null(pickup_date) or (delivery_date <= add_days(pickup_date, 14)))',
    ],
    [
      'The pickup date shall be at least 3 days in the future.',
      'shipment keeps (is_null(pickup_date) or (pickup_date >= add_days(today, 3))) when (is_null(old.pickup_date) or (old.pickup_date != pickup_date))',
    ],
    ['It shall not be possible to delete a carrier that has shipments.', 'carrier.delete needs (count(shipment where (carrier = ^id)) <= 0)'],
    ['Shipments older than 7 days cannot be changed.', 'shipment frozen when (now > add_hours(created_at, 168))'],
  ])('%s', (sentence, fact) => {
    const found = added(freight, sentence)
    expect(found.facts).toContain(fact)
    expect(found.status).toBe('understood')
  })

  it('no convention lets in whom a matrix leaves out', () => {
    const made = facts(
      read(
        `${freight} A driver sees tours. A customer can create shipments.\n\n## Permissions\n\n| Object | Clerk | Driver | Customer |\n|---|---|---|---|\n| Carrier | CRUD | R | – |`,
      ),
    )
    expect(made).toContain('carrier.read by driver')
    expect(made.filter((fact) => fact.startsWith('carrier.') && fact.endsWith('by customer'))).toEqual([])
  })
})
