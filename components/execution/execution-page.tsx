'use client'
import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { Failure, Skeleton, SkeletonRows } from '#components/ui/feedback.tsx'
import { Fact, PageHead } from '#components/ui/page.tsx'
import { Status } from '#components/ui/status.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { Duration, RelativeTime } from '#components/ui/time.tsx'
import { byteText } from '#components/ui/time-text.ts'
import { useUrlState } from '#components/ui/url-state.ts'
import type { ExecutionView } from '#model/execution.ts'
import { RepositoryTable } from './repository-table.tsx'
import { SweepButton } from './sweep-button.tsx'
import { triggerWords } from './words.ts'

const Markdown = dynamic(() => import('#components/artifact/markdown.tsx').then((m) => m.Markdown), { loading: () => <Skeleton className="h-96" /> })

export function ExecutionPage({ number }: { number: number }) {
  const trpc = useTRPC()
  const url = useUrlState()
  const { data: execution, error, refetch } = useQuery(trpc.execution.get.queryOptions({ number }))
  if (error && !execution) return <Failure title="This sweep cannot be shown" error={error} retry={() => void refetch()} />
  if (!execution) return <ExecutionSkeleton />
  const tabs = [
    { id: 'repositories', label: 'Repositories', count: execution.repositories.length, content: <RepositoryTable execution={execution} /> },
    { id: 'summary', label: 'Summary', content: <Summary execution={execution} /> },
    { id: 'difference', label: 'Difference', count: execution.since?.lines.length, content: <Difference execution={execution} /> },
  ]
  return (
    <>
      <PageHead
        path={[
          { label: 'Documents', href: '/documents' },
          { label: 'Sweeps', href: '/documents/executions' },
        ]}
        title={`Sweep ${execution.number}`}
        badge={<Status status={execution.status} />}
        meta={
          <>
            <span>{triggerWords[execution.trigger]}</span>
            <span>
              by {execution.createdBy.name}, <RelativeTime at={execution.createdAt} />
            </span>
            <span>
              took <Duration from={execution.startedAt} to={execution.endedAt} />
            </span>
          </>
        }
        actions={<SweepButton />}
      />
      {execution.reason && (
        <p role="alert" className="mb-4 break-words rounded-lg bg-bad-soft px-4 py-2.5 text-sm">
          {execution.reason}
        </p>
      )}
      <Metrics execution={execution} />
      <Tabs
        tabs={tabs}
        value={url.get('tab') ?? 'repositories'}
        onChange={(tab) => url.set({ tab: tab === 'repositories' ? null : tab }, 'replace')}
        panelClassName="pt-3"
      />
    </>
  )
}

function Metrics({ execution }: { execution: ExecutionView }) {
  const { counts, done, repositories } = execution
  const fine = repositories.filter((r) => !['failed', 'conflict'].includes(r.status)).length
  return (
    <dl className="mb-4 grid grid-cols-3 gap-x-4 gap-y-3 rounded-lg border border-line bg-surface p-4 tabular-nums sm:grid-cols-7">
      <Fact label="Repositories">{execution.endedAt ? counts.repositories : `${done} of ${repositories.length || '…'}`}</Fact>
      <Fact label="New repositories">{repositories.filter((r) => r.fresh).length}</Fact>
      <Fact label="Commits">{counts.commits}</Fact>
      <Fact label="Files">{counts.files}</Fact>
      <Fact label="Size">{byteText(counts.bytes)}</Fact>
      <Fact label="Diverged">{counts.diverged}</Fact>
      <Fact label="Success rate">{execution.endedAt && repositories.length > 0 ? `${Math.round((fine / repositories.length) * 100)} %` : '–'}</Fact>
    </dl>
  )
}

function Summary({ execution }: { execution: ExecutionView }) {
  if (!execution.summary)
    return (
      <p className="text-muted text-sm">
        {execution.endedAt ? 'This sweep left no summary that you may read.' : 'The summary is written when the sweep has ended.'}
      </p>
    )
  const download = () => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([execution.summary], { type: 'text/markdown' }))
    link.download = `sweep-${execution.number}.md`
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <div className="flex max-w-[880px] flex-col gap-2">
      <Button size="sm" className="self-start" onClick={download}>
        <Download />
        Markdown
      </Button>
      <article className="rounded-lg border border-line bg-surface p-4 sm:px-6" aria-label="Summary">
        <Markdown text={execution.summary} />
      </article>
    </div>
  )
}

function Difference({ execution }: { execution: ExecutionView }) {
  const { since } = execution
  if (!since) return <p className="text-muted text-sm">{execution.endedAt ? 'There is no sweep before this one.' : 'Known when the sweep has ended.'}</p>
  if (since.lines.length === 0) return <p className="text-muted text-sm">Everything is as sweep {since.number} left it.</p>
  return (
    <section aria-label={`Difference to sweep ${since.number}`}>
      <p className="pb-2 text-muted text-sm">Against sweep {since.number}:</p>
      <ul className="list-disc space-y-1 pl-5 text-sm">
        {since.lines.map((line) => (
          <li key={line} className="break-words">
            {line}
          </li>
        ))}
      </ul>
    </section>
  )
}

export function ExecutionSkeleton() {
  return (
    <div role="status" aria-label="Loading the sweep">
      <Skeleton className="mb-6 h-6 w-56" />
      <Skeleton className="mb-4 h-16" />
      <SkeletonRows rows={12} />
    </div>
  )
}
