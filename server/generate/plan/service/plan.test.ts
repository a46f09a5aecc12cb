import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { plan as planSchema } from '#model/plan.ts'
import { type Specification, specification } from '#model/specification.ts'
import { serviceDiagrams } from '../../diagrams/diagrams.ts'
import { decisionRecord, planDocument } from '../documents.ts'
import { transitionRecord } from '../record.ts'
import { makePlan } from './plan.ts'

const fixture = (name: string): Specification =>
  specification.parse(JSON.parse(readFileSync(new URL(`../../fixtures/${name}.specification.json`, import.meta.url), 'utf8')))
const names = { service: { slug: 'shop', name: 'Online shop' }, system: { slug: 'sales', name: 'Sales System' } }

describe('plan', () => {
  it('is valid, complete and the same each time', () => {
    const made = makePlan(fixture('shop'), names)
    expect(planSchema.parse(made)).toEqual(made)
    expect(JSON.stringify(makePlan(fixture('shop'), names))).toBe(JSON.stringify(made))
    expect(made.decisions.map((d) => d.chosen)).toContain('PostgreSQL')
    for (const d of made.decisions) expect(d.chosen).toBe([...d.options].sort((a, b) => b.total - a.total)[0]?.name)
  })

  it('lets the statements of a requirement tip the weights', () => {
    const s = fixture('shop')
    const weightOf = (x: Specification): number | undefined => makePlan(x, names).decisions[0]?.criteria.find((c) => c.name === 'throughput')?.weight
    expect(weightOf(s)).toBeGreaterThan(weightOf({ ...s, qualities: [] }) as number)
  })

  it('writes its capacity arithmetic out', () => {
    const made = makePlan(fixture('shop'), names)
    expect(made.capacity[0]?.arithmetic).toContain('200 requests/s × 3 (safety) ÷ 400')
    expect(made.capacity[0]?.result).toBe('2')
  })

  it('names targets that do not go together', () => {
    const s = fixture('shop')
    const odd = {
      ...s,
      qualities: s.qualities.map((q) => (q.metric === 'throughput' ? { ...q, value: 10_000 } : q)),
      constraints: [{ id: 'one', text: 'One small database server', statements: ['S1'] }],
    }
    expect(
      makePlan(odd, names)
        .inconsistencies.map((i) => i.message)
        .join(),
    ).toContain('One small database server')
    expect(makePlan(s, names).inconsistencies).toEqual([])
  })

  it('orders the roadmap by references', () => {
    const phases = makePlan(fixture('shop'), names).roadmap
    const phaseOf = (word: string): number => phases.findIndex((p) => p.goal.includes(word))
    expect(phaseOf('Products')).toBeGreaterThanOrEqual(0)
    expect(phaseOf('Orders')).toBeGreaterThan(phaseOf('Customers'))
  })

  it('keeps table cells and records whole with hostile text', () => {
    const s = fixture('shop')
    const made = makePlan({ ...s, title: 'a | b\n```x', assumptions: [] }, names)
    const record = transitionRecord(
      { ...made, summary: '```\nend' },
      { story: 'shop', date: '2026-11-21', documents: [{ name: 'a.md', role: 'requirements' }] },
    )
    expect(record).toContain('FROM_STATE: DRAFT\nTO_STATE: PLANNED')
    expect(record.split('\n')).toContain('inputs: requirements=a.md')
    expect(planDocument(made, [], record).match(/^`{3,}/gm)?.length).toBe(2) // the fence pair: the title opens none
    expect(decisionRecord(made.decisions[0] as never, s.statements)).toContain('## Considered Options')
  })
})

describe('diagrams', () => {
  it('draws every diagram as an accessible, escaped SVG', async () => {
    const s = fixture('library')
    const evil = { ...s, entities: s.entities.map((e, i) => (i === 0 ? { ...e, name: '<script>alert(1)</script>' } : e)) }
    const drawn = await serviceDiagrams(evil, { service: 'Library "x"', system: 'Sales' })
    expect(drawn.map((d) => d.name)).toEqual(expect.arrayContaining(['context', 'containers', 'data-model']))
    for (const d of drawn) {
      expect(d.svg).toMatch(/^<svg [^>]*role="img"/)
      expect(d.svg).toContain('<title id="t')
      expect(d.svg).not.toMatch(/<script|NaN|undefined/)
      expect(d.mermaid).not.toContain('<script')
    }
  })
})
