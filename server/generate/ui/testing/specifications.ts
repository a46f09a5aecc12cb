import { readFileSync } from 'node:fs'
import { type Specification, specification as schema } from '#model/specification.ts'

export const fixture = (name: 'shop' | 'library'): Specification =>
  schema.parse(JSON.parse(readFileSync(new URL(`../../fixtures/${name}.specification.json`, import.meta.url), 'utf8')))

const empty = {
  format: 'gantry.specification/1',
  title: 'Notes',
  summary: '',
  statements: [],
  roles: [],
  entities: [],
  operations: [],
  views: [],
  deadlines: [],
  qualities: [],
  constraints: [],
  compliance: [],
  externals: [],
  glossary: [],
  questions: [],
  assumptions: [],
  findings: [],
  declined: null,
}

const entity = (id: string, more: object = {}): object => ({
  id,
  name: id,
  plural: `${id}s`,
  path: id.replaceAll('_', '-'),
  fields: [],
  statements: [],
  ...more,
})
const text = (id: string, more: object = {}): object => ({ id, label: id, type: { kind: 'text' }, statements: [], ...more })
const crud = (of: string, permissions: object[], open = false): object[] =>
  (['create', 'read', 'list', 'update', 'delete'] as const).map((kind) => ({
    id: `${of}.${kind}`,
    entity: of,
    name: kind,
    kind,
    label: `${kind} ${of}`,
    public: open,
    permissions,
    statements: [],
  }))

/** The least there can be: one entity with one field, open to everyone, no roles and no states. */
export const tiny = schema.parse({
  ...empty,
  entities: [entity('note', { name: 'Note', plural: 'Notes', fields: [text('text', { label: 'Text', required: true })] })],
  operations: crud('note', [], true),
})

/** Text that ends strings, comments, templates, attributes and scripts, in every place where a text may stand. */
export const hostile = `'"\`\${globalThis.broken=1}\\ </script><script>globalThis.broken=1</script><img src=x onerror="globalThis.broken=1"> */ --> {{x}} \u2028\n مرحبا 漢字 🚀`

const words = [
  'class',
  'default',
  'new',
  'delete',
  'import',
  'function',
  'await',
  'constructor',
  'to_string',
  'prototype',
  'arguments',
  'react',
  'route',
  'a_b',
  'a__b',
  'api',
  'reports',
  'assets',
  'metrics',
  'service',
]
const kinds = [
  { kind: 'text', long: true },
  { kind: 'text', pattern: '[', patternText: hostile },
  { kind: 'integer', min: -1, max: 3 },
  { kind: 'decimal', min: 0, exclusiveMin: true, scale: 3, unit: hostile },
  { kind: 'money', currency: hostile },
  { kind: 'boolean' },
  { kind: 'date' },
  { kind: 'datetime' },
  { kind: 'email' },
  { kind: 'phone' },
  { kind: 'url' },
  { kind: 'enum', values: [hostile, 'in progress', ''] },
  { kind: 'reference', entity: 'class' },
  { kind: 'reference', entity: 'nowhere' },
  { kind: 'sequence' },
]
const every = kinds.map((type, index) => ({
  id: ['constructor', 'to_string', 'value_of', 'has_own_property', 'default', 'new', 'key'][index] ?? `field_${index}`,
  label: hostile,
  type,
  statements: ['S1'],
}))
const long = 'extraordinarily long name of something that nobody would ever call that way in a sane document '.repeat(4)
const permission = (own: string | null = null): object => ({ role: 'class', own, statements: [] })
const never = {
  kind: 'call',
  fn: 'and',
  args: [
    { kind: 'field', path: 'default' },
    { kind: 'aggregate', fn: 'count', entity: 'new' },
    { kind: 'old', path: 'x.y' },
  ],
}

/** Everything that a reading may hold and a generator may stumble over, in one specification of some thirty entities. */
export const nasty = schema.parse({
  ...empty,
  title: hostile,
  summary: hostile,
  roles: [
    { id: 'class', name: hostile, description: hostile, entity: 'class', statements: [] },
    { id: 'default', name: long, statements: [] },
  ],
  entities: [
    ...words.map((word, index) =>
      entity(word, {
        name: index % 2 ? hostile : long,
        plural: index % 3 ? long : hostile,
        display: index % 4 === 0 ? 'nowhere' : null,
        fields: index % 5 === 0 ? every : [],
        states:
          index % 2
            ? {
                field: 'status',
                values: [
                  { id: 'constructor', label: hostile },
                  { id: 'default', label: long },
                ],
                initial: 'constructor',
                final: ['default'],
                statements: [],
              }
            : null,
        frozen: [{ when: never, message: hostile, statements: [] }],
      }),
    ),
    ...Array.from({ length: 10 }, (_, n) =>
      entity(`part_${n}`, {
        parent: { entity: 'class', field: 'class', collection: `parts_${n}`, min: n % 2, max: 3 },
        fields: [
          { id: 'class', label: hostile, type: { kind: 'reference', entity: 'class' }, source: 'system', statements: [] },
          text('default', { label: hostile, required: true }),
        ],
      }),
    ),
  ],
  operations: [
    ...words.flatMap((word, index) => crud(word, [permission(index % 2 ? 'id' : null), permission('nowhere.at_all')], index % 3 === 0)),
    ...words.flatMap((word, index) =>
      ['constructor', 'default'].map((name) => ({
        id: `${word}.${name}`,
        entity: word,
        name,
        kind: 'action',
        label: hostile,
        permissions: [permission()],
        from: index % 2 ? ['constructor'] : [],
        to: index % 2 ? 'default' : null,
        inputs: every,
        conditions: [
          { expression: never, message: hostile, statements: [] },
          {
            expression: {
              kind: 'call',
              fn: '=',
              args: [
                { kind: 'field', path: 'field_7' },
                { kind: 'literal', value: hostile },
              ],
            },
            message: hostile,
            statements: [],
          },
        ],
        statements: [],
      })),
    ),
  ],
  views: [
    {
      id: 'constructor',
      kind: 'report',
      label: hostile,
      entity: 'class',
      permissions: [permission()],
      filters: ['nowhere.at_all'],
      report: {
        groupBy: ['nowhere', 'field_12'],
        period: 'field_6',
        bucket: 'month',
        measures: [{ id: 'default', label: hostile, fn: 'sum', value: { kind: 'field', path: 'default' } }],
        limit: 3,
      },
      statements: [],
    },
    {
      id: 'default',
      kind: 'report',
      label: long,
      entity: 'new',
      public: true,
      report: { groupBy: [], period: null, measures: [], limit: null },
      statements: [],
    },
    {
      id: 'lost',
      kind: 'report',
      label: 'Lost',
      entity: 'nowhere',
      public: true,
      report: { groupBy: [], period: null, measures: [], limit: null },
      statements: [],
    },
    {
      id: 'search',
      kind: 'search',
      label: hostile,
      entity: 'class',
      search: ['nowhere'],
      filters: ['nowhere.at_all', 'field_11', 'field_12', 'status'],
      sort: [{ path: 'nowhere', direction: 'asc' }],
      statements: [],
    },
  ],
})

/** Somebody's document from which nothing could be built but a title. */
export const bare = schema.parse(empty)
