import { factsOf, permitted, type RequestFacts, type Service } from './context.ts'
import type { Row } from './database.ts'
import { sweep } from './deadlines.ts'
import type { Facts, List, ListQuery, Operation, Permission, Report } from './definition.ts'

export interface Page {
  items: Row[]
  page: number
  pageSize: number
  total: number
}

/** Numbers the facts that a piece of SQL asks for after those that are there already. */
function bind(sql: string, parameters: readonly string[], facts: Facts, values: unknown[]): string {
  const numbers = parameters.map((name) => values.push(facts[name] ?? null))
  return sql.replace(/\$(\d+)/g, (_, n: string) => `$${numbers[Number(n) - 1]}`)
}

/** The rows that any of the permissions allows; '' when one of them allows all. */
function scopeOf(held: readonly Permission[], facts: Facts, values: unknown[]): string {
  if (held.length === 0 || held.some((p) => p.list === null)) return ''
  return `(${held.map((p) => (p.list ? bind(p.list.sql, p.list.parameters, facts, values) : 'true')).join(' or ')})`
}

const pattern = (q: string): string => `%${q.replace(/[\\%_]/g, (c) => `\\${c}`)}%`

function conditions(list: List, query: ListQuery, values: unknown[]): string[] {
  const found: string[] = []
  if (query.q && list.search.length > 0) {
    const place = values.push(pattern(query.q))
    found.push(`(${list.search.map((column) => `${column} ilike $${place}`).join(' or ')})`)
  }
  for (const [name, filter] of Object.entries(list.filters)) {
    if (query[name] !== undefined) found.push(`${filter.sql} ${filter.operator} $${values.push(query[name])}::${filter.type}`)
  }
  return found
}

function order(list: List, sort: string | undefined): string {
  const keys = sort
    ? sort.split(',').flatMap((part) => {
        const column = list.sorts[part.replace(/^-/, '')]
        return column ? [`${column} ${part.startsWith('-') ? 'desc nulls last' : 'asc nulls last'}`] : []
      })
    : [list.defaultSort]
  return [...keys, 'self."id"'].join(', ')
}

export async function list(service: Service, operation: Operation, definition: List, query: ListQuery, request: RequestFacts): Promise<Page> {
  const held = permitted(request.actor, operation)
  const facts = held.some((p) => p.list) ? await factsOf(service, service.pool, request.actor) : {}
  await sweep(service, service.pool, definition.entity)
  const values: unknown[] = []
  const where = [scopeOf(held, facts, values), ...conditions(definition, query, values)].filter(Boolean)
  const clause = where.length > 0 ? ` where ${where.join(' and ')}` : ''
  const [items, total] = await Promise.all([
    service.pool.query<Row>(
      `${definition.select}${clause} order by ${order(definition, query.sort)} limit ${query.pageSize} offset ${(query.page - 1) * query.pageSize}`,
      values,
    ),
    service.pool.query<{ total: number }>(`select count(*) as total from ${definition.from}${clause}`, values),
  ])
  return { items: items.rows.map(({ rowVersion: _, ...row }) => row), page: query.page, pageSize: query.pageSize, total: total.rows[0]?.total ?? 0 }
}

/** A report's rows; own-record permissions limit what is counted, exactly as they limit what is listed. */
export async function report(
  service: Service,
  definition: Report & { label: string; entity: string },
  query: { page: number; pageSize: number; from?: string | undefined; to?: string | undefined; [filter: string]: unknown },
  request: RequestFacts,
): Promise<Page> {
  const held = permitted(request.actor, definition)
  await sweep(service, service.pool, definition.entity)
  const facts: Facts = { ...(await factsOf(service, service.pool, request.actor)), ...query }
  const values: unknown[] = []
  const body = bind(definition.sql, definition.parameters, facts, values)
  const scope = scopeOf(held, facts, values)
  const inner = body.replace('/* permitted */', scope ? ` and ${scope}` : '')
  const most = definition.limit === null ? '' : ` limit ${definition.limit}`
  const result = await service.pool.query<Row & { total__: number }>(
    `with rows as (${inner}${most}) select *, count(*) over () as total__ from rows limit ${query.pageSize} offset ${(query.page - 1) * query.pageSize}`,
    values,
  )
  const total = result.rows[0]?.total__ ?? 0
  return { items: result.rows.map(({ total__: _, rowVersion: __, ...row }) => row), page: query.page, pageSize: query.pageSize, total }
}
