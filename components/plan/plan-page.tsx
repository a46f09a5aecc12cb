'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { PenLine } from 'lucide-react'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { Copyable } from '#components/ui/copyable.tsx'
import { Failure, Skeleton } from '#components/ui/feedback.tsx'
import { PageHead } from '#components/ui/page.tsx'
import { Spinner } from '#components/ui/spinner.tsx'
import { Status } from '#components/ui/status.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { RelativeTime } from '#components/ui/time.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import type { PlanView } from '#model/plan-view.ts'
import { PlanProvider } from './comments.tsx'
import { DeliveryTab } from './delivery-tab.tsx'
import { InputsTab } from './inputs-tab.tsx'
import { PlanDocument } from './plan-document.tsx'
import { ReviewActions, ReviewNotes } from './review.tsx'
import { RevisePlan } from './revise-plan.tsx'
import { RevisionsTab } from './revisions-tab.tsx'
import { stateOf } from './state.ts'

/** Not planned (yet): what happens, or why it could not be. */
function Unplanned({ plan }: { plan: PlanView }) {
  const { task, reason } = plan.shown
  const broken = reason || (task && ['errored', 'failed'].includes(task.status) ? task.reason : '')
  if (broken)
    return <Failure title="This revision could not be planned" error={{ message: broken }} kept="The inputs are kept. Change them in a new revision." />
  return (
    <div role="status" className="flex items-center gap-2 rounded-lg border border-line bg-surface p-4 text-muted text-sm">
      <Spinner /> The architect reads the documents and plans. This takes seconds; the page shows it by itself.
    </div>
  )
}

function Meta({ plan }: { plan: PlanView }) {
  return (
    <>
      <span className="font-mono">{plan.story}</span>
      <span>{plan.system.name}</span>
      <span>
        revision {plan.shown.number} of {plan.revisions.length}
      </span>
      <span>
        by {plan.createdBy.name}, <RelativeTime at={plan.createdAt} />
      </span>
      <Copyable value={plan.id} />
    </>
  )
}

export function PlanPage({ id }: { id: string }) {
  const trpc = useTRPC()
  const url = useUrlState()
  const revision = Number(url.get('revision')) || undefined
  const { data: plan, error, refetch } = useQuery(trpc.plan.get.queryOptions({ id, revision }, { placeholderData: keepPreviousData }))
  if (error && !plan) return <Failure title="This plan cannot be shown" error={error} retry={() => void refetch()} />
  if (!plan) return <PlanSkeleton />
  const content = plan.shown.plan
  const tabs = [
    { id: 'plan', label: 'Plan', content: content ? <PlanDocument plan={plan} content={content} /> : <Unplanned plan={plan} /> },
    { id: 'delivery', label: 'Delivery', count: plan.deliveries.length, content: <DeliveryTab plan={plan} /> },
    { id: 'inputs', label: 'Inputs', count: plan.shown.documents.length, content: <InputsTab plan={plan} /> },
    {
      id: 'revisions',
      label: 'Revisions',
      count: plan.revisions.length,
      content: <RevisionsTab plan={plan} onShow={(n) => url.set({ revision: n, tab: null })} />,
    },
  ]
  const tab = tabs.find((each) => each.id === url.get('tab'))?.id ?? 'plan'
  const revising = url.get('revise') === '1' && plan.actions.revise.allowed
  return (
    <PlanProvider plan={plan}>
      <PageHead
        path={[{ label: 'Plans', href: '/plans' }]}
        title={plan.title}
        badge={<Status status={stateOf(plan.status)} />}
        meta={<Meta plan={plan} />}
        actions={
          !revising && (
            <>
              <Button disabled={!plan.actions.revise.allowed} title={plan.actions.revise.why || undefined} onClick={() => url.set({ revise: 1 })}>
                <PenLine />
                New revision
              </Button>
              <ReviewActions plan={plan} />
            </>
          )
        }
      />
      {revising ? (
        <RevisePlan plan={plan} onDone={() => url.set({ revise: null, revision: null, tab: null })} />
      ) : (
        <>
          <ReviewNotes plan={plan} />
          <Tabs tabs={tabs} value={tab} onChange={(next) => url.set({ tab: next === 'plan' ? null : next }, 'replace')} panelClassName="pt-4" />
        </>
      )}
    </PlanProvider>
  )
}

export function PlanSkeleton() {
  return (
    <div role="status" aria-label="Loading the plan" className="flex flex-col gap-4">
      <Skeleton className="h-4 w-24" />
      <Skeleton className="h-7 w-80" />
      <Skeleton className="h-9 w-72" />
      <Skeleton className="h-96" />
    </div>
  )
}
