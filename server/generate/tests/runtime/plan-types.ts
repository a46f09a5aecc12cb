/** What the suite knows of the specification; plan.ts holds it as data. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
export type Value = string | number | boolean | null

export type Expression =
  | { kind: 'literal'; value: Value }
  | { kind: 'field' | 'outer' | 'old'; path: string }
  | { kind: 'input'; name: string }
  | { kind: 'today' | 'now' | 'actor' | 'subject' }
  | { kind: 'call'; fn: string; args: Expression[] }
  | { kind: 'aggregate'; fn: 'count' | 'sum' | 'min' | 'max' | 'avg'; entity: string; value?: Expression; where?: Expression }

export interface FieldPlan {
  id: string
  key: string
  column: string
  label: string
  kind: string
  required: boolean
  unique: boolean
  immutable: boolean
  source: 'client' | 'system' | 'derived'
  notNull: boolean
  min?: number
  max?: number
  exclusive?: boolean
  pattern?: string
  values?: string[]
  reference?: string
  subject?: boolean
  default?: Expression
  derived?: Expression
  statements: string[]
}
export interface EntityPlan {
  id: string
  name: string
  table: string
  source: string
  person: boolean
  appendOnly: boolean
  fields: FieldPlan[]
  state: { column: string; key: string; initial: string; values: string[] } | null
  parent: { entity: string; field: string; min: number } | null
  lines: { key: string; entity: string; min: number; field: string }[]
  invariants: { expression: Expression; when?: Expression; message: string; statements: string[] }[]
}
export interface PermissionPlan {
  role: string
  own: string | null
  when?: Expression
  statements: string[]
}
export interface ConditionPlan {
  expression: Expression
  message: string
  status: number
  roles: string[]
  statements: string[]
}
export interface EffectPlan {
  kind: string
  each?: string
  target?: string
  select?: { entity: string; where: Expression; orderBy?: string; limit?: number }
  values?: Record<string, Expression>
  when?: Expression
  entity?: string
  channel?: string
  to?: string
  subject?: string
  external?: string
  operation?: string
  statements: string[]
}
export interface OperationPlan {
  id: string
  entity: string
  kind: 'create' | 'read' | 'list' | 'update' | 'delete' | 'action'
  label: string
  method: string
  path: string
  public: boolean
  permissions: PermissionPlan[]
  from: string[]
  to: string | null
  inputs: FieldPlan[]
  takes: string[]
  conditions: ConditionPlan[]
  effects: EffectPlan[]
  statements: string[]
}
export interface ReportPlan {
  id: string
  entity: string
  path: string
  public: boolean
  permissions: PermissionPlan[]
  where?: Expression
  grouped: boolean
  count: string | null
  groups: { path: string; key: string }[]
  statements: string[]
}
export interface Plan {
  roles: { id: string; entity: string | null }[]
  entities: EntityPlan[]
  operations: OperationPlan[]
  reports: ReportPlan[]
  deadlines: { id: string; entity: string; when: Expression; values: Record<string, Expression>; statements: string[] }[]
}
