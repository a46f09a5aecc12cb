import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, inject, test } from 'vitest'
import { call, field, literal } from '#model/expression.ts'
import type { Specification } from '#model/specification.ts'
import { applyEdits } from '#model/specification-apply.ts'
import { specificationChanges } from '#model/specification-edit.ts'
import { withClient } from '#server/postgres/migrate.mjs'
import { contract } from './contract/contract.ts'
import { schema } from './database/migrations.ts'
import { service } from './service/service.ts'
import { tests } from './tests/tests.ts'
import { generateUi } from './ui/ui.ts'

const library = JSON.parse(readFileSync(new URL('./fixtures/library.specification.json', import.meta.url), 'utf8')) as Specification
const breakouts = [
  '"); pwned(); ("',
  "'); pwned(); ('",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it must get out of a template, if one is made of it
  '`${pwned()}`',
  '*/ pwned(); /*',
  '{pwned()}',
  "'; create table pwned(); --",
  '</script><script>pwned()</script>',
  '\\"; pwned(); //',
  '$$; create table pwned(); $$',
  '//# pwned',
]

/** Every text that an edit may hold, each trying to get out of wherever it is written to. */
function attacked(): Specification {
  const lend = library.operations.find((each) => each.conditions.length > 0)
  const bare = (type: object, label: string, id: string, over: object = {}) => ({
    part: 'field',
    entity: 'book',
    id,
    before: null,
    after: { label: label.slice(0, 80), type, required: false, unique: false, immutable: false, source: 'client', ...over },
  })
  const changes = specificationChanges.parse([
    ...breakouts.map((text, index) => bare({ kind: 'text', max: 90 }, text, `f${index}`, { default: literal(text) })),
    bare({ kind: 'enum', values: breakouts }, 'Odd', 'odd', { default: literal(breakouts[5] ?? '') }),
    bare({ kind: 'decimal', scale: 2, unit: breakouts[0] }, 'Unit', 'measure'),
    bare({ kind: 'money', currency: breakouts[2] }, 'Money', 'amount'),
    bare({ kind: 'sequence', prefix: breakouts[5], digits: 4 }, 'Number', 'serial'),
    ...breakouts.map((text, index) => ({
      part: 'rule',
      entity: 'book',
      id: `r${index}`,
      before: null,
      after: { expression: call('!=', field('f0'), literal(text)), message: text, status: 422 },
    })),
    ...breakouts.map((text) => ({
      part: 'condition',
      operation: lend?.id,
      before: null,
      after: { expression: call('!=', field(lend?.entity === 'book' ? 'f0' : 'book.f0'), literal(text)), message: text, status: 409, roles: [] },
    })),
    {
      part: 'states',
      entity: 'member',
      before: null,
      after: { field: 'life', values: breakouts.map((label, index) => ({ id: `s${index}`, label })), initial: 's0', final: [] },
    },
    { part: 'operation', operation: 'member.retire', before: null, after: { label: breakouts[0], public: false, from: ['s0'], to: 's1' } },
    { part: 'permission', operation: 'member.retire', role: 'librarian', before: null, after: { own: null } },
  ])
  const edit = { id: 'edit-2', by: 'usr', name: breakouts[3] ?? '', at: '2026-11-21T10:00:00Z', reason: breakouts[3] ?? '', changes }
  const { specification, problems } = applyEdits(library, [edit])
  expect(problems).toEqual([])
  return specification
}

/** Where source text stands as code that it should have stood as a value or a comment. */
function code(path: string, text: string): string[] {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true, kind)
  const broken = (source as unknown as { parseDiagnostics: ts.Diagnostic[] }).parseDiagnostics
  const found = broken.map((problem) => `${path}: ${ts.flattenDiagnosticMessageText(problem.messageText, ' ')}`)
  const visit = (node: ts.Node) => {
    if ((ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) && node.text.includes('pwned')) found.push(`${path}: ${node.parent.getText().slice(0, 80)}`)
    node.forEachChild(visit)
  }
  visit(source)
  return found
}

test('no text of an edit becomes code of the service, its tests or its pages', () => {
  const specification = attacked()
  const openapi = contract(specification)
  const files = [
    ...service(specification),
    ...tests(specification),
    ...generateUi({ specification, openapi, name: 'library' } as Parameters<typeof generateUi>[0]),
  ]
  const sources = files.filter(([path]) => /\.(ts|tsx|mjs|js)$/.test(path))
  expect(sources.length).toBeGreaterThan(20)
  expect(sources.some(([, text]) => text.includes('pwned'))).toBe(true)
  expect(sources.flatMap(([path, text]) => code(path, text))).toEqual([])
  for (const [path, text] of files.filter(([each]) => each.endsWith('.html'))) expect(text, path).not.toContain('<script>pwned')
})

test('nor a statement of its database', async () => {
  const name = `hostile_${crypto.randomUUID().replaceAll('-', '').slice(0, 12)}`
  const urlOf = (database: string): string => Object.assign(new URL(inject('testCluster').url), { pathname: `/${database}` }).toString()
  await withClient(urlOf('postgres'), (client) => client.query(`create database ${name}`))
  try {
    const rows = await withClient(urlOf(name), async (client) => {
      await client.query(schema(attacked()))
      return (await client.query(`select relname from pg_class where relname like 'pwned%'`)).rows
    })
    expect(rows).toEqual([])
  } finally {
    await withClient(urlOf('postgres'), (client) => client.query(`drop database ${name} with (force)`))
  }
})
