import type { View } from '#model/specification.ts'
import { type ListQuery, listQuery } from '#server/generate/contract/representation.ts'
import type { Model } from '#server/generate/expression/model.ts'
import { compile, quote, Scope, sqlType, text } from '#server/generate/expression/sql.ts'
import { camel, pathKey, reportPath } from '#server/generate/naming.ts'
import { permissionsOf } from './operations.ts'
import { comment, print, raw } from './print.ts'
import { selectSql } from './records.ts'
import { filterLines, importsOf } from './schemas.ts'

export interface Column {
  name: string
  label: string
  sql: string
  kind: 'group' | 'label' | 'period' | 'measure'
  type: string
}

/** Filters of a report: those it declares. */
export function reportFilters(model: Model, view: View): ListQuery['filters'] {
  const entity = model.entity(view.entity)
  const declared = new Set(view.filters.map((path) => pathKey(model.specification, entity, path)))
  const known = listQuery(model, entity).filters.filter((f) => declared.has(f.name))
  const others = view.filters
    .filter((path) => !known.some((k) => k.path === path))
    .map((path) => ({ name: pathKey(model.specification, entity, path), path, type: model.leaf(entity, path).type, values: null, operator: '=' as const }))
  return [...known, ...others].filter((f) => f.name !== 'from' && f.name !== 'to')
}

/** Columns of a report that counts or adds up: what it groups by, the labels of references, the bucket, the measures. */
export function reportColumns(model: Model, view: View, scope = new Scope(model, model.entity(view.entity))): Column[] {
  const entity = model.entity(view.entity)
  const report = view.report
  if (!report) return []
  const groups = report.groupBy.flatMap((path): Column[] => {
    const leaf = model.leaf(entity, path)
    const label = leaf.field?.label ?? path
    const own: Column = { name: pathKey(model.specification, entity, path), label, sql: scope.column(path).sql, kind: 'group', type: leaf.type }
    const target = leaf.field?.type.kind === 'reference' ? model.entity(leaf.field.type.entity) : null
    return target?.display
      ? [
          own,
          {
            name: `${camel(path.replaceAll('.', '_'))}Label`,
            label,
            sql: `${scope.column(`${path}.${target.display}`).sql}::text`,
            kind: 'label',
            type: 'text',
          },
        ]
      : [own]
  })
  const bucket: Column[] =
    report.bucket && report.period
      ? [
          {
            name: 'period',
            label: report.bucket[0]?.toUpperCase() + report.bucket.slice(1),
            sql: `to_char(date_trunc(${text(report.bucket)}, ${scope.column(report.period).sql}), 'YYYY-MM-DD')`,
            kind: 'period',
            type: 'date',
          },
        ]
      : []
  const measures = report.measures.map((m): Column => {
    const value = m.value ? compile(m.value, scope).sql : null
    const sql =
      m.fn === 'count'
        ? value
          ? `count(${value})`
          : 'count(*)'
        : m.fn === 'sum'
          ? `coalesce(sum(${value}), 0)`
          : m.fn === 'avg'
            ? `round(avg(${value}), 2)`
            : `${m.fn}(${value})`
    return { name: camel(m.id), label: m.label, sql, kind: 'measure', type: m.fn === 'count' ? 'integer' : 'decimal' }
  })
  return [...groups, ...bucket, ...measures]
}

function orderOf(model: Model, view: View, columns: Column[]): string {
  const entity = model.entity(view.entity)
  const declared = view.sort.flatMap((s) => {
    const name = columns.find((c) => c.name === camel(s.path) || c.name === pathKey(model.specification, entity, s.path))?.name
    return name ? [`${quote(name)} ${s.direction}`] : []
  })
  const measure = columns.find((c) => c.kind === 'measure')
  const usual = view.report?.limit && measure ? [`${quote(measure.name)} desc`] : []
  return [...declared, ...usual, ...columns.filter((c) => c.kind !== 'measure').map((c) => quote(c.name))].join(', ')
}

function sqlOf(model: Model, view: View): { sql: string; parameters: string[] } {
  const entity = model.entity(view.entity)
  const scope = new Scope(model, entity)
  const grouped = (view.report?.measures.length ?? 0) > 0
  const columns = grouped ? reportColumns(model, view, scope) : []
  const where = ['true', ...(view.where ? [compile(view.where, scope).sql] : [])]
  const period = view.report?.period
  if (period) {
    const date = `${scope.column(period).sql}::date`
    const [from, to] = [scope.parameters.use('from'), scope.parameters.use('to')]
    where.push(`(${from}::date is null or ${date} >= ${from}::date)`, `(${to}::date is null or ${date} <= ${to}::date)`)
  }
  for (const filter of reportFilters(model, view)) {
    const given = `${scope.parameters.use(filter.name)}::${sqlType[filter.type]}`
    where.push(`(${given} is null or ${scope.column(filter.path).sql} ${filter.operator} ${given})`)
  }
  const condition = ` where ${where.join(' and ')}/* permitted */`
  if (!grouped) {
    const order = view.sort.map((s) => `${scope.column(s.path).sql} ${s.direction}`)
    const { select } = selectSql(model, entity)
    const joins = scope.from().match(/ left join "[^"]+" "[^"]+" on "[^"]+"\."id" = \S+/g) ?? []
    return {
      sql: `${select}${joins.filter((j) => !select.includes(j)).join('')}${condition} order by ${[...order, 'self."row_created_at"', 'self."id"'].join(', ')}`,
      parameters: scope.parameters.names,
    }
  }
  const keys = columns.filter((c) => c.kind !== 'measure')
  const group = keys.length > 0 ? ` group by ${keys.map((_, index) => index + 1).join(', ')}` : ''
  const order = orderOf(model, view, columns)
  return {
    sql: `select ${columns.map((c) => `${c.sql} as ${quote(c.name)}`).join(', ')} from ${scope.from()}${condition}${group}${order ? ` order by ${order}` : ''}`,
    parameters: scope.parameters.names,
  }
}

export const reportName = (view: View): string => `${camel(view.id)}Report`
export const reportFileName = (view: View): string => `${view.id.replaceAll('_', '-')}.ts`

/** One report: its rows as SQL, who may see it, its address. */
export function reportFile(model: Model, view: View, sentences: Map<string, string>): string {
  const entity = model.entity(view.entity)
  const { sql, parameters } = sqlOf(model, view)
  const period = view.report?.period ? "  from: date('from').optional(),\n  to: date('to').optional(),\n" : ''
  const query = `const query = z.strictObject({\n  ...paging(${view.pageSize}),\n${period}${filterLines(reportFilters(model, view))}})\n`
  const definition = print({
    id: view.id,
    label: view.label,
    entity: view.entity,
    public: view.public,
    permissions: permissionsOf(model, entity, view.permissions, false),
    sql,
    parameters,
    limit: view.report?.limit ?? null,
    query: raw('query'),
  })
  return `import { type Request, type Response, Router } from 'express'\n${importsOf(query, '../http/input.ts').trimEnd()}\nimport { parse } from '../http/input.ts'\nimport { requestFacts } from '../http/send.ts'\nimport { permitted, type Service } from '../kernel/context.ts'\nimport type { Report } from '../kernel/definition.ts'\nimport { report } from '../kernel/list.ts'\n\n${query}\n${comment(view.statements, sentences)}const definition: Report & { label: string; entity: string } = ${definition}\n\nexport function ${reportName(view)}(service: Service): Router {\n  const router = Router()\n  router.get('${reportPath(view)}', async (request: Request, response: Response) => {\n    permitted(requestFacts(request).actor, definition)\n    response.json(await report(service, definition, parse(query, request.query), requestFacts(request)))\n  })\n  return router\n}\n`
}

/** Reports somebody may see. */
export const reportsOf = (model: Model): View[] =>
  model.specification.views.filter((v) => v.kind === 'report' && v.report && (v.public || v.permissions.length > 0))
