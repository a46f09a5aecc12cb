import { z } from 'zod'
import { expression } from './expression.ts'
import { id, statementIds } from './identifier.ts'

export const fieldType = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    min: z.number().int().optional(),
    max: z.number().int().optional(),
    pattern: z.string().optional(),
    patternText: z.string().optional().describe('The pattern in words: “13 digits”'),
    long: z.boolean().optional(),
    subject: z.boolean().optional().describe('Holds the name somebody signs in with who has no record'),
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
  }), // stored as numeric(14,2)
  z.object({ kind: z.literal('boolean') }),
  z.object({ kind: z.literal('date') }),
  z.object({ kind: z.literal('datetime') }),
  z.object({ kind: z.literal('email') }),
  z.object({ kind: z.literal('phone') }),
  z.object({ kind: z.literal('url') }),
  z.object({ kind: z.literal('enum'), values: z.array(z.string()).min(1).describe('As written in the document, lower case') }),
  z.object({ kind: z.literal('reference'), entity: id }), // stored as <field>_id
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
  label: z.string().describe('“SKU”, “Unit price”'),
  type: fieldType,
  required: z.boolean().default(false),
  unique: z.boolean().default(false),
  immutable: z.boolean().default(false).describe('May be given on creation only'),
  source: z
    .enum(['client', 'system', 'derived'])
    .default('client')
    .describe('Who sets it: `client` a request, `system` operations and effects only, `derived` computed whenever what it reads changes'),
  default: expression.optional().describe('Over today, now, literals and fields of the record'),
  derived: expression.optional().describe('How it is computed, when its source is `derived`'),
  statements: statementIds,
})

/** The life of a record. The state is stored in the field named `field` ("status"); the first operation's `to` may differ from `initial`. */
export const states = z.object({
  field: id.default('status').describe('Where the state is stored'),
  values: z.array(z.object({ id, label: z.string() })).min(1),
  initial: id,
  final: z.array(id).default([]).describe('States that nothing leads out of'),
  statements: statementIds,
})

/** A rule that every stored row keeps. `when` limits it to some rows; on violation the service answers `status`. */
export const invariant = z.object({
  id,
  expression: expression.describe('Must be true; may use `old` (updates)'),
  when: expression.optional().describe('Limits the rule to some records'),
  message: z.string().describe('What somebody reads who breaks it'),
  status: z
    .union([z.literal(409), z.literal(422)])
    .default(422)
    .describe('What the service answers on violation'),
  statements: statementIds,
})

export const entity = z.object({
  id,
  name: z.string().describe('“Order line”'),
  plural: z.string().describe('“Order lines”'),
  path: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .describe('Its segment in URLs: “order-lines”'),
  display: id.nullable().default(null).describe('The field people recognise a record by'),
  fields: z.array(field),
  states: states.nullable().default(null),
  uniques: z.array(z.object({ fields: z.array(id).min(1), where: expression.optional(), message: z.string(), statements: statementIds })).default([]),
  invariants: z.array(invariant).default([]),
  parent: z
    .object({ entity: id, field: id, collection: id, min: z.number().int().default(0), max: z.number().int().optional() })
    .nullable()
    .default(null)
    .describe('Line items: created, read and changed inside their parent’s body under `collection`'),
  appendOnly: z.boolean().default(false).describe('Records are added and never changed'),
  frozen: z
    .array(z.object({ when: expression, message: z.string(), statements: statementIds }))
    .default([])
    .describe('No update, delete or line change while `when` is true; declared actions still work'),
  external: z.boolean().default(false).describe('Lives in another system: a port with a stub'),
  statements: statementIds,
})
