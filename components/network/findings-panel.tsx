'use client'
import { useEffect, useState } from 'react'
import type { Network } from '#model/network.ts'
import { cyclesOf } from '#model/network-analysis/cycle.ts'
import { orphans, undocumented } from '#model/network-analysis/gap.ts'
import { latencyBudgets } from '#model/network-analysis/latency.ts'
import { singlePointsOfFailure } from '#model/network-analysis/weak-point.ts'
import { budgetWords, MarkButton } from './panel-analysis.tsx'
import { PanelFrame, PanelPart } from './panel-part.tsx'
import type { ViewState } from './state.ts'

export interface Findings {
  cycles: ReturnType<typeof cyclesOf>
  weak: ReturnType<typeof singlePointsOfFailure>
  late: ReturnType<typeof latencyBudgets>
  alone: ReturnType<typeof orphans>
  undocumented: ReturnType<typeof undocumented>
}

const looks: { [K in keyof Findings]: (network: Network) => Findings[K] } = {
  cycles: cyclesOf,
  weak: singlePointsOfFailure,
  late: (network) => latencyBudgets(network).filter(({ breaksAt }) => breaksAt),
  alone: orphans,
  undocumented,
}

/** Looked for when the map stands, one after the other, so that nobody waits for all of them at once: null until then. */
export function useFindings(network: Network, isShown: boolean): Findings | null {
  const [found, setFound] = useState<{ of: Network; findings: Findings } | null>(null)
  useEffect(() => {
    if (!isShown) return
    const left = Object.entries(looks)
    const findings: Record<string, unknown> = {}
    let timer: ReturnType<typeof setTimeout> | undefined
    const next = () => {
      const look = left.shift()
      if (!look) return setFound({ of: network, findings: findings as unknown as Findings })
      findings[look[0]] = look[1](network)
      timer = setTimeout(next)
    }
    // A frame's callback runs before it is painted, a task after it behind it.
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(next)
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [network, isShown])
  return found?.of === network ? found.findings : null
}

const most = 25

export const countOf = ({ cycles, weak, late, alone, undocumented: lacking }: Findings): number =>
  cycles.cycles.length + weak.length + late.length + alone.length + lacking.length

interface Props {
  findings: Findings
  state: ViewState
  set: (change: Partial<ViewState>) => void
}

/** What is wrong with the network as a whole; a click shows it on the map. */
export function FindingsPanel({ findings, state, set }: Omit<Props, 'findings'> & { findings: Findings | null }) {
  return (
    <PanelFrame title={<h2 className="font-semibold text-base">Findings</h2>} onClose={() => set({ panel: '', mark: [] })}>
      {findings ? <Lists findings={findings} state={state} set={set} /> : <p className="text-muted text-sm">Looking at all flows …</p>}
    </PanelFrame>
  )
}

function Lists({ findings, state, set }: Props) {
  const { cycles, weak, late, alone, undocumented: lacking } = findings
  const active = (systems: readonly string[]) => state.mark.join() === systems.join()
  const mark = (systems: readonly string[]) => set({ mark: active(systems) ? [] : systems, sel: '' })
  const keys = (list: { flows: readonly { key: string }[] }) => list.flows.map(({ key }) => key)
  return (
    <>
      <PanelPart title="Cycles" count={cycles.cycles.length}>
        {cycles.cycles.length === 0 && <p className="text-muted text-sm">No system needs itself over others.</p>}
        {cycles.closing.length > 0 && (
          <p className="pb-1 text-muted text-xs">
            {cycles.more ? 'The shortest are listed. ' : ''}Without{' '}
            {cycles.closing.length === 1 ? 'this dependency' : `these ${cycles.closing.length} dependencies`} none is left:{' '}
            {cycles.closing
              .slice(0, 6)
              .map(({ from, to }) => `${from} → ${to}`)
              .join(', ')}
            {cycles.closing.length > 6 && ' …'}
          </p>
        )}
        {cycles.cycles.slice(0, most).map((cycle) => (
          <MarkButton key={cycle.id} active={active(cycle.systems)} onClick={() => mark(cycle.systems)}>
            {cycle.systems.slice(0, 8).join(' → ')}
            {cycle.systems.length > 8 ? ` … (${cycle.systems.length})` : ` → ${cycle.systems[0]}`}
            <span className="block text-faint text-xs" title={cycle.closedBy.map(({ key }) => key).join('\n')}>
              {cycle.hard ? (cycle.assumed ? 'hard, assumed' : 'hard all the way round') : 'soft at least once'} · closed by{' '}
              {cycle.dependencies
                .filter((dependency) => keys(dependency).some((key) => cycle.closedBy.some((flow) => flow.key === key)))
                .map(({ from, to, flows }) => `${from} → ${to} (${flows.flatMap(({ data }) => data).join(', ') || 'data not stated'})`)
                .join('; ')}
            </span>
          </MarkButton>
        ))}
        {cycles.cycles.length > most && <p className="px-1.5 text-faint text-xs">and {cycles.cycles.length - most} more</p>}
      </PanelPart>
      <PanelPart title="Single points of failure" count={weak.length}>
        {weak.length === 0 && <p className="text-muted text-sm">No failure hits two others.</p>}
        {weak.slice(0, most).map(({ system, dependents, separates }) => (
          <MarkButton key={system} active={state.sel === `s:${system}`} onClick={() => set({ sel: `s:${system}`, mark: [] })}>
            {system}
            <span className="block text-faint text-xs">
              {dependents} {dependents === 1 ? 'depends' : 'depend'} on it over hard edges{separates > 0 && `; ${separates} cut off without it`}
            </span>
          </MarkButton>
        ))}
      </PanelPart>
      <PanelPart title="Latency budgets that break" count={late.length}>
        {late.length === 0 && <p className="text-muted text-sm">No stated target is broken by the targets it waits for.</p>}
        {late.slice(0, most).map((budget) => {
          const systems = [budget.system, ...budget.path.map(({ system }) => system)]
          return (
            <MarkButton key={budget.system} active={active(systems)} onClick={() => mark(systems)}>
              {budget.system}
              <span className="block text-faint text-xs">{budgetWords(budget)}</span>
            </MarkButton>
          )
        })}
      </PanelPart>
      <PanelPart title="Without stated flows" count={alone.length}>
        <Names slugs={alone.map(({ slug }) => slug)} set={set} />
      </PanelPart>
      <PanelPart title="Not documented" count={lacking.length}>
        {lacking.slice(0, most).map(({ system, missing }) => (
          <MarkButton key={system.slug} active={state.sel === `s:${system.slug}`} onClick={() => set({ sel: `s:${system.slug}`, mark: [] })}>
            {system.slug}
            <span className="block text-faint text-xs">not stated: {missing.join(', ')}</span>
          </MarkButton>
        ))}
        {lacking.length > most && <p className="px-1.5 text-faint text-xs">and {lacking.length - most} more</p>}
      </PanelPart>
    </>
  )
}

function Names({ slugs, set }: { slugs: readonly string[]; set: (change: Partial<ViewState>) => void }) {
  if (slugs.length === 0) return <p className="text-muted text-sm">Every system has one.</p>
  return (
    <p className="flex flex-wrap gap-x-2 text-sm">
      {slugs.slice(0, 60).map((slug) => (
        <button key={slug} type="button" className="rounded hover:text-accent hover:underline" onClick={() => set({ sel: `s:${slug}`, mark: [] })}>
          {slug}
        </button>
      ))}
      {slugs.length > 60 && <span className="text-faint">and {slugs.length - 60} more</span>}
    </p>
  )
}
