'use client'
import { cn } from '#components/ui/cn.ts'
import { Copyable } from '#components/ui/copyable.tsx'
import { Status } from '#components/ui/status.tsx'
import { Duration, RelativeTime } from '#components/ui/time.tsx'
import type { AttemptView } from '#model/run.ts'

/** Every try at a stage, kept. Choosing one shows its log, files and gates. */
export function Attempts({ attempts, shown, onShow }: { attempts: readonly AttemptView[]; shown: number | null; onShow: (attempt: number) => void }) {
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
      {attempts.map((attempt) => (
        <li key={attempt.id} className={cn('flex flex-col gap-1 px-3 py-2', attempt.number === shown && 'bg-accent-soft')}>
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <button
              type="button"
              aria-pressed={attempt.number === shown}
              onClick={() => onShow(attempt.number)}
              className="rounded font-medium text-sm hover:text-accent hover:underline"
            >
              Attempt {attempt.number}
            </button>
            <Status status={attempt.status} className="text-xs" />
            <span className="ml-auto text-faint text-xs">
              <RelativeTime at={attempt.startedAt ?? attempt.createdAt} /> · <Duration from={attempt.startedAt} to={attempt.endedAt} />
            </span>
          </div>
          {(attempt.reason || attempt.summary) && <p className="break-words text-muted text-xs">{attempt.reason || attempt.summary}</p>}
          <div className="flex flex-wrap gap-x-4 text-faint text-xs">
            {attempt.runner && <span>by {attempt.runner}</span>}
            {attempt.commit && (
              <span className="flex items-center gap-1">
                commit <Copyable value={attempt.commit} short={attempt.commit.slice(0, 10)} />
              </span>
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}
