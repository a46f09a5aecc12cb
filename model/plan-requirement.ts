import type { Plan } from './plan.ts'

type Document = { name: string; role: 'requirements' | 'constraints' | 'quality_targets'; text: string }
const plain = (text: string): string => text.replace(/\s+/g, ' ').trim()

/**
 * The requirement of one deliverable, from the statements that belong to it, in the words of whoever wrote them. Pure;
 * what holds for the whole platform (constraints, quality targets) goes along as documents of its own.
 */
export function requirementOf(plan: Plan, slug: string): { title: string; documents: Document[] } {
  const deliverable = plan.deliverables.find((d) => d.slug === slug)
  if (!deliverable) throw new Error(`The plan has no deliverable ${slug}.`)
  const members = plan.services.filter((s) => deliverable.services.includes(s.slug))
  const texts = new Map(plan.statements.map((s) => [s.id, s.text]))
  const common = new Set(plan.services.flatMap((s) => s.statements).filter((id, i, all) => all.indexOf(id) !== i))
  const sections = members.map((s) => {
    // What names several services says nothing about one of them.
    const own = s.statements.filter((id) => members.length > 1 || !common.has(id))
    const said = own.map((id) => texts.get(id)).filter((t): t is string => Boolean(t))
    const partners = s.externals.map((x) => x.name)
    return [`## ${s.name}`, '', ...said.map((t) => `- ${plain(t)}`), ...(partners.length > 0 ? ['', `External systems: ${partners.join(', ')}.`] : []), '']
  })
  const needs = members.flatMap((s) => s.needs.filter((n) => !deliverable.services.includes(n.service)).map((n) => n.service))
  const others = plan.services.filter((s) => needs.includes(s.slug))
  const documents: Document[] = [
    {
      name: `${slug}.md`,
      role: 'requirements',
      text: [
        `# ${deliverable.name}`,
        '',
        ...sections.flat(),
        ...(others.length > 0 ? ['## Assumptions', '', ...others.map((o) => `- ${o.name} is built by itself and is asked through its interface.`), ''] : []),
      ].join('\n'),
    },
  ]
  const constraints = plan.statements
    .filter((s) => s.kind === 'constraint' && !plan.services.some((x) => x.statements.includes(s.id)))
    .map((s) => `- ${plain(s.text)}`)
  if (constraints.length > 0)
    documents.push({ name: `${slug}-constraints.md`, role: 'constraints', text: ['# Constraints', '', ...constraints, ''].join('\n') })
  const targets = plan.targets.map((t) => `| ${[t.metric, t.target].map((c) => plain(c).replace(/\|/g, '/')).join(' | ')} |`)
  if (targets.length > 0)
    documents.push({
      name: `${slug}-quality-targets.md`,
      role: 'quality_targets',
      text: ['# Quality targets', '', '| Metric | Target |', '|---|---|', ...targets, ''].join('\n'),
    })
  return { title: deliverable.name, documents }
}
