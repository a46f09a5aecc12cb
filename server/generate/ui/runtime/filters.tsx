import { useRef, useState } from 'react'
import type { Change } from './address.ts'
import type { FilterDefinition } from './definition.ts'
import { sentence } from './format.ts'
import { Icon } from './icon.tsx'
import { ReferenceInput } from './reference-input.tsx'

/** `search` = what is searched, in words; null where the service has no search. */
export function Filters({
  search,
  filters,
  address,
  change,
}: {
  search: string | null
  filters: FilterDefinition[]
  address: URLSearchParams
  change: Change
}) {
  if (search === null && filters.length === 0) return null
  return (
    <search className="filters">
      {search !== null && <SearchBox label={`Search ${search}`} initial={address.get('q') ?? ''} change={(q) => change({ q, page: '' })} />}
      {filters.map((filter) => (
        <Filter
          key={filter.parameter}
          filter={filter}
          value={address.get(filter.parameter) ?? ''}
          change={(value) => change({ [filter.parameter]: value, page: '' })}
        />
      ))}
    </search>
  )
}

/** Asks a moment after the last key, at once on Enter. */
function SearchBox({ label, initial, change }: { label: string; initial: string; change: (value: string) => void }) {
  const [typed, setTyped] = useState(initial)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const later = (value: string, delay: number) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => change(value.trim()), delay)
  }
  return (
    <form
      className="search-box"
      onSubmit={(event) => {
        event.preventDefault()
        later(typed, 0)
      }}
    >
      <Icon name="search" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={typed}
        autoComplete="off"
        onChange={(event) => {
          setTyped(event.target.value)
          later(event.target.value, 250)
        }}
      />
    </form>
  )
}

function Filter({ filter, value, change }: { filter: FilterDefinition; value: string; change: (value: string) => void }) {
  const { field, label } = filter
  const options = field.kind === 'boolean' ? ['true', 'false'] : field.values
  if (options) {
    return (
      <label className="filter">
        <span>{label}</span>
        <select value={value} onChange={(event) => change(event.target.value)}>
          <option value="">Any</option>
          {options.map((option) => (
            <option key={option} value={option}>
              {field.kind === 'boolean' ? (option === 'true' ? 'Yes' : 'No') : sentence(option)}
            </option>
          ))}
        </select>
      </label>
    )
  }
  if (field.kind === 'reference') {
    return (
      <div className="filter">
        <span id={`filter-${filter.parameter}`}>{label}</span>
        <ReferenceInput entityId={field.entity} value={value} onChange={change} labelledBy={`filter-${filter.parameter}`} placeholder="Any" />
      </div>
    )
  }
  return <TypedFilter filter={filter} value={value} change={change} />
}

function TypedFilter({ filter, value, change }: { filter: FilterDefinition; value: string; change: (value: string) => void }) {
  const kind = filter.field.kind
  const type = kind === 'date' ? 'date' : kind === 'datetime' ? 'datetime-local' : ['integer', 'decimal', 'money'].includes(kind) ? 'number' : 'text'
  const [typed, setTyped] = useState(value)
  const commit = () => typed.trim() !== value && change(typed.trim())
  return (
    <label className="filter">
      <span>{filter.label}</span>
      <input
        type={type}
        step={type === 'number' ? 'any' : undefined}
        value={typed}
        placeholder={type === 'text' ? 'Any' : undefined}
        onChange={(event) => {
          setTyped(event.target.value)
          if (type === 'date') change(event.target.value)
        }}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit()
        }}
      />
    </label>
  )
}
