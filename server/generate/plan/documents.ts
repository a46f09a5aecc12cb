import type { Plan, PlanDecision } from '#model/plan.ts'
import { type SourceId, sources } from '#model/plan-knowledge/sources.ts'
import { figure } from './reading/numbers.ts'

const inline = (text: string): string => text.replace(/\s*\n\s*/g, ' ').replace(/([<>[\]`*_])/g, '\\$1')
const cell = (text: string): string => inline(text).replace(/\|/g, '\\|')
const table = (head: string[], rows: string[][]): string =>
  [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows.map((r) => `| ${r.map(cell).join(' | ')} |`)].join('\n')
const by = (statements: string[]): string => (statements.length > 0 ? ` (${statements.slice(0, 6).join(', ')}${statements.length > 6 ? ' …' : ''})` : '')
const section = (title: string, ...body: string[]): string => `## ${title}\n\n${body.filter(Boolean).join('\n\n')}\n`
const list = (items: string[]): string => items.map((i) => `- ${inline(i)}`).join('\n')
const nameOf = (plan: Plan, slug: string): string => plan.services.find((s) => s.slug === slug)?.name ?? slug

export function planDocument(plan: Plan, diagrams: { name: string; title: string }[], record: string): string {
  const fence = record.includes('```') ? '````' : '```'
  return [
    `# Plan: ${inline(plan.title)}\n\n${inline(plan.summary)}\n`,
    `${fence}text\n${record.trimEnd()}\n${fence}\n`,
    section('Overview', ...plan.overview.map((o) => `**${o.aspect}**: ${inline(o.choice)}. ${inline(o.rationale)}${by(o.statements)}`)),
    ...(plan.inconsistencies.length > 0 ? [section('Inconsistent inputs', list(plan.inconsistencies.map((i) => i.message + by(i.statements))))] : []),
    section('Services', ...plan.services.map((s) => service(plan, s))),
    ...infrastructure(plan),
    section(
      'Decisions',
      table(
        ['Decision', 'Chosen', 'Why'],
        plan.decisions.map((d) => [d.title, d.chosen, d.rationale + by(d.statements)]),
      ),
      plan.decisions.map((d) => `- [${inline(d.title)}](decisions/${d.id}.md)`).join('\n'),
    ),
    section('Quality targets', ...targets(plan)),
    section(
      'Risks',
      table(
        ['Risk', 'Probability', 'Impact', 'Score', 'Owner', 'Mitigation'],
        plan.risks.map((r) => [r.title + by(r.statements), `${r.probability}`, `${r.impact}`, `${r.score}`, r.owner, r.mitigation]),
      ),
      'Probability and impact from 1 to 3; a score of 9 stops the plan until somebody accepts or lowers it.',
    ),
    ...figures(plan),
    ...plan.gates.map((g) =>
      section(
        g.name,
        g.items
          .map(
            (i) =>
              `- [${i.verdict === 'met' ? 'x' : ' '}] ${inline(i.item)}: ${inline(i.evidence)}${i.verdict === 'to_be_asked' ? ' (to be asked)' : i.verdict === 'not_met' ? ' (not met)' : ''}`,
          )
          .join('\n'),
      ),
    ),
    section(
      'Roadmap',
      ...plan.roadmap.map(
        (p) =>
          `### ${p.phase}: ${inline(p.goal)}${p.weeks ? ` (weeks ${p.weeks.from + 1}–${p.weeks.to})` : ''}\n\n${list(p.contents) || 'Nothing to build.'}${p.weeks ? `\n\n${inline(p.weeks.arithmetic)}` : ''}`,
      ),
    ),
    section('Success metrics', list(plan.metrics.map((m) => `${m.group}: ${m.metric}: ${m.target}`))),
    section('Diagrams', ...diagrams.map((d) => `![${inline(d.title)}](diagrams/${d.name}.svg)`)),
    section(
      'Open questions',
      plan.questions.length > 0 ? list(plan.questions.map((q) => `${q.text} ${q.why} Assumed: ${q.proposed}. (${q.owner})${by(q.statements)}`)) : 'None.',
    ),
    ...statements(plan),
  ].join('\n')
}

function statements(plan: Plan): string[] {
  const rows = plan.statements.map((s) => [s.id, s.document, s.text])
  return rows.length > 0 ? [section('Statements', table(['Statement', 'Document', 'Text'], rows))] : []
}

function infrastructure(plan: Plan): string[] {
  if (plan.infrastructure.length === 0) return []
  const rows = plan.infrastructure.map((i) => [i.layer, i.technology, i.features.join('; ')])
  return [section('Infrastructure', table(['Layer', 'Technology', 'What follows'], rows))]
}

function figures(plan: Plan): string[] {
  const capacity = plan.capacity.map((c) => [c.what, c.arithmetic, c.result])
  const together = plan.costs.reduce((sum, c) => sum + c.perMonth, 0)
  const costs = [...plan.costs.map((c) => [c.what, c.arithmetic, figure(c.perMonth)]), ['Together', '', figure(together)]]
  return [
    section('Capacity', table(['What', 'Arithmetic', 'Result'], capacity)),
    ...(plan.costs.length > 0 ? [section('Costs', table(['What', 'Arithmetic', 'EUR a month'], costs), `Prices: ${sources.planning.title}.`)] : []),
  ]
}

const service = (plan: Plan, s: Plan['services'][number]): string =>
  [
    `### ${inline(s.name)}\n`,
    `- **Responsibility**: ${inline(s.responsibility)}${by(s.statements)}`,
    `- **Technology**: ${s.technology}`,
    `- **Database**: ${s.store}${s.supplements.map((x) => `; ${x.name} (${x.why})`).join('')}`,
    `- **Scalability**: ${s.scaling}`,
    `- **Security**: ${s.security.join('; ')}`,
    ...(s.reliability.length > 0 ? [`- **Reliability**: ${s.reliability.join('; ')}`] : []),
    ...(s.needs.length > 0
      ? [
          `- **Needs**: ${s.needs.map((n) => `${inline(nameOf(plan, n.service))} (${n.mode === 'sync' ? 'call' : 'events'}: ${n.why}${by(n.statements)})`).join('; ')}`,
        ]
      : []),
    ...(s.externals.length > 0 ? [`- **Integration**: ${s.externals.map((x) => x.name + by(x.statements)).join('; ')}`] : []),
    ...(s.weeks ? [`- **Effort**: ${s.weeks.arithmetic}`] : []),
  ].join('\n')

function targets(plan: Plan): string[] {
  if (plan.targets.length === 0) return ['The documents state none.']
  const groups = [...new Set(plan.targets.map((t) => t.group))]
  return groups.map(
    (g) =>
      `### ${inline(g)} targets\n\n${table(
        ['Metric', 'Target', 'Strategy', 'Validation'],
        plan.targets.filter((t) => t.group === g).map((t) => [t.metric + by(t.statements), t.target, t.strategy, t.validation]),
      )}`,
  )
}

/** One decision in the MADR form. */
export function decisionRecord(decision: PlanDecision, statements: readonly { id: string; text: string }[], date?: string): string {
  const sentences = new Map(statements.map((s) => [s.id, s.text]))
  const said = decision.statements.filter((id) => sentences.has(id)).slice(0, 12)
  return [
    `# ${inline(decision.title)}`,
    '',
    '- Status: proposed',
    ...(date ? [`- Date: ${date}`] : []),
    '- Deciders: architect (rules engine), until reviewers approve the plan',
    '',
    '## Context and Problem Statement',
    '',
    decision.context,
    '',
    ...(said.length > 0 ? ['What the inputs say to it:', '', ...said.map((id) => `- ${id}: ${inline(sentences.get(id) ?? '')}`), ''] : []),
    '## Decision Drivers',
    '',
    ...decision.criteria.map((c) => `- ${c.name}, weight ${c.weight}${c.why ? ` (${inline(c.why)})` : ''}`),
    '',
    '## Considered Options',
    '',
    table(
      ['Option', ...decision.criteria.map((c) => `${c.name} ×${c.weight}`), 'Total', 'Ruled out'],
      decision.options.map((o) => [o.name, ...o.scores.map(String), `${o.total}`, o.excluded]),
    ),
    '',
    '## Decision Outcome',
    '',
    `Chosen option: “${decision.chosen}”. ${inline(decision.rationale)}`,
    '',
    '### Consequences',
    '',
    ...decision.consequences.map((c) => `- ${inline(c)}`),
    '',
    '## Pros and Cons of the Options',
    '',
    ...decision.options.map((o) => `- **${o.name}**: ${inline(o.note)}`),
    '',
    ...(decision.sources.length > 0
      ? [
          '## More Information',
          '',
          ...decision.sources.filter((id): id is SourceId => id in sources).map((id) => `- ${sources[id].title}: ${sources[id].where}`),
          '',
        ]
      : []),
  ].join('\n')
}
