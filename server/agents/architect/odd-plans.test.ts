import { describe, expect, test } from 'vitest'
import { type Plan, plan as schema } from '#model/plan.ts'
import { planPlatform } from '#server/generate/plan/platform/plan.ts'
import { readInputs } from './reading.ts'

/** Inputs of people who never saw the sample: prose, tables with other columns, other trades, very small and very large. */
function planOf(requirements: string, constraints = '', targets = '', title = 'Platform'): Plan {
  const documents = [
    { name: 'a.md', role: 'requirements' as const, text: requirements },
    ...(constraints ? [{ name: 'b.md', role: 'constraints' as const, text: constraints }] : []),
    ...(targets ? [{ name: 'c.md', role: 'quality_targets' as const, text: targets }] : []),
  ]
  return schema.parse(planPlatform(readInputs({ story: 'X-1', title, system: { slug: 'sales', name: 'Sales' }, date: '2026-11-21', documents })))
}
const chosen = (plan: Plan, topic: string) => plan.decisions.find((d) => d.id.slice(5).startsWith(topic))?.chosen
const targetsOf = (plan: Plan) => plan.targets.map((t) => [t.measure?.metric, t.measure?.value, t.measure?.unit])
const said = (plan: Plan) => plan.inconsistencies.map((i) => i.message).join('\n')
const monthly = (plan: Plan) => plan.costs.reduce((sum, c) => sum + c.perMonth, 0)

const club = planOf(
  'Website for our rowing club\n\nWe are a small rowing club with 140 members. The board writes the news. A boat has a name, a number of seats and a state of repair. A member books a boat for a date and time. The boat keeper marks boats as damaged.',
  'One volunteer maintains it in his spare time. It should cost at most 20 euros a month. He knows PHP and a little JavaScript.',
)

describe('a small thing stays small', () => {
  test('a club is one service on one machine within its budget, in what its one developer knows', () => {
    expect(club.services.map((s) => s.name)).toEqual(['Platform Service'])
    expect(club.homeless).toEqual([])
    expect(club.summary).toMatch(/^One service on One machine with containers/)
    expect(chosen(club, 'messaging')).toBeUndefined()
    expect(monthly(club)).toBeLessThanOrEqual(20)
    expect(club.questions.map((q) => q.text).join()).not.toMatch(/languages|how many developers/)
    expect(['PHP with Laravel', 'TypeScript with Node.js and Express']).toContain(chosen(club, 'language'))
    expect(club.decisions.find((d) => d.id.includes('-language'))?.criteria.find((c) => c.name === 'skills')?.why).toBe('what the team knows')
  })

  test('without a number, a portal is neither a cluster nor a set of functions', () => {
    const plan = planOf(
      '# Customer portal\n- Customers see their contracts.\n- Customers report a meter reading.\n- A clerk checks each change of bank details.',
    )
    expect(plan.summary).toMatch(/^One service on Managed containers/)
    expect(plan.services.flatMap((s) => s.statements).length).toBeGreaterThanOrEqual(3)
  })

  test('modules of one deployable share language and database, and are sized together', () => {
    const plan = planOf(
      '## Lending module\n- Members can request a loan.\n\n## Catalogue module\n- Staff can add tools.\n\n## Reminder module\n- Staff can send reminders.',
      '- The services must run on one server on premises.\n- A team of three developers who know Go.',
      '- 900 requests per second.',
    )
    expect(chosen(plan, 'pattern')).toBe('Modular monolith')
    expect(chosen(plan, 'runtime')).toBe('One machine with containers')
    expect(chosen(plan, 'recovery')).toBe('One place with backups')
    expect(plan.decisions.filter((d) => /language|store/.test(d.id)).map((d) => d.service)).toEqual(['', ''])
    expect(plan.capacity.filter((c) => c.what.startsWith('Instances of'))).toEqual([
      { what: 'Instances of Platform with all modules', arithmetic: '900 requests/s × 3 ÷ 1,000 a second and instance, at least 2', result: '3' },
    ])
    expect(plan.costs[0]).toEqual({ what: 'Machine', arithmetic: '3 processes ÷ 2 + database + identity provider = 4 cores × 5 EUR', perMonth: 20 })
  })
})

describe('numbers wherever they stand', () => {
  test('a table with category and requirement', () => {
    const table = [
      '# Theatres',
      '',
      '## Requirements',
      '',
      '| ID | Category | Requirement | Priority |',
      '|----|----------|-------------|----------|',
      '| NFR-1 | Performance | The plan of a day is shown within 1 second for 95 % of requests | Must |',
      '| NFR-2 | Availability | 99.9 % from 6:00 to 20:00 | Must |',
      '| NFR-3 | Recovery | RTO 30 minutes, RPO 5 minutes | Must |',
      '| NFR-4 | Users | 300 concurrent users | Must |',
      '| NFR-5 | Security | All access is authenticated against Active Directory by SAML | Must |',
    ].join('\n')
    const plan = planOf(
      `${table}\n\n- A nurse shall be able to assign an operation to a theatre.`,
      '- Budget: € 250,000 once for development and € 3,000 a month for operation.',
    )
    expect(targetsOf(plan)).toEqual(
      expect.arrayContaining([
        ['response_time', 1, 's'],
        ['availability', 99.9, '%'],
        ['recovery_time', 30, 'minutes'],
        ['recovery_time', 5, 'minutes'],
        ['concurrent_users', 300, 'users'],
      ]),
    )
    expect(plan.targets.filter((t) => t.measure?.metric === 'recovery_time').map((t) => t.metric)).toEqual(['Recovery time', 'Recovery point'])
    expect(plan.targets.some((t) => /month/.test(t.metric))).toBe(false)
    expect(plan.questions.some((q) => /budget|cost a month/.test(q.text))).toBe(false)
    expect(chosen(plan, 'recovery')).toBe('Two or three zones with automatic failover')
    expect(chosen(plan, 'identity')).toMatch(/^OpenID Connect/)
  })

  test('a fleet makes its own load, the peak counts, and a store is chosen that takes it', () => {
    const plan = planOf(
      '# Metering\n\n- We read 2 million smart meters.\n- Every meter sends a reading every 15 minutes over MQTT.\n- A customer can see their consumption by hour.',
      '- We already operate Kafka.\n- Team of 12 engineers in 3 squads (Java, Python).',
      '- Ingest: 2,300 messages/s on average, 20,000 messages/s at peak\n- 200 000 app users, 3 000 at the same time',
    )
    expect(targetsOf(plan)).toContainEqual(['concurrent_users', 3000, 'users'])
    expect(plan.capacity).toContainEqual(expect.objectContaining({ what: 'Messages to take in', arithmetic: '20,000 messages/second × 3 (safety)' }))
    expect(chosen(plan, 'store')).toBe('PostgreSQL with TimescaleDB')
    expect(chosen(plan, 'messaging')).toMatch(/Apache Kafka$/)
    expect(plan.questions.some((q) => q.text.startsWith('Which languages'))).toBe(false)
    expect(said(plan)).toBe('')
    const unstated = planOf('- We read 2 million smart meters.\n- Every meter sends a reading every 15 minutes.')
    expect(unstated.capacity).toContainEqual(expect.objectContaining({ arithmetic: '2,000,000 smart meters ÷ 900 s = 2,222 messages/s × 3 (safety)' }))
  })
})

describe('what does not fit is named, what fits is not', () => {
  test('serverless on one server on premises', () => {
    expect(said(planOf('- A member can book a boat.', 'Everything must be serverless. Everything must run on one server on premises.'))).toMatch(
      /“Everything must run on one server on premises\.” and “Everything must be serverless\.” exclude each other/,
    )
  })

  test('times of different things are no contradiction', () => {
    expect(
      said(planOf('- The compartment opens within 2 seconds.\n- The SMS is sent within 1 minute.\n- A courier can put a parcel into a compartment.')),
    ).toBe('')
  })

  test('documents in another language stop the plan', () => {
    const plan = planOf('# Schadenmeldung\n\nEin Kunde kann einen Schaden melden. Ein Sachbearbeiter prüft den Schaden und gibt ihn frei oder lehnt ihn ab.')
    expect(plan.risks[0]).toMatchObject({ id: 'language', score: 9 })
    expect(plan.questions[0]?.text).toBe('Is there an English version of a.md?')
    expect(club.risks.some((r) => r.id === 'language')).toBe(false)
  })

  test('what nobody named goes to what keeps the thing', () => {
    const plan = planOf(
      'Staff look after the tools.\n\n## Catalogue service\n- A tool has a name and a fee.\n- Staff can add tools.\n\n## Lending service\n- Members can request a loan.',
    )
    expect(plan.homeless).toEqual([])
    expect(plan.services.find((s) => s.slug === 'catalogue-service')?.statements).toContain('S1')
  })
})
