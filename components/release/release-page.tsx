'use client'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { needWord } from '#components/approval/needs.ts'
import { shortDigest } from '#components/run/run-facts.tsx'
import { useTRPC } from '#components/trpc/client.ts'
import { LinkButton } from '#components/ui/button.tsx'
import { Copyable } from '#components/ui/copyable.tsx'
import { Failure, Skeleton } from '#components/ui/feedback.tsx'
import { Card, PageHead, Section } from '#components/ui/page.tsx'
import { Status, StatusMark } from '#components/ui/status.tsx'
import { RelativeTime } from '#components/ui/time.tsx'
import { Environments } from './environments.tsx'

const Markdown = dynamic(() => import('#components/artifact/markdown.tsx').then((m) => m.Markdown), { loading: () => <Skeleton className="h-24" /> })

export function ReleasePage({ id }: { id: string }) {
  const trpc = useTRPC()
  const { data: release, error, refetch } = useQuery(trpc.release.get.queryOptions({ id }))
  if (error && !release) return <Failure title="This release cannot be shown" error={error} retry={() => void refetch()} />
  if (!release) return <ReleaseSkeleton />
  const [latest] = release.rollouts
  return (
    <>
      <PageHead
        path={[{ label: 'Releases', href: '/releases' }]}
        title={`${release.service.name}, release ${release.number}`}
        badge={<Status status={release.status} />}
        meta={
          <>
            <span>{release.system.name}</span>
            <Link className="rounded hover:text-fg hover:underline" href={`/runs/${release.run.id}`}>
              run {release.run.number}: {release.run.title}
            </Link>
            <span>
              built <RelativeTime at={release.createdAt} />
            </span>
            <Copyable value={release.digest} short={`sha256 ${shortDigest(release.digest)}`} />
          </>
        }
        actions={
          latest && (
            <LinkButton tone="primary" href={`/rollouts/${latest.id}`}>
              {latest.endedAt ? 'See the rollout' : 'Watch the rollout'}
            </LinkButton>
          )
        }
      />
      <div className="flex flex-col gap-5">
        <Section title="Where it runs">
          <Environments environments={release.environments} digest={release.digest} />
        </Section>
        <Section title="Decisions">
          {release.decisions.length === 0 ? (
            <p className="rounded-lg border border-line border-dashed px-4 py-6 text-center text-muted text-sm">Nobody has decided on this release yet.</p>
          ) : (
            <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
              {release.decisions.map((decision) => (
                <li key={decision.id} className="flex flex-wrap items-center gap-2 px-4 py-2 text-sm">
                  <StatusMark status={decision.answer === 'approve' ? 'approved' : 'rejected'} />
                  <span className="font-medium">{needWord(decision.role)}</span>
                  <span className="text-muted">
                    {decision.answer === 'approve' ? 'approved' : 'rejected'} by {decision.by.name}
                  </span>
                  {decision.reason && <span className="text-muted">“{decision.reason}”</span>}
                  <span className="ml-auto text-faint text-xs">
                    <RelativeTime at={decision.createdAt} />
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Section>
        {release.rollouts.length > 0 && (
          <Section title="Rollouts">
            <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
              {release.rollouts.map((rollout) => (
                <li key={rollout.id} className="relative flex flex-wrap items-center gap-3 px-4 py-2 hover:bg-hover/60">
                  <Link href={`/rollouts/${rollout.id}`} className="rounded after:absolute after:inset-0">
                    <Status status={rollout.status} />
                  </Link>
                  <span className="text-muted text-sm">{rollout.step} %</span>
                  <span className="min-w-0 flex-1 truncate text-muted text-sm">{rollout.reason}</span>
                  <span className="text-faint text-xs">
                    <RelativeTime at={rollout.createdAt} />
                  </span>
                </li>
              ))}
            </ul>
          </Section>
        )}
        <Section title="Release notes">
          <Card className="p-4">
            {release.notes ? <Markdown text={release.notes} /> : <p className="text-muted text-sm">The run wrote no release notes.</p>}
          </Card>
        </Section>
      </div>
    </>
  )
}

export function ReleaseSkeleton() {
  return (
    <div role="status" aria-label="Loading the release" className="flex flex-col gap-4">
      <Skeleton className="h-4 w-24" />
      <Skeleton className="h-7 w-80" />
      <Skeleton className="h-32" />
      <Skeleton className="h-64" />
    </div>
  )
}
