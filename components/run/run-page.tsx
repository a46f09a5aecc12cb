'use client'
import { useQuery } from '@tanstack/react-query'
import { BadgeCheck, GitBranch } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useCallback } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { LinkButton } from '#components/ui/button.tsx'
import { Copyable } from '#components/ui/copyable.tsx'
import { Failure, Skeleton } from '#components/ui/feedback.tsx'
import { PageHead } from '#components/ui/page.tsx'
import { Status } from '#components/ui/status.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { Duration, RelativeTime } from '#components/ui/time.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import type { RunView } from '#model/run.ts'
import { runEnded } from '#model/states.ts'
import { RunActions } from './run-actions.tsx'
import { RunDiagrams } from './run-diagrams.tsx'
import { RunFacts } from './run-facts.tsx'
import { StageList } from './stage-list.tsx'
import { StagePanel } from './stage-panel.tsx'
import { RunTimeline } from './timeline.tsx'

const PipelineCanvas = dynamic(() => import('#components/canvas/pipeline-canvas.tsx').then((m) => m.PipelineCanvas), {
  ssr: false,
  loading: () => <Skeleton className="h-[520px]" />,
})
const none: readonly string[] = []

/** Why the run ended as it did, or what it waits for: said once, on top. */
function Notice({ run }: { run: RunView }) {
  const declined = run.facts.declined
  if (run.status === 'awaiting_approval' && run.approval)
    return (
      <p className="mb-4 flex flex-wrap items-center gap-3 rounded-lg bg-warn-soft px-4 py-2.5 text-sm text-warn">
        <BadgeCheck className="size-4" aria-hidden="true" />
        Staging is verified. People decide now whether it goes to production.
        <LinkButton size="sm" href={`/approvals/${run.approval.id}`}>
          Open the approval
        </LinkButton>
      </p>
    )
  if (run.supersededBy)
    return (
      <p className="mb-4 rounded-lg bg-hover px-4 py-2.5 text-muted text-sm">
        A newer run of this service took its place.{' '}
        <Link className="text-accent underline" href={`/runs/${run.supersededBy}`}>
          Open it
        </Link>
      </p>
    )
  if (Array.isArray(declined) && declined.length > 0)
    return (
      <div role="alert" className="mb-4 rounded-lg bg-bad-soft px-4 py-2.5 text-sm">
        <p className="font-medium text-bad">The business analyst declined this requirement. Nothing was built.</p>
        <ul className="list-disc pl-5">
          {declined.map((reason) => (
            <li key={String(reason)}>{String(reason)}</li>
          ))}
        </ul>
        <p className="pt-1 text-muted">Write a new revision that says what is missing; it starts a new run.</p>
      </div>
    )
  if (run.reason && runEnded(run.status) && run.status !== 'succeeded')
    return (
      <p role="alert" className="mb-4 break-words rounded-lg bg-bad-soft px-4 py-2.5 text-sm">
        {run.reason}
      </p>
    )
  return null
}

function RunMeta({ run }: { run: RunView }) {
  return (
    <>
      <span className="flex items-center gap-1">
        <GitBranch className="size-3" aria-hidden="true" />
        {run.system.name} / {run.service.name}
      </span>
      <Link className="rounded hover:text-fg hover:underline" href={`/requirements/${run.requirement.id}?revision=${run.revision}`}>
        revision {run.revision}
      </Link>
      <span>
        by {run.createdBy.name}, <RelativeTime at={run.createdAt} />
      </span>
      <span>
        took <Duration from={run.startedAt ?? run.createdAt} to={run.endedAt} />
      </span>
      {run.rerunOf && (
        <Link className="rounded hover:text-fg hover:underline" href={`/runs/${run.rerunOf}`}>
          rerun of an earlier run
        </Link>
      )}
      <Copyable value={run.id} />
    </>
  )
}

export function RunPage({ id }: { id: string }) {
  const trpc = useTRPC()
  const url = useUrlState()
  const { data: run, error, refetch } = useQuery(trpc.run.get.queryOptions({ id }))
  const view = url.get('view') ?? 'pipeline'
  const critical = url.get('critical') === '1'
  const timeline = useQuery(trpc.run.timeline.queryOptions({ id }, { enabled: critical }))
  const selected = url.get('stage')
  const { set } = url
  const select = useCallback((stage: string) => set({ stage, tab: null, attempt: null, artifact: null }), [set])
  const close = useCallback(() => {
    const stage = new URLSearchParams(window.location.search).get('stage')
    set({ stage: null, tab: null, attempt: null, artifact: null })
    if (stage) document.querySelector<HTMLElement>(`[data-stage="${CSS.escape(stage)}"]`)?.focus()
  }, [set])

  if (error && !run) return <Failure title="This run cannot be shown" error={error} retry={() => void refetch()} />
  if (!run) return <RunSkeleton />
  const stage = run.stages.find(({ name }) => name === selected)
  const tabs = [
    {
      id: 'pipeline',
      label: 'Pipeline',
      content: (
        <>
          <PipelineCanvas
            run={run.id}
            stages={run.stages}
            selected={selected}
            onSelect={select}
            criticalPath={critical ? (timeline.data?.criticalPath ?? none) : none}
          />
          <label className="mt-2 flex w-fit items-center gap-2 text-muted text-xs">
            <input
              type="checkbox"
              className="accent-accent"
              checked={critical}
              onChange={(event) => set({ critical: event.target.checked ? 1 : null }, 'replace')}
            />
            Show the critical path
          </label>
        </>
      ),
    },
    { id: 'list', label: 'List', content: <StageList stages={run.stages} selected={selected} onSelect={select} /> },
    { id: 'timeline', label: 'Timeline', content: <RunTimeline run={run.id} ended={runEnded(run.status)} selected={selected} onSelect={select} /> },
    { id: 'diagrams', label: 'Diagrams', content: <RunDiagrams run={run.id} /> },
  ]
  return (
    <div className="flex min-w-0 gap-5">
      <div className="min-w-0 flex-1">
        <PageHead
          path={[
            { label: 'Runs', href: '/runs' },
            { label: run.service.name, href: `/runs?service=${run.service.id}` },
          ]}
          title={`${run.requirement.title} #${run.number}`}
          badge={<Status status={run.status} />}
          meta={<RunMeta run={run} />}
          actions={<RunActions run={run} />}
        />
        <Notice run={run} />
        <RunFacts run={run} />
        <Tabs
          tabs={tabs}
          value={tabs.some(({ id: each }) => each === view) ? view : 'pipeline'}
          onChange={(next) => set({ view: next === 'pipeline' ? null : next, diagram: null }, 'replace')}
          panelClassName="pt-3"
        />
      </div>
      {stage && <StagePanel key={stage.name} run={run.id} stage={stage} onClose={close} />}
    </div>
  )
}

export function RunSkeleton() {
  return (
    <div role="status" aria-label="Loading the run" className="flex flex-col gap-4">
      <div className="flex flex-col gap-2">
        <Skeleton className="h-4 w-40" />
        <Skeleton className="h-7 w-80" />
        <Skeleton className="h-4 w-96 max-w-full" />
      </div>
      <Skeleton className="h-16" />
      <Skeleton className="h-9 w-64" />
      <Skeleton className="h-[520px]" />
    </div>
  )
}
