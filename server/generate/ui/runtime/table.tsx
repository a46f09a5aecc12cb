import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'

export interface Column<Row> {
  key: string
  label: string
  cell: (row: Row) => ReactNode
  numeric?: boolean
  sortable?: boolean
}

/** sort is "field" or "-field". On a phone every row becomes a card whose cells carry their column's label. */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  keyOf,
  sort,
  onSort,
  stale = false,
}: {
  caption: string
  columns: Column<Row>[]
  rows: Row[]
  keyOf: (row: Row, index: number) => string
  sort?: string
  onSort?: (sort: string) => void
  stale?: boolean
}) {
  return (
    <div className="table-scroll" aria-busy={stale || undefined}>
      <table className="table">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={keyOf(row, index)}>
              {columns.map((column) => (
                <td key={column.key} data-label={column.label} className={column.numeric ? 'numeric' : undefined}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Heading<Row>({ column, sort, onSort }: { column: Column<Row>; sort: string | undefined; onSort: ((sort: string) => void) | undefined }) {
  const direction = sort === column.key ? 'ascending' : sort === `-${column.key}` ? 'descending' : undefined
  const className = column.numeric ? 'numeric' : undefined
  if (!column.sortable || !onSort)
    return (
      <th scope="col" className={className}>
        {column.label === '' ? <span className="visually-hidden">Actions</span> : column.label}
      </th>
    )
  return (
    <th scope="col" className={className} aria-sort={direction ?? 'none'}>
      <button type="button" className="sort" onClick={() => onSort(direction === 'ascending' ? `-${column.key}` : column.key)}>
        {column.label}
        <span className={direction ? 'sort-mark' : 'sort-mark off'}>
          <Icon name={direction === 'descending' ? 'down' : 'up'} />
        </span>
      </button>
    </th>
  )
}

export function Paging({ page, pageSize, total, onPage }: { page: number; pageSize: number; total: number; onPage: (page: number) => void }) {
  const last = Math.max(1, Math.ceil(total / Math.max(1, pageSize)))
  const first = total === 0 ? 0 : (page - 1) * pageSize + 1
  return (
    <nav className="paging" aria-label="Pages">
      <span className="muted">{`${first}–${Math.min(total, page * pageSize)} of ${total}`}</span>
      <button type="button" className="button plain" disabled={page <= 1} onClick={() => onPage(page - 1)}>
        <Icon name="left" />
        Previous
      </button>
      <button type="button" className="button plain" disabled={page >= last} onClick={() => onPage(page + 1)}>
        Next
        <Icon name="right" />
      </button>
    </nav>
  )
}
