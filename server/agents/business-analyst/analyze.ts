import type { Specification } from '#model/specification.ts'
import { type Applied, applyEdits } from '#model/specification-apply.ts'
import { changeLines, changeTitle } from '#model/specification-words.ts'
import type { Agent, AgentContext, AgentResult, GateOut } from '#server/agents/agent.ts'
import { rules } from '#server/engines/rules/rules.ts'
import { glossaryDocument, questionsDocument, wireframes } from './documents.ts'
import { acceptanceFeature } from './gherkin.ts'
import { userStories } from './stories.ts'
import { traceCsv, traceRows } from './trace.ts'

/** The business analyst: reads the documents and leaves the specification with what people check it by. */
export const analyze: Agent = async (context) => {
  const documents = context.documents.map((document) => ({ name: document.name, role: document.role, text: document.text }))
  context.log(
    'info',
    `Reading ${documents.length} document${documents.length === 1 ? '' : 's'} (${documents.reduce((sum, document) => sum + document.text.length, 0)} characters) with the rules engine.`,
  )
  const read = await rules.read(documents, context.signal)
  const { specification, problems } = applyEdits(read, context.edits)
  report(context, specification)
  const artifacts = context.edits.length > 0 ? [...artifactsOf(specification), ...editArtifacts(context, read)] : artifactsOf(specification)
  const shared = { summary: summaryOf(specification), artifacts, gates: [gateOf(specification), ...editGate(context, problems)] }
  if (specification.declined)
    return {
      ...shared,
      outcome: 'failed',
      reason: `This cannot be built. ${specification.declined.reasons.join(' ')}`,
      facts: { declined: specification.declined.reasons },
    }
  if (problems.length > 0) return { ...shared, outcome: 'failed', reason: editReason(context, problems) }
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
  return `${all.filter((statement) => statement.status === 'understood').length} of ${all.length} functional statements understood; ${specification.entities.length} entities, ${specification.operations.length} operations, ${specification.roles.length} roles${edited(specification)}`
}

const edited = ({ edits = [] }: Specification) =>
  edits.length > 0 ? `; with ${edits.length === 1 ? 'an edit' : `${edits.length} edits`} by ${[...new Set(edits.map((each) => each.name))].join(', ')}` : ''

function editGate(context: AgentContext, problems: Applied['problems']): GateOut[] {
  if (context.edits.length === 0) return []
  const changes = context.edits.reduce((sum, each) => sum + each.changes.length, 0)
  const left = new Set(problems.map(({ edit, change }) => `${edit} ${change}`)).size
  return [
    {
      name: 'edits',
      label: 'Edits of people',
      verdict: problems.length > 0 ? 'failed' : 'passed',
      value: `${changes - left} of ${changes} changes applied`,
      threshold: 'every change',
      evidence: 'edits.md',
      blocking: true,
    },
  ]
}

function editReason(context: AgentContext, problems: Applied['problems']): string {
  const said = problems.slice(0, 3).map(({ edit, change, message }) => {
    const made = context.edits.find((each) => each.id === edit)
    const part = made?.changes[change]
    return `${edit} by ${made?.name ?? '?'}${part ? `, ${changeTitle(part)}` : ''}: ${message}`
  })
  return `An edit does not fit this text any more. ${said.join(' ')} Withdraw it or make it anew on the requirement’s page under Specification; that makes a revision and a new run.`
}

/** What the text alone says, which later edits start from, and what people made of it. */
function editArtifacts(context: AgentContext, read: Specification): AgentResult['artifacts'] {
  const lines = context.edits.flatMap((edit) => [
    `## ${edit.id}: ${edit.reason.replace(/\s+/g, ' ')}`,
    '',
    `${edit.name}, ${edit.at}`,
    '',
    ...edit.changes.flatMap((change) => [
      `- ${changeTitle(change)}${change.before === null ? ' (added)' : change.after === null ? ' (removed)' : ''}`,
      ...changeLines(change).map((line) => `  - ${line.what}: ${line.before || '–'} → ${line.after || '–'}`),
    ]),
    '',
  ])
  return [
    { path: 'specification-as-read.json', mediaType: 'application/json', bytes: json(read), label: 'Specification before edits' },
    { path: 'edits.md', mediaType: 'text/markdown', bytes: `# Edits of the specification\n\n${lines.join('\n').trimEnd()}\n`, label: 'Edits of people' },
  ]
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
  const rows = traceRows(specification)
  return [
    { path: 'specification.json', mediaType: 'application/json', bytes: json(specification), label: 'Specification' },
    { path: 'user-stories.md', mediaType: 'text/markdown', bytes: userStories(specification), label: 'User stories' },
    { path: 'acceptance.feature', mediaType: 'text/x-gherkin', bytes: acceptanceFeature(specification), label: 'Acceptance criteria' },
    { path: 'wireframes.md', mediaType: 'text/markdown', bytes: wireframes(specification), label: 'Wireframes' },
    { path: 'questions.md', mediaType: 'text/markdown', bytes: questionsDocument(specification), label: 'Questions and assumptions' },
    { path: 'traceability.json', mediaType: 'application/json', bytes: json(trace), label: 'Statements' },
    { path: 'trace.json', mediaType: 'application/json', bytes: json(rows), label: 'Statements, stories, criteria, operations' },
    { path: 'traceability.csv', mediaType: 'text/csv', bytes: traceCsv(rows), label: 'Statements, stories, criteria, operations' },
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
