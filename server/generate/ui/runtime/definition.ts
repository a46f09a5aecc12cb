/**
 * What the pages know about the service. The generated files fill these shapes; everything here is data, so a label
 * with quotes or angle brackets is never more than text.
 */
export type Scalar = string | number | boolean | null
export type DataRecord = { id: string } & Record<string, unknown>

export interface FieldDefinition {
  key: string
  label: string
  kind: 'text' | 'longtext' | 'integer' | 'decimal' | 'money' | 'boolean' | 'date' | 'datetime' | 'email' | 'phone' | 'url' | 'enum' | 'reference' | 'sequence'
  required?: boolean
  unique?: boolean
  immutable?: boolean // may be given on creation only
  readOnly?: boolean // set by the service
  subject?: boolean // holds the name somebody signs in with
  min?: number
  max?: number
  exclusiveMin?: boolean
  minLength?: number
  maxLength?: number
  pattern?: string
  patternText?: string
  scale?: number
  unit?: string
  currency?: string
  values?: string[]
  entity?: string // reference: the id of the entity it leads to
  labelKey?: string // reference: where the service puts the other record's words
  default?: Scalar | { today: true }
}

/** A rule in the service's expression language, as far as a page can judge it; see rule.ts. */
export type Rule =
  | { value: Scalar }
  | { key: string }
  | { today: true }
  | { subject: true } // the name the person signed in with
  | { own: true } // the id of the signed-in person's own record
  | { unknown: true }
  | { fn: string; args: Rule[] }

export interface PermissionDefinition {
  role: string
  own: string | null
  when?: Rule
} // own: key that leads to the person's own record, 'id' for the record itself
export interface ConditionDefinition {
  rule: Rule
  message: string
  roles: string[]
}

export interface OperationDefinition {
  name: string
  kind: 'create' | 'read' | 'list' | 'update' | 'delete' | 'action'
  label: string
  segment?: string // action: the last part of its address
  method?: 'PUT' // update: PATCH unless stated
  public: boolean
  permissions: PermissionDefinition[]
  from: string[]
  to: string | null
  inputs: FieldDefinition[]
  only?: string[] // update: the keys that may change
  conditions: ConditionDefinition[]
}

export interface FilterDefinition {
  parameter: string
  label: string
  field: FieldDefinition
}
export interface StateDefinition {
  id: string
  label: string
  tone: Tone
}
export type Tone = 'neutral' | 'active' | 'good' | 'bad' | 'done'

export interface EntityDefinition {
  id: string
  name: string
  plural: string
  api: string // "/api/orders"
  url: string // "/orders"
  display: string | null // key people recognise a record by
  fields: FieldDefinition[]
  state: { key: string; values: StateDefinition[] } | null
  operations: OperationDefinition[]
  lines: { key: string; label: string; entity: string; min: number; max: number | null }[]
  partOf: string | null // line items: the entity whose form holds them
  frozen: { rule: Rule; message: string }[]
  search: boolean
  filters: FilterDefinition[]
  sortable: string[]
  pageSize: number
}

export interface ReportDefinition {
  id: string
  label: string
  api: string
  url: string
  entity: string
  public: boolean
  roles: string[]
  rows: boolean // a list of the entity's records rather than figures
  period: boolean
  filters: FilterDefinition[]
  columns: { key: string; label: string; field?: FieldDefinition }[]
  measures: { key: string; label: string; money?: boolean }[]
}

export interface RoleDefinition {
  id: string
  name: string
  description: string
  entity: string | null
}

export interface ServiceDefinition {
  title: string
  summary: string
  roles: RoleDefinition[]
  entities: Record<string, EntityDefinition>
  reports: ReportDefinition[]
  notifications: boolean // the service keeps what was sent to whom
}

/** Fields may be called `constructor` or `toString`: never read what a record merely inherits. */
export const held = (record: Record<string, unknown> | undefined, key: string): unknown => (record && Object.hasOwn(record, key) ? record[key] : undefined)
export const entityOf = (service: ServiceDefinition, id: string | undefined): EntityDefinition | undefined =>
  id !== undefined && Object.hasOwn(service.entities, id) ? service.entities[id] : undefined
export const operationOf = (entity: EntityDefinition, kind: OperationDefinition['kind']): OperationDefinition | undefined =>
  entity.operations.find((o) => o.kind === kind)
export const fieldOf = (entity: EntityDefinition, key: string): FieldDefinition | undefined => entity.fields.find((f) => f.key === key)

/** The words a record is shown under: its display field, else a short id. */
export function titleOf(entity: EntityDefinition, record: DataRecord): string {
  const value = entity.display === null ? undefined : held(record, entity.display)
  return (typeof value === 'string' && value !== '' && !isId(value)) || typeof value === 'number' ? String(value) : `${entity.name} ${record.id.slice(0, 8)}`
}

const isId = (text: string): boolean => /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(text)
