import type { Specification } from '#model/specification.ts'
import type { Agent, AgentContext, AgentResult, GateOut } from '#server/agents/agent.ts'
import { rules } from '#server/engines/rules/rules.ts'
import { glossaryDocument, questionsDocument, wireframes } from './documents.ts'
import { acceptanceFeature } from './gherkin.ts'
import { userStories } from './stories.ts'

/** The business analyst: reads the documents and leaves the specification with what people check it by. */
export const analyze: Agent = async (context) => {
  const documents = context.documents.map((document) => ({ name: document.name, role: document.role, text: document.text }))
  context.log(
    'info',
    `Reading ${documents.length} document${documents.length === 1 ? '' : 's'} (${documents.reduce((sum, document) => sum + document.text.length, 0)} characters) with the rules engine.`,
  )
  const specification = await rules.read(documents, context.signal)
  report(context, specification)
  const shared = { summary: summaryOf(specification), artifacts: artifactsOf(specification), gates: [gateOf(specification)] }
  if (specification.declined)
    return {
      ...shared,
      outcome: 'failed',
      reason: `This cannot be built. ${specification.declined.reasons.join(' ')}`,
      facts: { declined: specification.declined.reasons },
    }
  if (context.askFirst && specification.questions.length)
    return {
      ...shared,
      outcome: 'failed',
      reason: `Questions to answer first: ${specification.questions.map((question, i) => `${i + 1}. ${question.text} (proposed: ${question.proposed})`).join(' ')} Answer them on the requirement’s page; that makes a revision and a new run.`,
    }
  return { ...shared, outcome: 'succeeded', sources: sourcesOf(specification) } satisfies AgentResult
}

const functional = (specification: Specification) => specification.statements.filter((statement) => statement.kind === 'functional')

function report(context: AgentContext, specification: Specification) {
  for (const statement of functional(specification))
    if (statement.status !== 'understood')
      context.log('warn', `${statement.id} ${statement.status.replace('_', ' ')}: ${statement.text.replace(/\s+/g, ' ').slice(0, 200)} ${statement.note}`)
  for (const finding of specification.findings) context.log('warn', finding.message)
  for (const question of specification.questions) context.log('info', `Question: ${question.text} Default: ${question.proposed}.`)
  context.log('info', summaryOf(specification))
}

function summaryOf(specification: Specification): string {
  if (specification.declined) return `Declined: ${specification.declined.reasons[0] ?? ''}`
  const all = functional(specification)
  return `${all.filter((statement) => statement.status === 'understood').length} of ${all.length} functional statements understood; ${specification.entities.length} entities, ${specification.operations.length} operations, ${specification.roles.length} roles`
}

function gateOf(specification: Specification): GateOut {
  const all = functional(specification)
  const contradictions = specification.findings.filter((finding) => finding.kind === 'contradiction').length
  return {
    name: 'specification',
    label: 'Specification',
    verdict: specification.declined || contradictions || specification.entities.length === 0 ? 'failed' : 'passed',
    value: `${all.filter((statement) => statement.status === 'understood').length} of ${all.length} functional statements understood${contradictions ? `, ${contradictions} contradiction${contradictions === 1 ? '' : 's'}` : ''}`,
    threshold: 'at least one entity, no contradiction',
    evidence: 'specification.json',
    blocking: true,
  }
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

function artifactsOf(specification: Specification): AgentResult['artifacts'] {
  const trace = specification.statements.map(({ id, document, start, end, text, kind, status, note }) => ({
    id,
    document,
    start,
    end,
    text,
    kind,
    status,
    note,
    tests: [],
  }))
  return [
    { path: 'specification.json', mediaType: 'application/json', bytes: json(specification), label: 'Specification' },
    { path: 'user-stories.md', mediaType: 'text/markdown', bytes: userStories(specification), label: 'User stories' },
    { path: 'acceptance.feature', mediaType: 'text/x-gherkin', bytes: acceptanceFeature(specification), label: 'Acceptance criteria' },
    { path: 'wireframes.md', mediaType: 'text/markdown', bytes: wireframes(specification), label: 'Wireframes' },
    { path: 'questions.md', mediaType: 'text/markdown', bytes: questionsDocument(specification), label: 'Questions and assumptions' },
    { path: 'traceability.json', mediaType: 'application/json', bytes: json(trace), label: 'Statements' },
    { path: 'glossary.md', mediaType: 'text/markdown', bytes: glossaryDocument(specification), label: 'Glossary' },
  ]
}

function sourcesOf(specification: Specification): Record<string, string> {
  return {
    '.gantry/specification.json': json(specification),
    'docs/user-stories.md': userStories(specification),
    'docs/acceptance.feature': acceptanceFeature(specification),
    'docs/wireframes.md': wireframes(specification),
    'docs/questions.md': questionsDocument(specification),
    'docs/glossary.md': glossaryDocument(specification),
  }
}
