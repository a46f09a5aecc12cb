'use client'
import '@xyflow/react/dist/base.css'
import { MiniMap, type NodeTypes, ReactFlow, ReactFlowProvider, useReactFlow, type Viewport } from '@xyflow/react'
import { type MouseEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { cn } from '#components/ui/cn.ts'
import { Actions, BoxCard, type BoxData, type BoxNode } from './box-node.tsx'
import { CanvasControls } from './canvas-controls.tsx'
import { detailOf } from './detail.ts'
import { EdgeLayer, type EdgeStanding } from './edge-layer.tsx'
import type { Laid } from './layout.ts'
import { isLabelled } from './measure.ts'
import { type Mark, markOf } from './overlay.ts'
import type { Scene, SceneNode } from './scene.ts'
import { useViewport, zooms } from './use-viewport.ts'
import { nearestEdge, walk } from './walk.ts'

const nodeTypes: NodeTypes = { box: BoxCard }

export interface CanvasProps {
  scene: Scene
  laid: Laid
  marks: ReadonlyMap<string, Mark>
  selected: string
  /** Systems pointed out: a cycle, a path. */
  marked: readonly string[]
  /** "x,y,zoom" of the middle, when somebody has moved the canvas. */
  at: string
  onSelect: (id: string) => void
  onToggle: (id: string, open: boolean) => void
  onMoved: (at: string) => void
  /** Once, when the map stands. */
  onDrawn: () => void
}

/** What is lit: the selected box with its lines, the selected line with its ends, or what is pointed out. */
function standings({ nodes, edges }: Scene, selected: string, marked: readonly string[]) {
  const systems = new Set(marked)
  const named = new Set(nodes.filter(({ tree }) => tree.system && systems.has(tree.system.slug)).map(({ id }) => id))
  const isLit =
    marked.length > 0
      ? ({ from, to }: { from: string; to: string }) => named.has(from) && named.has(to)
      : ({ id, from, to }: { id: string; from: string; to: string }) => id === selected || from === selected || to === selected
  const lit = edges.filter(isLit)
  if (lit.length === 0 && named.size === 0 && !nodes.some(({ id }) => id === selected)) return null
  const near = new Set([...lit.flatMap(({ from, to }) => [from, to]), ...named, selected])
  return { near, edges: new Map<string, EdgeStanding>(lit.map(({ id }) => [id, 'lit'])) }
}

function useBoxes({ scene, laid: { placed }, marks, selected, marked }: CanvasProps, walked: { id: string; n: number }) {
  const lit = useMemo(() => standings(scene, selected, marked), [scene, selected, marked])
  const known = useRef(new Map<string, BoxNode>())
  const first = scene.nodes.find(({ open }) => !open)?.id
  const focusable = scene.nodes.some(({ id }) => id === walked.id) ? walked.id : scene.nodes.some(({ id }) => id === selected) ? selected : first
  const nodes = useMemo(() => {
    const next = new Map<string, BoxNode>()
    const around = new Map(scene.nodes.map(({ id, parent }) => [id, parent]))
    const depthOf = (id: string): number => {
      let depth = 0
      for (let at = around.get(id) ?? null; at; at = around.get(at) ?? null) depth++
      return depth
    }
    const standing = (node: SceneNode): BoxData['standing'] =>
      node.id === selected ? 'selected' : !lit ? 'plain' : lit.near.has(node.id) ? 'near' : node.open ? 'plain' : 'far'
    for (const node of scene.nodes) {
      const box = placed.nodes[node.id]
      if (!box) continue
      const data: BoxData = {
        node,
        detail: detailOf(node),
        mark: markOf(node.tree, marks),
        standing: standing(node),
        focusable: node.id === focusable,
        called: node.id === walked.id ? walked.n : 0,
      }
      const made: BoxNode = {
        id: node.id,
        type: 'box',
        position: { x: box.x, y: box.y },
        width: box.width,
        height: box.height,
        zIndex: node.open ? depthOf(node.id) - 10 : 1,
        data,
      }
      const old = known.current.get(node.id)
      next.set(node.id, old && sameBox(old, made) ? old : made)
    }
    known.current = next
    return [...next.values()]
  }, [scene, placed, marks, selected, lit, focusable, walked])
  return { nodes, lit }
}

/** The same object for the same content: React Flow then leaves the box alone. */
const sameBox = (a: BoxNode, b: BoxNode): boolean =>
  a.position.x === b.position.x &&
  a.position.y === b.position.y &&
  a.width === b.width &&
  a.height === b.height &&
  (Object.keys(b.data) as (keyof BoxData)[]).every((name) => a.data[name] === b.data[name])

function Canvas(props: CanvasProps) {
  const { scene, laid, onSelect, onToggle, onMoved, onDrawn } = props
  const { placed } = laid
  const frame = useRef<HTMLDivElement>(null)
  const flow = useReactFlow()
  const [walked, setWalked] = useState({ id: '', n: 0 })
  const { nodes, lit } = useBoxes(props, walked)
  const showAll = useViewport(props, frame)
  useEffect(onDrawn, [onDrawn])

  const goTo = useCallback(
    (id: string) => {
      const box = placed.nodes[id]
      const { width = 0, height = 0 } = frame.current?.getBoundingClientRect() ?? {}
      if (!box) return
      const { x, y, zoom } = flow.getViewport()
      const [left, top] = [box.x * zoom + x, box.y * zoom + y]
      const inView = left > 8 && top > 8 && left + box.width * zoom < width - 8 && top + box.height * zoom < height - 8
      if (!inView) void flow.setCenter(box.x + box.width / 2, box.y + box.height / 2, { zoom: Math.max(zoom, 0.5) })
      setWalked((before) => ({ id, n: before.n + 1 }))
    },
    [placed, flow],
  )
  const actions = useMemo(() => {
    const key = (id: string, pressed: string): boolean => {
      const node = scene.nodes.find((each) => each.id === id)
      if (pressed === 'Escape') onSelect('')
      else if ((pressed === '+' && node && !node.open) || (pressed === '-' && node?.open)) {
        if (node.tree.children.length > 0) onToggle(id, node.open)
      } else {
        const to = walk(id, pressed, scene, placed)
        if (!to) return false
        goTo(to)
      }
      return true
    }
    return { select: onSelect, toggle: onToggle, key }
  }, [scene, placed, onSelect, onToggle, goTo])

  const clickOnPane = (event: MouseEvent) => {
    const zoom = flow.getZoom()
    onSelect(nearestEdge(placed, flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }), 7 / zoom) ?? '')
  }
  // While only the place changes, the map is a layer of its own: moving it then draws nothing again. Zooming does: it would blur.
  const lastZoom = useRef(0)
  const asLayer = (on: boolean) =>
    frame.current?.querySelector<HTMLElement>('.react-flow__viewport')?.style.setProperty('will-change', on ? 'transform' : 'auto')
  const panning = (_: unknown, { zoom }: Viewport) => {
    asLayer(zoom === lastZoom.current)
    lastZoom.current = zoom
  }
  const moved = (event: unknown, viewport: Viewport) => {
    asLayer(false)
    const { width = 0, height = 0 } = frame.current?.getBoundingClientRect() ?? {}
    if (!event || width === 0) return
    onMoved(
      [(width / 2 - viewport.x) / viewport.zoom, (height / 2 - viewport.y) / viewport.zoom]
        .map(Math.round)
        .concat(Math.round(viewport.zoom * 100))
        .join(','),
    )
  }
  return (
    <div
      ref={frame}
      className="@container relative size-full"
      data-laid={laid.cached ? 'cached' : Math.round(laid.milliseconds)}
      data-nodes={scene.nodes.length}
      data-edges={scene.edges.length}
    >
      <Actions value={actions}>
        <ReactFlow
          nodes={nodes}
          nodeTypes={nodeTypes}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          onlyRenderVisibleElements={scene.nodes.length > 80}
          zoomOnDoubleClick={false}
          panOnScroll
          zoomOnPinch
          minZoom={zooms.least}
          maxZoom={zooms.most}
          onPaneClick={clickOnPane}
          onMove={panning}
          onMoveEnd={moved}
          aria-label="Map of the network"
          proOptions={{ hideAttribution: false }}
        >
          <EdgeLayer edges={scene.edges} placed={placed} standing={lit?.edges ?? null} faint={!isLabelled(scene)} />
          <MiniMap<BoxNode>
            pannable
            zoomable
            ariaLabel="Overview of the map"
            className={cn('overflow-hidden rounded-md border border-line', scene.nodes.length > 40 ? '@max-md:hidden' : '@max-4xl:hidden')}
            style={{ width: 132, height: 88 }}
            bgColor="var(--surface)"
            maskColor="color-mix(in oklch, var(--bg) 70%, transparent)"
            nodeColor={({ data }) => (data.standing === 'selected' ? 'var(--accent)' : data.node.open ? 'var(--hover)' : 'var(--line-strong)')}
            nodeBorderRadius={8}
          />
        </ReactFlow>
      </Actions>
      <CanvasControls onIn={() => void flow.zoomIn()} onOut={() => void flow.zoomOut()} onFit={() => showAll(true)} />
    </div>
  )
}

export function NetworkCanvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  )
}
