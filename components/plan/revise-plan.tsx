'use client'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { Failure, Skeleton } from '#components/ui/feedback.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { useDraft } from '#components/ui/use-draft.ts'
import type { PlanView } from '#model/plan-view.ts'
import { useRefresh } from './comments.tsx'
import { InputFields } from './input-fields.tsx'
import { documentsOf, emptyInputs, errorsOf, inputsOf, type PlanErrors, serverErrors } from './inputs.ts'

/** Begins with the documents of the revision shown: most revisions change a few sentences. */
export function RevisePlan({ plan, onDone }: { plan: PlanView; onDone: () => void }) {
  const trpc = useTRPC()
  const refresh = useRefresh()
  const { draft, change, discard } = useDraft(`plan.${plan.id}`, emptyInputs, () => ({ documents: inputsOf(plan.shown.documents) }))
  const revise = useMutation(trpc.plan.revise.mutationOptions())
  const [errors, setErrors] = useState<PlanErrors>({})
  if (!draft) return <Skeleton className="h-[520px]" />
  async function send(event: FormEvent) {
    event.preventDefault()
    if (!draft || revise.isPending) return
    const found = errorsOf(draft, 'revision')
    setErrors(found)
    if (Object.keys(found).length > 0) return
    try {
      await revise.mutateAsync({ id: plan.id, requestKey: draft.key, documents: documentsOf(draft), note: draft.note.trim() })
      discard()
      await refresh()
      onDone()
    } catch (cause) {
      setErrors(serverErrors(cause, draft))
    }
  }
  return (
    <form onSubmit={send} noValidate className="flex flex-col gap-4">
      <InputFields
        draft={draft}
        change={(changes) => {
          setErrors({})
          change(changes)
        }}
        errors={errors}
      />
      <Field label="What changed (optional)" error={errors.note}>
        {(control) => (
          <Input
            {...control}
            value={draft.note}
            maxLength={500}
            onChange={(event) => change({ note: event.target.value })}
            placeholder="Two zones instead of one"
          />
        )}
      </Field>
      {revise.error && Object.keys(errors).length === 0 && (
        <Failure title="The revision was not kept" error={revise.error} kept="Your text is kept in this browser." />
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" tone="primary" busy={revise.isPending}>
          Keep the revision and plan again
        </Button>
        <Button
          onClick={() => {
            discard()
            onDone()
          }}
        >
          Discard
        </Button>
        <p className="text-faint text-xs">The plan becomes a draft again; reviews and answers belong to the revision they were given for.</p>
      </div>
    </form>
  )
}
