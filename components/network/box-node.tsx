'use client'
import type { Node, NodeProps } from '@xyflow/react'
import { ChevronRight, Minus } from 'lucide-react'
import { createContext, type KeyboardEvent, memo, use, useEffect, useRef } from 'react'
import { cn } from '#components/ui/cn.ts'
import { StatusMark } from '#components/ui/status.tsx'
import { sizes } from './measure.ts'
import type { Mark } from './overlay.ts'
import type { SceneNode } from './scene.ts'

export type BoxData = {
  node: SceneNode
  detail: string
  mark: Mark | null
  /** How it stands to what is selected or pointed out. */
  standing: 'plain' | 'selected' | 'near' | 'far'
  focusable: boolean
  /** Counts up when the keyboard came here. */
  called: number
}
export type BoxNode = Node<BoxData, 'box'>

export interface CanvasActions {
  select: (id: string) => void
  toggle: (id: string, open: boolean) => void
  key: (id: string, key: string) => boolean
}
/** Stable, so that a box is drawn again only when its own data change. */
export const Actions = createContext<CanvasActions>({ select: () => undefined, toggle: () => undefined, key: () => false })

const tones: Record<Mark['tone'], string> = {
  ok: 'border-ok-mark/60',
  warn: 'border-warn-mark',
  bad: 'border-bad-mark',
  accent: 'border-accent',
  quiet: 'border-line-strong',
}
const changes = { added: 'border-ok-mark bg-ok-soft', removed: 'border-bad-mark border-dashed bg-bad-soft', changed: 'border-warn-mark bg-warn-soft' }
const changeWords = { added: '+ added', removed: '− removed', changed: '~ changed' }

const frame = ({ node, mark, standing }: BoxData): string =>
  cn(
    'border border-line bg-surface',
    node.tree.kind === 'service' && 'bg-sunken',
    (node.tree.kind === 'domain' || node.tree.kind === 'group') && 'bg-hover/70',
    node.tree.kind === 'event' && 'rounded-full border-dashed',
    mark && tones[mark.tone],
    node.change && changes[node.change],
    standing === 'near' && 'border-accent-line',
    standing === 'selected' && 'border-accent ring-2 ring-accent',
    node.context && 'border-dashed',
    // Dimmed, but still to be read: transparency would take the contrast away.
    standing === 'far' && 'border-line/60 bg-transparent [&_span]:text-faint',
  )

export const nameOf = (label: string): string => label.replace(/ System$/, '')

/** Takes the focus when the keyboard walked here, also when the box was drawn only then. */
function useCalled(called: number) {
  const ref = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (called > 0) ref.current?.focus({ preventScroll: true })
  }, [called])
  return ref
}

function Toggle({ node }: { node: SceneNode }) {
  const { toggle } = use(Actions)
  if (node.tree.children.length === 0) return null
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={node.open ? `Close ${node.label}` : `${node.tree.children.length} inside: open ${node.label}`}
      title={node.open ? 'Close (−)' : 'Open (+)'}
      onClick={() => toggle(node.id, node.open)}
      className="nopan nodrag pointer-events-auto absolute top-1 right-1 flex h-6 items-center gap-0.5 rounded px-1 text-2xs text-faint tabular-nums hover:bg-hover hover:text-fg"
    >
      {node.open ? (
        <Minus className="size-3" aria-hidden="true" />
      ) : (
        <>
          {node.tree.kind === 'system' || node.tree.kind === 'service' ? node.tree.children.length : ''}
          <ChevronRight className="size-3" aria-hidden="true" />
        </>
      )}
    </button>
  )
}

function BoxView({ data }: NodeProps<BoxNode>) {
  const { node, detail, mark, standing, focusable, called } = data
  const { select, key } = use(Actions)
  const ref = useCalled(called)
  const leaf = node.tree.kind === 'operation' || node.tree.kind === 'event'
  const main = {
    ref,
    type: 'button' as const,
    'data-node': node.id,
    tabIndex: focusable ? 0 : -1,
    'aria-pressed': standing === 'selected',
    onClick: () => select(node.id),
    onKeyDown: (event: KeyboardEvent) => key(node.id, event.key) && event.preventDefault(),
  }
  if (node.open)
    return (
      <div
        className={cn(
          'relative size-full rounded-xl border border-line bg-hover/35',
          standing === 'selected' && 'border-accent ring-1 ring-accent',
          node.change && changes[node.change],
        )}
      >
        <button
          {...main}
          className="nopan nodrag pointer-events-auto flex max-w-[calc(100%-32px)] items-baseline gap-2 rounded px-3 pt-1.5 text-left text-sm"
          style={{ height: sizes.head }}
        >
          <span className="truncate font-medium text-muted">{nameOf(node.label)}</span>
          <span className="truncate text-2xs text-faint">{detail}</span>
        </button>
        <Toggle node={node} />
      </div>
    )
  return (
    <div className={cn('relative size-full rounded-lg', frame(data))}>
      <button
        {...main}
        title={[node.label, mark?.title].filter(Boolean).join('\n')}
        className={cn('nopan nodrag pointer-events-auto flex size-full flex-col justify-center rounded-[inherit] px-2.5 text-left', leaf && 'px-2')}
      >
        {leaf ? (
          <span className="truncate font-mono text-[11px] leading-4">{node.label}</span>
        ) : (
          <>
            <span className={cn('truncate font-medium text-sm leading-[18px]', node.tree.children.length > 0 && 'pr-6')}>{nameOf(node.label)}</span>
            <span className="flex items-center gap-1 truncate text-2xs text-muted leading-[15px]">
              {mark && !node.change && <StatusMark status={mark.status} className="size-3" />}
              <span className="truncate">{node.change ? changeWords[node.change] : (mark?.text ?? detail)}</span>
            </span>
          </>
        )}
      </button>
      <Toggle node={node} />
    </div>
  )
}
export const BoxCard = memo(BoxView)
