'use client'
import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '#components/trpc/client.ts'
import type { Outputs } from '#components/trpc/types.ts'
import { cn } from '#components/ui/cn.ts'
import { Failure, SkeletonRows } from '#components/ui/feedback.tsx'
import { Fact } from '#components/ui/page.tsx'
import { StatusMark, statusShape, statusWord } from '#components/ui/status.tsx'
import { useNow } from '#components/ui/time.tsx'
import { durationText } from '#components/ui/time-text.ts'

type Timeline = Outputs['run']['timeline']

const fills: Record<string, string> = {
  succeeded: 'bg-ok-mark',
  failed: 'bg-bad-mark',
  errored: 'bg-error-mark',
  running: 'bg-accent',
  waiting: 'bg-warn-mark',
  canceled: 'bg-line-strong',
}

/** Round steps for the axis: at most eight marks. */
export function ticks(span: number): number[] {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 86_400].map((seconds) => seconds * 1000)
  const step = steps.find((each) => span / each <= 8) ?? 86_400_000 * Math.ceil(span / 86_400_000 / 8)
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, index) => index * step)
}

function Bar({ bar, from, span, now, critical }: { bar: Timeline['bars'][number]; from: number; span: number; now: number; critical: boolean }) {
  const queued = bar.queuedAt.getTime()
  const began = bar.startedAt?.getTime() ?? null
  const ended = bar.endedAt?.getTime() ?? now
  const left = (at: number) => `${((at - from) / span) * 100}%`
  const width = (a: number, b: number) => `max(3px, ${((b - a) / span) * 100}%)`
  return (
    <>
      {began !== null && began - queued > span * 0.002 && (
        <span className="absolute top-1/2 h-px bg-line-strong" style={{ left: left(queued), width: width(queued, began) }} />
      )}
      <span
        className={cn(
          'absolute top-1/2 h-3.5 -translate-y-1/2 rounded-sm',
          bar.waiting ? 'border border-warn-mark border-dashed bg-warn-soft' : (fills[statusShape(bar.status)] ?? 'bg-line-strong'),
          critical && 'ring-2 ring-accent ring-offset-1 ring-offset-surface',
        )}
        style={{ left: left(began ?? queued), width: width(began ?? queued, ended) }}
        title={`${bar.label}${bar.attempt > 1 ? `, attempt ${bar.attempt}` : ''}: ${statusWord(bar.status)}, ${durationText(ended - (began ?? queued))}`}
      />
    </>
  )
}

export function RunTimeline({ run, ended, selected, onSelect }: { run: string; ended: boolean; selected: string | null; onSelect: (stage: string) => void }) {
  const trpc = useTRPC()
  const clock = useNow()
  const { data, error, refetch } = useQuery(trpc.run.timeline.queryOptions({ id: run }))
  if (error) return <Failure title="The timeline could not be read" error={error} retry={() => void refetch()} />
  if (!data) return <SkeletonRows rows={13} label="Loading the timeline" />
  const from = data.from.getTime()
  const now = ended ? data.to.getTime() : Math.max(clock ?? 0, data.to.getTime())
  const span = Math.max(1000, now - from)
  const stages = [...new Set(data.bars.map(({ stage }) => stage))]
  return (
    <div className="flex flex-col gap-3">
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        <Fact label="Altogether">{durationText(span, !ended)}</Fact>
        <Fact label="Agents working">{durationText(data.workSeconds * 1000)}</Fact>
        <Fact label="Waiting for people or clocks">{durationText(data.waitSeconds * 1000)}</Fact>
        <Fact label="The pipeline's own overhead">{durationText(data.overheadSeconds * 1000)}</Fact>
      </dl>
      <div className="overflow-x-auto rounded-lg border border-line bg-surface">
        <div className="min-w-[560px]">
          <div className="relative ml-36 h-7 border-line border-b text-2xs text-faint">
            {ticks(span).map((tick) => (
              <span key={tick} className="absolute top-1.5 border-line border-l pl-1" style={{ left: `${(tick / span) * 100}%` }}>
                {durationText(tick)
                  .replace(/\.0 s$/, ' s')
                  .replace(/ 00 s$/, '')}
              </span>
            ))}
          </div>
          <ul>
            {stages.map((stage) => {
              const bars = data.bars.filter((bar) => bar.stage === stage)
              const last = bars.at(-1)
              const critical = data.criticalPath.includes(stage)
              const total = bars.reduce(
                (sum, bar) => sum + Math.max(0, (bar.endedAt?.getTime() ?? now) - (bar.startedAt?.getTime() ?? bar.endedAt?.getTime() ?? now)),
                0,
              )
              return (
                last && (
                  <li key={stage} className={cn('relative flex h-8 items-center hover:bg-hover/60', stage === selected && 'bg-accent-soft')}>
                    <button
                      type="button"
                      onClick={() => onSelect(stage)}
                      className="flex w-36 shrink-0 items-center gap-1.5 px-3 text-left text-sm outline-offset-[-2px] after:absolute after:inset-0"
                    >
                      <StatusMark status={last.status} />
                      <span className={cn('truncate', critical && 'font-medium')}>{last.label}</span>
                      <span className="sr-only">
                        , {statusWord(last.status)}, {durationText(total)}
                        {critical && ', on the critical path'}
                      </span>
                    </button>
                    <span className="relative h-full flex-1">
                      {bars.map((bar) => (
                        <Bar key={bar.attempt} bar={bar} from={from} span={span} now={now} critical={critical} />
                      ))}
                    </span>
                    <span className="w-20 shrink-0 pr-3 text-right font-mono text-muted text-xs tabular-nums" aria-hidden="true">
                      {durationText(total)}
                    </span>
                  </li>
                )
              )
            })}
          </ul>
        </div>
      </div>
      <p className="text-faint text-xs">
        <span className="mr-1.5 inline-block h-2.5 w-4 rounded-sm ring-2 ring-accent" aria-hidden="true" />
        The framed bars are the critical path: shortening any other stage would not have ended the run sooner. A dashed bar waited; a thin line stood in the
        queue.
      </p>
    </div>
  )
}
