'use client'
import '@xyflow/react/dist/base.css'
import {
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  type EdgeTypes,
  Handle,
  type Node,
  type NodeProps,
  type NodeTypes,
  Position,
  ReactFlow,
} from '@xyflow/react'
import { memo, useEffect, useMemo, useRef, useState } from 'react'
import { cn } from '#components/ui/cn.ts'
import type { SystemItem } from '#model/system.ts'
import { border, box, type Dependency, dependenciesOf, type Point, placeSystems } from './circle.ts'

type SystemNode = Node<{ system: SystemItem; selected: boolean; dimmed: boolean; onSelect: (slug: string) => void }, 'system'>
type DependencyEdge = Edge<{ dependency: Dependency; from: Point; to: Point; shown: boolean; dimmed: boolean; mutual: boolean }, 'dependency'>

const SystemBox = memo(function SystemBox({ data: { system, selected, dimmed, onSelect } }: NodeProps<SystemNode>) {
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} className="invisible" />
      <button
        type="button"
        data-system={system.slug}
        aria-pressed={selected}
        onClick={() => onSelect(system.slug)}
        className={cn(
          'nopan nodrag pointer-events-auto flex size-full flex-col justify-center rounded-lg border border-line bg-surface px-2.5 text-left transition-opacity hover:border-line-strong',
          selected && 'border-accent ring-2 ring-accent',
          dimmed && 'opacity-45',
        )}
      >
        <span className="truncate font-medium text-sm">{system.name.replace(/ System$/, '')}</span>
        <span className="truncate text-2xs text-faint">
          {system.services.length === 0 ? 'no services yet' : `${system.services.length} ${system.services.length === 1 ? 'service' : 'services'}`}
        </span>
      </button>
      <Handle type="source" position={Position.Bottom} isConnectable={false} className="invisible" />
    </>
  )
})

/** A slight bend to the right of the way keeps two opposite lines apart. */
const DependencyLine = memo(function DependencyLine({ data }: EdgeProps<DependencyEdge>) {
  if (!data) return null
  const { from, to, shown, dimmed, mutual, dependency } = data
  const [a, b] = [border(from, to), border(to, from, 8)]
  const bend = mutual ? 14 : 0
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1
  const middle = { x: (a.x + b.x) / 2 - ((b.y - a.y) / length) * bend, y: (a.y + b.y) / 2 + ((b.x - a.x) / length) * bend }
  return (
    <>
      <path
        d={`M${a.x} ${a.y}Q${middle.x} ${middle.y} ${b.x} ${b.y}`}
        fill="none"
        stroke={shown ? 'var(--accent)' : 'var(--line-strong)'}
        strokeWidth={shown ? 1.6 : 1}
        strokeOpacity={dimmed ? 0.25 : 0.85}
        markerEnd={shown ? 'url(#gantry-needs-shown)' : 'url(#gantry-needs)'}
      />
      {shown && (
        <EdgeLabelRenderer>
          <span
            className="pointer-events-none absolute z-10 max-w-36 rounded border border-accent-line bg-surface px-1 py-px text-center text-2xs text-accent"
            style={{ transform: `translate(-50%, -50%) translate(${a.x + (middle.x - a.x) * 0.75}px, ${a.y + (middle.y - a.y) * 0.75}px)` }}
          >
            {dependency.data.join(', ')}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  )
})

const nodeTypes: NodeTypes = { system: SystemBox }
const edgeTypes: EdgeTypes = { dependency: DependencyLine }

export function NetworkGraph({ systems, selected, onSelect }: { systems: readonly SystemItem[]; selected: string | null; onSelect: (slug: string) => void }) {
  const ref = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)))
    if (ref.current) observer.observe(ref.current)
    return () => observer.disconnect()
  }, [])
  const { placed, height } = useMemo(() => placeSystems(systems, Math.max(320, width)), [systems, width])
  const dependencies = useMemo(() => dependenciesOf(systems), [systems])
  const near = useMemo(
    () => new Set(selected ? [selected, ...dependencies.flatMap(({ from, to }) => (from === selected ? [to] : to === selected ? [from] : []))] : []),
    [dependencies, selected],
  )
  const nodes = useMemo<SystemNode[]>(
    () =>
      placed.flatMap(({ slug, x, y }) => {
        const system = systems.find((each) => each.slug === slug)
        return system
          ? [
              {
                id: slug,
                type: 'system' as const,
                position: { x, y },
                ...box,
                data: { system, selected: slug === selected, dimmed: selected !== null && !near.has(slug), onSelect },
              },
            ]
          : []
      }),
    [placed, systems, selected, near, onSelect],
  )
  const edges = useMemo<DependencyEdge[]>(
    () =>
      dependencies.flatMap((dependency) => {
        const [from, to] = [dependency.from, dependency.to].map((slug) => placed.find((each) => each.slug === slug))
        if (!from || !to) return []
        const middle = (point: Point) => ({ x: point.x + box.width / 2, y: point.y + box.height / 2 })
        const touches = selected === dependency.from || selected === dependency.to
        return [
          {
            id: dependency.id,
            source: dependency.from,
            target: dependency.to,
            type: 'dependency' as const,
            data: {
              dependency,
              from: middle(from),
              to: middle(to),
              shown: touches,
              dimmed: selected !== null && !touches,
              mutual: dependencies.some((each) => each.from === dependency.to && each.to === dependency.from),
            },
          },
        ]
      }),
    [dependencies, placed, selected],
  )
  return (
    <div ref={ref} className="w-full" style={{ height }}>
      <svg className="absolute size-0" aria-hidden="true">
        <defs>
          {[
            ['gantry-needs', 'var(--line-strong)'],
            ['gantry-needs-shown', 'var(--accent)'],
          ].map(([id, fill]) => (
            <marker key={id} id={id} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto" markerUnits="userSpaceOnUse">
              <path d="M0.5 0.5 7.5 4 0.5 7.5Z" fill={fill} />
            </marker>
          ))}
        </defs>
      </svg>
      {width > 0 && (
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          panOnDrag={false}
          panOnScroll={false}
          zoomOnScroll={false}
          zoomOnPinch={false}
          zoomOnDoubleClick={false}
          preventScrolling={false}
          minZoom={1}
          maxZoom={1}
          defaultViewport={{ x: 0, y: 0, zoom: 1 }}
          disableKeyboardA11y
          aria-label="Network of systems"
        />
      )}
    </div>
  )
}
