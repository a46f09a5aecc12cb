import { type KeyboardEvent, useId, useState } from 'react'
import { type DataRecord, type EntityDefinition, entityOf, held, titleOf } from './definition.ts'
import { lower } from './format.ts'
import { mayDo } from './permissions.ts'
import { usePage, useRecord } from './queries.ts'
import { useService, useSession } from './session.tsx'

interface Props {
  entityId: string | undefined
  value: string
  onChange: (id: string) => void
  labelledBy: string
  describedBy?: string
  invalid?: boolean
  required?: boolean
  placeholder?: string
}

/** Chooses a record by its words: a combobox (ARIA 1.2) over the other entity's list. */
export function ReferenceInput(props: Props) {
  const entity = entityOf(useService(), props.entityId)
  const session = useSession()
  if (entity && mayDo(entity, 'list', session)) return <Combobox {...props} entity={entity} />
  // This role may not look into the other list: whoever gave them the id can give it to the service, too.
  return (
    <input
      type="text"
      value={props.value}
      onChange={(event) => props.onChange(event.target.value)}
      aria-labelledby={props.labelledBy}
      aria-describedby={props.describedBy}
      aria-invalid={props.invalid}
      aria-required={props.required}
      placeholder={entity ? `Id of the ${lower(entity.name)}` : 'Id'}
    />
  )
}

function Combobox({ entity, value, onChange, labelledBy, describedBy, invalid, required, placeholder }: Props & { entity: EntityDefinition }) {
  const id = useId()
  const [typed, setTyped] = useState<string | null>(null) // null = closed, showing what is chosen
  const [active, setActive] = useState(0)
  const chosen = useRecord(entity, value)
  const options = useOptions(entity, typed)
  const open = typed !== null
  const choose = (record: DataRecord | undefined) => {
    if (record) onChange(record.id)
    setTyped(null)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      if (open) setActive((active + step + options.length) % Math.max(1, options.length))
      else setTyped('')
    } else if (open && event.key === 'Enter') {
      event.preventDefault()
      choose(options[active])
    } else if (open && event.key === 'Escape') {
      event.stopPropagation()
      event.preventDefault()
      setTyped(null)
    }
  }
  const label = value === '' ? '' : chosen.data ? titleOf(entity, chosen.data.record) : value.slice(0, 8)
  return (
    <div className="combobox">
      <input
        type="text"
        role="combobox"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open && options[active] ? `${id}-${active}` : undefined}
        aria-labelledby={labelledBy}
        aria-describedby={describedBy}
        aria-invalid={invalid}
        aria-required={required}
        autoComplete="off"
        placeholder={placeholder ?? `Choose ${lower(entity.name)}`}
        value={typed ?? label}
        onFocus={(event) => event.target.select()}
        onClick={() => open || setTyped('')}
        onChange={(event) => {
          setTyped(event.target.value)
          setActive(0)
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setTyped(null)}
      />
      {value !== '' && !required && !open && (
        <button type="button" className="combobox-clear" aria-label={`Clear ${lower(entity.name)}`} onClick={() => onChange('')}>
          ×
        </button>
      )}
      <Options id={id} entity={entity} open={open} options={options} active={active} value={value} choose={choose} />
    </div>
  )
}

function Options({
  id,
  entity,
  open,
  options,
  active,
  value,
  choose,
}: {
  id: string
  entity: EntityDefinition
  open: boolean
  options: DataRecord[]
  active: number
  value: string
  choose: (record: DataRecord) => void
}) {
  return (
    <div role="listbox" id={`${id}-list`} aria-label={entity.plural} className="options" hidden={!open}>
      {options.map((record, index) => (
        // mousedown, because blur closes the list before a click would arrive.
        <div
          key={record.id}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={record.id === value}
          className={index === active ? 'option active' : 'option'}
          onMouseDown={(event) => {
            event.preventDefault()
            choose(record)
          }}
        >
          <span>{titleOf(entity, record)}</span>
          <span className="muted">{hint(entity, record)}</span>
        </div>
      ))}
      {options.length === 0 && (
        <div role="option" aria-selected={false} aria-disabled="true" tabIndex={-1} className="option muted">{`No ${lower(entity.plural)} match`}</div>
      )}
    </div>
  )
}

/** The service searches where it can; elsewhere the first hundred are narrowed here. */
function useOptions(entity: EntityDefinition, typed: string | null): DataRecord[] {
  const words = typed?.trim() ?? ''
  const parameters = new URLSearchParams({ pageSize: entity.search ? '20' : '100' })
  if (entity.search && words !== '') parameters.set('q', words)
  const page = usePage(entity.api, parameters, typed !== null)
  const items = page.data?.items ?? []
  if (entity.search) return items
  return items.filter((r) => `${titleOf(entity, r)} ${hint(entity, r)}`.toLowerCase().includes(words.toLowerCase())).slice(0, 20)
}

/** A second thing to tell records apart by: the unique field that is not already the title. */
function hint(entity: EntityDefinition, record: DataRecord): string {
  const field = entity.fields.find((f) => f.unique && f.key !== entity.display && f.kind !== 'reference')
  const value = field && held(record, field.key)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
