import { useState } from 'react'
import { Link } from 'react-router'
import { requestOf, useAddress } from './address.ts'
import { type DataRecord, type EntityDefinition, type FieldDefinition, fieldOf, operationOf } from './definition.ts'
import { Filters } from './filters.tsx'
import { article, count, isNumber, lower } from './format.ts'
import { ButtonLink, EmptyState, ErrorMessage, PageHeader, Skeleton } from './parts.tsx'
import { isOwnRecordOnly, mayDo, mayEver } from './permissions.ts'
import { usePage } from './queries.ts'
import { useSession } from './session.tsx'
import { SignInCard } from './sign-in.tsx'
import { type Column, DataTable, Paging } from './table.tsx'
import { RecordTitle, Value } from './value.tsx'

/** A list whose search, filters, order and page are all in the address, so that it can be shared, reloaded and gone back to. */
export function ListPage({ entity, columns }: { entity: EntityDefinition; columns: string[] }) {
  const session = useSession()
  const [address, change, clear] = useAddress()
  const [cleared, setCleared] = useState(0) // inputs keep what is typed; clearing starts them anew
  const query = usePage(entity.api, requestOf(address, entity.pageSize, [...known(entity), 'sort']), mayDo(entity, 'list', session))
  if (session.loading) return <Skeleton lines={8} />
  if (!mayDo(entity, 'list', session))
    return (
      <>
        <PageHeader title={entity.plural} />
        <NoList entity={entity} />
      </>
    )

  const create = operationOf(entity, 'create')
  const ownDone = isOwnRecordOnly(entity, session) && query.data !== undefined && query.data.total > 0
  return (
    <>
      <PageHeader title={isOwnRecordOnly(entity, session) ? `My ${lower(entity.name)} record` : entity.plural} note={query.data && count(query.data.total)}>
        {mayEver(create, session) && !ownDone && (
          <ButtonLink kind="primary" icon="plus" to={`${entity.url}/new`}>
            {create.label}
          </ButtonLink>
        )}
      </PageHeader>
      {!isOwnRecordOnly(entity, session) && (
        <Filters key={cleared} search={entity.search ? lower(entity.plural) : null} filters={entity.filters} address={address} change={change} />
      )}
      {query.isPending && <Skeleton lines={8} />}
      {query.isError && <ErrorMessage error={query.error} retry={() => void query.refetch()} />}
      {query.data && query.data.items.length > 0 && (
        <>
          <DataTable
            caption={entity.plural}
            columns={columnsOf(entity, columns, mayDo(entity, 'read', session))}
            rows={query.data.items}
            keyOf={(record) => record.id}
            sort={address.get('sort') ?? undefined}
            onSort={(sort) => change({ sort, page: '' })}
            stale={query.isPlaceholderData}
          />
          <Paging {...query.data} onPage={(page) => change({ page: page === 1 ? '' : String(page) })} />
        </>
      )}
      {query.data?.items.length === 0 && (
        <Nothing
          entity={entity}
          filtered={isFiltered(entity, address)}
          clear={() => {
            clear()
            setCleared(cleared + 1)
          }}
        />
      )}
    </>
  )
}

export function columnsOf(entity: EntityDefinition, keys: string[], linked: boolean): Column<DataRecord>[] {
  const title: Column<DataRecord> = {
    key: entity.display ?? 'id',
    label: (entity.display !== null && fieldOf(entity, entity.display)?.label) || entity.name,
    sortable: entity.display !== null && entity.sortable.includes(entity.display),
    cell: (record) =>
      linked ? (
        <Link className="row-link" to={`${entity.url}/${encodeURIComponent(record.id)}`}>
          <Recognised entity={entity} record={record} />
        </Link>
      ) : (
        <Recognised entity={entity} record={record} />
      ),
  }
  const others = keys.filter((k) => k !== entity.display).flatMap((key) => fieldOf(entity, key) ?? (entity.state?.key === key ? stateField(key) : []))
  return [
    title,
    ...others.map(
      (field): Column<DataRecord> => ({
        key: field.key,
        label: field.label,
        numeric: isNumber(field),
        sortable: entity.sortable.includes(field.key),
        cell: (record) => <Value entity={entity} field={field} record={record} />,
      }),
    ),
  ]
}

const stateField = (key: string): FieldDefinition => ({ key, label: 'Status', kind: 'text' })

function Recognised({ entity, record }: { entity: EntityDefinition; record: DataRecord }) {
  return entity.display === null ? <span className="mono">{record.id.slice(0, 8)}</span> : <RecordTitle entity={entity} record={record} />
}

function Nothing({ entity, filtered, clear }: { entity: EntityDefinition; filtered: boolean; clear: () => void }) {
  const session = useSession()
  const create = operationOf(entity, 'create')
  if (filtered)
    return (
      <EmptyState title={`No ${lower(entity.plural)} match.`}>
        <button type="button" className="button plain" onClick={clear}>
          Clear search and filters
        </button>
      </EmptyState>
    )
  return (
    <EmptyState title={`No ${lower(entity.plural)} yet.`}>
      {mayEver(create, session) && <ButtonLink to={`${entity.url}/new`}>{create.label}</ButtonLink>}
    </EmptyState>
  )
}

function NoList({ entity }: { entity: EntityDefinition }) {
  const session = useSession()
  const create = operationOf(entity, 'create')
  if (!session.person) return <SignInCard />
  return (
    <EmptyState title={`Your role does not see ${article(entity.name)} ${lower(entity.name)} list.`}>
      {mayEver(create, session) && <ButtonLink to={`${entity.url}/new`}>{create.label}</ButtonLink>}
    </EmptyState>
  )
}

const known = (entity: EntityDefinition): string[] => ['q', ...entity.filters.map((f) => f.parameter)]
const isFiltered = (entity: EntityDefinition, address: URLSearchParams): boolean => known(entity).some((name) => address.get(name))
