import type { ZodType } from 'zod'

/** SQL and the facts it asks for, in the order of $1, $2 …: id, actor, subject, old, values, input.<name>. */
export interface Sql {
  sql: string
  parameters: readonly string[]
}
export type Facts = Record<string, unknown>

/** A named condition; `sql` answers one row with `ok`. A missing value never satisfies a condition. */
export interface Rule extends Sql {
  name: string
  message: string
  status: 403 | 409 | 422
  statements: readonly string[]
  roles?: readonly string[]
}

/** Who may: any record (`record` is null), or those for which `record` answers ok; `list` is the same as a where clause. */
export interface Permission {
  role: string
  record: Sql | null
  list: Sql | null
  assign?: { property: string; value: 'actor' | 'subject' }
}

/** An effect: changes rows of `entity` and returns their ids, in the operation's transaction. */
export interface Step extends Sql {
  name: string
  statements: readonly string[]
  entity: string | null
  each?: string
}

/** Rows that an operation reads to decide or changes; locked in this order before it looks. */
export type Lock = Sql

/** Lines: rows of another table that live and change inside their parent. */
export interface Collection {
  property: string
  entity: string
  parentColumn: string
}

export interface Entity {
  id: string
  name: string
  table: string
  /** `select … from … self` with every property of the representation. */
  select: string
  insert: Sql
  /** property → column, and the columns' types for jsonb_to_record */
  columns: Record<string, string>
  record: string
  state: { property: string; column: string; initial: string; labels: Record<string, string> } | null
  immutable: readonly string[]
  collections: readonly Collection[]
  /** Rules over more than the row itself; the database keeps the others as checks. */
  invariants: readonly Rule[]
  /** While one of these holds, the record and its lines cannot be changed. */
  frozen: readonly Rule[]
  /** Records whose invariants count rows of this entity: answers their ids. */
  counted: readonly (Sql & { entity: string })[]
  parent: { entity: string; column: string } | null
  person: boolean
}

export interface Operation {
  id: string
  entity: string
  kind: 'create' | 'read' | 'list' | 'update' | 'delete' | 'action'
  label: string
  public: boolean
  permissions: readonly Permission[]
  from: readonly string[]
  to: string | null
  conditions: readonly Rule[]
  locks: readonly Lock[]
  effects: readonly Step[]
  /** Inputs of an action: property → name in the rules, default, and the column it is stored in. */
  inputs: readonly { property: string; name: string; column: string | null; fallback: Sql | null }[]
  statements: readonly string[]
}

export interface Deadline {
  id: string
  entity: string
  mark: Sql
  notify: Sql | null
  statements: readonly string[]
}

export interface List {
  entity: string
  from: string
  select: string
  search: readonly string[]
  filters: Record<string, { sql: string; type: string; operator: '=' | '>=' | '<=' }>
  sorts: Record<string, string>
  defaultSort: string
  query: ZodType<ListQuery>
}
export interface ListQuery {
  q?: string | undefined
  page: number
  pageSize: number
  sort?: string | undefined
  [filter: string]: unknown
}

export interface Report {
  id: string
  permissions: readonly Permission[]
  public: boolean
  /** The rows, with $from and $to bound to `from` and `to` where there is a period. */
  sql: string
  parameters: readonly string[]
  query: ZodType<{ page: number; pageSize: number; from?: string | undefined; to?: string | undefined }>
  limit: number | null
}

export interface DatabaseConstraint {
  entity: string
  property: string | null
  message: string
  status: 409 | 422
  statements: readonly string[]
  kind: 'check' | 'unique' | 'reference'
}

/** Everything that the specification says, as data: the kernel performs it. */
export interface Definitions {
  title: string
  entities: Record<string, Entity>
  roles: Record<string, { name: string; entity: string | null; find: string | null }>
  deadlines: readonly Deadline[]
  constraints: Record<string, DatabaseConstraint>
}
