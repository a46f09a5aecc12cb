import { z } from 'zod'
import { field } from './entity.ts'
import { expression } from './expression.ts'
import { id, statementIds } from './identifier.ts'

export const condition = z.object({
  expression: expression.describe('Must be true for the operation to go on'),
  message: z.string().describe('What somebody reads who is refused'),
  status: z.union([z.literal(403), z.literal(409), z.literal(422)]).default(409),
  roles: z.array(id).default([]).describe('Only checked for these roles; empty: for everyone'),
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
    to: z.string().describe('A role, or a path to an email or person'),
    subject: z.string(),
    when: expression.optional(),
    statements: statementIds,
  }),
  z.object({ kind: z.literal('call'), external: id, operation: z.string(), when: expression.optional(), statements: statementIds }),
])

/** Who may do an operation. */
export const permission = z.object({
  role: id,
  own: z.string().nullable().default(null).describe('The path from the record to the actor’s own record; null: any record'),
  when: expression.optional(),
  statements: statementIds,
})

/**
 * Everything the service can be asked to do. create/read/list/update/delete are REST on the entity's path; an action
 * is POST /path/{id}/<action-in-kebab-case> with `inputs` as its body. An operation that nobody is permitted is not built.
 */
export const operation = z.object({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/)
    .describe('“order.pay”'),
  entity: id,
  name: id.describe('create, read, list, update, delete or the action: “pay”'),
  kind: z.enum(['create', 'read', 'list', 'update', 'delete', 'action']),
  label: z.string().describe('“Pay”, “Place order”'),
  public: z.boolean().default(false).describe('Without signing in'),
  permissions: z.array(permission),
  from: z.array(id).default([]).describe('Allowed states; empty: any'),
  to: id.nullable().default(null).describe('The state afterwards (create: the initial one unless stated)'),
  inputs: z.array(field).default([]).describe('Actions only; a field of the same id on the entity is stored there'),
  fields: z.array(id).nullable().default(null).describe('Update only: the fields that may change; null: all that a request may set'),
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
  permissions: z.array(permission).default([]).describe('Of reports; who may search is the list operation’s matter'),
  search: z.array(z.string()).default([]).describe('Paths of text fields matched by ?q='),
  filters: z.array(z.string()).default([]).describe('Paths; each becomes a query parameter'),
  sort: z.array(z.object({ path: z.string(), direction: z.enum(['asc', 'desc']) })).default([]),
  pageSize: z.number().int().min(1).max(500).default(25),
  where: expression.optional().describe('Which records a report is about'),
  report: z
    .object({
      groupBy: z.array(z.string()).describe('Paths; empty: a list of records'),
      period: z.string().nullable().describe('Path of the date that ?from= and ?to= bound'),
      bucket: z.enum(['day', 'week', 'month', 'year']).nullable().default(null).describe('Group by the period’s bucket too'),
      measures: z.array(z.object({ id, label: z.string(), fn: z.enum(['count', 'sum', 'avg', 'min', 'max']), value: expression.optional() })),
      limit: z.number().int().nullable().describe('The top n'),
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
