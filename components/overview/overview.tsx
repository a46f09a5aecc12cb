'use client'
import { useQuery } from '@tanstack/react-query'
import { CircleCheck, FileText } from 'lucide-react'
import Link from 'next/link'
import { EventList } from '#components/event/event-list.tsx'
import { useMay, useMe } from '#components/person/me.tsx'
import { RunTable } from '#components/run/run-table.tsx'
import { useTRPC } from '#components/trpc/client.ts'
import type { Outputs } from '#components/trpc/types.ts'
import { LinkButton } from '#components/ui/button.tsx'
import { Empty, Failure, Skeleton, SkeletonRows } from '#components/ui/feedback.tsx'
import { Card, PageHead, Section } from '#components/ui/page.tsx'
import { Status, StatusMark } from '#components/ui/status.tsx'
import { RelativeTime } from '#components/ui/time.tsx'

type View = Outputs['overview']['get']

/** What needs this person, unmistakably. When nothing does, it says so in one line. */
function WaitingForMe({ view }: { view: View }) {
  if (view.waitingForMe.length === 0 && view.held.length === 0) {
    return (
      <p className="flex items-center gap-2 rounded-lg border border-line bg-surface px-4 py-3 text-muted text-sm">
        <CircleCheck className="size-4 text-ok-mark" aria-hidden="true" />
        Nothing waits for you.
        {view.pendingApprovals > 0 && (
          <Link href="/approvals" className="rounded text-accent hover:underline">
            {view.pendingApprovals} {view.pendingApprovals === 1 ? 'approval waits' : 'approvals wait'} for others
          </Link>
        )}
      </p>
    )
  }
  return (
    <ul className="flex flex-col gap-2">
      {view.waitingForMe.map((approval) => (
        <li key={approval.id} className="relative flex flex-wrap items-center gap-x-4 gap-y-1 rounded-lg border border-warn-mark/50 bg-warn-soft px-4 py-3">
          <StatusMark status="waiting" className="size-4" />
          <div className="min-w-0 flex-1 basis-60">
            <Link href={`/approvals/${approval.id}`} className="rounded font-medium text-sm after:absolute after:inset-0">
              Decide on release {approval.release?.number ?? ''} of {approval.service.name}
            </Link>
            <p className="truncate text-muted text-xs">
              {approval.requirement.title} · {approval.system.name} · asked by {approval.run.createdBy.name} <RelativeTime at={approval.createdAt} />
            </p>
          </div>
          <span className="text-warn text-xs">
            expires <RelativeTime at={approval.expiresAt} />
          </span>
        </li>
      ))}
      {view.held.map((rollout) => (
        <li
          key={rollout.rolloutId}
          className="relative flex flex-wrap items-center gap-x-4 gap-y-1 rounded-lg border border-warn-mark/50 bg-warn-soft px-4 py-3"
        >
          <StatusMark status="held" className="size-4" />
          <div className="min-w-0 flex-1 basis-60">
            <Link href={`/rollouts/${rollout.rolloutId}`} className="rounded font-medium text-sm after:absolute after:inset-0">
              The rollout of {rollout.service} is held
            </Link>
            <p className="text-muted text-xs">{rollout.reason}</p>
          </div>
          <span className="text-warn text-xs">
            since <RelativeTime at={rollout.since} />
          </span>
        </li>
      ))}
    </ul>
  )
}

function InProduction({ releases }: { releases: View['releases'] }) {
  if (releases.length === 0)
    return (
      <p className="rounded-lg border border-line border-dashed px-4 py-6 text-center text-muted text-sm">
        Nothing is in production yet. A release gets there after QA and product owner approve it.
      </p>
    )
  return (
    <Card>
      <ul className="divide-y divide-line">
        {releases.map((release) => (
          <li key={release.id} className="relative flex min-h-9 items-center gap-3 px-3 py-1.5 hover:bg-hover/60">
            <Link
              href={release.rollout && release.rollout.status !== 'completed' ? `/rollouts/${release.rollout.id}` : `/releases/${release.id}`}
              className="min-w-0 flex-1 truncate rounded text-sm after:absolute after:inset-0"
            >
              {release.service.name} <span className="text-faint">release {release.number}</span>
            </Link>
            <Status status={release.rollout && release.rollout.status !== 'completed' ? release.rollout.status : release.status} className="text-xs" />
            {release.rollout?.status === 'progressing' && <span className="font-mono text-accent text-xs tabular-nums">{release.rollout.step} %</span>}
          </li>
        ))}
      </ul>
    </Card>
  )
}

function RecentEvents() {
  const trpc = useTRPC()
  const { data, error, refetch } = useQuery(trpc.event.list.queryOptions({ limit: 12 }))
  if (error) return <Failure title="The events could not be read" error={error} retry={() => void refetch()} />
  return data ? <EventList events={data.items} linkRuns /> : <SkeletonRows rows={10} label="Loading events" />
}

export function Overview() {
  const trpc = useTRPC()
  const me = useMe()
  const maySubmit = useMay('requirement.submit')
  const { data: view, error, refetch } = useQuery(trpc.overview.get.queryOptions())
  const head = (
    <PageHead
      title={`Hello, ${me.name.split(' ')[0]}`}
      actions={
        maySubmit && (
          <LinkButton tone="primary" href="/requirements/new">
            New requirement
          </LinkButton>
        )
      }
    />
  )
  if (error && !view)
    return (
      <>
        {head}
        <Failure title="The overview could not be read" error={error} kept="Runs go on." retry={() => void refetch()} />
      </>
    )
  if (!view)
    return (
      <>
        {head}
        <OverviewSkeleton />
      </>
    )
  if (view.totals.requirements === 0)
    return (
      <>
        {head}
        <Empty
          icon={FileText}
          title="Start with a requirement"
          action={
            maySubmit && (
              <LinkButton tone="primary" href="/requirements/new">
                New requirement
              </LinkButton>
            )
          }
        >
          {maySubmit
            ? 'Write what a service must do. Agents analyse it, build, test and stage it; people approve it for production.'
            : 'An architect submits the first one. Its run, its approvals and its releases will show here.'}
        </Empty>
      </>
    )
  return (
    <>
      {head}
      <div className="grid gap-x-6 gap-y-5 xl:grid-cols-[minmax(0,1fr)_380px]">
        <div className="flex min-w-0 flex-col gap-5">
          <Section title="Waits for you">
            <WaitingForMe view={view} />
          </Section>
          <Section
            title="Running"
            aside={
              <Link href="/runs" className="rounded text-muted text-xs hover:text-fg">
                All runs ({view.totals.runs})
              </Link>
            }
          >
            {view.running.length > 0 ? (
              <RunTable runs={view.running} label="Running" />
            ) : (
              <p className="rounded-lg border border-line border-dashed px-4 py-6 text-center text-muted text-sm">No run is under way.</p>
            )}
          </Section>
          {view.failed.length > 0 && (
            <Section title="Failed this week">
              <RunTable runs={view.failed} label="Failed this week" />
            </Section>
          )}
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <Section title="Production">
            <InProduction releases={view.releases} />
          </Section>
          <Section title="Recent events">
            <RecentEvents />
          </Section>
        </div>
      </div>
    </>
  )
}

function OverviewSkeleton() {
  return (
    <div role="status" aria-label="Loading the overview" className="grid gap-x-6 gap-y-5 xl:grid-cols-[minmax(0,1fr)_380px]">
      <div className="flex flex-col gap-5">
        <Skeleton className="mt-8 h-11" />
        <SkeletonRows rows={4} />
      </div>
      <div className="flex flex-col gap-5">
        <Skeleton className="mt-8 h-24" />
        <SkeletonRows rows={8} />
      </div>
    </div>
  )
}
