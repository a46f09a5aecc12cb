'use client'
import { Radio } from 'lucide-react'
import Link from 'next/link'
import { Empty } from '#components/ui/feedback.tsx'
import { RelativeTime } from '#components/ui/time.tsx'
import type { EventView } from '#model/run.ts'

const told = ['reason', 'summary', 'step', 'weight', 'verdict', 'answer', 'role']

/** What an event says beside its name, in its own words; the rest of its data is for machines. */
export function eventDetail(event: EventView): string {
  return told
    .flatMap((name) => {
      const value = event.data[name]
      return typeof value === 'string' || typeof value === 'number' ? [name === 'reason' || name === 'summary' ? String(value) : `${name} ${value}`] : []
    })
    .filter((text) => text.trim() !== '')
    .join(' · ')
}

export function EventList({ events, linkRuns = false }: { events: readonly EventView[]; linkRuns?: boolean }) {
  if (events.length === 0)
    return (
      <Empty icon={Radio} title="No events yet">
        Every fact that is recorded appears here.
      </Empty>
    )
  return (
    <ol className="divide-y divide-line rounded-lg border border-line bg-surface">
      {events.map((event) => (
        <li key={event.id} data-event-id={event.id} className="flex items-baseline gap-3 px-3 py-1.5">
          <RelativeTime at={event.at} className="w-[72px] shrink-0 text-faint text-xs" />
          <span className="min-w-0 flex-1">
            <span className="font-mono text-xs">
              {linkRuns && event.runId ? (
                <Link className="rounded hover:text-accent hover:underline" href={`/runs/${event.runId}${event.stage ? `?stage=${event.stage}` : ''}`}>
                  {event.kind}
                </Link>
              ) : (
                event.kind
              )}
            </span>
            {event.stage && <span className="text-faint text-xs"> · {event.stage}</span>}
            {eventDetail(event) && <span className="line-clamp-2 break-words text-muted text-xs">{eventDetail(event)}</span>}
          </span>
          {event.actorName && !event.actor?.startsWith('system:') && <span className="shrink-0 text-faint text-xs">{event.actorName}</span>}
        </li>
      ))}
    </ol>
  )
}
