'use client'
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import { memo } from 'react'
import { cn } from '#components/ui/cn.ts'
import { StatusMark, statusWord } from '#components/ui/status.tsx'
import { Duration } from '#components/ui/time.tsx'
import type { GateView, StageView } from '#model/run.ts'

export type StageNodeData = {
  stage: StageView
  selected: boolean
  focusable: boolean
  critical: boolean
  onSelect: (stage: string) => void
  onWalk: (stage: string, key: string) => boolean
}
export type StageNode = Node<StageNodeData, 'stage'>

const gateTone: Record<GateView['verdict'], string> = {
  passed: 'bg-ok-soft text-ok',
  failed: 'bg-bad-soft text-bad',
  waived: 'bg-warn-soft text-warn',
  not_evaluated: 'bg-hover text-muted',
}

/** 3 of 4 gates passed: the worst verdict gives the colour, words come with the panel. */
function GateBadge({ gates }: { gates: readonly GateView[] }) {
  if (gates.length === 0) return null
  const passed = gates.filter(({ verdict }) => verdict === 'passed').length
  const worst = (['failed', 'not_evaluated', 'waived', 'passed'] as const).find((verdict) => gates.some((gate) => gate.verdict === verdict)) ?? 'passed'
  return (
    <span
      title={gates.map((gate) => `${gate.label}: ${gate.value} (${gate.threshold})`).join('\n')}
      className={cn('rounded px-1 text-2xs tabular-nums', gateTone[worst])}
    >
      {passed}/{gates.length}
      <span className="sr-only"> gates passed</span>
    </span>
  )
}

const frame: Partial<Record<string, string>> = {
  running: 'border-accent',
  waiting: 'border-warn-mark',
  failed: 'border-bad-mark',
  errored: 'border-error-mark',
}
const quiet = new Set(['pending', 'skipped', 'canceled'])

function StageNodeView({ data }: NodeProps<StageNode>) {
  const { stage, selected, focusable, critical, onSelect, onWalk } = data
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} className="invisible" />
      <button
        type="button"
        data-stage={stage.name}
        data-status={stage.status}
        tabIndex={focusable ? 0 : -1}
        aria-pressed={selected}
        onClick={() => onSelect(stage.name)}
        onKeyDown={(event) => onWalk(stage.name, event.key) && event.preventDefault()}
        className={cn(
          'nopan nodrag pointer-events-auto flex size-full flex-col rounded-lg border bg-surface px-2.5 py-1.5 text-left transition-colors hover:border-line-strong',
          frame[stage.status] ?? 'border-line',
          quiet.has(stage.status) && 'bg-sunken',
          critical && 'ring-2 ring-accent-line',
          selected && 'border-accent ring-2 ring-accent',
        )}
      >
        <span className="flex items-center gap-1.5">
          <StatusMark status={stage.status} />
          <span className={cn('min-w-0 flex-1 truncate font-medium text-sm', quiet.has(stage.status) && 'text-muted')}>{stage.label}</span>
          <GateBadge gates={stage.gates} />
        </span>
        <span className="truncate text-2xs text-faint">{stage.agent}</span>
        <span className="mt-auto flex items-baseline justify-between gap-1 text-2xs text-muted">
          <span className="truncate">
            {statusWord(stage.status)}
            {stage.attempt > 1 && (
              <span title={`Attempt ${stage.attempt}`}>
                {' '}
                · #{stage.attempt}
                <span className="sr-only"> attempt</span>
              </span>
            )}
          </span>
          {stage.startedAt && <Duration from={stage.startedAt} to={stage.endedAt} className="shrink-0 font-mono tabular-nums" />}
        </span>
      </button>
      <Handle type="source" position={Position.Right} isConnectable={false} className="invisible" />
    </>
  )
}
export const StageNodeCard = memo(StageNodeView)
