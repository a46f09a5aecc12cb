import { expect, test } from 'vitest'
import type { ExchangeFormat } from '#model/exchange.ts'
import type { Network } from '#model/network.ts'
import { merge } from './merge.ts'
import { readFiles } from './read.ts'

const empty: Network = { systems: [], services: [], flows: [], decisions: [], runbooks: [] }
function read(name: string, text: string, format: ExchangeFormat | null = null) {
  const reading = readFiles([{ name, text, format }], empty, 'shop')
  return { ...reading, problems: [...reading.problems, ...merge(reading.changes, empty).problems] }
}
const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefgh'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`)}]`).join('\n')}\n`
const backstage = 'apiVersion: backstage.io/v1alpha1\n'

const refused: [string, string, string, ExchangeFormat | null, { line: number; column: number; message: string }][] = [
  ['a bomb of aliases', 'a.yaml', backstage + bomb, null, { line: 1, column: 1, message: 'bomb' }],
  ['an alias inside of its anchor', 'a.yaml', `${backstage}spec: &a [*a]`, null, { line: 2, column: 10, message: 'inside of what it repeats' }],
  ['an alias of nothing', 'a.yaml', `${backstage}kind: *b`, null, { line: 2, column: 7, message: 'b' }],
  ['a key twice in YAML', 'a.yaml', `${backstage}kind: API\nkind: Component`, null, { line: 3, column: 1, message: 'the first time in line 2' }],
  ['a key twice in JSON', 'a.json', '{"openapi": "3.1.0",\n "info": {},\n "info": {}}', null, { line: 3, column: 2, message: '“info”' }],
  ['broken JSON', 'a.json', '{"openapi": "3.1.0",\n x}', null, { line: 2, column: 2, message: 'no valid JSON' }],
  ['broken YAML', 'a.yaml', `${backstage}kind: [a`, null, { line: 2, column: 9, message: 'no valid YAML' }],
  ['brackets without end in JSON', 'a.json', '['.repeat(200_000), 'structurizr', { line: 1, column: 1, message: 'deeper' }],
  ['brackets without end in YAML', 'a.yaml', `${backstage}kind: ${'['.repeat(5000)}`, null, { line: 2, column: 0, message: '' }],
  ['deep nesting in YAML', 'a.yaml', `${backstage}kind: ${'['.repeat(150)}${']'.repeat(150)}`, null, { line: 2, column: 107, message: 'deeper' }],
  ['UTF-16 read as UTF-8', 'a.csv', 'slug\0,name\0', null, { line: 1, column: 5, message: 'not UTF-8' }],
  ['Latin-1 read as UTF-8', 'a.csv', 'slug,name\nm,M\uFFFDnchen', null, { line: 2, column: 4, message: 'not UTF-8' }],
  ['nothing', 'a.csv', ' \n', null, { line: 1, column: 1, message: 'empty' }],
  ['no known form', 'a.txt', 'hello', null, { line: 1, column: 1, message: 'none of the forms' }],
  ['another form than was chosen', 'a.yaml', 'hello: there', 'openapi', { line: 1, column: 1, message: 'no OpenAPI' }],
  ['an unknown version', 'a.yaml', 'info: {title: A}\nopenapi: 4.0.0\npaths: {}', null, { line: 2, column: 10, message: '4.0.0' }],
  ['no name', 'a.yaml', `${backstage}kind: Component\nmetadata:\n  title: X`, null, { line: 4, column: 3, message: 'metadata.name' }],
  [
    'the same entity twice',
    'a.yaml',
    `${backstage}kind: System\nmetadata: {name: a}\n---\n${backstage}kind: System\nmetadata: {name: A}`,
    null,
    { line: 5, column: 1, message: 'line 1' },
  ],
  ['a quote without end in CSV', 'a.csv', 'slug,name\na,"b\nc,d\n', null, { line: 2, column: 3, message: 'not closed' }],
  ['too many fields', 'a.csv', 'slug,name\na,b\nc,d,e,f\n', null, { line: 3, column: 5, message: '4 fields' }],
  ['no number', 'a.csv', 'slug,name,p95\na,b,fast\n', null, { line: 2, column: 5, message: 'must be a number' }],
  ['no such value', 'a.csv', 'slug,name,lifecycle\na,b,live\n', null, { line: 2, column: 5, message: 'production' }],
  ['a flow to nowhere', 'flows.csv', 'from,to\na,b\n', null, { line: 2, column: 1, message: 'no system or service a' }],
  ['the same row twice', 'a.csv', 'slug,name\na,b\na,b\n', null, { line: 3, column: 1, message: 'two rows' }],
  ['an open text in LikeC4', 'a.c4', "model {\n  a = system 'b\n}", null, { line: 2, column: 14, message: 'not closed' }],
  ['an open block in LikeC4', 'a.c4', 'model {\n  a = system {\n}', null, { line: 1, column: 7, message: 'not closed' }],
  ['a relation to nothing in LikeC4', 'a.c4', 'model {\n  a = system\n  a -> b\n}', null, { line: 3, column: 5, message: 'no element b' }],
  ['nothing to extend in LikeC4', 'a.c4', 'model {\n  extend a.b {}\n}', null, { line: 2, column: 3, message: 'a.b' }],
  [
    'a relationship to nothing',
    'w.json',
    '{"model": {"softwareSystems": [{"id": "1", "name": "A",\n "relationships": [{"destinationId": "2"}]}]}}',
    null,
    { line: 2, column: 38, message: 'id 2' },
  ],
  ['a service that is a text', 's.yaml', 'a:\n  apis: []\nb: text\n', null, { line: 3, column: 1, message: '“b”' }],
]
test.each(refused)('%s: named with its position', (_, name, text, format, { line, column, message }) => {
  const began = performance.now()
  const { problems } = read(name, text, format)
  expect(problems[0]).toMatchObject({ file: name, line, message: expect.stringContaining(message) })
  if (column > 0) expect(problems[0]?.column).toBe(column)
  expect(performance.now() - began).toBeLessThan(5000)
})

test('a million empty lines, or of brackets and quotes, take no longer than they should', () => {
  const began = performance.now()
  for (const [name, text] of [
    ['lines', `${'\n'.repeat(1_000_000)}hello`],
    ['a.c4', `model {${' \n'.repeat(300_000)}a = system '${'\n '.repeat(200_000)}x'}`],
    ['b.c4', 'model {'.repeat(50_000)],
    ['a.md', '```yaml\n'.repeat(50_000)],
    ['c.yaml', `openapi: 3.0.0\ninfo: {title: "${'-'.repeat(200_000)} a"}\npaths: {}`],
  ] as const)
    expect(() => read(name, text)).not.toThrow()
  expect(performance.now() - began).toBeLessThan(10_000)
})

test('names of prototypes are names', () => {
  const { problems, changes, notCarried } = read(
    'a.yaml',
    '__proto__:\n  apis: [GET /a]\nconstructor:\n  toString: 1\n  dependencies: [__proto__, hasOwnProperty]\n',
  )
  expect(problems).toEqual([])
  expect(changes.filter(({ kind }) => kind === 'service').map(({ key }) => key)).toEqual(['shop/proto', 'shop/constructor', 'shop/has-own-property'])
  expect(notCarried.map(({ what }) => what)).toContain('toString of constructor')
  expect(({} as Record<string, unknown>).apis).toBeUndefined()
  expect(read('systems.csv', 'slug,name,__proto__,constructor\na,b,c,d\n')).toMatchObject({
    problems: [],
    notCarried: [{ what: 'the column “__proto__”' }, { what: 'the column “constructor”' }],
  })
})

test('references in circles end', () => {
  const text = "openapi: 3.0.0\ninfo: {title: A, version: '1'}\npaths:\n  /a: {$ref: '#/paths/~1b'}\n  /b: {$ref: '#/paths/~1a'}\n  /c: {get: {}}\n"
  const { changes, notCarried } = read('a.yaml', text)
  expect(changes[0]?.after.apis).toEqual(['GET /c'])
  expect(notCarried.map(({ what }) => what)).toEqual(['the operations of /a', 'the operations of /b'])
  const events = read(
    'b.yaml',
    "asyncapi: 3.0.0\ninfo: {title: A}\nchannels: {a: {$ref: '#/channels/b'}, b: {$ref: '#/channels/a'}}\noperations: {x: {action: send, channel: {$ref: '#/channels/a'}}}\n",
  )
  expect(events.changes.length).toBeGreaterThan(0)
})

test('what is too long is listed, not fatal; what begins like a formula stays text', () => {
  const { problems, notCarried } = read(
    'a.yaml',
    `openapi: 3.0.0\ninfo: {title: A, description: ${'x'.repeat(5000)}}\npaths: {${Array.from({ length: 600 }, (_, index) => `/p${index}: {get: {}}`).join(', ')}}\n`,
  )
  expect(problems).toEqual([])
  expect(notCarried.map(({ what }) => what)).toEqual(['description of shop/a', '100 entries of apis of shop/a'])
})
