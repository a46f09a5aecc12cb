'use client'
import { type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react'
import { memo } from 'react'
import { cn } from '#components/ui/cn.ts'
import type { PlacedEdge, Point } from './geometry.ts'

/** lit: the id of the event that has just happened; a new id plays the light once, a reload none. */
export type EventEdgeData = { placed: PlacedEdge; happened: boolean; lit: number | null; critical: boolean }
export type EventEdge = Edge<EventEdgeData, 'event'>

const radius = 7

/** A line through the points with rounded corners. */
export function roundedPath(points: readonly Point[]): string {
  const [start, ...rest] = points
  if (!start) return ''
  let path = `M${start.x} ${start.y}`
  let at = start
  rest.forEach((corner, index) => {
    const next = rest[index + 1]
    if (!next) {
      path += `L${corner.x} ${corner.y}`
      return
    }
    const into = Math.hypot(corner.x - at.x, corner.y - at.y)
    const out = Math.hypot(next.x - corner.x, next.y - corner.y)
    const r = Math.min(radius, into / 2, out / 2)
    if (r < 0.5) return
    path += `L${corner.x - ((corner.x - at.x) / into) * r} ${corner.y - ((corner.y - at.y) / into) * r}`
    path += `Q${corner.x} ${corner.y} ${corner.x + ((next.x - corner.x) / out) * r} ${corner.y + ((next.y - corner.y) / out) * r}`
    at = corner
  })
  return path
}

const shift = { start: '0', middle: '-50%', end: '-100%' } as const

function EventEdgeView({ id, data }: EdgeProps<EventEdge>) {
  if (!data) return null
  const { placed, happened, lit, critical } = data
  const path = roundedPath(placed.points)
  const label = placed.label
  const stroke = critical ? 'var(--accent)' : happened ? 'var(--ok-mark)' : 'var(--line-strong)'
  return (
    <>
      <path
        id={id}
        d={path}
        fill="none"
        stroke={stroke}
        strokeWidth={critical ? 2 : 1.25}
        strokeOpacity={placed.implied ? 0.4 : happened || critical ? 0.9 : 0.75}
        strokeDasharray={happened ? undefined : '3 3'}
        markerEnd={happened ? 'url(#gantry-arrow-done)' : 'url(#gantry-arrow)'}
      />
      {lit !== null && (
        <path
          key={lit}
          d={path}
          data-lit={lit}
          fill="none"
          stroke="var(--accent)"
          strokeWidth="3"
          strokeLinecap="round"
          pathLength="100"
          strokeDasharray="34 200"
          className="pointer-events-none [animation:travel_1.1s_ease-out_1_both]"
          style={{ strokeOpacity: 0.9 }}
        />
      )}
      {label && (
        <EdgeLabelRenderer>
          <span
            data-event={placed.event}
            className={cn(
              'pointer-events-none absolute bg-bg px-0.5 text-center font-mono text-[10px] leading-[12px] transition-colors duration-700',
              happened ? 'text-muted' : 'text-faint',
              lit !== null && 'text-accent',
            )}
            style={{ transform: `translate(${shift[label.anchor]}, -50%) translate(${label.x}px, ${label.y}px)` }}
          >
            {label.lines.map((line) => (
              <span key={line} className="block whitespace-nowrap">
                {line}
              </span>
            ))}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  )
}
export const EventEdgeLine = memo(EventEdgeView)
