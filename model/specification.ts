import { z } from 'zod'
import { entity, type field, type fieldType, type invariant, type states } from './entity.ts'
import { id, statementIds } from './identifier.ts'
import { type condition, deadline, type effect, operation, type permission, view } from './operation.ts'

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
  sentence: z.string().default(''), // what an answer says in the document: "A {answer} can add books."; '' = free words
  rank: z.number().int(),
  statements: statementIds,
})
export const finding = z.object({ kind: z.enum(['contradiction', 'duplicate', 'incomplete']), message: z.string(), statements: statementIds })

/**
 * The structured reading of a requirement. It is the contract between whoever reads (the rules engine, a model, a
 * person who edits) and whoever generates; each part names the statements it was read from.
 *
 * Ids: entities, fields, roles, states, operations and inputs are snake_case and singular ("order_line",
 * "unit_price", "warehouse_clerk"). They are unique within their list and are used by every reference below.
 */
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
