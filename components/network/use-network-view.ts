'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'next/navigation'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { useUrlState } from '#components/ui/url-state.ts'
import { compareNetworks } from '#model/network-analysis/compare.ts'
import type { Direction } from './elk-graph.ts'
import { fetchNetwork } from './fetch-network.ts'
import { type Filters, filterNetwork } from './filter.ts'
import { type Laid, layOut } from './layout.ts'
import { marksOf, type Score } from './overlay.ts'
import { type Asked, type Changes, type Scene, sceneOf } from './scene.ts'
import { filterNames, readState, type ViewState, writeState } from './state.ts'

const noChanges: Changes = new Map()
const nothing: readonly never[] = []
const nobody: ReadonlySet<string> = new Set()

/** The state of the view from the address, and how to change it. */
export function useViewState(): { state: ViewState; set: (change: Partial<ViewState>, how?: 'push' | 'replace') => void } {
  const search = useSearchParams()
  const { set: write } = useUrlState()
  const text = search.toString()
  // The same text is the same state: everything below is computed from it once.
  const state = useMemo(() => {
    const params = new URLSearchParams(text)
    return readState((name) => params.get(name))
  }, [text])
  const set = useCallback((change: Partial<ViewState>, how?: 'push' | 'replace') => write(writeState(change), how), [write])
  return { state, set }
}

/** The network of the moment, or two moments of it together. */
export function useNetwork({ from, to }: Pick<ViewState, 'from' | 'to'>) {
  const trpc = useTRPC()
  // Under the key of the procedure that answers the same: the event stream makes both stale alike.
  const read = (at: string) => ({ queryKey: trpc.network.read.queryKey(at ? { at: new Date(at) } : {}), queryFn: () => fetchNetwork(at) })
  const after = useQuery({ ...read(to), placeholderData: keepPreviousData })
  const before = useQuery({ ...read(from), enabled: from !== '', staleTime: Number.POSITIVE_INFINITY })
  const { data } = useMemo(() => {
    if (!after.data || (from && !before.data)) return { data: undefined }
    return { data: from && before.data ? compareNetworks(before.data, after.data) : { network: after.data, changes: noChanges } }
  }, [after.data, before.data, from])
  return { data, error: after.error ?? (from ? before.error : null), refetch: () => void Promise.all([after.refetch(), from ? before.refetch() : null]) }
}

const pick = <K extends keyof ViewState>(state: ViewState, names: readonly K[]) => Object.fromEntries(names.map((name) => [name, state[name]]))

/** What is drawn: the network as filtered and opened. `network` is what passes the filters. */
export function useScene(data: ReturnType<typeof useNetwork>['data'], state: ViewState) {
  const trpc = useTRPC()
  const { data: conditions = nothing } = useQuery(trpc.condition.list.queryOptions())
  const scores = useScores(state)
  // Text stands for the parts of the state that a step depends on: a selection must not compute the scene again.
  const asked = JSON.stringify(pick(state, [...filterNames, 'near']))
  const opened = JSON.stringify(pick(state, ['level', 'open', 'shut']))
  const healths = state.health === '' ? nothing : conditions
  const filtered = useMemo(() => (data ? filterNetwork(data.network, JSON.parse(asked) as Filters, healths) : null), [data, asked, healths])
  const scene = useMemo(
    () => (data && filtered ? sceneOf(filtered.network, JSON.parse(opened) as Asked, filtered.context, data.changes) : null),
    [data, filtered, opened],
  )
  const marks = useMemo(() => marksOf(state.overlay, conditions, scores), [state.overlay, conditions, scores])
  return { network: filtered?.network ?? null, context: filtered?.context ?? nobody, scene, marks, conditions }
}

function useScores({ overlay }: ViewState): readonly Score[] {
  const trpc = useTRPC()
  const { data } = useQuery(trpc.scorecard.list.queryOptions(undefined, { enabled: overlay === 'scores' }))
  return useMemo(
    () =>
      (data ?? nothing).map(({ system, level, passed, failed, notEvaluated }) => ({
        system,
        level,
        share: passed / Math.max(1, passed + failed + notEvaluated),
      })),
    [data],
  )
}

/** The last scene whose places are known: the picture changes when the new one is ready, never half. */
export function useLayout(scene: Scene | null, direction: Direction): { scene: Scene; laid: Laid } | null {
  const [ready, setReady] = useState<{ scene: Scene; laid: Laid; direction: Direction } | null>(null)
  useEffect(() => {
    if (!scene) return
    let wanted = true
    void layOut(scene, direction).then((laid) => wanted && setReady({ scene, laid, direction }))
    return () => {
      wanted = false
    }
  }, [scene, direction])
  return ready
}
