import { useParams } from 'react-router'
import { Actions } from './actions.tsx'
import { type DataRecord, type EntityDefinition, entityOf, type FieldDefinition, fieldOf, held, titleOf } from './definition.ts'
import { dateTime, isNumber } from './format.ts'
import { Card, EmptyState, ErrorMessage, PageHeader, Skeleton, StateBadge } from './parts.tsx'
import { mayDo } from './permissions.ts'
import { useRecord } from './queries.ts'
import { RelatedLists } from './related.tsx'
import { useService, useSession } from './session.tsx'
import { SignInCard } from './sign-in.tsx'
import { DataTable } from './table.tsx'
import { Value } from './value.tsx'

/** One record: what it is, what can be done with it now, its lines, and what belongs to it. */
export function DetailPage({ entity, facts }: { entity: EntityDefinition; facts: string[] }) {
  const { id } = useParams()
  const session = useSession()
  const query = useRecord(entity, id)
  const back = mayDo(entity, 'list', session) ? { to: entity.url, label: entity.plural } : { to: '/', label: 'Home' }
  if (session.loading) return <Skeleton lines={6} />
  if (!mayDo(entity, 'read', session) && !mayDo(entity, 'list', session)) {
    return (
      <>
        <PageHeader title={entity.name} back={back} />
        {session.person ? <EmptyState title="Your role does not see this." /> : <SignInCard />}
      </>
    )
  }
  if (query.isError)
    return (
      <>
        <PageHeader title={entity.name} back={back} />
        <ErrorMessage error={query.error} retry={() => void query.refetch()} />
      </>
    )
  if (!query.data)
    return (
      <>
        <PageHeader title={entity.name} back={back} />
        <Skeleton lines={6} />
      </>
    )
  const { record } = query.data
  return (
    <>
      <PageHeader title={titleOf(entity, record)} back={back} badge={<StateBadge entity={entity} record={record} />}>
        <Actions entity={entity} record={record} />
      </PageHeader>
      <Facts entity={entity} record={record} fields={facts.flatMap((key) => fieldOf(entity, key) ?? [])} />
      {entity.lines.map((lines) => (
        <Lines key={lines.key} parent={entity} entityId={lines.entity} label={lines.label} value={held(record, lines.key)} />
      ))}
      <RelatedLists entity={entity} record={record} />
      <Times record={record} />
    </>
  )
}

function Times({ record }: { record: DataRecord }) {
  const [created, updated] = [held(record, 'createdAt'), held(record, 'updatedAt')]
  if (typeof created !== 'string') return null
  const changed = typeof updated === 'string' && updated !== created ? `, last changed ${dateTime(updated)}` : ''
  return <p className="muted times">{`Created ${dateTime(created)}${changed}`}</p>
}

function Facts({ entity, record, fields }: { entity: EntityDefinition; record: DataRecord; fields: FieldDefinition[] }) {
  if (fields.length === 0) return null
  return (
    <Card>
      <dl className="facts">
        {fields.map((field) => (
          <div key={field.key} className={field.kind === 'longtext' ? 'fact fact-wide' : 'fact'}>
            <dt>{field.label}</dt>
            <dd>
              <Value entity={entity} field={field} record={record} />
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

function Lines({ parent, entityId, label, value }: { parent: EntityDefinition; entityId: string; label: string; value: unknown }) {
  const entity = entityOf(useService(), entityId)
  if (!entity || !Array.isArray(value)) return null
  const fields = entity.fields.filter((f) => f.entity !== parent.id)
  return (
    <Card title={label}>
      {value.length === 0 && <EmptyState title="No lines." />}
      {value.length > 0 && (
        <DataTable
          caption={label}
          columns={fields.map((field) => ({
            key: field.key,
            label: field.label,
            numeric: isNumber(field),
            cell: (line: DataRecord) => <Value entity={entity} field={field} record={line} />,
          }))}
          rows={value as DataRecord[]}
          keyOf={(line, index) => line.id ?? String(index)}
        />
      )}
    </Card>
  )
}
