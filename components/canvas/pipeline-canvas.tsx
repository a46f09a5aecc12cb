'use client'
import '@xyflow/react/dist/base.css'
import { type EdgeTypes, type NodeTypes, ReactFlow } from '@xyflow/react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useLiveEvent } from '#components/live/live-provider.tsx'
import type { StageView } from '#model/run.ts'
import { type EventEdge, EventEdgeLine } from './event-edge.tsx'
import { layoutPipeline } from './layout.ts'
import { type StageNode, StageNodeCard } from './stage-node.tsx'
import { walk } from './walk.ts'

const nodeTypes: NodeTypes = { stage: StageNodeCard }
const edgeTypes: EdgeTypes = { event: EventEdgeLine }

/** The width to draw in, measured: the layout is computed for it instead of being scaled until it cannot be read. */
function useWidth() {
  const ref = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const element = ref.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return { ref, width }
}

/** Sources whose event has just happened, with its id; forgotten when the light has passed. */
function useLights(run: string, stages: readonly StageView[]) {
  const [lights, setLights] = useState<Record<string, number>>({})
  useLiveEvent((event) => {
    const source = event.runId === run && stages.find(({ emits }) => emits === event.kind)
    if (!source) return
    setLights((before) => ({ ...before, [source.name]: event.id }))
    setTimeout(
      () => setLights(({ [source.name]: current, ...rest }) => (current === event.id || current === undefined ? rest : { ...rest, [source.name]: current })),
      1500,
    )
  })
  return lights
}

const Arrows = () => (
  <svg className="absolute size-0" aria-hidden="true">
    <defs>
      {[
        ['gantry-arrow', 'var(--line-strong)'],
        ['gantry-arrow-done', 'var(--ok-mark)'],
      ].map(([id, fill]) => (
        <marker key={id} id={id} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto" markerUnits="userSpaceOnUse">
          <path d="M0.5 0.5 7.5 4 0.5 7.5Z" fill={fill} />
        </marker>
      ))}
    </defs>
  </svg>
)

export function PipelineCanvas({
  run,
  stages,
  selected,
  onSelect,
  criticalPath,
}: {
  run: string
  stages: readonly StageView[]
  selected: string | null
  onSelect: (stage: string) => void
  criticalPath: readonly string[]
}) {
  const { ref, width } = useWidth()
  const lights = useLights(run, stages)
  const shape = useMemo(() => stages.map(({ name, after, emits }) => ({ id: name, after, emits })), [stages])
  // The picture depends on the pipeline and the width alone: states change inside it without moving anything.
  const shapeKey = JSON.stringify(shape)
  // biome-ignore lint/correctness/useExhaustiveDependencies: shapeKey stands for shape, whose identity changes with every answer
  const layout = useMemo(() => (width > 0 ? layoutPipeline(shape, width) : null), [shapeKey, width])
  const [walked, setWalked] = useState<string | null>(null)
  const focusable = walked ?? selected ?? stages[0]?.name

  const nodes = useMemo<StageNode[]>(() => {
    if (!layout) return []
    const onWalk = (from: string, key: string) => {
      const to = walk(from, key, shape, layout.nodes, layout.direction)
      if (!to) return false
      setWalked(to)
      ref.current?.querySelector<HTMLElement>(`[data-stage="${CSS.escape(to)}"]`)?.focus()
      return true
    }
    return layout.nodes.flatMap(({ id, x, y, width, height }) => {
      const stage = stages.find(({ name }) => name === id)
      return stage
        ? [
            {
              id,
              type: 'stage' as const,
              position: { x, y },
              width,
              height,
              data: { stage, selected: id === selected, focusable: id === focusable, critical: criticalPath.includes(id), onSelect, onWalk },
            },
          ]
        : []
    })
  }, [layout, stages, shape, selected, focusable, criticalPath, onSelect, ref])

  const edges = useMemo<EventEdge[]>(
    () =>
      (layout?.edges ?? []).map((placed) => {
        const source = stages.find(({ name }) => name === placed.source)
        return {
          id: placed.id,
          source: placed.source,
          target: placed.target,
          type: 'event' as const,
          data: {
            placed,
            happened: source?.status === 'succeeded',
            lit: lights[placed.source] ?? null,
            critical:
              criticalPath.includes(placed.source) &&
              criticalPath.includes(placed.target) &&
              criticalPath.indexOf(placed.target) - criticalPath.indexOf(placed.source) === 1,
          },
        }
      }),
    [layout, stages, lights, criticalPath],
  )

  return (
    <div ref={ref} className="relative min-h-96 w-full" style={layout ? { height: layout.height, minHeight: 0 } : undefined} data-layout={layout?.direction}>
      <Arrows />
      {layout && (
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
          aria-label="Pipeline"
        />
      )}
    </div>
  )
}
