'use client'
import { GitCompareArrows, Network as NetworkIcon, Plus, Upload } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { ExportButton } from '#components/exchange/export-dialog.tsx'
import { useMay } from '#components/person/me.tsx'
import { LinkButton } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { Empty, Failure, Skeleton } from '#components/ui/feedback.tsx'
import { PageHead } from '#components/ui/page.tsx'
import { Legend } from './canvas-controls.tsx'
import { ComparePopup } from './compare-popup.tsx'
import { ExportPopup } from './export-popup.tsx'
import { countOf, FindingsPanel, useFindings } from './findings-panel.tsx'
import { warmUp } from './layout.ts'
import { NetworkCanvas } from './network-canvas.tsx'
import { NetworkMatrix } from './network-matrix.tsx'
import { NetworkTable } from './network-table.tsx'
import { SelectionPanel } from './panel.tsx'
import { type Changes, revealed, type Scene } from './scene.ts'
import { filterNames, isFiltered, toggled, type ViewState } from './state.ts'
import { FilterBar, Toolbar } from './toolbar.tsx'
import { useLayout, useNetwork, useScene, useViewState } from './use-network-view.ts'
import { ViewsPopup } from './views-popup.tsx'

/** As high as the window leaves: the bar on top and the page's own margins are 108 px. */
const whole = 'md:flex md:h-[calc(100dvh-108px)] md:min-h-[560px] md:flex-col'
// While the page itself is still being made live: the worker takes half a second to start, and the first picture waits for it.
if (typeof window !== 'undefined') warmUp()

export function NetworkPage() {
  const { state, set } = useViewState()
  const { data, error, refetch } = useNetwork(state)
  if (error && !data) return <Failure title="The network could not be read" error={error} retry={refetch} />
  if (data && data.network.systems.length > 0) return <Explorer data={data} state={state} set={set} />
  return (
    <>
      <PageHead title="Network" meta={data ? undefined : 'Reading the model …'} actions={<Actions />} />
      {!data && <Skeleton className="h-[62dvh]" />}
      {data && (
        <Empty icon={NetworkIcon} title="No systems you may see">
          Import a model, add a system, or ask an admin for a role in the systems that are there.
        </Empty>
      )}
    </>
  )
}

function Actions({ children }: { children?: ReactNode }) {
  const mayEdit = useMay('network.edit')
  return (
    <>
      {children}
      <span className="hidden gap-2 md:flex">
        <LinkButton tone="ghost" href="/network/scorecards">
          Scorecards
        </LinkButton>
        <ExportButton />
        {mayEdit && (
          <>
            <LinkButton href="/network/import">
              <Upload aria-hidden="true" />
              Import
            </LinkButton>
            <LinkButton href="/network/new">
              <Plus aria-hidden="true" />
              New system
            </LinkButton>
          </>
        )}
      </span>
    </>
  )
}

function Summary({ systems, flows, changes, state }: { systems: number; flows: number; changes: Changes; state: ViewState }) {
  const count = (change: string) => [...changes.entries()].filter(([key, each]) => each.change === change && /^(system|service|flow):/.test(key)).length
  const day = (iso: string) => new Date(iso).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <>
      <span className="tabular-nums">
        {systems.toLocaleString('en')} systems, {flows.toLocaleString('en')} flows
      </span>
      {state.from && (
        <span className="tabular-nums">
          {day(state.from)} → {state.to ? day(state.to) : 'now'}: <span className="text-ok">{count('added')} added</span>,{' '}
          <span className="text-bad">{count('removed')} removed</span>, <span className="text-warn">{count('changed')} changed</span>
        </span>
      )}
    </>
  )
}

interface ExplorerProps {
  data: NonNullable<ReturnType<typeof useNetwork>['data']>
  state: ViewState
  set: (change: Partial<ViewState>, how?: 'push' | 'replace') => void
}

function Explorer({ data, state, set }: ExplorerProps) {
  const router = useRouter()
  const { network, context, scene, marks, conditions } = useScene(data, state)
  const ready = useLayout(scene, 'DOWN')
  const [isDrawn, setDrawn] = useState(false)
  const drawn = useCallback(() => setDrawn(true), [])
  const findings = useFindings(data.network, isDrawn || (ready !== null && state.show !== 'map'))
  const [filtersOpen, setFiltersOpen] = useState(() => filterNames.some((name) => name !== 'q' && state[name] !== ''))
  const latest = useRef(state)
  latest.current = state
  const current = useRef(network)
  current.current = network
  /** What is pointed at is brought into the picture: the boxes around it are opened. */
  const show = useCallback(
    (change: Partial<ViewState>) => {
      const slugs = [...(change.mark ?? []), ...(change.sel?.startsWith('s:') ? [change.sel.slice(2)] : [])]
      set({ ...change, ...(current.current && slugs.length > 0 && revealed(current.current, latest.current, slugs)) })
    },
    [set],
  )
  const select = useCallback((id: string) => show({ sel: latest.current.sel === id ? '' : id, mark: [] }), [show])
  const toggle = useCallback((id: string, isOpen: boolean) => set({ ...toggled(latest.current, id, isOpen), at: '' }), [set])
  const moved = useCallback((at: string) => set({ at }, 'replace'), [set])
  useSearchKey()
  if (!network || !scene) return null
  const shown = ready?.scene ?? scene
  const panel = { network, scene: shown, changes: data.changes, conditions, state, set: show }
  const selected = shown.nodes.some(({ id }) => id === state.sel) || shown.edges.some(({ id }) => id === state.sel)
  const hasPanel = selected || state.panel === 'findings'
  const onKeyDown = (event: KeyboardEvent) => event.key === 'Escape' && hasPanel && !event.defaultPrevented && set({ sel: '', panel: '', mark: [] })
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the panel from wherever the focus is in it
    <div onKeyDown={onKeyDown} className={cn(state.show !== 'table' && whole)}>
      <PageHead
        title="Network"
        meta={<Summary systems={data.network.systems.length} flows={data.network.flows.length} changes={data.changes} state={state} />}
        actions={
          <Actions>
            <ComparePopup state={state} set={set} icon={GitCompareArrows} />
            <ViewsPopup onOpen={(query) => router.push(`/network?${query}`)} />
            <ExportPopup network={network} scene={shown} placed={ready?.laid.placed ?? null} />
          </Actions>
        }
      />
      <Toolbar
        network={data.network}
        state={state}
        set={set}
        findings={findings && countOf(findings)}
        filtersOpen={filtersOpen}
        onFilters={() => setFiltersOpen(!filtersOpen)}
      />
      {filtersOpen && <FilterBar network={data.network} state={state} set={set} />}
      <Notice scene={shown} found={network.systems.length - context.size} all={data.network.systems.length} state={state} />
      <div className={cn('flex min-w-0 gap-3 max-md:flex-col', state.show !== 'table' && 'md:min-h-0 md:flex-1')}>
        <div className="min-w-0 flex-1">
          {state.show === 'map' && (
            <div className="flex h-full flex-col overflow-hidden rounded-lg border border-line bg-bg max-md:h-[62dvh]">
              <div className="min-h-0 flex-1">
                {network.systems.length === 0 && <Empty icon={NetworkIcon} title="Nothing passes these filters" className="m-6" />}
                {ready && ready.scene.nodes.length > 0 && (
                  <NetworkCanvas
                    {...ready}
                    marks={marks}
                    selected={state.sel}
                    marked={state.mark}
                    at={state.at}
                    onSelect={select}
                    onToggle={toggle}
                    onMoved={moved}
                    onDrawn={drawn}
                  />
                )}
              </div>
              <Legend />
            </div>
          )}
          {state.show === 'table' && <NetworkTable network={network} marks={marks} changes={data.changes} selected={state.sel} onSelect={select} />}
          {state.show === 'matrix' && <NetworkMatrix scene={shown} selected={state.sel} onSelect={select} />}
        </div>
        {hasPanel && (
          <aside
            aria-label={selected ? 'Selection' : 'Findings'}
            className={cn(
              'flex w-full shrink-0 flex-col rounded-lg border border-line bg-surface max-md:fixed max-md:inset-x-0 max-md:bottom-14 max-md:z-20 max-md:max-h-[42dvh] max-md:rounded-b-none max-md:shadow-float md:w-80',
              state.show === 'table' && 'self-start md:sticky md:top-14 md:max-h-[calc(100dvh-80px)]',
            )}
          >
            {selected ? <SelectionPanel {...panel} /> : <FindingsPanel findings={findings} state={state} set={show} />}
          </aside>
        )}
      </div>
    </div>
  )
}

/** "/" goes to the search, as on every page that has one. */
function useSearchKey(): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [contenteditable]')
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey) return
      event.preventDefault()
      document.querySelector<HTMLInputElement>('input[type=search]')?.focus()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}

const groupWords = { domain: 'by domain', namespace: 'by namespace of their repositories', name: 'by name' }

/** Why the picture is not what one might expect: filtered, grouped, too full to open everything. */
function Notice({ scene, found, all, state }: { scene: Scene; found: number; all: number; state: ViewState }) {
  const parts = [
    ...(isFiltered(state)
      ? [`${found.toLocaleString('en')} of ${all.toLocaleString('en')} systems pass the filters; boxes with a dashed frame only touch them.`]
      : []),
    ...(scene.grouped && scene.keptShut > 0 ? [`Grouped ${groupWords[scene.grouped]}.`] : []),
    ...(scene.keptShut > 0 ? [`A picture has room for 300 boxes: ${scene.keptShut} of them stay closed until you open them.`] : []),
    ...(scene.inside > 0 && state.show !== 'table' ? [`${scene.inside.toLocaleString('en')} flows are inside closed boxes.`] : []),
  ]
  return parts.length > 0 ? <p className="pb-2 text-muted text-xs">{parts.join(' ')}</p> : null
}
