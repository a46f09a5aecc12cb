import { Link } from 'react-router'
import { type DataRecord, type EntityDefinition, entityOf, type FieldDefinition, fieldOf, held, operationOf, titleOf } from './definition.ts'
import { text } from './format.ts'
import { StateBadge } from './parts.tsx'
import { mayEver } from './permissions.ts'
import { useRecord } from './queries.ts'
import { useService, useSession } from './session.tsx'

/** A stored value, shown for what it is. */
export function Value({ entity, field, record }: { entity: EntityDefinition; field: FieldDefinition; record: DataRecord }) {
  if (entity.state?.key === field.key) return <StateBadge entity={entity} record={record} />
  return <FieldValue field={field} value={held(record, field.key)} label={held(record, field.labelKey ?? '')} />
}

export function FieldValue({ field, value, label }: { field: FieldDefinition; value: unknown; label?: unknown }) {
  if (value === null || value === undefined || value === '')
    return (
      <span className="faint" title="Not set">
        –
      </span>
    )
  const shown = text(field, value)
  switch (field.kind) {
    case 'reference':
      return <ReferenceValue entityId={field.entity} id={String(value)} known={typeof label === 'string' && label !== '' ? label : undefined} />
    case 'email':
      return <a href={`mailto:${encodeURIComponent(shown).replaceAll('%40', '@')}`}>{shown}</a>
    case 'phone':
      return <a href={`tel:${shown.replace(/[^+\d]/g, '')}`}>{shown}</a>
    // Only web addresses become links: the value was typed by somebody.
    case 'url':
      return /^https?:\/\//i.test(shown) ? (
        <a href={shown} rel="noreferrer noopener" target="_blank">
          {shown}
        </a>
      ) : (
        shown
      )
    case 'longtext':
      return <span className="prose">{shown}</span>
    default:
      return shown
  }
}

/** `known` = the words that came with the record; else the other record is asked for its own. */
export function ReferenceValue({ entityId, id, known }: { entityId: string | undefined; id: string; known?: string | undefined }) {
  const entity = entityOf(useService(), entityId)
  const session = useSession()
  const { data } = useRecord(known === undefined ? entity : undefined, id)
  const label = known !== undefined ? known : entity && data ? titleOf(entity, data.record) : id.slice(0, 8)
  const linked = entity !== undefined && (known !== undefined || data !== undefined) && mayEver(operationOf(entity, 'read'), session)
  return linked ? <Link to={`${entity.url}/${encodeURIComponent(id)}`}>{label}</Link> : <span title={id}>{label}</span>
}

/** A record's own words: its display field, or what it refers to ("Dune, Anna Smith") when it has none. */
export function RecordTitle({ entity, record }: { entity: EntityDefinition; record: DataRecord }) {
  const display = entity.display === null ? undefined : fieldOf(entity, entity.display)
  if (display?.kind === 'reference') return <ReferenceValue entityId={display.entity} id={String(held(record, display.key) ?? '')} />
  return titleOf(entity, record)
}
