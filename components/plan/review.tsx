'use client'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { Confirm } from '#components/ui/confirm.tsx'
import { notify } from '#components/ui/notify.ts'
import { Select } from '#components/ui/select.tsx'
import { StatusMark } from '#components/ui/status.tsx'
import { RelativeTime } from '#components/ui/time.tsx'
import type { PlanView } from '#model/plan-view.ts'
import { useRefresh } from './comments.tsx'

const counts = ['1', '2', '3'] as const

function RequestReview({ plan }: { plan: PlanView }) {
  const trpc = useTRPC()
  const refresh = useRefresh()
  const request = useMutation(trpc.plan.requestReview.mutationOptions())
  const [approvals, setApprovals] = useState<(typeof counts)[number]>('1')
  const { allowed, why } = plan.actions.requestReview
  return (
    <Confirm
      trigger={(open) => (
        <Button tone="primary" disabled={!allowed} title={why || undefined} onClick={open}>
          Ask for a review
        </Button>
      )}
      title="Ask for a review"
      consequence={
        <span className="flex flex-col gap-2">
          <span>QA, product owners, operators and other architects may comment, ask for changes and approve. You cannot approve it yourself.</span>
          <span className="flex items-center gap-2">
            Approvals needed
            <Select
              label="Approvals needed"
              className="w-20"
              value={approvals}
              onChange={setApprovals}
              options={counts.map((value) => ({ value, label: value }))}
            />
          </span>
        </span>
      }
      action="Ask for the review"
      onConfirm={async () => {
        await request.mutateAsync({ id: plan.id, revision: plan.shown.number, approvals: Number(approvals) })
        await refresh()
        void notify('The plan is in review')
      }}
    />
  )
}

function Decide({ plan }: { plan: PlanView }) {
  const trpc = useTRPC()
  const refresh = useRefresh()
  const decide = useMutation(trpc.plan.decide.mutationOptions())
  const unanswered = (plan.shown.plan?.gates ?? []).flatMap((g) =>
    g.items.filter((i) => i.verdict === 'to_be_asked' && !plan.answers.some((a) => a.key === `${g.name}/${i.id}`)),
  )
  const answer = async (verdict: 'approved' | 'changes_requested', reason: string) => {
    await decide.mutateAsync({ id: plan.id, revision: plan.shown.number, verdict, reason })
    await refresh()
  }
  return (
    <>
      <Confirm
        trigger={(open) => (
          <Button tone="danger" onClick={open}>
            Request changes
          </Button>
        )}
        title="Request changes"
        consequence="The plan goes back to who submitted it, with your reason. What others approved does not count any more when it is asked for again."
        action="Request changes"
        tone="dangerSolid"
        reason={{ label: 'What has to change', required: true }}
        onConfirm={(reason) => answer('changes_requested', reason)}
      />
      <Confirm
        trigger={(open) => (
          <Button tone="primary" onClick={open}>
            Approve plan
          </Button>
        )}
        title={`Approve revision ${plan.shown.number}`}
        consequence={`${unanswered.length > 0 ? `${unanswered.length} items of the checklists have not been answered. ` : ''}${plan.approvals > 1 ? `${plan.approvals} approvals are needed. ` : ''}Once approved, an architect may start the delivery of its services.`}
        action="Approve plan"
        reason={{ label: 'Note', required: false }}
        onConfirm={(reason) => answer('approved', reason)}
      />
    </>
  )
}

/** What this person may do with the plan in its state. */
export function ReviewActions({ plan }: { plan: PlanView }) {
  if (plan.actions.review.allowed) return <Decide plan={plan} />
  if (plan.status === 'in_review' || plan.status === 'approved' || plan.status === 'draft') return null
  return <RequestReview plan={plan} />
}

/** Where the plan stands and who said what; one line each. */
export function ReviewNotes({ plan }: { plan: PlanView }) {
  const reviews = plan.reviews.filter((r) => r.revision === plan.revision)
  const stops = plan.stops.length
  if (reviews.length === 0 && stops === 0 && plan.status !== 'in_review') return null
  return (
    <div className="mb-3 flex flex-col gap-1.5 rounded-lg border border-line bg-surface px-3 py-2 text-sm">
      {stops > 0 && (
        <p className="flex gap-2 text-bad">
          <StatusMark status="failed" className="mt-[3px]" />
          <span>
            {stops === 1 ? 'One risk of score 9 stops' : `${stops} risks of score 9 stop`} this plan until somebody accepts or lowers{' '}
            {stops === 1 ? 'it' : 'them'}:{' '}
            <a href="#risks" className="underline">
              see the risks
            </a>
          </span>
        </p>
      )}
      {plan.status === 'in_review' && (
        <p className="text-muted">
          {reviews.filter((r) => r.verdict === 'approved').length} of {plan.approvals} approvals
          {plan.submittedBy ? `, asked for by ${plan.submittedBy.name}` : ''}.{' '}
          {!plan.actions.review.allowed && <span className="text-faint">{plan.actions.review.why}</span>}
        </p>
      )}
      {reviews.map((r) => (
        <p key={r.by.id} className="flex gap-2">
          <StatusMark status={r.verdict === 'approved' ? 'approved' : 'rejected'} className="mt-[3px]" />
          <span className="min-w-0 break-words">
            {r.by.name} {r.verdict === 'approved' ? 'approved' : 'requested changes'} <RelativeTime at={r.at} className="text-faint" />
            {r.reason && <span className="text-muted">: “{r.reason}”</span>}
          </span>
        </p>
      ))}
    </div>
  )
}
