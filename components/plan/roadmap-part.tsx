import { type Plan, partOf } from '#model/plan.ts'
import { Comments } from './comments.tsx'

/** Phases as bars over weeks, and what each holds. */
export function Roadmap({ plan }: { plan: Plan }) {
  const end = Math.max(1, ...plan.roadmap.map((p) => p.weeks?.to ?? 0))
  const timed = plan.roadmap.some((p) => p.weeks)
  const step = end > 40 ? 8 : end > 16 ? 4 : end > 8 ? 2 : 1
  const marks = Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => i * step)
  return (
    <div className="flex flex-col gap-4">
      {timed && (
        <figure aria-label={`Time line of ${end} weeks`} className="rounded-lg border border-line bg-surface p-3">
          <div className="flex flex-col gap-1.5">
            {plan.roadmap.map((p) => (
              <div key={p.phase} className="grid grid-cols-[72px_minmax(0,1fr)] items-center gap-2">
                <span className="text-muted text-xs">{p.phase}</span>
                <div className="relative h-7 rounded bg-sunken">
                  {p.weeks && (
                    <div
                      className="absolute inset-y-0 flex items-center overflow-hidden rounded bg-accent-soft px-2 text-accent text-xs"
                      style={{ left: `${(p.weeks.from / end) * 100}%`, width: `${((p.weeks.to - p.weeks.from) / end) * 100}%` }}
                      title={`${p.goal}: weeks ${p.weeks.from + 1} to ${p.weeks.to}`}
                    >
                      <span className="truncate">{p.weeks.to - p.weeks.from} w</span>
                    </div>
                  )}
                </div>
              </div>
            ))}
          </div>
          <div className="grid grid-cols-[72px_minmax(0,1fr)] gap-2 pt-1" aria-hidden="true">
            <span className="text-2xs text-faint">Weeks</span>
            <div className="relative h-4">
              {marks.map((w) => (
                <span
                  key={w}
                  className="absolute text-2xs text-faint tabular-nums"
                  style={{ left: `${(w / end) * 100}%`, transform: w === 0 ? undefined : 'translateX(-100%)' }}
                >
                  {w}
                </span>
              ))}
            </div>
          </div>
        </figure>
      )}
      <ol className="flex flex-col gap-3">
        {plan.roadmap.map((p) => (
          <li key={p.phase} id={partOf('phase', p.phase.replaceAll(' ', '-').toLowerCase())} className="rounded-lg border border-line bg-surface p-3">
            <div className="flex flex-wrap items-baseline gap-x-3">
              <h3 className="font-medium text-sm">
                {p.phase}: {p.goal}
              </h3>
              {p.weeks && (
                <span className="text-muted text-xs">
                  weeks {p.weeks.from + 1} to {p.weeks.to}
                </span>
              )}
              <Comments part={partOf('phase', p.phase.replaceAll(' ', '-').toLowerCase())} what={p.phase} />
            </div>
            <ul className="mt-1 list-disc pl-5 text-sm">
              {p.contents.map((c) => (
                <li key={c} className="break-words">
                  {c}
                </li>
              ))}
            </ul>
            {p.weeks && <p className="mt-1 text-faint text-xs">{p.weeks.arithmetic}</p>}
          </li>
        ))}
      </ol>
    </div>
  )
}
