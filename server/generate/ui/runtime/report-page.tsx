import { useQueries } from '@tanstack/react-query'
import { requestOf, useAddress } from './address.ts'
import { readRecord } from './api.ts'
import { BarChart } from './chart.tsx'
import { type DataRecord, type EntityDefinition, entityOf, type FilterDefinition, held, operationOf, type ReportDefinition, titleOf } from './definition.ts'
import { Filters } from './filters.tsx'
import { count, lower, money, text } from './format.ts'
import { columnsOf } from './list-page.tsx'
import { Card, EmptyState, ErrorMessage, PageHeader, Skeleton } from './parts.tsx'
import { mayDo, mayEver, maySee } from './permissions.ts'
import { usePage } from './queries.ts'
import { useService, useSession } from './session.tsx'
import { SignInCard } from './sign-in.tsx'
import { type Column, DataTable, Paging } from './table.tsx'
import { FieldValue } from './value.tsx'

/** Figures or rows of a report, over the period in the address. */
export function ReportPage({ report }: { report: ReportDefinition }) {
  const session = useSession()
  const entity = entityOf(useService(), report.entity)
  const [address, change] = useAddress()
  const filters = filtersOf(report)
  const parameters = requestOf(
    address,
    50,
    filters.map((f) => f.parameter),
  )
  const query = usePage(report.api, parameters, maySee(report, session))
  if (session.loading) return <Skeleton lines={8} />
  if (!maySee(report, session))
    return (
      <>
        <PageHeader title={report.label} />
        {session.person ? <EmptyState title="Your role does not see this report." /> : <SignInCard />}
      </>
    )
  return (
    <>
      <PageHeader title={report.label} note={query.data && `${count(query.data.total)} ${query.data.total === 1 ? 'row' : 'rows'}`} />
      <Filters search={null} filters={filters} address={address} change={change} />
      {query.isPending && <Skeleton lines={8} />}
      {query.isError && <ErrorMessage error={query.error} retry={() => void query.refetch()} />}
      {query.data?.items.length === 0 && <EmptyState title={report.period ? 'Nothing in this period.' : 'Nothing to report.'} />}
      {entity && query.data && query.data.items.length > 0 && (
        <>
          {report.measures.length > 0 && <Chart report={report} rows={query.data.items} />}
          <DataTable
            caption={report.label}
            columns={columns(report, entity, mayDo(entity, 'read', session))}
            rows={query.data.items}
            keyOf={(row, index) => (report.rows ? row.id : String(index))}
            stale={query.isPlaceholderData}
          />
          {query.data.total > query.data.pageSize && <Paging {...query.data} onPage={(page) => change({ page: page === 1 ? '' : String(page) })} />}
        </>
      )}
    </>
  )
}

const day = (key: string, label: string): FilterDefinition => ({ parameter: key, label, field: { key, label, kind: 'date' } })
const filtersOf = (report: ReportDefinition): FilterDefinition[] => [...(report.period ? [day('from', 'From'), day('to', 'To')] : []), ...report.filters]

function columns(report: ReportDefinition, entity: EntityDefinition, linked: boolean): Column<DataRecord>[] {
  if (report.rows)
    return columnsOf(
      entity,
      report.columns.map((c) => c.key),
      linked,
    ).map((c) => ({ ...c, sortable: false }))
  const groups = report.columns.map(
    ({ key, label, field }): Column<DataRecord> => ({
      key,
      label,
      cell: (row) => (field ? <FieldValue field={field} value={held(row, key)} label={held(row, field.labelKey ?? '')} /> : String(held(row, key) ?? '–')),
    }),
  )
  const measures = report.measures.map(
    (measure): Column<DataRecord> => ({ key: measure.key, label: measure.label, numeric: true, cell: (row) => figure(measure, held(row, measure.key)) }),
  )
  return [...groups, ...measures]
}

const figure = (measure: { money?: boolean }, value: unknown): string =>
  value === null || value === undefined
    ? '–'
    : measure.money
      ? money(Number(value), undefined)
      : Number(value).toLocaleString('en-GB', { maximumFractionDigits: 2 })

function Chart({ report, rows }: { report: ReportDefinition; rows: DataRecord[] }) {
  const names = useNames(report, rows)
  const measure = report.measures[0]
  if (!measure || report.columns.length === 0) return null
  const bars = rows.slice(0, 15).map((row, index) => ({ id: String(index), name: names[index] ?? '', value: Number(held(row, measure.key) ?? 0) }))
  const by = report.columns.map((c) => lower(c.label)).join(' and ')
  return (
    <Card>
      <BarChart label={`${measure.label} by ${by}${rows.length > 15 ? ', first 15' : ''}`} bars={bars} format={(value) => figure(measure, value)} />
    </Card>
  )
}

/** The words of each row's group; references need their records' titles. */
function useNames(report: ReportDefinition, rows: DataRecord[]): string[] {
  const service = useService()
  const session = useSession()
  const wanted = rows.slice(0, 15).flatMap((row) =>
    report.columns.flatMap(({ key, field }) => {
      const entity = entityOf(service, field?.entity)
      const id = held(row, key)
      return entity && typeof id === 'string' && typeof held(row, field?.labelKey ?? '') !== 'string' && mayEver(operationOf(entity, 'read'), session)
        ? [{ entity, id }]
        : []
    }),
  )
  const distinct = [...new Map(wanted.map((w) => [w.id, w])).values()]
  const loaded = useQueries({
    queries: distinct.map(({ entity, id }) => ({ queryKey: ['records', entity.id, id], queryFn: () => readRecord(entity, id), staleTime: 10_000 })),
  })
  const titles = new Map(distinct.map(({ entity, id }, index) => [id, loaded[index]?.data ? titleOf(entity, loaded[index].data.record) : id.slice(0, 8)]))
  return rows.slice(0, 15).map((row) =>
    report.columns
      .map(({ key, field }) => {
        const value = held(row, key)
        const label = held(row, field?.labelKey ?? '')
        if (typeof label === 'string' && label !== '') return label
        if (value === null || value === undefined) return '–'
        return titles.get(String(value)) ?? (field && field.kind !== 'reference' ? text(field, value) : String(value))
      })
      .join(', '),
  )
}
