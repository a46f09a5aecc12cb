import { z } from 'zod'
import { expression } from './expression.ts'

/**
 * The structured reading of a requirement. It is the contract between whoever reads (the rules engine, a model, a
 * person who edits) and whoever generates; each part names the statements it was read from.
 *
 * Ids: entities, fields, roles, states, operations and inputs are snake_case and singular ("order_line",
 * "unit_price", "warehouse_clerk"). They are unique within their list and are used by every reference below.
 */
const id = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'snake_case, starting with a letter, at most 63 characters')
const statementIds = z.array(z.string())

export const statementKinds = ['functional', 'quality', 'constraint', 'definition', 'actor', 'assumption', 'out_of_scope', 'wish', 'noise'] as const
export const statementStatuses = ['understood', 'partly', 'not_understood', 'not_testable'] as const

/** One sentence of the documents; start and end are offsets (UTF-16 code units) into the submitted text. */
export const statement = z.object({
  id: z.string().regex(/^[\w.-]{1,40}$/), // S1, S2 … or the document's own id (FR-1.2)
  document: z.number().int().nonnegative(), // index into the requirement's documents
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  text: z.string(),
  heading: z.string(), // the nearest heading above, '' when there is none
  kind: z.enum(statementKinds),
  status: z.enum(statementStatuses),
  note: z.string().default(''), // what was not understood, or why it cannot be tested
  issues: z.array(z.string()).default([]), // lint: vague words, missing conditions, not atomic
})

export const role = z.object({
  id,
  name: z.string(), // "Warehouse clerk"
  description: z.string().default(''),
  entity: id.nullable().default(null), // the entity whose rows are these people (role customer ↔ entity customer)
  statements: statementIds,
})

export const fieldType = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    min: z.number().int().optional(),
    max: z.number().int().optional(),
    pattern: z.string().optional(),
    patternText: z.string().optional(),
    long: z.boolean().optional(),
    subject: z.boolean().optional() /* the subject of a person who has no record */,
  }),
  z.object({ kind: z.literal('integer'), min: z.number().optional(), max: z.number().optional() }),
  z.object({
    kind: z.literal('decimal'),
    min: z.number().optional(),
    max: z.number().optional(),
    exclusiveMin: z.boolean().optional(),
    scale: z.number().int().min(0).max(8).default(2),
    unit: z.string().optional(),
  }),
  z.object({
    kind: z.literal('money'),
    min: z.number().optional(),
    max: z.number().optional(),
    exclusiveMin: z.boolean().optional(),
    currency: z.string().optional(),
  }), // numeric(14,2)
  z.object({ kind: z.literal('boolean') }),
  z.object({ kind: z.literal('date') }),
  z.object({ kind: z.literal('datetime') }),
  z.object({ kind: z.literal('email') }),
  z.object({ kind: z.literal('phone') }),
  z.object({ kind: z.literal('url') }),
  z.object({ kind: z.literal('enum'), values: z.array(z.string()).min(1) }), // as written in the document, lower case
  z.object({ kind: z.literal('reference'), entity: id }), // column <field>_id
  z.object({ kind: z.literal('sequence'), prefix: z.string().default(''), digits: z.number().int().default(6) }), // "an automatic number"
])

/**
 * source says who sets a field: `client` (a request may), `system` (operations and effects only), `derived` (computed
 * from `derived` whenever what it reads changes). A reference field to the actor's own record is written by the system
 * for that role and may be chosen by others. A text field with `subject` holds the name somebody signs in with (a mechanic
 * who is a role but no entity); an `own` path that ends at such a field compares it with the actor's subject.
 */
export const field = z.object({
  id,
  label: z.string(), // "SKU", "Unit price"
  type: fieldType,
  required: z.boolean().default(false),
  unique: z.boolean().default(false),
  immutable: z.boolean().default(false), // may be given on creation only
  source: z.enum(['client', 'system', 'derived']).default('client'),
  default: expression.optional(), // over today, now, literals and fields of the record
  derived: expression.optional(), // source = derived
  statements: statementIds,
})

/** The life of a record. The state is stored in the field named `field` ("status"); the first operation's `to` may differ from `initial`. */
export const states = z.object({
  field: id.default('status'),
  values: z.array(z.object({ id, label: z.string() })).min(1),
  initial: id,
  final: z.array(id).default([]),
  statements: statementIds,
})

/** A rule that every stored row keeps. `when` limits it to some rows; on violation the service answers `status`. */
export const invariant = z.object({
  id,
  expression, // must be true; may use `old` (updates)
  when: expression.optional(),
  message: z.string(),
  status: z.union([z.literal(409), z.literal(422)]).default(422),
  statements: statementIds,
})

export const entity = z.object({
  id,
  name: z.string(), // "Order line"
  plural: z.string(), // "Order lines"
  path: z.string().regex(/^[a-z][a-z0-9-]*$/), // URL segment: "order-lines"
  display: id.nullable().default(null), // the field people recognise a row by
  fields: z.array(field),
  states: states.nullable().default(null),
  uniques: z.array(z.object({ fields: z.array(id).min(1), where: expression.optional(), message: z.string(), statements: statementIds })).default([]),
  invariants: z.array(invariant).default([]),
  /** Line items: rows of this entity are created, read and changed inside their parent's body under `collection`. */
  parent: z
    .object({ entity: id, field: id, collection: id, min: z.number().int().default(0), max: z.number().int().optional() })
    .nullable()
    .default(null),
  appendOnly: z.boolean().default(false),
  frozen: z.array(z.object({ when: expression, message: z.string(), statements: statementIds })).default([]), // no update, delete or line change while true; declared actions still work
  external: z.boolean().default(false), // lives in another system: a port with a stub
  statements: statementIds,
})

export const condition = z.object({
  expression, // must be true for the operation to go on
  message: z.string(),
  status: z.union([z.literal(403), z.literal(409), z.literal(422)]).default(409),
  roles: z.array(id).default([]), // only checked for these roles; empty = for everyone
  statements: statementIds,
})

/**
 * What an operation does beside its own record, in the same transaction.
 * `set` changes fields of the record (`target` = 'self'), of the record a reference path leads to (`book`,
 * `order.customer`), of every line of a collection (`each`), or of selected rows of an entity (`select`).
 */
const select = z.object({ entity: id, where: expression, orderBy: id.optional(), limit: z.number().int().optional() })
export const effect = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('set'),
    each: id.optional(),
    target: z.string().default('self'),
    select: select.optional(),
    values: z.record(id, expression),
    when: expression.optional(),
    statements: statementIds,
  }),
  z.object({
    kind: z.literal('create'),
    each: id.optional(),
    entity: id,
    values: z.record(id, expression),
    when: expression.optional(),
    statements: statementIds,
  }),
  z.object({ kind: z.literal('delete'), target: z.string().optional(), select: select.optional(), when: expression.optional(), statements: statementIds }),
  z.object({
    kind: z.literal('notify'),
    channel: z.enum(['email', 'sms', 'push', 'event']),
    to: z.string(),
    subject: z.string(),
    when: expression.optional(),
    statements: statementIds,
  }), // to: a role id, or a path to an email or person
  z.object({ kind: z.literal('call'), external: id, operation: z.string(), when: expression.optional(), statements: statementIds }),
])

/** Who may do an operation. `own` = the path from the record to the actor's own record; null = any record. */
export const permission = z.object({ role: id, own: z.string().nullable().default(null), when: expression.optional(), statements: statementIds })

/**
 * Everything the service can be asked to do. create/read/list/update/delete are REST on the entity's path; an action
 * is POST /path/{id}/<action-in-kebab-case> with `inputs` as its body. An operation that nobody is permitted is not built.
 */
export const operation = z.object({
  id: z.string().regex(/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/), // order.pay
  entity: id,
  name: id, // create | read | list | update | delete | pay
  kind: z.enum(['create', 'read', 'list', 'update', 'delete', 'action']),
  label: z.string(), // "Pay", "Place order"
  public: z.boolean().default(false), // without signing in
  permissions: z.array(permission),
  from: z.array(id).default([]), // allowed states; empty = any
  to: id.nullable().default(null), // state afterwards (create: the initial one unless stated)
  inputs: z.array(field).default([]), // actions only; a field of the same id on the entity is stored there
  fields: z.array(id).nullable().default(null), // update only: the fields that may change; null = all of the client's
  conditions: z.array(condition).default([]),
  effects: z.array(effect).default([]),
  statements: statementIds,
})

export const view = z.object({
  id,
  kind: z.enum(['search', 'report']),
  label: z.string(),
  entity: id,
  public: z.boolean().default(false),
  permissions: z.array(permission).default([]), // search: who may list is the list operation's matter
  search: z.array(z.string()).default([]), // paths of text fields matched by ?q=
  filters: z.array(z.string()).default([]), // paths; each becomes a query parameter
  sort: z.array(z.object({ path: z.string(), direction: z.enum(['asc', 'desc']) })).default([]),
  pageSize: z.number().int().min(1).max(500).default(25),
  where: expression.optional(), // report: which rows
  report: z
    .object({
      groupBy: z.array(z.string()), // paths; [] = a list of rows
      period: z.string().nullable(), // path of the date that ?from= and ?to= bound
      bucket: z.enum(['day', 'week', 'month', 'year']).nullable().default(null), // group by the period's bucket too
      measures: z.array(z.object({ id, label: z.string(), fn: z.enum(['count', 'sum', 'avg', 'min', 'max']), value: expression.optional() })),
      limit: z.number().int().nullable(), // top n
    })
    .nullable()
    .default(null),
  statements: statementIds,
})

/** Something that becomes true by time alone. Evaluated on read and by a job in the service once a minute. */
export const deadline = z.object({
  id,
  entity: id,
  when: expression,
  values: z.record(id, expression),
  notify: z.string().nullable().default(null),
  statements: statementIds,
})

export const qualityMetrics = [
  'response_time',
  'throughput',
  'concurrent_users',
  'data_volume',
  'availability',
  'error_rate',
  'recovery_time',
  'retention',
  'security',
  'compliance',
  'accessibility',
  'page_load',
  'other',
] as const
export const quality = z.object({
  id,
  metric: z.enum(qualityMetrics),
  label: z.string(),
  comparator: z.enum(['<', '<=', '>', '>=', '=']),
  value: z.number().nullable(),
  unit: z.string(),
  percentile: z.number().nullable().default(null),
  scope: z.string().default(''), // an operation or view id, or '' for all
  statements: statementIds,
})

export const question = z.object({
  id,
  text: z.string(),
  why: z.string(),
  options: z.array(z.string()),
  proposed: z.string(),
  rank: z.number().int(),
  statements: statementIds,
})
export const finding = z.object({ kind: z.enum(['contradiction', 'duplicate', 'incomplete']), message: z.string(), statements: statementIds })

export const specification = z.object({
  format: z.literal('gantry.specification/1'),
  title: z.string(),
  summary: z.string(),
  statements: z.array(statement),
  roles: z.array(role),
  entities: z.array(entity),
  operations: z.array(operation),
  views: z.array(view),
  deadlines: z.array(deadline),
  qualities: z.array(quality),
  constraints: z.array(z.object({ id, text: z.string(), statements: statementIds })),
  compliance: z.array(z.string()),
  externals: z.array(z.object({ id, name: z.string(), protocol: z.string(), purpose: z.string(), statements: statementIds })),
  glossary: z.array(z.object({ term: z.string(), definition: z.string(), statements: statementIds })),
  questions: z.array(question).max(5),
  assumptions: z.array(z.object({ id, text: z.string(), statements: statementIds })),
  findings: z.array(finding),
  declined: z.object({ reasons: z.array(z.string()).min(1) }).nullable(), // not null: nothing is built
})

export type Specification = z.infer<typeof specification>
export type Statement = z.infer<typeof statement>
export type Role = z.infer<typeof role>
export type Entity = z.infer<typeof entity>
export type Field = z.infer<typeof field>
export type FieldType = z.infer<typeof fieldType>
export type States = z.infer<typeof states>
export type Invariant = z.infer<typeof invariant>
export type Condition = z.infer<typeof condition>
export type Effect = z.infer<typeof effect>
export type Permission = z.infer<typeof permission>
export type Operation = z.infer<typeof operation>
export type View = z.infer<typeof view>
export type Deadline = z.infer<typeof deadline>
export type Quality = z.infer<typeof quality>
export type Question = z.infer<typeof question>
