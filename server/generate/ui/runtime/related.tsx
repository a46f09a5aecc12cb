import { Link } from 'react-router'
import type { DataRecord, EntityDefinition, FilterDefinition } from './definition.ts'
import { columnsOf } from './list-page.tsx'
import { Card } from './parts.tsx'
import { mayDo } from './permissions.ts'
import { usePage } from './queries.ts'
import { useService, useSession } from './session.tsx'
import { DataTable } from './table.tsx'

/** What points at this record: the loans of a book, the orders of a customer. Only where the service can filter by it. */
export function RelatedLists({ entity, record }: { entity: EntityDefinition; record: DataRecord }) {
  const service = useService()
  const session = useSession()
  const related = Object.values(service.entities)
    .filter((other) => mayDo(other, 'list', session))
    .flatMap((other) =>
      other.filters
        .filter((f) => f.field.entity === entity.id && !f.parameter.includes('.'))
        .slice(0, 1)
        .map((filter) => ({ other, filter })),
    )
  return related.slice(0, 4).map(({ other, filter }) => <RelatedList key={other.id} entity={other} filter={filter} id={record.id} />)
}

function RelatedList({ entity, filter, id }: { entity: EntityDefinition; filter: FilterDefinition; id: string }) {
  const session = useSession()
  const query = usePage(entity.api, new URLSearchParams({ [filter.parameter]: id, pageSize: '5' }))
  if (!query.data || query.data.total === 0) return null
  const keys = [entity.state?.key ?? '', ...entity.fields.filter((f) => f.key !== filter.field.key && f.kind !== 'longtext').map((f) => f.key)].slice(0, 5)
  return (
    <Card
      title={entity.plural}
      aside={<Link to={`${entity.url}?${filter.parameter}=${encodeURIComponent(id)}`}>{query.data.total > 5 ? `All ${query.data.total}` : 'Open list'}</Link>}
    >
      <DataTable
        caption={entity.plural}
        columns={columnsOf(entity, keys, mayDo(entity, 'read', session)).map((c) => ({ ...c, sortable: false }))}
        rows={query.data.items}
        keyOf={(r) => r.id}
      />
    </Card>
  )
}
