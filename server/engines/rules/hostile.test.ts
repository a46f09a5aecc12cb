import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkSpecification } from '#model/specification-check.ts'
import { rules } from './rules.ts'
import { read } from './testing/facts.ts'

const lines = ['shop', 'library', 'fleet', 'tools', 'clinic', 'warehouse']
  .flatMap((name) => readFileSync(new URL(`./samples/${name}.md`, import.meta.url), 'utf8').split('\n'))
  .filter((line) => line.trim())
const odd = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  'select',
  'user',
  'table',
  'id',
  'null',
  'order by',
  '../../etc',
  '<script>',
  "'; drop table",
)

describe('whatever is in a document', () => {
  test('never an inconsistent specification, and every statement where it says', () => {
    const line = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...lines) },
      fc.tuple(fc.constantFrom(...lines), odd).map(([text, word]) => text.replace(/\b(?:product|book|tool|order|member|patient|article)\b/g, word)),
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.tuple(odd, odd).map(([a, b]) => `A ${a} has a ${b} (required, unique) and a name. A ${b} can ${a} the ${b}.`),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 25 }), (parts) => {
        const text = parts.join('\n\n')
        const specification = read(text)
        expect(checkSpecification(specification)).toEqual([])
        for (const statement of specification.statements) expect(text.slice(statement.start, statement.end)).toBe(statement.text)
      }),
      { numRuns: 60, seed: 20261121 },
    )
  })

  test.each([
    ['stars', '*'.repeat(100_000)],
    ['brackets', '['.repeat(50_000)],
    ['parentheses', `A product has a name ${'('.repeat(20_000)}`],
    ['quotes', `${'> '.repeat(5_000)}x`],
    ['links', '[a](b'.repeat(20_000)],
    ['commas', `A product has ${'a, '.repeat(50_000)}`],
    ['conjunctions', `A clerk can ${'ship and '.repeat(50_000)}pay orders.`],
    ['one word', `A product has a ${'a'.repeat(200_000)}`],
    ['spaces', `A product has a name${' '.repeat(200_000)}x`],
    ['conditions', `If ${'if '.repeat(20_000)}, then x.`],
    ['sentences', 'A product can b. '.repeat(4_000)],
    ['ids', 'REQ-1 '.repeat(20_000)],
    ['deep lists', Array.from({ length: 1_500 }, (_, i) => `${' '.repeat(Math.min(i, 200) * 2)}- a`).join('\n')],
  ])('%s end in a reading', (_, text) => {
    expect(checkSpecification(read(text))).toEqual([])
  })

  test('the engine stops when it is told to', async () => {
    const stop = new AbortController()
    const reading = rules.read([{ name: 'long.md', role: 'requirements', text: lines.join('\n\n').repeat(20) }], stop.signal)
    stop.abort(new Error('canceled'))
    await expect(reading).rejects.toThrow('canceled')
  })

  test('the engine reads in a thread what the function reads', async () => {
    const text = readFileSync(new URL('./samples/library.md', import.meta.url), 'utf8')
    expect(await rules.read([{ name: 'requirements.md', role: 'requirements', text }], new AbortController().signal)).toEqual(read(text))
  })
})
