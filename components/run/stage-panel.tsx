'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ScrollText, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { ArtifactList } from '#components/artifact/artifact-list.tsx'
import { EventList } from '#components/event/event-list.tsx'
import { useTRPC } from '#components/trpc/client.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Empty, Failure, Skeleton } from '#components/ui/feedback.tsx'
import { Status } from '#components/ui/status.tsx'
import { type Tab, Tabs } from '#components/ui/tabs.tsx'
import { Duration, RelativeTime } from '#components/ui/time.tsx'
import { durationText } from '#components/ui/time-text.ts'
import { useUrlState } from '#components/ui/url-state.ts'
import type { StageView } from '#model/run.ts'
import { Attempts } from './attempts.tsx'
import { GateList } from './gates.tsx'
import { LogView } from './log-view.tsx'
import { RetryStage } from './run-actions.tsx'

function PanelHead({ run, stage, onClose }: { run: string; stage: StageView; onClose: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null)
  // On a phone the panel covers the page: reading goes on in it.
  useEffect(() => {
    if (window.matchMedia('(max-width: 1023px)').matches) heading.current?.focus()
  }, [])
  return (
    <header className="flex flex-col gap-1">
      <div className="flex items-center gap-3">
        <h2 ref={heading} tabIndex={-1} className="font-semibold text-base outline-none">
          {stage.label}
        </h2>
        <Status status={stage.status} />
        {stage.attempt > 1 && <Badge>attempt {stage.attempt}</Badge>}
        <span className="ml-auto flex items-center gap-1">
          <RetryStage run={run} stage={stage} />
          <Button tone="ghost" size="iconSm" aria-label="Close the stage" onClick={onClose}>
            <X />
          </Button>
        </span>
      </div>
      <p className="text-faint text-xs">
        {stage.agent}
        {stage.startedAt && (
          <>
            {' '}
            · began <RelativeTime at={stage.startedAt} /> · <Duration from={stage.startedAt} to={stage.endedAt} className="text-muted" />
            {stage.usualSeconds !== null && <> (usually {durationText(stage.usualSeconds * 1000)})</>}
          </>
        )}
        {!stage.startedAt && (
          <>
            {' '}
            · waits for <span className="font-mono">{stage.waitsFor.join(', ')}</span>
          </>
        )}
        {stage.status === 'waiting' && stage.expiresAt && (
          <>
            {' '}
            · ends by itself <RelativeTime at={stage.expiresAt} />
          </>
        )}
      </p>
      {(stage.reason || stage.summary) && <p className="break-words text-muted text-sm">{stage.reason || stage.summary}</p>}
    </header>
  )
}

export function StagePanel({ run, stage, onClose }: { run: string; stage: StageView; onClose: () => void }) {
  const trpc = useTRPC()
  const url = useUrlState()
  const chosen = Number(url.get('attempt')) || undefined
  const { data, error, refetch } = useQuery(trpc.stage.get.queryOptions({ run, stage: stage.name, attempt: chosen }, { placeholderData: keepPreviousData }))
  const current = data?.stage.name === stage.name ? data : undefined
  const attempt = current?.attempt
  const running = attempt?.status === 'running' || attempt?.status === 'queued' || attempt?.status === 'waiting'
  const tab = url.get('tab') ?? (stage.status === 'failed' ? 'gates' : 'log')
  const artifact = (id: string | null) => url.set({ artifact: id, tab: 'artifacts' })

  const tabs: Tab[] = current
    ? [
        {
          id: 'log',
          label: 'Log',
          content: attempt ? (
            <LogView key={attempt.id} attempt={attempt.id} running={running} name={`${stage.name}-${attempt.number}`} />
          ) : (
            <Empty icon={ScrollText} title="Not started">
              It starts when its events have happened: {stage.waitsFor.join(', ')}.
            </Empty>
          ),
        },
        {
          id: 'artifacts',
          label: 'Artifacts',
          count: current.artifacts.length,
          content: <ArtifactList artifacts={current.artifacts} open={url.get('artifact')} onOpen={artifact} running={running} />,
        },
        { id: 'gates', label: 'Gates', count: current.gates.length, content: <GateList gates={current.gates} onEvidence={artifact} /> },
        { id: 'events', label: 'Events', count: current.events.length, content: <EventList events={current.events} /> },
        {
          id: 'attempts',
          label: 'Attempts',
          count: current.attempts.length,
          content: (
            <Attempts
              attempts={current.attempts}
              shown={attempt?.number ?? null}
              onShow={(number) => url.set({ attempt: number === stage.attempt ? null : number, artifact: null })}
            />
          ),
        },
      ]
    : []
  return (
    <aside
      aria-label={`Stage ${stage.label}`}
      data-panel={stage.name}
      onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && onClose()}
      className="fixed inset-x-0 top-12 bottom-0 z-40 flex flex-col gap-3 overflow-hidden border-line bg-bg px-4 pt-4 pb-4 md:left-[188px] lg:sticky lg:inset-auto lg:top-16 lg:z-10 lg:h-[calc(100dvh-88px)] lg:w-[470px] lg:shrink-0 lg:border-l lg:py-0 lg:pr-0 lg:pl-5 xl:w-[500px]"
    >
      <PanelHead run={run} stage={stage} onClose={onClose} />
      {error && !current && <Failure title="The stage could not be read" error={error} kept="The run goes on." retry={() => void refetch()} />}
      {!current && !error && (
        <div className="flex flex-col gap-3">
          <Skeleton className="h-9" />
          <Skeleton className="h-72" />
        </div>
      )}
      {current && chosen !== undefined && chosen !== stage.attempt && (
        <p className="rounded-md bg-accent-soft px-3 py-1.5 text-accent text-xs">
          You see attempt {chosen}.{' '}
          <button type="button" className="underline" onClick={() => url.set({ attempt: null })}>
            Show the current one
          </button>
        </p>
      )}
      {current && (
        <Tabs
          tabs={tabs}
          value={tabs.some(({ id }) => id === tab) ? tab : 'log'}
          onChange={(id) => url.set({ tab: id }, 'replace')}
          className="flex-1"
          panelClassName="overflow-y-auto pt-3 pb-1"
        />
      )}
    </aside>
  )
}
