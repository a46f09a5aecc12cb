'use client'
import { Card } from '#components/ui/page.tsx'
import { type ChartPoint, ceilingOf, type Series } from './chart.ts'

const [width, height, left, bottom] = [320, 120, 34, 16]
const colours = { new: 'var(--accent)', old: 'var(--line-strong)' }
const number = (value: number) => (value >= 100 ? Math.round(value).toString() : value >= 10 ? value.toFixed(1) : value.toFixed(2)).replace(/\.0+$/, '')

/** One figure over time with its limit drawn in: the new release against the old one. The same as a table for screen readers. */
export function LimitChart({
  title,
  unit,
  limit,
  series,
  from,
  to,
}: {
  title: string
  unit: string
  limit: number | null
  series: readonly Series[]
  from: number
  to: number
}) {
  const ceiling = ceilingOf(series, limit)
  const x = (at: number) => left + ((at - from) / Math.max(1, to - from)) * (width - left - 4)
  const y = (value: number) => 6 + (1 - Math.min(value, ceiling) / ceiling) * (height - bottom - 6)
  const path = (points: readonly ChartPoint[]) =>
    points.map((point, index) => `${index === 0 ? 'M' : 'L'}${x(point.at).toFixed(1)} ${y(point.value).toFixed(1)}`).join('')
  const last = series.find(({ side }) => side === 'new')?.points.at(-1)
  const above = last !== undefined && limit !== null && last.value > limit
  const words = series
    .map(
      ({ side, points }) =>
        `${side} release: now ${number(points.at(-1)?.value ?? 0)}, highest ${number(Math.max(...points.map(({ value }) => value)))} ${unit}`,
    )
    .join('; ')
  return (
    <Card className="p-3">
      <div className="flex items-baseline justify-between gap-2">
        <h3 className="font-medium text-sm">{title}</h3>
        <p className={`font-mono text-sm tabular-nums ${above ? 'text-bad' : ''}`}>{last ? `${number(last.value)} ${unit}` : '–'}</p>
      </div>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        className="w-full"
        role="img"
        aria-label={`${title}. Limit ${limit === null ? 'none' : `${limit} ${unit}`}. ${words || 'Nothing measured yet'}`}
      >
        {[0, ceiling / 2, ceiling].map((tick) => (
          <g key={tick}>
            <line x1={left} x2={width - 4} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
            <text x={left - 5} y={y(tick) + 3.5} textAnchor="end" fontSize="9.5" fill="var(--faint)" fontFamily="var(--font-geist-mono)">
              {number(tick)}
            </text>
          </g>
        ))}
        {limit !== null && (
          <>
            <line x1={left} x2={width - 4} y1={y(limit)} y2={y(limit)} stroke="var(--bad-mark)" strokeDasharray="4 3" />
            <text x={width - 6} y={y(limit) - 4} textAnchor="end" fontSize="9.5" fill="var(--bad)" stroke="var(--surface)" strokeWidth="3" paintOrder="stroke">
              limit {limit} {unit}
            </text>
          </>
        )}
        {series.map(({ side, points }) =>
          points.length === 1 && points[0] ? (
            <circle key={side} cx={x(points[0].at)} cy={y(points[0].value)} r="2.5" fill={colours[side]} />
          ) : (
            <path key={side} d={path(points)} fill="none" stroke={colours[side]} strokeWidth="1.6" strokeLinejoin="round" />
          ),
        )}
      </svg>
      <p className="flex gap-3 text-2xs text-faint">
        {series.map(({ side }) => (
          <span key={side} className="inline-flex items-center gap-1">
            <span className="h-0.5 w-3" style={{ background: colours[side] }} />
            {side === 'new' ? 'new release' : 'old release'}
          </span>
        ))}
        {series.length === 0 && 'Nothing measured yet'}
      </p>
    </Card>
  )
}
