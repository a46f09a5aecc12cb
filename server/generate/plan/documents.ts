import type { Plan } from '#model/plan.ts'
import type { Specification } from '#model/specification.ts'

const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ')
const table = (head: string[], rows: string[][]): string =>
  [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows.map((r) => `| ${r.map(cell).join(' | ')} |`)].join('\n')
const by = (statements: string[]): string => (statements.length > 0 ? ` (${statements.slice(0, 6).join(', ')}${statements.length > 6 ? ' …' : ''})` : '')
const section = (title: string, ...body: string[]): string => `## ${title}\n\n${body.filter(Boolean).join('\n\n')}\n`

/** The record of the move DRAFT → PLANNED, in the form people already parse. */
export function transitionRecord(plan: Plan, meta: { story: string; inputs: string; ref: string }): string {
  const risk = plan.risks[0]
  return [
    '[TRANSITION|architect.planning] by architect',
    'MODE: strict',
    'FROM_STATE: DRAFT',
    'TO_STATE: PLANNED',
    'WHY:',
    ...plan.decisions.slice(0, 3).map((d) => `- ${d.title}: ${d.chosen}`),
    'OUTPUT:',
    '=== Architect Plan ===',
    `summary: ${plan.summary}`,
    `inputs: ${meta.inputs}`,
    `evidence: design_review|result=${plan.checklist.every((c) => c.verdict !== 'not_met') ? 'validated' : 'open points'}|ref=${meta.ref}`,
    `risks: [ ]${risk ? `${risk.title}|owner=${risk.owner}|mitigation=${risk.mitigation}` : 'none'}`,
    'next_steps: Build the backend from the contract that follows from this plan.',
    '=== END Architect Plan ===',
    'FOLLOW-UP:',
    ...plan.questions.map((q) => `- ${q} - owner=product_owner`),
    ...(plan.questions.length === 0 ? ['- none'] : []),
    '',
  ].join('\n')
}

export function planDocument(plan: Plan, diagrams: { name: string; title: string }[], record: string): string {
  return [
    `# Plan: ${plan.title}\n\n${plan.summary}\n`,
    `\`\`\`text\n${record.replace(/```/g, "'''")}\`\`\`\n`,
    section('Pattern', `**${plan.pattern.name}.** ${plan.pattern.rationale}${by(plan.pattern.statements)}`),
    ...(plan.inconsistencies.length > 0 ? [section('Inconsistent inputs', ...plan.inconsistencies.map((i) => `- ${i.message}${by(i.statements)}`))] : []),
    section(
      'Services',
      table(
        ['Service', 'Responsibility', 'Technology', 'Store', 'Scaling', 'Security'],
        plan.services.map((s) => [s.name, s.responsibility, s.technology, s.store, s.scaling, s.security]),
      ),
    ),
    section(
      'Decisions',
      table(
        ['Decision', 'Chosen', 'Why'],
        plan.decisions.map((d) => [`[${d.title}](decisions/${d.id}.md)`, d.chosen, d.rationale + by(d.statements)]),
      ),
    ),
    section(
      'Quality targets',
      plan.targets.length > 0
        ? table(
            ['Metric', 'Target', 'Strategy', 'Validation'],
            plan.targets.map((t) => [t.metric + by(t.statements), t.target, t.strategy, t.validation]),
          )
        : 'The document states none.',
    ),
    section(
      'Risks',
      table(
        ['Risk', 'Probability', 'Impact', 'Score', 'Owner', 'Mitigation'],
        plan.risks.map((r) => [r.title + by(r.statements), `${r.probability}`, `${r.impact}`, `${r.score}`, r.owner, r.mitigation]),
      ),
      'Probability and impact from 1 to 3; a score of 9 is put before whoever approves.',
    ),
    section(
      'Capacity',
      table(
        ['What', 'Arithmetic', 'Result'],
        plan.capacity.map((c) => [c.what, c.arithmetic, c.result]),
      ),
    ),
    section(
      'Review checklist',
      plan.checklist
        .map((c) => `- [${c.verdict === 'met' ? 'x' : ' '}] ${c.item}: ${c.evidence}${c.verdict === 'to_be_asked' ? ' (to be asked)' : ''}`)
        .join('\n'),
    ),
    section('Roadmap', ...plan.roadmap.map((p) => `### ${p.phase}: ${p.goal}\n\n${p.contents.map((c) => `- ${c}`).join('\n') || '- nothing to build'}`)),
    section('Success metrics', plan.metrics.map((m) => `- ${m}`).join('\n')),
    section('Diagrams', diagrams.map((d) => `![${d.title}](diagrams/${d.name}.svg)`).join('\n\n')),
    section('Open questions', plan.questions.length > 0 ? plan.questions.map((q) => `- ${q}`).join('\n') : 'None.'),
  ].join('\n')
}

/** One decision in the MADR form. */
export function decisionRecord(decision: Plan['decisions'][number], specification: Specification): string {
  const sentences = new Map(specification.statements.map((s) => [s.id, s.text]))
  return [
    `# ${decision.title}`,
    '',
    '- Status: accepted',
    '- Deciders: architect (rules engine)',
    '',
    '## Context and problem',
    '',
    decision.context,
    '',
    ...(decision.statements.length > 0
      ? ['What the requirement says to it:', '', ...decision.statements.slice(0, 12).map((id) => `- ${id}: ${sentences.get(id) ?? ''}`), '']
      : []),
    '## Considered options',
    '',
    table(
      ['Option', ...decision.criteria.map((c) => `${c.name} ×${c.weight}`), 'Total'],
      decision.options.map((o) => [o.name, ...o.scores.map(String), `${o.total}`]),
    ),
    '',
    '## Decision',
    '',
    decision.rationale,
    '',
    '## Consequences',
    '',
    ...decision.consequences.map((c) => `- ${c}`),
    '',
    '## Options in detail',
    '',
    ...decision.options.map((o) => `- **${o.name}**: ${o.note}`),
    '',
  ].join('\n')
}
