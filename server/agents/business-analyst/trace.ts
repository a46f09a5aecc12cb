import type { Specification } from '#model/specification.ts'
import { acceptanceFeature } from './gherkin.ts'
import { storiesOf } from './stories.ts'

/** What one statement, or one edit, became: the row of the traceability page and of its CSV. */
export interface TraceRow {
  id: string
  text: string
  kind: string // of the statement; "edit"
  status: string
  stories: string[]
  criteria: string[]
  operations: string[]
  tests: { name: string; passed: boolean }[]
}

/** Statement → story → criterion → operation → test → result, edits after the statements. Tests come with the test stage. */
export function traceRows(specification: Specification, tests: ReadonlyMap<string, TraceRow['tests']> = new Map()): TraceRow[] {
  const stories = new Map<string, string[]>()
  for (const story of storiesOf(specification)) for (const id of story.statements) add(stories, id, `${story.id} ${story.role}: ${story.want}`)
  const criteria = criteriaOf(acceptanceFeature(specification))
  const operations = operationsOf(specification)
  const links = (id: string) => ({
    stories: stories.get(id) ?? [],
    criteria: criteria.get(id) ?? [],
    operations: operations.get(id) ?? [],
    tests: tests.get(id) ?? [],
  })
  return [
    ...specification.statements.map(({ id, text, kind, status }) => ({ id, text, kind: kind as string, status: status as string, ...links(id) })),
    ...(specification.edits ?? []).map(({ id, name, reason }) => ({ id, text: `${name}: ${reason}`, kind: 'edit', status: 'understood', ...links(id) })),
  ]
}

const add = (map: Map<string, string[]>, id: string, value: string) => {
  const own = map.get(id) ?? []
  if (!own.includes(value)) own.push(value)
  map.set(id, own)
}

/** The scenarios of a feature by the statements that their tags name. */
function criteriaOf(feature: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  let tags: string[] = []
  for (const line of feature.split('\n')) {
    const text = line.trim()
    if (text.startsWith('@')) tags = text.split(/\s+/).map((tag) => tag.slice(1))
    else if (text.startsWith('Scenario: ')) for (const id of tags) add(found, id, text.slice('Scenario: '.length))
  }
  return found
}

function operationsOf(specification: Specification): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const operation of specification.operations)
    for (const part of [operation, ...operation.permissions, ...operation.inputs, ...operation.conditions, ...operation.effects])
      for (const id of part.statements) add(found, id, operation.id)
  for (const view of specification.views) for (const id of view.statements) add(found, id, view.id)
  for (const entity of specification.entities)
    for (const part of [...entity.fields, ...entity.invariants, ...entity.frozen, ...entity.uniques])
      for (const id of part.statements)
        for (const name of ['create', 'update'])
          if (specification.operations.some((each) => each.id === `${entity.id}.${name}`)) add(found, id, `${entity.id}.${name}`)
  return found
}

const cell = (value: string | number): string => {
  const text = String(value).replace(/\s+/g, ' ').trim()
  // A spreadsheet must not run what a requirement says.
  const safe = /^[=+\-@|%]/.test(text) ? `'${text}` : text
  return /[",;\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const columns = ['statement', 'text', 'kind', 'status', 'stories', 'criteria', 'operations', 'test', 'result']

/** A line for every test of a statement; a statement without one has a line too, with nothing in the last two columns. */
export function traceCsv(rows: readonly TraceRow[]): string {
  const lines = rows.flatMap((row) => {
    const head = [row.id, row.text, row.kind, row.status, row.stories.join(' | '), row.criteria.join(' | '), row.operations.join(' ')]
    return row.tests.length > 0 ? row.tests.map((test) => [...head, test.name, test.passed ? 'passed' : 'failed']) : [[...head, '', '']]
  })
  return `${[columns, ...lines].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`
}
