import { z } from 'zod'
import { field } from './entity.ts'
import { expression } from './expression.ts'
import { id, statementIds } from './identifier.ts'

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
