import { specification as schema } from '#model/specification.ts'
import { serviceDiagrams } from '#server/generate/diagrams/diagrams.ts'
import { decisionRecord, planDocument } from '#server/generate/plan/documents.ts'
import { transitionRecord } from '#server/generate/plan/record.ts'
import { makePlan } from '#server/generate/plan/service/plan.ts'
import type { Agent, AgentResult, GateOut } from '../agent.ts'

/** Stage `plan`: turns the specification into a plan record, decisions and diagrams. A risk of score 9 or an inconsistency fails an advisory gate: whoever approves sees and acknowledges it. */
export const plan: Agent = async (context): Promise<AgentResult> => {
  const specification = schema.parse(JSON.parse(Buffer.from(await context.read('analyze', 'specification.json')).toString('utf8')))
  const made = makePlan(specification, { service: context.service, system: context.system })
  context.log('info', `${made.decisions.length} decisions: ${made.decisions.map((d) => d.chosen).join(', ')}`)
  const diagrams = await serviceDiagrams(specification, { service: context.service.name, system: context.system.name })
  context.log('info', `${diagrams.length} diagrams drawn`)
  const record = transitionRecord(made, { story: context.service.slug, date: new Date().toISOString().slice(0, 10), documents: context.documents })
  const markdown = planDocument(made, diagrams, record)
  const files: Record<string, string> = { 'plan.md': markdown }
  for (const d of made.decisions) files[`decisions/${d.id}.md`] = decisionRecord(d, specification.statements)
  for (const d of diagrams) {
    files[`diagrams/${d.name}.svg`] = d.svg
    files[`diagrams/${d.name}.mmd`] = d.mermaid
  }
  const worst = made.risks[0]?.score ?? 0
  const gates: GateOut[] = [
    {
      name: 'risk',
      label: 'Highest risk',
      verdict: worst >= 9 ? 'failed' : 'passed',
      value: `${worst}`,
      threshold: '< 9',
      evidence: 'plan.md',
      blocking: false,
      note: made.risks[0]?.title ?? '',
    },
    {
      name: 'consistency',
      label: 'Inconsistent targets',
      verdict: made.inconsistencies.length > 0 ? 'failed' : 'passed',
      value: `${made.inconsistencies.length}`,
      threshold: '0',
      evidence: 'plan.md',
      blocking: false,
      note: made.inconsistencies[0]?.message ?? '',
    },
  ]
  for (const r of made.risks.filter((r) => r.score >= 9)) context.log('warn', `Risk 9: ${r.title}`)
  return {
    outcome: 'succeeded',
    summary: `${made.decisions.length} decisions, ${made.risks.length} risks, ${diagrams.length} diagrams`,
    artifacts: [
      { path: 'plan.json', mediaType: 'application/json', bytes: `${JSON.stringify(made, null, 2)}\n`, label: 'Plan as data' },
      ...Object.entries(files).map(([path, bytes]) => ({
        path,
        bytes,
        mediaType: path.endsWith('.svg') ? 'image/svg+xml' : path.endsWith('.mmd') ? 'text/vnd.mermaid' : 'text/markdown',
      })),
    ],
    sources: Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`docs/plan/${path}`, bytes])),
    gates,
  }
}
