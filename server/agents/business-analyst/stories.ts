import type { Operation, Specification } from '#model/specification.ts'

const article = (name: string) => `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name}`
const lowerFirst = (text: string) => (/^[A-Z]{2}/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1))

export interface Story {
  id: string
  role: string
  want: string
  operation: Operation | null
  view: string | null
  statements: string[]
}

/** One atomic story for every operation and report and every role that may use it. */
export function storiesOf(specification: Specification): Story[] {
  const stories: Story[] = []
  const name = (role: string) => specification.roles.find((candidate) => candidate.id === role)?.name.toLowerCase() ?? role
  const add = (role: string, want: string, operation: Operation | null, view: string | null, statements: string[]) =>
    stories.push({ id: `US-${stories.length + 1}`, role, want, operation, view, statements })
  for (const operation of specification.operations) {
    if (operation.public) add('visitor', lowerFirst(operation.label), operation, null, operation.statements)
    for (const permission of operation.permissions)
      add(
        name(permission.role),
        `${lowerFirst(operation.label)}${permission.own !== null && operation.kind !== 'create' ? ' (my own only)' : ''}`,
        operation,
        null,
        [...new Set([...operation.statements, ...permission.statements])],
      )
  }
  for (const view of specification.views) {
    if (view.kind === 'report')
      for (const permission of view.permissions) add(name(permission.role), `see the report “${view.label}”`, null, view.id, view.statements)
  }
  return stories
}

export function userStories(specification: Specification): string {
  const stories = storiesOf(specification)
  const lines = [
    `# User stories: ${specification.title}`,
    '',
    `${stories.length} stories, each with the statements it comes from; “convention” marks what follows from an assumption.`,
    '',
  ]
  for (const entity of specification.entities) {
    const own = stories.filter(
      (story) => story.operation?.entity === entity.id || specification.views.some((view) => view.id === story.view && view.entity === entity.id),
    )
    if (own.length === 0) continue
    lines.push(`## ${entity.plural}`, '')
    for (const story of own) {
      lines.push(
        `- **${story.id}** As ${article(story.role)}, I want to ${story.want}. (${story.statements.length ? story.statements.join(', ') : 'convention'})`,
      )
      for (const rule of rulesOf(story.operation)) lines.push(`  - ${rule}`)
    }
    lines.push('')
  }
  return `${lines.join('\n').trimEnd()}\n`
}

function rulesOf(operation: Operation | null): string[] {
  if (!operation) return []
  const state = (id: string) => id.replace(/_/g, ' ')
  return [
    ...(operation.from.length ? [`Only while it is ${operation.from.map(state).join(' or ')}.`] : []),
    ...operation.inputs.map((input) => `${input.required ? 'Needs' : 'May give'} ${lowerFirst(input.label)}.`),
    ...operation.conditions.map((condition) => condition.message),
    ...(operation.to && operation.kind === 'action' ? [`Afterwards it is ${state(operation.to)}.`] : []),
  ]
}
