import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { specification } from '#model/specification.ts'
import type { AgentContext } from '#server/agents/agent.ts'
import { analyze } from './analyze.ts'

const sample = (name: string) => readFileSync(new URL(`../../engines/rules/samples/${name}.md`, import.meta.url), 'utf8')

/** What the analyst needs of its context; anything else would be undefined and fail loudly. */
function contextOf(text: string, askFirst = false, edits: AgentContext['edits'] = []): { context: AgentContext; log: string[] } {
  const log: string[] = []
  const documents = [{ name: 'requirements.md', role: 'requirements' as const, text }]
  const context = { documents, edits, askFirst, signal: new AbortController().signal, log: (level: string, message: string) => log.push(`${level} ${message}`) }
  return { context: context as unknown as AgentContext, log }
}

const bytes = (found: { path: string; bytes: Uint8Array | string }[], path: string) => String(found.find((artifact) => artifact.path === path)?.bytes ?? '')

const shelf = { label: 'Shelf', type: { kind: 'text' as const, max: 20 }, required: true, unique: false, immutable: false, source: 'client' as const }
const shelfEdit = (before: typeof shelf | null): AgentContext['edits'][number] => ({
  id: 'edit-2',
  by: 'usr',
  name: 'Ada',
  at: '2026-11-21T10:00:00.000Z',
  reason: 'Shelves got marks',
  changes: [{ part: 'field', entity: 'book', id: 'shelf', before, after: shelf }],
})

describe('the business analyst', () => {
  test('leaves a specification, stories, criteria, wireframes, questions and traceability, and commits them', async () => {
    const { context } = contextOf(sample('library'))
    const result = await analyze(context)
    expect(result).toMatchObject({
      outcome: 'succeeded',
      gates: [{ name: 'specification', verdict: 'passed', value: '22 of 22 functional statements understood', blocking: true }],
    })
    const read = specification.parse(JSON.parse(bytes(result.artifacts, 'specification.json')))
    expect(read.entities.map((entity) => entity.id)).toEqual(expect.arrayContaining(['book', 'member', 'loan']))
    expect(result.sources?.['.gantry/specification.json']).toBe(bytes(result.artifacts, 'specification.json'))
    expect(bytes(result.artifacts, 'user-stories.md')).toMatch(/As a librarian, I want to lend book\. \(FR-3\b/)
    expect(bytes(result.artifacts, 'wireframes.md')).toContain('[ Lend book ]')
    const trace = JSON.parse(bytes(result.artifacts, 'traceability.json')) as { id: string; start: number; end: number; text: string; tests: unknown[] }[]
    for (const row of trace) expect(sample('library').slice(row.start, row.end)).toBe(row.text)
    expect(trace.find((row) => row.id === 'FR-3.5')?.tests).toEqual([])
  })

  test('writes for every rule one criterion that keeps it and one that breaks it, named after its statements', async () => {
    const { context } = contextOf(sample('shop'))
    const result = await analyze(context)
    const feature = bytes(result.artifacts, 'acceptance.feature')
    const read = specification.parse(JSON.parse(bytes(result.artifacts, 'specification.json')))
    for (const operation of read.operations)
      for (const condition of operation.conditions) {
        expect(feature).toContain(`Scenario: Kept: ${condition.message}`)
        expect(feature).toContain(`Scenario: Broken: ${condition.message}`)
      }
    expect(feature).toMatch(/@7\n {2}Scenario: Broken: An order cannot be placed/)
  })

  test('declines a game, with reasons that a person can act on', async () => {
    const result = await analyze(contextOf(sample('snake')).context)
    expect(result.outcome).toBe('failed')
    expect(result.reason).toMatch(/describes a game/)
    expect(result.facts?.declined?.length).toBeGreaterThan(0)
    expect(result.gates[0]).toMatchObject({ verdict: 'failed' })
    expect(result.sources).toBeUndefined()
  })

  test('asks first when it was told to, and not when nothing is open', async () => {
    const asked = await analyze(contextOf(sample('shop'), true).context)
    expect(asked).toMatchObject({ outcome: 'failed' })
    expect(asked.reason).toMatch(/Questions to answer first: 1\. .*delivered.*Warehouse clerk/)
    const clear = await analyze(contextOf(sample('library'), true).context)
    expect(clear.outcome).toBe('succeeded')
  })

  test('says in its log what it did not understand', async () => {
    const { context, log } = contextOf(`${sample('library')}\n\n**FR-9** The librarian hums a tune whenever the moon waxes gibbous.\n`)
    await analyze(context)
    expect(log.some((line) => line.startsWith('warn FR-9') && line.includes('hums a tune'))).toBe(true)
  })

  test('applies what people edited, says so, and keeps what the text alone says', async () => {
    const result = await analyze(contextOf(sample('library'), false, [shelfEdit(null)]).context)
    expect(result).toMatchObject({
      outcome: 'succeeded',
      gates: [{ name: 'specification' }, { name: 'edits', verdict: 'passed', value: '1 of 1 changes applied' }],
    })
    expect(result.summary).toContain('with an edit by Ada')
    const book = specification.parse(JSON.parse(bytes(result.artifacts, 'specification.json'))).entities.find((each) => each.id === 'book')
    expect(book?.fields.at(-1)).toMatchObject({ id: 'shelf', statements: ['edit-2'] })
    expect(bytes(result.artifacts, 'specification-as-read.json')).not.toContain('"shelf"')
    expect(JSON.parse(bytes(result.artifacts, 'trace.json')).at(-1)).toMatchObject({ id: 'edit-2', kind: 'edit', operations: ['book.create', 'book.update'] })
    const trace = JSON.parse(bytes(result.artifacts, 'traceability.json')) as { id: string }[]
    expect(trace.some((row) => row.id === 'edit-2')).toBe(false) // it holds places in the text, and an edit has none
  })

  test('stops where an edit does not fit the text any more, and names it', async () => {
    const result = await analyze(contextOf(sample('library'), false, [shelfEdit({ ...shelf, label: 'Rack' })]).context)
    expect(result).toMatchObject({ outcome: 'failed', gates: [{ name: 'specification' }, { name: 'edits', verdict: 'failed' }] })
    expect(result.reason).toMatch(/edit-2 by Ada, Book: Shelf: .*Withdraw it/)
    expect(result.sources).toBeUndefined()
  })
})
