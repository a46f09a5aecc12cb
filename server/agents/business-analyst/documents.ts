import type { Entity, Specification } from '#model/specification.ts'

const list = (items: string[]) => (items.length ? items.map((item) => `- ${item}`) : ['None.'])

/** What is open: at most five questions with the default that applies, all assumptions, what was not understood, what is contradictory. */
export function questionsDocument(specification: Specification): string {
  const open = specification.statements.filter((statement) => statement.kind === 'functional' && statement.status !== 'understood')
  const lint = specification.statements.filter((statement) => statement.issues.length)
  return `${[
    `# Questions: ${specification.title}`,
    '',
    'Defaults apply at once. Answering on the page makes a revision of the requirement and a new run.',
    '',
    ...(specification.questions.length
      ? specification.questions.flatMap((question, i) => [
          `## ${i + 1}. ${question.text}`,
          '',
          question.why,
          '',
          `Options: ${question.options.join(', ')}. **Default: ${question.proposed}.** (${question.statements.join(', ')})`,
          '',
        ])
      : ['No questions.', '']),
    '## Assumptions',
    '',
    ...list(specification.assumptions.map((assumption) => `${assumption.text}${assumption.statements.length ? ` (${assumption.statements.join(', ')})` : ''}`)),
    '',
    '## Not or only partly understood',
    '',
    ...list(open.map((statement) => `**${statement.id}** ${statement.text.replace(/\s+/g, ' ')} — ${statement.note}`)),
    '',
    '## Contradictions and repetitions',
    '',
    ...list(specification.findings.map((finding) => finding.message)),
    '',
    '## Wording',
    '',
    ...list(lint.map((statement) => `**${statement.id}** ${statement.issues.join(' ')}`)),
  ].join('\n')}\n`
}

/** Terms of the document and the things it is about, in one alphabet. */
export function glossaryDocument(specification: Specification): string {
  const rows = [
    ...specification.glossary.map((entry) => [entry.term, entry.definition] as const),
    ...specification.roles.map((role) => [role.name, role.description || 'a role'] as const),
    ...specification.entities.map((entity) => [entity.name, entity.fields.map((field) => field.label.toLowerCase()).join(', ')] as const),
  ].toSorted(([a], [b]) => a.localeCompare(b, 'en'))
  return `# Glossary: ${specification.title}\n\n| Term | Meaning |\n|---|---|\n${rows.map(([term, meaning]) => `| ${cell(term)} | ${cell(meaning)} |`).join('\n')}\n`
}
const cell = (text: string) => text.replace(/\|/g, '\\|').replace(/\s+/g, ' ')

/** Text wireframes: what every role finds, and the screens of each thing. */
export function wireframes(specification: Specification): string {
  const lines = [`# Wireframes: ${specification.title}`, '']
  for (const role of specification.roles) {
    const lists = specification.entities.filter((entity) =>
      specification.operations.some(
        (operation) => operation.id === `${entity.id}.list` && (operation.public || operation.permissions.some((permission) => permission.role === role.id)),
      ),
    )
    const reports = specification.views.filter((view) => view.kind === 'report' && view.permissions.some((permission) => permission.role === role.id))
    lines.push(
      `## ${role.name}`,
      '',
      '```text',
      ...box(specification.title, [
        `Navigation: ${[...lists.map((entity) => entity.plural), ...reports.map((view) => view.label)].join(' | ') || 'nothing yet'}`,
      ]),
      '```',
      '',
    )
  }
  for (const entity of specification.entities) if (!entity.parent) lines.push(...screens(entity, specification))
  return `${lines.join('\n').trimEnd()}\n`
}

function screens(entity: Entity, specification: Specification): string[] {
  const view = specification.views.find((candidate) => candidate.kind === 'search' && candidate.entity === entity.id)
  const operations = specification.operations.filter((operation) => operation.entity === entity.id)
  const columns = entity.fields
    .filter((field) => !(field.type.kind === 'text' && field.type.long))
    .slice(0, 6)
    .map((field) => field.label)
  const create = operations.find((operation) => operation.kind === 'create')
  const lines = specification.entities.filter((candidate) => candidate.parent?.entity === entity.id)
  const list = box(entity.plural, [
    `${view?.search.length ? '[ search … ] ' : ''}${(view?.filters ?? []).map((filter) => `[${filter} v]`).join(' ')}${create ? `  [ ${create.label} ]` : ''}`,
    columns.join(' | ') + (entity.states ? ' | Status' : ''),
    '… rows …',
    '< 1 2 3 >',
  ])
  const detail = box(entity.name, [
    ...entity.fields.map((field) => `${field.label}: ……`),
    ...(entity.states ? ['Status: ( … )'] : []),
    ...lines.map(
      (line) =>
        `${line.plural}: table of ${line.fields
          .filter((field) => field.id !== line.parent?.field)
          .map((field) => field.label.toLowerCase())
          .join(', ')}`,
    ),
    operations
      .filter((operation) => operation.kind === 'action')
      .map((operation) => `[ ${operation.label} ]`)
      .join(' '),
  ])
  const form = create
    ? box(create.label, [
        ...entity.fields.filter((field) => field.source === 'client').map((field) => `${field.label}${field.required ? ' *' : ''}: [________]`),
        '[ Save ] [ Cancel ]',
      ])
    : []
  return [`## ${entity.plural}`, '', '```text', ...list, ...detail, ...form, '```', '']
}

function box(title: string, rows: string[]): string[] {
  const shown = rows.filter((row) => row.trim() !== '').map((row) => (row.length > 86 ? `${row.slice(0, 85)}…` : row))
  const width = Math.min(90, Math.max(40, title.length + 4, ...shown.map((row) => row.length + 4)))
  return [
    `+- ${title.slice(0, width - 6)} ${'-'.repeat(Math.max(1, width - title.slice(0, width - 6).length - 4))}+`,
    ...shown.map((row) => `| ${row.padEnd(width - 2)}|`),
    `+${'-'.repeat(width)}+`,
  ]
}
