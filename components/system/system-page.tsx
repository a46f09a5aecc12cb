'use client'
import { useQuery } from '@tanstack/react-query'
import { PenLine } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Copyable } from '#components/ui/copyable.tsx'
import { Failure, Skeleton } from '#components/ui/feedback.tsx'
import { PageHead } from '#components/ui/page.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import type { SystemView } from '#model/network-change.ts'
import { DecisionsTab } from './decisions-tab.tsx'
import { DiagramsTab } from './diagrams-tab.tsx'
import { DocumentsTab } from './documents-tab.tsx'
import { FlowsTab } from './flows-tab.tsx'
import { HistoryTab } from './history-tab.tsx'
import { OverviewTab } from './overview-tab.tsx'
import { RecordDialog } from './record-form.tsx'
import { RemoveSystem } from './remove.tsx'
import { RunbooksTab } from './runbooks-tab.tsx'
import { ScorecardTab } from './scorecard-tab.tsx'
import { ServicesTab } from './services-tab.tsx'
import { Lifecycle, NotStated, Targets } from './stated.tsx'

const path = [{ label: 'Network', href: '/network' }]

function Head({ view }: { view: SystemView }) {
  const [editing, setEditing] = useState(false)
  const [system] = view.part.systems
  if (!system) return null
  return (
    <>
      <PageHead
        path={path}
        title={system.name}
        badge={
          <>
            <Lifecycle lifecycle={system.lifecycle} />
            {system.compliance.map((each) => (
              <Badge key={each} title="Compliance">
                {each}
              </Badge>
            ))}
          </>
        }
        meta={
          <>
            <Copyable value={system.slug} />
            <span>
              {system.owner ? (
                <>
                  Owner <span className="text-fg">{system.owner.team}</span>
                  {system.owner.contact && <span className="break-all text-faint"> · {system.owner.contact}</span>}
                </>
              ) : (
                <NotStated>No owner stated</NotStated>
              )}
            </span>
            {system.domain && <span>{system.domain}</span>}
            {system.targets && <Targets targets={system.targets} />}
          </>
        }
        actions={
          view.mayEdit.allowed && (
            <>
              <RemoveSystem view={view} />
              <Button tone="primary" onClick={() => setEditing(true)}>
                <PenLine />
                Edit
              </Button>
            </>
          )
        }
      />
      {editing && (
        <RecordDialog
          edited={{ kind: 'system', record: system, start: {}, system: system.slug }}
          title={`Edit ${system.name}`}
          action="Save the system"
          onClose={() => setEditing(false)}
        />
      )}
    </>
  )
}

export function SystemPage({ slug }: { slug: string }) {
  const url = useUrlState()
  const { data: view, error, refetch } = useQuery(useTRPC().network.system.queryOptions({ slug }))
  if (error && !view)
    return (
      <>
        <PageHead path={path} title={slug} />
        <Failure title="This system cannot be shown" error={error} kept="" retry={() => void refetch()} />
      </>
    )
  if (!view) return <SystemSkeleton />
  const { services, flows, decisions, runbooks } = view.part
  const tabs = [
    { id: 'overview', label: 'Overview', content: <OverviewTab view={view} /> },
    { id: 'services', label: 'Services', count: services.length, content: <ServicesTab view={view} slug={slug} /> },
    { id: 'flows', label: 'Flows', count: flows.length, content: <FlowsTab view={view} slug={slug} /> },
    { id: 'decisions', label: 'Decisions', count: decisions.length, content: <DecisionsTab view={view} slug={slug} /> },
    { id: 'runbooks', label: 'Runbooks', count: runbooks.length, content: <RunbooksTab view={view} slug={slug} /> },
    { id: 'diagrams', label: 'Diagrams', content: <DiagramsTab system={slug} /> },
    { id: 'documents', label: 'Documents', content: <DocumentsTab system={slug} /> },
    { id: 'scorecard', label: 'Scorecard', content: <ScorecardTab system={slug} /> },
    { id: 'history', label: 'History', content: <HistoryTab slug={slug} names={view.names} /> },
  ]
  const tab = tabs.find(({ id }) => id === url.get('tab'))?.id ?? 'overview'
  return (
    <>
      <Head view={view} />
      <Tabs tabs={tabs} value={tab} onChange={(id) => url.set({ tab: id === 'overview' ? null : id, item: null })} panelClassName="pt-4" />
    </>
  )
}

export function SystemSkeleton() {
  return (
    <div role="status" aria-label="Loading the system">
      <Skeleton className="mb-2 h-3 w-20" />
      <Skeleton className="mb-3 h-6 w-56" />
      <Skeleton className="mb-6 h-3 w-72" />
      <Skeleton className="mb-5 h-8" />
      <Skeleton className="h-64" />
    </div>
  )
}
