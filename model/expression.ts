import { z } from 'zod'

/**
 * The small expression language that rules of a specification are written in. It is data, so that a reader can
 * produce it, a person can edit it and a generator can turn it into SQL or TypeScript without running anything.
 *
 * Paths are dotted and start at the record the rule is about: `status`, `book.copies` (through a reference),
 * `customer.user.email`. Inside `each` (effects over line items) the path starts at the line.
 */
export type Expression =
  | { kind: 'literal'; value: string | number | boolean | null }
  | { kind: 'field'; path: string }
  | { kind: 'outer'; path: string } // inside `aggregate.where` and selections: a path on the record the rule is about
  | { kind: 'old'; path: string } // the value before this change (updates only)
  | { kind: 'input'; name: string } // an input of the operation
  | { kind: 'today' }
  | { kind: 'now' }
  | { kind: 'actor' } // the id of the actor's own record, null when there is none
  | { kind: 'subject' } // the name the actor signed in with (the token's subject): for people who have no record
  | { kind: 'call'; fn: Fn; args: Expression[] }
  | { kind: 'aggregate'; fn: 'count' | 'sum' | 'min' | 'max' | 'avg'; entity: string; value?: Expression; where?: Expression }

export const functions = [
  '+',
  '-',
  '*',
  '/',
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'and',
  'or',
  'not',
  'in',
  'is_null',
  'not_null',
  'add_days',
  'days_between',
  'add_hours',
  'hours_between',
  'add_months',
  'same_day',
  'same_week',
  'same_month',
  'same_year',
  'overlaps', // overlaps(startA, endA, startB, endB)
  'round',
  'ceil',
  'floor',
  'least',
  'greatest',
  'coalesce',
  'if',
  'length',
  'lower',
  'matches',
  'concat',
  'year',
] as const
export type Fn = (typeof functions)[number]

export const expression: z.ZodType<Expression> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('literal'), value: z.union([z.string(), z.number(), z.boolean(), z.null()]) }),
    z.object({ kind: z.literal('field'), path: z.string().min(1) }),
    z.object({ kind: z.literal('outer'), path: z.string().min(1) }),
    z.object({ kind: z.literal('old'), path: z.string().min(1) }),
    z.object({ kind: z.literal('input'), name: z.string().min(1) }),
    z.object({ kind: z.literal('today') }),
    z.object({ kind: z.literal('now') }),
    z.object({ kind: z.literal('actor') }),
    z.object({ kind: z.literal('subject') }),
    z.object({ kind: z.literal('call'), fn: z.enum(functions), args: z.array(expression) }),
    z.object({
      kind: z.literal('aggregate'),
      fn: z.enum(['count', 'sum', 'min', 'max', 'avg']),
      entity: z.string().min(1),
      value: expression.optional(),
      where: expression.optional(),
    }),
  ]),
)

/** Short constructors, so that rules of the reader and tests read like the sentence they come from. */
export const literal = (value: string | number | boolean | null): Expression => ({ kind: 'literal', value })
export const field = (path: string): Expression => ({ kind: 'field', path })
export const outer = (path: string): Expression => ({ kind: 'outer', path })
export const old = (path: string): Expression => ({ kind: 'old', path })
export const input = (name: string): Expression => ({ kind: 'input', name })
export const today: Expression = { kind: 'today' }
export const now: Expression = { kind: 'now' }
export const actor: Expression = { kind: 'actor' }
export const subject: Expression = { kind: 'subject' }
export const call = (fn: Fn, ...args: Expression[]): Expression => ({ kind: 'call', fn, args })
export const count = (entity: string, where?: Expression): Expression => ({ kind: 'aggregate', fn: 'count', entity, ...(where && { where }) })
export const sum = (entity: string, value: Expression, where?: Expression): Expression => ({
  kind: 'aggregate',
  fn: 'sum',
  entity,
  value,
  ...(where && { where }),
})
