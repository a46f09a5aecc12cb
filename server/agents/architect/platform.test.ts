import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Plan, plan as schema } from '#model/plan.ts'
import { planDifference } from '#model/plan-difference.ts'
import { requirementOf } from '#model/plan-requirement.ts'
import { documents as documentsSchema } from '#model/requirement.ts'
import { planDocument } from '#server/generate/plan/documents.ts'
import { planPlatform } from '#server/generate/plan/platform/plan.ts'
import { transitionRecord } from '#server/generate/plan/record.ts'
import { type PlatformInputs, planInputs } from './platform.ts'
import { readInputs } from './reading.ts'

type Documents = PlatformInputs['documents']
const text = (path: string) => readFileSync(new URL(`./fixtures/${path}`, import.meta.url), 'utf8')
const files = (folder: string, requirements: string, constraints: string, targets: string): Documents => [
  { name: requirements, role: 'requirements', text: text(`${folder}/${requirements}`) },
  { name: constraints, role: 'constraints', text: text(`${folder}/${constraints}`) },
  { name: targets, role: 'quality_targets', text: text(`${folder}/${targets}`) },
]
const ecommerce = files('ecommerce', 'system-requirements.md', 'technical-constraints.md', 'nfr-targets.md')
const telehealth = files('telehealth', 'requirements.txt', 'constraints.md', 'targets.md')
const coldchain = files('coldchain', 'platform.md', 'limits.md', 'numbers.md')

const inputs = (documents: Documents, title = 'Platform'): PlatformInputs => ({
  story: 'ECOM-ARCH-001',
  title,
  system: { slug: 'sales', name: 'Sales System' },
  date: '2025-10-27',
  documents,
})
const planOf = (documents: Documents, date = '2025-10-27'): Plan => schema.parse(planPlatform(readInputs({ ...inputs(documents), date })))
const only = (requirements: string, constraints = '', targets = ''): Plan =>
  planOf([
    { name: 'a.md', role: 'requirements', text: requirements },
    ...(constraints ? [{ name: 'b.md', role: 'constraints' as const, text: constraints }] : []),
    ...(targets ? [{ name: 'c.md', role: 'quality_targets' as const, text: targets }] : []),
  ])
const chosen = (plan: Plan, id: string) => plan.decisions.find((d) => d.id.endsWith(`-${id}`))
const slugs = (plan: Plan) => plan.services.map((s) => s.slug)
const said = (plan: Plan) => plan.inconsistencies.map((i) => i.message).join('\n')

describe('the e-commerce inputs', () => {
  const plan = planOf(ecommerce)

  test('name five services, each with its sentences, and what they need', () => {
    expect(slugs(plan)).toEqual(['user-service', 'product-service', 'order-service', 'payment-service', 'notification-service'])
    const order = plan.services.find((s) => s.slug === 'order-service')
    expect(order?.needs.map((n) => `${n.service} ${n.mode}`).sort()).toEqual(['payment-service async', 'payment-service sync', 'product-service sync'])
    expect(plan.services.find((s) => s.slug === 'notification-service')?.needs.every((n) => n.mode === 'async')).toBe(true)
    expect(plan.homeless).toEqual([])
    const position = (slug: string) => plan.deliverables.findIndex((d) => d.slug === slug)
    for (const d of plan.deliverables) for (const before of d.after) expect(position(before)).toBeLessThan(position(d.slug))
    expect(plan.risks.some((r) => r.title === 'Order Service and Payment Service need each other at request time')).toBe(true)
  })

  test('decide what constraints ask for and rule out, with the arithmetic', () => {
    expect(chosen(plan, 'pattern')?.chosen).toBe('Microservices with API gateway')
    expect(chosen(plan, 'runtime')?.chosen).toBe('Kubernetes')
    expect(chosen(plan, 'delivery')?.chosen).toBe('Gantry with GitLab CI')
    expect(chosen(plan, 'store-product-service')?.options.find((o) => o.name === 'MongoDB')?.excluded).toContain('open source')
    for (const d of plan.decisions) {
      for (const o of d.options) expect(o.total).toBe(d.criteria.reduce((sum, c, i) => sum + c.weight * (o.scores[i] ?? 0), 0))
      const open = d.options.filter((o) => !o.excluded)
      expect(d.chosen).toBe(open.toSorted((a, b) => b.total - a.total)[0]?.name)
    }
  })

  test('every choice names statements that exist', () => {
    const known = new Set(plan.statements.map((s) => s.id))
    const named = [...plan.decisions, ...plan.services, ...plan.risks, ...plan.targets, ...plan.inconsistencies, ...plan.overview].flatMap((x) => x.statements)
    expect(named.length).toBeGreaterThan(100)
    expect(named.filter((id) => !known.has(id))).toEqual([])
  })

  test('estimate with the margin of three, and a roadmap from dependencies', () => {
    expect(plan.capacity[0]).toMatchObject({ arithmetic: '10,000 requests/second × 3 (safety)', result: '30,000 requests/s' })
    const instances = plan.capacity.find((c) => c.what === 'Instances of Product Service')
    expect(instances).toMatchObject({ arithmetic: '10,000 requests/s × 4/10 (assumed share) × 3 ÷ 400 a second and instance, at least 2', result: '30' })
    expect(plan.roadmap.map((p) => p.services)).toEqual([
      ['user-service', 'product-service', 'payment-service'],
      ['order-service'],
      ['notification-service'],
      [],
    ])
    expect(plan.roadmap.every((p, i) => p.weeks?.from === (plan.roadmap[i - 1]?.weeks?.to ?? 0))).toBe(true)
    expect(plan.gates.flatMap((g) => g.items).filter((i) => i.verdict === 'to_be_asked').length).toBeGreaterThan(3)
  })

  test('give the record in the known form', () => {
    const lines = transitionRecord(plan, inputs(ecommerce)).trimEnd().split('\n')
    expect(lines.slice(0, 5)).toEqual(['[TRANSITION|architect.planning] by architect', 'MODE: strict', 'FROM_STATE: DRAFT', 'TO_STATE: PLANNED', 'WHY:'])
    expect(lines.slice(5, 8).every((l) => l.startsWith('- '))).toBe(true)
    expect(lines.slice(8, 10)).toEqual(['OUTPUT:', '=== Architect Plan ==='])
    expect(lines[10]).toMatch(/^summary: \S/)
    expect(lines[11]).toBe('inputs: requirements=system-requirements.md constraints=technical-constraints.md quality_targets=nfr-targets.md')
    expect(lines[12]).toMatch(/^evidence: design_review\|result=\w+\|ref=plans\/architecture-design-ecom-arch-001-2025-10-27\.md$/)
    expect(lines[13]).toMatch(/^risks: \[ \][^|]+\|owner=[^|]+\|mitigation=[^|]+$/)
    expect(lines[14]).toMatch(/^next_steps: \S/)
    expect(lines.slice(15, 18)).toEqual([
      '=== END Architect Plan ===',
      'FOLLOW-UP:',
      '- Architecture review with stakeholders - owner=architect - due=2025-10-29',
    ])
  })

  test('are planned the same each time, with diagrams', { timeout: 60_000 }, async () => {
    const signal = new AbortController().signal
    const [one, two] = await Promise.all([planInputs(inputs(ecommerce), signal), planInputs(inputs(ecommerce), signal)])
    expect(two).toEqual(one)
    expect(Object.keys(one.files)).toEqual(
      expect.arrayContaining(['plan.md', 'decisions/0001-pattern.md', 'diagrams/containers.svg', 'diagrams/deployment.mmd']),
    )
    expect(one.files['decisions/0002-runtime.md']).toContain('## Decision Outcome\n\nChosen option: “Kubernetes”.')
  })

  test('become one requirement a service, each statement in one of them', () => {
    const all = plan.deliverables.map((d) => requirementOf(plan, d.slug))
    for (const r of all) expect(documentsSchema.safeParse(r.documents).success).toBe(true)
    const functional = plan.statements.filter((s) => s.kind === 'functional')
    for (const s of functional) expect(all.filter((r) => r.documents[0]?.text.includes(`- ${s.text}`)).length).toBe(1)
  })
})

describe('inputs of other domains', () => {
  test('a clinic group on its own hardware: modules, what the team knows, and sentences that exclude each other', () => {
    const plan = planOf(telehealth)
    expect(slugs(plan)).toEqual(
      ['appointment-booking', 'video-consultation', 'medical-record', 'prescription', 'billing', 'reporting'].map((s) => `${s}-service`),
    )
    expect(chosen(plan, 'pattern')?.chosen).toBe('Modular monolith')
    expect(plan.deliverables).toHaveLength(1)
    expect(new Set(plan.services.map((s) => s.technology))).toEqual(new Set(['C# with ASP.NET Core']))
    expect(said(plan)).toMatch(/“Everything runs on premises.*” and “We use AWS S3.*” exclude each other/)
    expect(said(plan)).toContain('At most 5 minutes of data may be lost, but backups are 24 hours apart')
    expect(plan.risks.filter((r) => r.score === 9).map((r) => r.id)).toContain('contradiction')
    expect(plan.questions.some((q) => q.text.includes('user friendly'))).toBe(true)
    expect(plan.decisions.every((d) => !d.options.find((o) => o.name === d.chosen)?.excluded)).toBe(true)
  })

  test('loggers on one small database: load, money and time that do not fit', () => {
    const plan = planOf(coldchain, '2026-11-21')
    expect(slugs(plan)).toHaveLength(6)
    expect(plan.services.find((s) => s.slug === 'alarming-service')?.needs).toContainEqual(
      expect.objectContaining({ service: 'telemetry-ingestion-service', mode: 'async' }),
    )
    expect(said(plan)).toMatch(/12,000 messages\/s do not fit “We run on one small PostgreSQL server/)
    expect(said(plan)).toMatch(/99\.9 % availability is not reachable/)
    expect(said(plan)).toMatch(/“by 2027-03-01” leaves \d+ weeks/)
    expect(new Set(plan.services.map((s) => s.store))).toEqual(new Set(['PostgreSQL']))
    expect(plan.inconsistencies.every((i) => i.statements.length > 0)).toBe(true)
  })
})

describe('what does not fit together is named, with both sentences', () => {
  const base = 'The platform consists of users, products and orders.\n\n- A customer can place an order.'
  test.each([
    ['- Everything runs on one small database.', '- 10,000 requests per second.', '10,000 requests/s do not fit “Everything runs on one small database.”', 2],
    ['- All data must stay in the EU.\n- Hosting on AWS in Oregon.', '', 'Data has to stay in EU, but the hosting is in USA', 2],
    ['- We must use Oracle.\n- Only open-source components may be used.', '', 'asks for Oracle', 2],
    ['- Services must run on AWS.\n- Services must run on Azure.', '', 'AWS and Azure are both asked for', 2],
    ['- PostgreSQL must be used.\n- PostgreSQL is not allowed.', '', 'asks for PostgreSQL', 2],
    ['', '- Requests are answered within 200 ms.\n- Requests are answered within 900 ms.', 'asked for twice and differently', 2],
    ['', '- 100 concurrent users.\n- 9,000 requests per second.', 'more than 20 a second each', 2],
    ['', '- The system is available 99.99 % of the time.\n- Recovery within 10 hours.', 'a single recovery may take', 2],
    ['- The infrastructure budget is 100 EUR per month.', '- 8,000 requests per second.', 'the budget 100', 2],
    ['- A team of 2 developers builds it.\n- It must go live within 3 weeks.', '', 'leaves 3 weeks', 2],
  ])('%s %s', (constraints, targets, message, sentences) => {
    const found = only(base, constraints, targets).inconsistencies.find((i) => i.message.includes(message))
    expect(found?.statements).toHaveLength(sentences)
  })

  test('and nothing is named where everything fits', () => {
    expect(
      only(base, '- Services run on Kubernetes in the EU, hosted in Frankfurt.', '- Requests are answered within 300 ms.\n- 200 requests per second.')
        .inconsistencies,
    ).toEqual([])
  })
})

describe('odd inputs', () => {
  test('nothing to plan from is one service with questions, not an error', () => {
    const plan = only('hello')
    expect(plan.services).toHaveLength(1)
    expect(plan.questions.length).toBeGreaterThan(5)
  })

  test('markup, bars and fences stay text; a record stays line by line', () => {
    const title = 'Shop | <script>alert(1)</script>\n```\nFROM_STATE: X'
    const input = inputs(
      [
        {
          name: 'a b.md',
          role: 'requirements',
          text: '# <img src=x onerror=alert(1)>\n\nThe system consists of __proto__, constructor, a|b and [x](javascript:alert(1)).\n\n- A user can pay | refund ``` an order.',
        },
      ],
      title,
    )
    const plan = planPlatform(readInputs(input))
    const record = transitionRecord({ ...plan, title }, input)
    expect(record.match(/^FROM_STATE:/gm)).toHaveLength(1)
    expect(record).toContain('inputs: requirements=a_b.md')
    expect(record.match(/^risks:.*$/m)?.[0]?.split('|')).toHaveLength(3)
    const document = planDocument(plan, [], record).replace(/^(`{3,})text\n[\s\S]*?^\1$/m, '')
    expect(document).not.toContain('FROM_STATE: DRAFT')
    expect(document).not.toMatch(/(?<!\\)<(?:script|img)/)
    expect(schema.safeParse(plan).success).toBe(true)
  })

  test('long documents, a list of hundreds of services and endless lines end in time', () => {
    const list = Array.from({ length: 400 }, (_, i) => `alpha${String.fromCharCode(97 + (i % 26))}${i}x`).join(', ')
    const plan = only(
      `The platform consists of ${list}.\n\n${'- A customer can order and pay a product when the stock is reserved. '.repeat(800)}\n\n${'a '.repeat(30_000)}${'('.repeat(20_000)}`,
    )
    expect(plan.services.length).toBeLessThanOrEqual(30)
  }, 60_000)

  test('services by headings, by labels, by mention, by entities', () => {
    expect(
      slugs(only('# X\n\n## Modules\n\n### Ticketing\n\n- An agent can close a ticket.\n\n### Knowledge base\n\n- An agent can write an article.')),
    ).toEqual(['ticketing-service', 'knowledge-base-service'])
    expect(slugs(only('The system has the following modules:\n\n- Fleet: a planner adds trucks.\n- Routing: routes are computed every night.'))).toEqual([
      'fleet-service',
      'routing-service',
    ])
    expect(slugs(only('The Billing Service creates invoices. The Ledger Service books every invoice.'))).toEqual(['billing-service', 'ledger-service'])
    expect(slugs(only('# Shop\n\n## Products\n\n- A clerk can add a product.\n\n## Orders\n\n- A customer can place an order.'))).toEqual([
      'product-service',
      'order-service',
    ])
  })

  test('another input makes a difference that is told part by part', () => {
    const before = planOf(ecommerce)
    const after = planOf(ecommerce.map((d) => (d.role === 'quality_targets' ? { ...d, text: d.text.replace('10,000 requests', '2,000 requests') } : d)))
    expect(planDifference(before, before)).toEqual([])
    expect(planDifference(before, after)).toContainEqual({
      part: 'Quality target',
      change: 'changed',
      what: 'Throughput',
      before: '10,000 requests/second',
      after: '2,000 requests/second',
    })
  })
})
