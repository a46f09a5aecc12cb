'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { MessageSquare } from 'lucide-react'
import { createContext, type ReactNode, use, useState } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { Field, Textarea } from '#components/ui/field.tsx'
import { RelativeTime } from '#components/ui/time.tsx'
import type { PlanComment, PlanView } from '#model/plan-view.ts'

const PlanContext = createContext<PlanView | null>(null)
export const PlanProvider = ({ plan, children }: { plan: PlanView; children: ReactNode }) => <PlanContext value={plan}>{children}</PlanContext>
export function usePlan(): PlanView {
  const plan = use(PlanContext)
  if (!plan) throw new Error('usePlan needs a PlanProvider above it')
  return plan
}
/** Every view of plans is asked again after a change of one's own; others hear of it by the stream. */
export function useRefresh(): () => Promise<void> {
  const trpc = useTRPC()
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: trpc.plan.pathKey() })
}

function Write({ part, thread, label, done }: { part: string; thread: string | null; label: string; done: () => void }) {
  const trpc = useTRPC()
  const plan = usePlan()
  const refresh = useRefresh()
  const [text, setText] = useState('')
  const comment = useMutation(trpc.plan.comment.mutationOptions())
  async function send() {
    await comment.mutateAsync({ id: plan.id, revision: plan.shown.number, part, threadId: thread, text }).then(
      async () => {
        setText('')
        await refresh()
        done()
      },
      () => undefined, // shown below
    )
  }
  return (
    <div className="flex flex-col gap-2">
      <Field label={label} error={comment.error?.message}>
        {(control) => <Textarea {...control} className="min-h-16" maxLength={5000} value={text} onChange={(event) => setText(event.target.value)} />}
      </Field>
      <div>
        <Button size="sm" busy={comment.isPending} disabled={!text.trim()} onClick={() => void send()}>
          {thread ? 'Answer' : 'Comment'}
        </Button>
      </div>
    </div>
  )
}

function Said({ comment }: { comment: PlanComment }) {
  return (
    <div className="text-sm">
      <p className="text-faint text-xs">
        <span className="font-medium text-muted">{comment.by.name}</span> <RelativeTime at={comment.at} /> on revision {comment.revision}
      </p>
      <p className="whitespace-pre-wrap break-words">{comment.text}</p>
    </div>
  )
}

function Thread({ comment, answers }: { comment: PlanComment; answers: readonly PlanComment[] }) {
  const trpc = useTRPC()
  const plan = usePlan()
  const refresh = useRefresh()
  const resolve = useMutation(trpc.plan.resolve.mutationOptions({ onSuccess: refresh }))
  const [answering, setAnswering] = useState(false)
  return (
    <li className={cn('flex flex-col gap-2 border-line border-l-2 pl-3', comment.resolved ? 'opacity-70' : 'border-accent-line')}>
      <Said comment={comment} />
      {answers.map((each) => (
        <Said key={each.id} comment={each} />
      ))}
      {comment.resolved && (
        <p className="text-faint text-xs">
          <Badge tone="ok">Settled</Badge> by {comment.resolved.by.name} <RelativeTime at={comment.resolved.at} />
        </p>
      )}
      {plan.actions.comment.allowed && (
        <div className="flex gap-2">
          <Button size="sm" tone="ghost" onClick={() => setAnswering(!answering)}>
            Answer
          </Button>
          <Button
            size="sm"
            tone="ghost"
            busy={resolve.isPending}
            onClick={() => resolve.mutate({ id: plan.id, comment: comment.id, resolved: !comment.resolved })}
          >
            {comment.resolved ? 'Open again' : 'Settle'}
          </Button>
        </div>
      )}
      {answering && <Write part={comment.part} thread={comment.id} label="Answer" done={() => setAnswering(false)} />}
    </li>
  )
}

/** The button of a part with its open threads, and the threads themselves when it is pressed. */
export function Comments({ part, what }: { part: string; what: string }) {
  const plan = usePlan()
  const threads = plan.comments.filter((c) => c.part === part && c.threadId === null)
  const open = threads.filter((c) => !c.resolved).length
  const [shown, setShown] = useState(false)
  if (threads.length === 0 && !plan.actions.comment.allowed) return null
  return (
    <div className={cn('flex flex-col gap-3 print:hidden', shown && 'mt-1 w-full basis-full')}>
      <button
        type="button"
        aria-expanded={shown}
        aria-label={`Comments on ${what}: ${open} open`}
        onClick={() => setShown(!shown)}
        className={cn(
          'inline-flex h-6 w-fit items-center gap-1 rounded px-1.5 text-faint text-xs hover:bg-hover hover:text-fg',
          open > 0 && 'font-medium text-accent',
        )}
      >
        <MessageSquare className="size-3.5" aria-hidden="true" />
        {threads.length > 0 && <span className="tabular-nums">{open > 0 ? open : 'settled'}</span>}
      </button>
      {shown && (
        <div className="flex flex-col gap-3 rounded-md bg-sunken p-3">
          {threads.length > 0 && (
            <ul className="flex flex-col gap-3">
              {threads.map((comment) => (
                <Thread key={comment.id} comment={comment} answers={plan.comments.filter((c) => c.threadId === comment.id)} />
              ))}
            </ul>
          )}
          {plan.actions.comment.allowed && <Write part={part} thread={null} label={`Comment on ${what}`} done={() => undefined} />}
        </div>
      )}
    </div>
  )
}
