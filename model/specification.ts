import { z } from 'zod'
import { entity, type field, type fieldType, type invariant, type states } from './entity.ts'
import { id, statementIds } from './identifier.ts'
import { type condition, deadline, type effect, operation, type permission, view } from './operation.ts'

export const statementKinds = ['functional', 'quality', 'constraint', 'definition', 'actor', 'assumption', 'out_of_scope', 'wish', 'noise'] as const
export const statementStatuses = ['understood', 'partly', 'not_understood', 'not_testable'] as const

/** One sentence of the documents; start and end are offsets (UTF-16 code units) into the submitted text. */
export const statement = z.object({
  id: z
    .string()
    .regex(/^[\w.-]{1,40}$/)
    .describe('S1, S2 … or the id that the document gives it (FR-1.2)'),
  document: z.number().int().nonnegative().describe('Which of the submitted documents, counted from 0'),
  start: z.number().int().nonnegative().describe('Where it begins in that document, in UTF-16 code units'),
  end: z.number().int().nonnegative().describe('Where it ends, exclusive'),
  text: z.string().describe('The sentence as it stands there'),
  heading: z.string().describe('The nearest heading above, empty when there is none'),
  kind: z.enum(statementKinds),
  status: z.enum(statementStatuses),
  note: z.string().default('').describe('What was not understood, or why it cannot be tested'),
  issues: z.array(z.string()).default([]).describe('Wording: vague words, missing conditions, several wishes in one sentence'),
})

export const role = z.object({
  id,
  name: z.string().describe('“Warehouse clerk”'),
  description: z.string().default(''),
  entity: id.nullable().default(null).describe('The entity whose records are these people (role customer, entity customer)'),
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
  percentile: z.number().nullable().default(null).describe('95 for “95 % of the requests”'),
  scope: z.string().default('').describe('An operation or view, empty for all'),
  statements: statementIds,
})

export const question = z.object({
  id,
  text: z.string(),
  why: z.string(),
  options: z.array(z.string()),
  proposed: z.string().describe('What is taken until somebody answers'),
  sentence: z.string().default('').describe('What an answer says in the document: “A {answer} can add books.”; empty: free words'),
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
  format: z.literal('gantry.specification/1').describe('A reader of another format refuses it'),
  title: z.string(),
  summary: z.string(),
  statements: z.array(statement).describe('Every sentence of the documents and how it was understood'),
  roles: z.array(role).describe('Who uses the service'),
  entities: z.array(entity).describe('What the service keeps'),
  operations: z.array(operation).describe('What it can be asked to do, and by whom'),
  views: z.array(view).describe('Searches and reports'),
  deadlines: z.array(deadline).describe('What becomes true by time alone'),
  qualities: z.array(quality).describe('Quality targets with figures'),
  constraints: z.array(z.object({ id, text: z.string(), statements: statementIds })).describe('What the documents demand of how it is built'),
  compliance: z.array(z.string()).describe('Laws and standards that the documents name'),
  externals: z
    .array(z.object({ id, name: z.string(), protocol: z.string(), purpose: z.string(), statements: statementIds }))
    .describe('Other systems; each becomes a port with a stub'),
  glossary: z.array(z.object({ term: z.string(), definition: z.string(), statements: statementIds })).describe('Terms that the documents define'),
  questions: z.array(question).max(5).describe('What was unclear, the most important first'),
  assumptions: z.array(z.object({ id, text: z.string(), statements: statementIds })).describe('What was taken without being said'),
  findings: z.array(finding).describe('Contradictions, duplicates and what is incomplete'),
  declined: z
    .object({ reasons: z.array(z.string()).min(1) })
    .nullable()
    .describe('Not null: outside what can be built, with the reasons; nothing is built'),
  edits: z
    .array(z.object({ id: z.string(), name: z.string(), at: z.string(), reason: z.string(), changes: z.number().int() }))
    .optional()
    .describe('What people changed after the reading; parts that an edit set name it among their statements'),
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
