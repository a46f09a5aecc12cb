import { requestOf, useAddress } from './address.ts'
import { type DataRecord, entityOf, held } from './definition.ts'
import { dateTime, sentence } from './format.ts'
import { EmptyState, ErrorMessage, PageHeader, Skeleton } from './parts.tsx'
import { usePage } from './queries.ts'
import { useService, useSession } from './session.tsx'
import { SignInCard } from './sign-in.tsx'
import { type Column, DataTable, Paging } from './table.tsx'
import { ReferenceValue } from './value.tsx'

/** What the service sent to this person or their role. */
export function NotificationsPage() {
  const session = useSession()
  const [address, change] = useAddress()
  const query = usePage('/api/notifications', requestOf(address, 25, []), session.person !== null)
  if (session.loading) return <Skeleton lines={6} />
  if (!session.person) return <SignInCard />
  return (
    <>
      <PageHeader title="Notifications" />
      {query.isPending && <Skeleton lines={6} />}
      {query.isError && <ErrorMessage error={query.error} retry={() => void query.refetch()} />}
      {query.data?.items.length === 0 && <EmptyState title="Nothing was sent to you yet." />}
      {query.data && query.data.items.length > 0 && (
        <>
          <DataTable caption="Notifications" columns={columns} rows={query.data.items} keyOf={(row) => String(row.id)} />
          <Paging {...query.data} onPage={(page) => change({ page: page === 1 ? '' : String(page) })} />
        </>
      )}
    </>
  )
}

const columns: Column<DataRecord>[] = [
  { key: 'subject', label: 'Subject', cell: (row) => String(held(row, 'subject') ?? '') },
  { key: 'record', label: 'About', cell: (row) => <About row={row} /> },
  { key: 'channel', label: 'By', cell: (row) => sentence(String(held(row, 'channel') ?? '')) },
  { key: 'at', label: 'When', cell: (row) => dateTime(String(held(row, 'at') ?? '')) },
]

function About({ row }: { row: DataRecord }) {
  const entity = entityOf(useService(), String(held(row, 'entity') ?? ''))
  const id = held(row, 'recordId')
  if (!entity || typeof id !== 'string') return '–'
  return <ReferenceValue entityId={entity.id} id={id} />
}
