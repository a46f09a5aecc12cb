'use client'
import { useMutation } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useMe } from '#components/person/me.tsx'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { Confirm } from '#components/ui/confirm.tsx'
import { Field, Textarea } from '#components/ui/field.tsx'
import { notify } from '#components/ui/notify.ts'
import { Card } from '#components/ui/page.tsx'
import { Select } from '#components/ui/select.tsx'
import { Status, StatusMark } from '#components/ui/status.tsx'
import { RelativeTime } from '#components/ui/time.tsx'
import type { ApprovalView } from '#model/approval.ts'
import { needWord } from './needs.ts'

/** Every role that must agree, with its answer as soon as there is one. */
function WhoMustAgree({ approval }: { approval: ApprovalView }) {
  return (
    <ul className="flex flex-col gap-2">
      {approval.needs.map((role) => {
        const decision = approval.decisions.find((each) => each.role === role)
        return (
          <li key={role} data-need={role} className="flex gap-2 text-sm">
            <StatusMark status={decision ? (decision.answer === 'approve' ? 'approved' : 'rejected') : 'pending'} className="mt-[3px]" />
            <div className="min-w-0">
              <p>
                <span className="font-medium">{needWord(role)}</span>{' '}
                {decision ? (
                  <span className="text-muted">
                    {decision.answer === 'approve' ? 'approved' : 'rejected'} by {decision.by.name}{' '}
                    <RelativeTime at={decision.createdAt} className="text-faint" />
                  </span>
                ) : (
                  <span className="text-faint">{approval.status === 'pending' ? 'has not answered' : 'did not answer'}</span>
                )}
              </p>
              {decision?.reason && <p className="break-words text-muted text-xs">“{decision.reason}”</p>}
            </div>
          </li>
        )
      })}
    </ul>
  )
}

function consequence(approval: ApprovalView, role: string): string {
  const missing = approval.needs.filter(
    (need) => need !== role && !approval.decisions.some((decision) => decision.role === need && decision.answer === 'approve'),
  )
  if (missing.length > 0) return `Nothing is deployed yet: ${missing.map(needWord).join(' and ')} must agree too.`
  return `You are the last to agree. The rollout starts by itself: 10, 50, then 100 % of the traffic, measured at each step and rolled back when a limit is broken.`
}

function Approve({ approval, role }: { approval: ApprovalView; role: string }) {
  const trpc = useTRPC()
  const decide = useMutation(trpc.approval.decide.mutationOptions())
  const unproven = approval.gates.filter((gate) => !gate.blocking && gate.verdict !== 'passed' && gate.verdict !== 'waived')
  const [seen, setSeen] = useState(false)
  const [note, setNote] = useState('')
  const id = useId()
  const name = approval.release ? `release ${approval.release.number}` : `run ${approval.run.number}`
  async function approve() {
    await decide.mutateAsync({ answer: 'approve', id: approval.id, digest: approval.digest, role, reason: note.trim() }).then(
      () => void notify(`You approved ${name}`),
      () => undefined, // shown below
    )
  }
  return (
    <div className="flex flex-col gap-3">
      {unproven.length > 0 && (
        <div className="flex items-start gap-2 rounded-md bg-warn-soft px-3 py-2">
          <input id={id} type="checkbox" className="mt-1 accent-accent" checked={seen} onChange={(event) => setSeen(event.target.checked)} />
          <label htmlFor={id} className="text-sm">
            I have seen that {unproven.length === 1 ? 'one advisory gate has' : `${unproven.length} advisory gates have`} not passed:{' '}
            <span className="text-warn">{unproven.map(({ label }) => label).join(', ')}</span>
          </label>
        </div>
      )}
      <Field label="Note (optional)">
        {(control) => <Textarea {...control} className="min-h-14" value={note} maxLength={2000} onChange={(event) => setNote(event.target.value)} />}
      </Field>
      <Button
        tone="primary"
        size="lg"
        busy={decide.isPending}
        disabled={!approval.actions.approve.allowed || (unproven.length > 0 && !seen)}
        onClick={() => void approve()}
      >
        Approve {name} for production
      </Button>
      <p className="text-muted text-xs">
        {unproven.length > 0 && !seen ? 'Tick the box above first. ' : ''}
        {consequence(approval, role)}
      </p>
      {decide.error && (
        <p role="alert" className="text-bad text-sm">
          {decide.error.message}
        </p>
      )}
    </div>
  )
}

function Reject({ approval, role }: { approval: ApprovalView; role: string }) {
  const trpc = useTRPC()
  const decide = useMutation(trpc.approval.decide.mutationOptions())
  return (
    <Confirm
      trigger={(open) => (
        <Button tone="danger" disabled={!approval.actions.reject.allowed} onClick={open}>
          Reject
        </Button>
      )}
      title={`Reject ${approval.release ? `release ${approval.release.number}` : `run ${approval.run.number}`} of ${approval.service.name}`}
      consequence="The run ends as failed and nothing goes to production. Staging stays up. The requester sees your reason."
      action="Reject"
      tone="dangerSolid"
      reason={{ label: 'What must change', required: true }}
      onConfirm={(reason) => decide.mutateAsync({ answer: 'reject', id: approval.id, digest: approval.digest, role, reason })}
    />
  )
}

function Withdraw({ approval }: { approval: ApprovalView }) {
  const trpc = useTRPC()
  const withdraw = useMutation(trpc.approval.withdraw.mutationOptions())
  return (
    <Confirm
      trigger={(open) => (
        <Button size="sm" onClick={open}>
          Withdraw the request
        </Button>
      )}
      title="Withdraw this request"
      consequence="Nobody can decide on it any more and the run ends. Staging stays up; a rerun asks again."
      action="Withdraw"
      tone="dangerSolid"
      reason={{ label: 'Why (optional)', required: false }}
      onConfirm={(reason) => withdraw.mutateAsync({ id: approval.id, reason })}
    />
  )
}

/** Everything to decide with, at the right on a desk and on top on a phone. Opening this page changes nothing. */
export function DecisionPanel({ approval }: { approval: ApprovalView }) {
  const me = useMe()
  const [role, setRole] = useState<string>('')
  const roles = approval.decide.roles
  const chosen = roles.includes(role) ? role : (roles[0] ?? '')
  const mine = approval.decisions.find((decision) => decision.by.id === me.id)
  return (
    <Card className="order-1 flex flex-col gap-4 p-4 lg:sticky lg:top-16 lg:order-2">
      <h2 className="font-semibold text-sm">Decision</h2>
      <WhoMustAgree approval={approval} />
      {approval.status !== 'pending' && (
        <p className="flex items-center gap-2 text-sm">
          <Status status={approval.status} />
          <RelativeTime at={approval.endedAt} className="text-faint" />
        </p>
      )}
      {approval.status === 'pending' && !approval.stillBound && (
        <p role="alert" className="rounded-md bg-warn-soft px-3 py-2 text-sm text-warn">
          Something this request was bound to has changed. It cannot be decided any more; the run will ask again.
        </p>
      )}
      {approval.status === 'pending' && approval.decide.allowed && (
        <div className="flex flex-col gap-3 border-line border-t pt-4">
          {roles.length > 1 && (
            <Select
              label="Decide as"
              className="w-full"
              value={chosen}
              onChange={setRole}
              options={roles.map((each) => ({ value: each, label: `As ${needWord(each)}` }))}
            />
          )}
          <Approve approval={approval} role={chosen} />
          <div>
            <Reject approval={approval} role={chosen} />
          </div>
        </div>
      )}
      {approval.status === 'pending' && !approval.decide.allowed && (
        <p data-why className="rounded-md bg-hover px-3 py-2 text-muted text-sm">
          {mine ? `You ${mine.answer === 'approve' ? 'approved' : 'rejected'} as ${needWord(mine.role)}.` : approval.decide.why}
        </p>
      )}
      {approval.status === 'pending' && approval.actions.withdraw.allowed && (
        <div>
          <Withdraw approval={approval} />
        </div>
      )}
    </Card>
  )
}
