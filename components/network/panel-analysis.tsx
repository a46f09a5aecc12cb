'use client'
import { type ReactNode, useMemo } from 'react'
import { cn } from '#components/ui/cn.ts'
import type { Network } from '#model/network.ts'
import { cyclesOf } from '#model/network-analysis/cycle.ts'
import { type LatencyBudget, latencyBudgets } from '#model/network-analysis/latency.ts'
import { blastRadius, downstreamOf, type Reach, type Strength } from '#model/network-analysis/reach.ts'
import { singlePointsOfFailure } from '#model/network-analysis/weak-point.ts'
import { PanelPart } from './panel-part.tsx'
import type { ViewState } from './state.ts'

interface Props {
  network: Network
  system: string
  service: string | null
  state: ViewState
  set: (change: Partial<ViewState>) => void
}
export const strengthWords: Record<Strength, string> = { sync: 'hard', assumed: 'hard, assumed', soft: 'soft' }
const strengthTones: Record<Strength, string> = { sync: 'text-bad', assumed: 'text-warn', soft: 'text-muted' }

/** What the analyses say of one place. */
export function PanelAnalysis({ network, system: slug, service, state, set }: Props) {
  const hit = useMemo(() => blastRadius(network, { system: slug, service }), [network, slug, service])
  const needs = useMemo(() => downstreamOf(network, { system: slug, service }), [network, slug, service])
  const cycles = useMemo(() => cyclesOf(network).cycles.filter(({ systems }) => systems.includes(slug)), [network, slug])
  const weak = useMemo(() => singlePointsOfFailure(network).find(({ system }) => system === slug), [network, slug])
  const budget = useMemo(() => latencyBudgets(network).find(({ system }) => system === slug), [network, slug])
  const mark = (systems: readonly string[]) => set({ mark: systems.join() === state.mark.join() ? [] : systems })
  const select = (system: string) => set({ sel: `s:${system}`, mark: [] })
  return (
    <>
      <Reached
        title="If it fails, these are hit"
        reach={hit}
        nothing="Nothing depends on it."
        onSelect={select}
        onMark={() => mark([slug, ...hit.systems.map(({ system }) => system)])}
      />
      <Reached
        title="It needs, directly or not"
        reach={needs}
        nothing="It needs nothing that is stated."
        onSelect={select}
        onMark={() => mark([slug, ...needs.systems.map(({ system }) => system)])}
      />
      {weak && weak.separates > 0 && (
        <p className="text-sm">
          Without it {weak.separates} {weak.separates === 1 ? 'system is' : 'systems are'} cut off from the rest.
        </p>
      )}
      {budget && <Budget budget={budget} onMark={() => mark([budget.system, ...budget.path.map(({ system }) => system)])} />}
      {cycles.length > 0 && (
        <PanelPart title="Cycles through it" count={cycles.length}>
          <ul className="flex flex-col gap-0.5">
            {cycles.slice(0, 12).map((cycle) => (
              <li key={cycle.id}>
                <MarkButton active={state.mark.join() === cycle.systems.join()} onClick={() => mark(cycle.systems)}>
                  {cycle.systems.join(' → ')} → {cycle.systems[0]}
                </MarkButton>
              </li>
            ))}
          </ul>
        </PanelPart>
      )}
    </>
  )
}

export function MarkButton({ active, onClick, children }: { active: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-pressed={active}
      onClick={onClick}
      className={cn('w-full rounded px-1.5 py-1 text-left text-sm outline-offset-[-2px] hover:bg-hover', active && 'bg-accent-soft text-accent')}
    >
      {children}
    </button>
  )
}

interface ReachedProps {
  title: string
  reach: Reach
  nothing: string
  onSelect: (system: string) => void
  onMark: () => void
}

function Reached({ title, reach, nothing, onSelect, onMark }: ReachedProps) {
  const { systems } = reach
  return (
    <PanelPart title={title} count={systems.length}>
      {systems.length === 0 ? (
        <p className="text-faint text-sm">{nothing}</p>
      ) : (
        <>
          <ul className="flex flex-col text-sm">
            {systems.slice(0, 12).map(({ system, depth, strength }) => (
              <li key={system} className="flex items-baseline gap-2">
                <span className="w-3 shrink-0 text-faint text-xs tabular-nums" title={`${depth} ${depth === 1 ? 'step' : 'steps'} away`}>
                  {depth}
                </span>
                <button type="button" onClick={() => onSelect(system)} className="min-w-0 flex-1 truncate rounded text-left hover:text-accent">
                  {system}
                </button>
                <span className={cn('text-xs', strengthTones[strength])}>{strengthWords[strength]}</span>
              </li>
            ))}
            {systems.length > 12 && <li className="pl-5 text-faint text-xs">and {systems.length - 12} more</li>}
          </ul>
          <button type="button" onClick={onMark} className="mt-0.5 rounded text-accent text-xs hover:underline">
            Show on the map
          </button>
        </>
      )}
    </PanelPart>
  )
}

function Budget({ budget, onMark }: { budget: LatencyBudget; onMark: () => void }) {
  return (
    <PanelPart title="Latency budget">
      <p className="text-sm">
        <span className={budget.breaksAt ? 'text-bad' : 'text-ok'}>{budgetWords(budget)}</span>
      </p>
      <p className="text-muted text-xs">
        {budget.path.map(({ system, target }) => `${system} ${target === null ? '?' : target}`).join(' + ')} = {budget.sum} ms
        {budget.unstated > 0 && `, ${budget.unstated} without a target`}
        {budget.assumed && '; some calls are assumed to be synchronous'}
      </p>
      <button type="button" onClick={onMark} className="rounded text-accent text-xs hover:underline">
        Show on the map
      </button>
    </PanelPart>
  )
}

export function budgetWords({ target, sum, breaksAt, certain }: LatencyBudget): string {
  if (!breaksAt) return `Promises ${target} ms, waits for ${sum} ms of targets: it holds.`
  return certain
    ? `Promises ${target} ms, but waits for a system that promises more (at ${breaksAt}).`
    : `Promises ${target} ms; the targets on the way add up to ${sum} ms, too many from ${breaksAt} on.`
}
