'use client'
import { ViewportPortal } from '@xyflow/react'
import { memo } from 'react'
import { cn } from '#components/ui/cn.ts'
import { labelLine, labelLines, labelSize } from './measure.ts'
import { arrowHead, type Box, type Placed, type PlacedLine, type Point, roundedPath } from './placed.ts'
import type { SceneEdge } from './scene.ts'

export type EdgeStanding = 'plain' | 'lit' | 'far'

/**
 * All lines in one picture under the boxes. React Flow's own edges cost a component with handles and a store subscription
 * each, which at several hundred lines took most of every frame while panning.
 */
export const EdgeLayer = memo(function EdgeLayer({
  edges,
  placed,
  standing,
  faint,
}: {
  edges: readonly SceneEdge[]
  placed: Placed
  standing: ReadonlyMap<string, EdgeStanding> | null
  faint: boolean
}) {
  const of = (edge: SceneEdge): EdgeStanding => standing?.get(edge.id) ?? (standing ? 'far' : 'plain')
  const lit = edges.filter((edge) => of(edge) === 'lit')
  return (
    <ViewportPortal>
      <svg className="pointer-events-none absolute overflow-visible" width="1" height="1" style={{ zIndex: 0 }} aria-hidden="true">
        <Arrows />
        {faint ? (
          <Bundles edges={edges} placed={placed} dimmed={lit.length > 0 || standing !== null} />
        ) : (
          edges.map((edge) => of(edge) !== 'lit' && <Line key={edge.id} edge={edge} line={placed.edges[edge.id]} standing={of(edge)} />)
        )}
        {lit.map((edge) => (
          <Line key={edge.id} edge={edge} line={placed.edges[edge.id]} standing="lit" />
        ))}
      </svg>
      <div className="pointer-events-none absolute top-0 left-0" style={{ zIndex: 0 }} aria-hidden="true">
        {edges.map((edge) => of(edge) === 'plain' && <Label key={edge.id} edge={edge} line={placed.edges[edge.id]} standing="plain" spare={false} />)}
      </div>
      <div className="pointer-events-none absolute top-0 left-0" style={{ zIndex: 2 }} aria-hidden="true">
        {lit.map((edge) => (
          <Label key={edge.id} edge={edge} line={placed.edges[edge.id]} standing="lit" spare={lit.length <= 14} />
        ))}
      </div>
    </ViewportPortal>
  )
})

const markers = [
  ['network-plain', 'var(--faint)'],
  ['network-lit', 'var(--accent)'],
  ['network-added', 'var(--ok-mark)'],
  ['network-removed', 'var(--bad-mark)'],
  ['network-changed', 'var(--warn-mark)'],
] as const
const Arrows = () => (
  <defs>
    {markers.map(([id, fill]) => (
      <marker key={id} id={id} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto" markerUnits="userSpaceOnUse">
        <path d="M0.5 0.8 7.5 4 0.5 7.2Z" fill={fill} />
      </marker>
    ))}
  </defs>
)

const dashes: Record<SceneEdge['mode'], string | undefined> = { sync: undefined, async: '5 4', unknown: '1.5 3', mixed: '9 3' }

interface LineProps {
  edge: SceneEdge
  line: PlacedLine | undefined
  standing: EdgeStanding
}

const Line = memo(function Line({ edge, line, standing }: LineProps) {
  if (!line) return null
  const style = standing === 'lit' ? 'network-lit' : edge.change ? `network-${edge.change}` : 'network-plain'
  const stroke = markers.find(([id]) => id === style)?.[1]
  const opacity = standing === 'far' ? 0.22 : standing === 'lit' ? 1 : edge.context || edge.derived ? 0.45 : 0.75
  return (
    <path
      data-edge={edge.id}
      d={roundedPath(line.points)}
      fill="none"
      stroke={stroke}
      strokeWidth={(standing === 'lit' ? 0.6 : 0) + Math.min(3, 1.1 + Math.log10(Math.max(1, edge.flows.length)) * 0.9)}
      strokeOpacity={opacity}
      strokeDasharray={dashes[edge.mode]}
      strokeLinecap={edge.mode === 'unknown' ? 'round' : undefined}
      markerEnd={standing === 'far' ? undefined : `url(#${style})`}
    />
  )
})

/**
 * Hundreds of lines as one path for each colour, solid, their heads as another: dashes and a marker at each end made a frame
 * take several times as long. What is lit is drawn above them with its own stroke.
 */
const Bundles = memo(function Bundles({ edges, placed, dimmed }: { edges: readonly SceneEdge[]; placed: Placed; dimmed: boolean }) {
  const bundles = Map.groupBy(edges, ({ change }) => `network-${change ?? 'plain'}`)
  return [...bundles].map(([style, members]) => {
    const colour = markers.find(([id]) => id === style)?.[1]
    const points = members.flatMap(({ id }) => (placed.edges[id] ? [placed.edges[id].points] : []))
    return (
      <g key={style} opacity={dimmed ? 0.14 : style === 'network-plain' ? 0.36 : 0.8}>
        <path d={points.map(roundedPath).join('')} fill="none" stroke={colour} strokeWidth="1.1" />
        <path d={points.map(arrowHead).join('')} fill={colour} />
      </g>
    )
  })
})

/** The middle of the longest piece of a line. */
export function middleOf(points: readonly Point[]): Point {
  let [best, longest] = [points[0] ?? { x: 0, y: 0 }, -1]
  for (let n = 1; n < points.length; n++) {
    const [a, b] = [points[n - 1] as Point, points[n] as Point]
    const length = Math.hypot(b.x - a.x, b.y - a.y)
    if (length > longest) [best, longest] = [{ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, length]
  }
  return best
}

const Label = memo(function Label({ edge, line, standing, spare }: LineProps & { spare: boolean }) {
  if (!line || standing === 'far') return null
  const own = line.label
  if (!own && !(standing === 'lit' && spare)) return edge.flows.length > 1 && !own ? <Count edge={edge} line={line} /> : null
  const lines = labelLines(edge)
  if (lines.length === 0) return null
  const box: Box = own ?? boxAround(middleOf(line.points), lines)
  return (
    <span
      data-label={edge.id}
      className={cn(
        'absolute whitespace-nowrap rounded-sm px-1 text-[11px]',
        standing === 'lit' ? 'bg-surface text-accent' : 'text-muted',
        !own && 'border border-accent-line',
        edge.change === 'removed' && 'line-through',
      )}
      style={{ left: box.x, top: box.y, lineHeight: `${labelLine}px` }}
    >
      {lines.map((text) => (
        <span key={text} className="block">
          {text}
        </span>
      ))}
    </span>
  )
})

const boxAround = (at: Point, lines: readonly string[]): Box => {
  const size = labelSize(lines)
  return { x: at.x - size.width / 2, y: at.y - size.height / 2, ...size }
}

function Count({ edge, line }: { edge: SceneEdge; line: PlacedLine }) {
  const at = middleOf(line.points)
  return (
    <span
      className="absolute rounded-full bg-bg px-1 text-[10px] text-muted leading-[13px] tabular-nums"
      style={{ left: at.x, top: at.y, transform: 'translate(-50%, -50%)' }}
    >
      {edge.flows.length}
    </span>
  )
}
