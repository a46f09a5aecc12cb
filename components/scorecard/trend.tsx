import type { ScorecardDayView } from '#model/scorecard.ts'

const [width, height] = [640, 96]

/** Checks that passed, failed and could not be looked at, one column a day. The same as a sentence for screen readers. */
export function Trend({ days }: { days: readonly ScorecardDayView[] }) {
  const last = days.at(-1)
  const first = days[0]
  if (!first || !last) return <p className="text-faint text-sm">The trend begins when the verdicts of the first day are kept.</p>
  if (days.length === 1) return <p className="text-faint text-sm">Verdicts are kept by day since {first.day}; a trend needs a second one.</p>
  const total = Math.max(1, last.passed + last.failed + last.notEvaluated)
  const step = Math.min(24, width / days.length)
  return (
    <figure>
      <svg viewBox={`0 0 ${width} ${height}`} className="h-24 w-full max-w-160" preserveAspectRatio="xMinYMid meet" role="img">
        <title>{`From ${first.passed} checks passed on ${first.day} to ${last.passed} on ${last.day}`}</title>
        {days.map((day, i) => {
          const bar = (value: number) => (value / total) * (height - 4)
          const x = i * step
          const w = Math.max(1.5, step - 2)
          const passed = bar(day.passed)
          const failed = bar(day.failed)
          return (
            <g key={day.day}>
              <title>{`${day.day}: ${day.passed} passed, ${day.failed} failed, ${day.notEvaluated} not evaluated`}</title>
              <rect x={x} y={height - passed} width={w} height={passed} rx={1.5} className="fill-ok-mark" />
              <rect x={x} y={height - passed - failed} width={w} height={failed} rx={1.5} className="fill-bad-mark opacity-70" />
              <rect x={x} y={height - bar(total)} width={w} height={bar(day.notEvaluated)} rx={1.5} className="fill-line" />
            </g>
          )
        })}
      </svg>
      <figcaption className="flex flex-wrap gap-x-4 text-faint text-xs tabular-nums">
        <span>
          {first.day} to {last.day}
        </span>
        <span className="text-ok">passed</span>
        <span className="text-bad">failed</span>
        <span>not evaluated</span>
      </figcaption>
    </figure>
  )
}
