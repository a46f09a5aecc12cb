'use client'
import { ListFilter, TriangleAlert } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { SearchField } from '#components/ui/filters.tsx'
import { Segments } from '#components/ui/segments.tsx'
import { Select } from '#components/ui/select.tsx'
import type { Network } from '#model/network.ts'
import { choicesOf } from './filter.ts'
import { filterNames, type Level, type Overlay, type Show, type ViewState } from './state.ts'

interface Props {
  network: Network
  state: ViewState
  set: (change: Partial<ViewState>) => void
  findings: number | null
  filtersOpen: boolean
  onFilters: () => void
}

const levelOptions: { value: Level; label: string }[] = [
  { value: 'domain', label: 'Domains' },
  { value: 'system', label: 'Systems' },
  { value: 'service', label: 'Services' },
  { value: 'operation', label: 'Operations' },
]
const showOptions: { value: Show; label: string }[] = [
  { value: 'map', label: 'Map' },
  { value: 'table', label: 'Table' },
  { value: 'matrix', label: 'Matrix' },
]
const overlayOptions: { value: Overlay; label: string }[] = [
  { value: 'none', label: 'No overlay' },
  { value: 'health', label: 'Health' },
  { value: 'releases', label: 'Releases' },
  { value: 'incidents', label: 'Incidents' },
  { value: 'scores', label: 'Scorecards' },
]

export function Toolbar({ network, state, set, findings, filtersOpen, onFilters }: Props) {
  const active = filterNames.filter((name) => name !== 'q' && state[name] !== '').length
  const hasDomains = network.systems.some(({ domain }) => domain) || network.systems.length > 150
  return (
    <div className="flex flex-wrap items-center gap-2 pb-3">
      <Segments label="Shown as" value={state.show} onChange={(show) => set({ show })} options={showOptions} />
      <Segments
        label="Level"
        value={state.level}
        onChange={(level) => set({ level, open: [], shut: [], at: '' })}
        options={levelOptions.filter(({ value }) => value !== 'domain' || hasDomains)}
      />
      <SearchField label="Search the network" placeholder="Search systems, services, data" />
      <Button aria-expanded={filtersOpen} onClick={onFilters}>
        <ListFilter aria-hidden="true" />
        Filters
        {active > 0 && <span className="rounded-full bg-accent px-1.5 text-2xs text-accent-fg tabular-nums">{active}</span>}
      </Button>
      <Select label="Overlay" className="min-w-0" value={state.overlay} onChange={(overlay) => set({ overlay })} options={overlayOptions} />
      <Button
        aria-pressed={state.panel === 'findings'}
        onClick={() => set(state.panel === 'findings' ? { panel: '', mark: [] } : { panel: 'findings', sel: '' })}
      >
        <TriangleAlert aria-hidden="true" />
        Findings
        <span className="text-faint tabular-nums">{findings ?? '…'}</span>
      </Button>
    </div>
  )
}

export function FilterBar({ network, state, set }: Pick<Props, 'network' | 'state' | 'set'>) {
  const choices = choicesOf(network)
  const counted = (all: string, list: { value: string; count: number }[]) => [
    { value: '', label: all },
    ...list.map(({ value, count }) => ({ value, label: `${value} (${count})` })),
  ]
  const data = [...new Set(network.flows.flatMap((flow) => flow.data))].sort((a, b) => a.localeCompare(b, 'en'))
  const change = (part: Partial<ViewState>) => set({ ...part, at: '', sel: '', mark: [] })
  return (
    <fieldset className="flex flex-wrap items-center gap-2 pb-3">
      <legend className="sr-only">Filters</legend>
      <Select label="Domain" value={state.domain} onChange={(domain) => change({ domain })} options={counted('Any domain', choices.domain)} />
      <Select label="Owner" value={state.owner} onChange={(owner) => change({ owner })} options={counted('Any owner', choices.owner)} />
      <Select
        label="Compliance"
        value={state.compliance}
        onChange={(compliance) => change({ compliance })}
        options={counted('Any compliance', choices.compliance)}
      />
      <Select
        label="Mode"
        value={state.mode}
        onChange={(mode) => change({ mode })}
        options={[
          { value: '', label: 'Sync and async' },
          { value: 'sync', label: 'Sync' },
          { value: 'async', label: 'Async' },
          { value: 'unknown', label: 'Mode not stated' },
        ]}
      />
      <Select
        label="Data"
        className="max-w-52"
        value={state.data}
        onChange={(value) => change({ data: value })}
        options={[{ value: '', label: 'Any data' }, ...data.slice(0, 500).map((value) => ({ value, label: value }))]}
      />
      <Select
        label="Health"
        value={state.health}
        onChange={(health) => change({ health })}
        options={[
          { value: '', label: 'Any health' },
          { value: 'healthy', label: 'Healthy' },
          { value: 'unhealthy', label: 'Unhealthy' },
          { value: 'starting', label: 'Starting' },
          { value: 'stopped', label: 'Stopped' },
          { value: 'none', label: 'Nothing deployed' },
        ]}
      />
      <label className="flex items-center gap-1.5 text-sm">
        <input type="checkbox" checked={state.near} onChange={(event) => change({ near: event.target.checked })} className="accent-(--accent)" />
        with what touches them
      </label>
      {filterNames.some((name) => state[name] !== '') && (
        <Button tone="ghost" onClick={() => change({ q: '', domain: '', owner: '', compliance: '', mode: '', data: '', health: '', near: true })}>
          Clear
        </Button>
      )}
    </fieldset>
  )
}
