'use client'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { FileText, PenLine, Play } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { Confirm } from '#components/ui/confirm.tsx'
import { Copyable } from '#components/ui/copyable.tsx'
import { Empty, Failure, Skeleton } from '#components/ui/feedback.tsx'
import { Card, PageHead } from '#components/ui/page.tsx'
import { Status } from '#components/ui/status.tsx'
import { Row, Table, Td, Th } from '#components/ui/table.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { Duration, RelativeTime } from '#components/ui/time.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import type { RequirementView } from '#model/requirement.ts'
import { Questions } from './questions.tsx'
import { Statements } from './statements.tsx'
import { useReading } from './use-reading.ts'

// Forms and tabs come when they are opened: with them the page's program was 269 KB, without them it is 243.
const loading = () => <Skeleton className="h-80" />
const SpecificationTab = dynamic(() => import('#components/specification/specification-tab.tsx').then((m) => m.SpecificationTab), { loading })
const TraceTab = dynamic(() => import('./trace-tab.tsx').then((m) => m.TraceTab), { loading })
const Revisions = dynamic(() => import('./revisions.tsx').then((m) => m.Revisions), { loading })
const ReviseForm = dynamic(() => import('./revise-form.tsx').then((m) => m.ReviseForm), { loading })
const Markdown = dynamic(() => import('#components/artifact/markdown.tsx').then((m) => m.Markdown), { loading: () => <Skeleton className="h-64" /> })

function Runs({ requirement }: { requirement: RequirementView }) {
  if (requirement.runs.length === 0)
    return (
      <Empty icon={Play} title="No runs yet">
        Start one with the button above.
      </Empty>
    )
  return (
    <Table
      label="Runs of this requirement"
      head={
        <>
          <Th>Run</Th>
          <Th>State</Th>
          <Th className="text-right">Revision</Th>
          <Th className="text-right">Took</Th>
          <Th className="text-right">Started</Th>
        </>
      }
    >
      {requirement.runs.map((run) => (
        <Row key={run.id}>
          <Td>
            <Link href={`/runs/${run.id}`} className="rounded font-medium after:absolute after:inset-0 hover:text-accent">
              #{run.number}
            </Link>
          </Td>
          <Td>
            <Status status={run.status} />
          </Td>
          <Td className="text-right text-muted">{run.revision}</Td>
          <Td className="text-right font-mono text-xs">
            <Duration from={run.createdAt} to={run.endedAt} />
          </Td>
          <Td className="text-right text-muted">
            <RelativeTime at={run.createdAt} />
          </Td>
        </Row>
      ))}
    </Table>
  )
}

function StartRun({ requirement }: { requirement: RequirementView }) {
  const trpc = useTRPC()
  const router = useRouter()
  const start = useMutation(trpc.run.start.mutationOptions())
  const [requestKey, setRequestKey] = useState(() => crypto.randomUUID())
  const { allowed, why } = requirement.actions.start
  return (
    <Confirm
      trigger={(open) => (
        <Button disabled={!allowed} title={allowed ? undefined : why} onClick={open}>
          <Play />
          Start a run
        </Button>
      )}
      title={`Run revision ${requirement.revision.number}`}
      consequence="A new run starts from the first stage. What still waits for approval of an older run of this service is superseded."
      action="Start the run"
      onConfirm={async () => {
        const { run } = await start.mutateAsync({ requirement: requirement.id, revision: requirement.revision.number, requestKey })
        setRequestKey(crypto.randomUUID())
        router.push(`/runs/${run}`)
      }}
    />
  )
}

/** The text: with its statements marked when a run has read this revision, as written otherwise. */
function Text({ requirement, read }: { requirement: RequirementView; read: ReturnType<typeof useReading> }) {
  if (read.pending) return <Skeleton className="h-80" />
  if (read.reading) return <Statements documents={requirement.revision.documents} reading={read.reading} traceability={read.traceability} />
  return (
    <div className="flex flex-col gap-3">
      <p className="text-faint text-xs">
        {read.unread ? 'The specification of the latest run is too large to show here; open it from the run.' : 'No run has read this revision to the end yet.'}
      </p>
      {requirement.revision.documents.map((document) => (
        <Card key={document.name} className="p-4">
          <p className="pb-2 font-mono text-faint text-xs">{document.name}</p>
          <Markdown text={document.text} />
        </Card>
      ))}
    </div>
  )
}

export function RequirementPage({ id }: { id: string }) {
  const trpc = useTRPC()
  const url = useUrlState()
  const asked = Number(url.get('revision')) || undefined
  const { data: requirement, error, refetch } = useQuery(trpc.requirement.get.queryOptions({ id, revision: asked }, { placeholderData: keepPreviousData }))
  const run = requirement?.runs.find((each) => each.revision === requirement.revision.number) ?? null
  const read = useReading(run?.id ?? null)
  if (error && !requirement) return <Failure title="This requirement cannot be shown" error={error} retry={() => void refetch()} />
  if (!requirement) return <RequirementSkeleton />
  const revising = url.get('revise') === '1' && requirement.actions.revise.allowed
  const questions = read.reading ? read.reading.questions.length + read.reading.findings.length : 0
  const tabs = [
    { id: 'text', label: 'Text', content: <Text requirement={requirement} read={read} /> },
    {
      id: 'questions',
      label: 'Questions',
      count: questions,
      content: read.reading ? (
        <Questions requirement={requirement} reading={read.reading} />
      ) : (
        <Empty icon={FileText} title="Not analysed yet">
          Questions and assumptions come from the analysis of a run.
        </Empty>
      ),
    },
    { id: 'specification', label: 'Specification', content: <SpecificationTab requirement={requirement} /> },
    { id: 'trace', label: 'Traceability', content: <TraceTab run={run?.id ?? null} /> },
    { id: 'runs', label: 'Runs', count: requirement.runs.length, content: <Runs requirement={requirement} /> },
    {
      id: 'revisions',
      label: 'Revisions',
      count: requirement.revisions.length,
      content: <Revisions requirement={requirement} onShow={(revision) => url.set({ revision })} />,
    },
  ]
  const tab = tabs.find((each) => each.id === url.get('tab'))?.id ?? 'text'
  return (
    <>
      <PageHead
        path={[{ label: 'Requirements', href: '/requirements' }]}
        title={requirement.title}
        badge={
          requirement.runs[0] && (
            <Link href={`/runs/${requirement.runs[0].id}`} className="rounded hover:underline">
              <Status status={requirement.runs[0].status} />
            </Link>
          )
        }
        meta={
          <>
            <span>
              {requirement.system.name} / {requirement.service.name}
            </span>
            <span>
              revision {requirement.revision.number} of {requirement.revisions.length}
            </span>
            <span>
              by {requirement.createdBy.name}, <RelativeTime at={requirement.createdAt} />
            </span>
            <Copyable value={requirement.id} />
          </>
        }
        actions={
          !revising && (
            <>
              <StartRun requirement={requirement} />
              <Button
                tone="primary"
                disabled={!requirement.actions.revise.allowed}
                title={requirement.actions.revise.allowed ? undefined : requirement.actions.revise.why}
                onClick={() => url.set({ revise: 1 })}
              >
                <PenLine />
                New revision
              </Button>
            </>
          )
        }
      />
      {revising ? (
        <ReviseForm requirement={requirement} onDone={() => url.set({ revise: null, revision: null })} />
      ) : (
        <Tabs tabs={tabs} value={tab} onChange={(next) => url.set({ tab: next === 'text' ? null : next }, 'replace')} panelClassName="pt-4" />
      )}
    </>
  )
}

export function RequirementSkeleton() {
  return (
    <div role="status" aria-label="Loading the requirement" className="flex flex-col gap-4">
      <Skeleton className="h-4 w-24" />
      <Skeleton className="h-7 w-80" />
      <Skeleton className="h-9 w-72" />
      <Skeleton className="h-96" />
    </div>
  )
}
