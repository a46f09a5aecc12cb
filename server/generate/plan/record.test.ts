import { expect, test } from 'vitest'
import type { Plan } from '#model/plan.ts'
import { transitionRecord } from './record.ts'

/** The record that people already parse, as the requirement for Gantry gives it. */
const known = `[TRANSITION|architect.planning] by architect
MODE: strict
FROM_STATE: DRAFT
TO_STATE: PLANNED
WHY:
- System architecture required for microservices e-commerce platform
- Technology decisions needed to support scalability and performance
- Non-functional requirements must be defined and validated
OUTPUT:
=== Architect Plan ===
summary: Designed comprehensive microservices architecture with technology stack selection, measurable NFR targets, and detailed risk mitigation strategies.
inputs: requirements=system-requirements.md constraints=technical-constraints.md quality_targets=nfr-targets.md
evidence: design_review|result=validated|ref=plans/architecture-design-ecom-arch-001-2025-10-27.md
risks: [ ]Microservice complexity may impact development velocity|owner=architect|mitigation=start with core services, expand incrementally
next_steps: Begin implementation planning based on approved architecture.
=== END Architect Plan ===
FOLLOW-UP:
- Architecture review with stakeholders - owner=architect - due=2025-10-29
`

/** Its form: every label, separator and fixed word stays, free text becomes …; reasons and follow-ups may be as many as there are. */
function formOf(record: string): string[] {
  const lines = record.split('\n').map((line) =>
    line
      .replace(/^- .+ - owner=[a-z_]+ - due=\d{4}-\d\d-\d\d$/, '- … - owner=… - due=…')
      .replace(/^- [^…].*$/, '- …')
      .replace(/^(summary|next_steps): \S.*$/, '$1: …')
      .replace(/^risks: \[ \][^|]+\|owner=[^|]+\|mitigation=[^|]+$/, 'risks: [ ]…|owner=…|mitigation=…')
      .replace(/result=[a-z_]+/, 'result=…'),
  )
  return lines.filter((line, i) => !(line.startsWith('- ') && line === lines[i - 1]))
}

const plan = {
  title: 'E-commerce platform',
  summary: 'Microservices with API gateway of 5 services.',
  services: [{}, {}, {}, {}, {}],
  targets: [{ metric: 'Throughput', target: '10,000 requests/second', measure: { metric: 'throughput' } }],
  risks: [{ title: 'Microservice complexity', owner: 'architect', mitigation: 'Start with core services | expand', score: 4 }],
  gates: [{ name: 'Architecture review', items: [{ verdict: 'met' }] }],
  inconsistencies: [],
  questions: [{ text: 'What may it cost\na month?', owner: 'product owner' }],
} as unknown as Plan
const inputs = {
  story: 'ECOM-ARCH-001',
  date: '2025-10-27',
  documents: [
    { name: 'system-requirements.md', role: 'requirements' },
    { name: 'technical-constraints.md', role: 'constraints' },
    { name: 'nfr-targets.md', role: 'quality_targets' },
  ],
}

test('has the known form, field by field', () => {
  const record = transitionRecord(plan, inputs)
  expect(formOf(record)).toEqual(formOf(known))
  const line = (text: string, label: string) => text.split('\n').find((l) => l.startsWith(label))
  for (const label of ['inputs: ', 'evidence: ', 'next_steps: ', '- Architecture review']) expect(line(record, label)).toBe(line(known, label))
})

test('says so when something is open, and never breaks a line or a field', () => {
  const open = { ...plan, inconsistencies: [{ message: 'a\nb', statements: [] }], risks: [{ ...plan.risks[0], score: 9 }] } as unknown as Plan
  const record = transitionRecord(open, { ...inputs, documents: [{ name: 'my requirements.md', role: 'requirements' }] })
  expect(record).toContain('|result=open_points|')
  expect(record).toContain('inputs: requirements=my_requirements.md\n')
  expect(record).toContain('- Decide: a b - owner=product_owner - due=2025-10-30\n')
  expect(record).toContain('next_steps: Accept or lower 1 risk of score 9 before the plan can be reviewed.')
  expect(formOf(record).filter((l) => l.startsWith('risks:'))).toEqual(['risks: [ ]…|owner=…|mitigation=…'])
})
