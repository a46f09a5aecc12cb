'use client'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { Failure, Skeleton } from '#components/ui/feedback.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { PageHead } from '#components/ui/page.tsx'
import { Select } from '#components/ui/select.tsx'
import { useDraft } from '#components/ui/use-draft.ts'
import { InputFields } from './input-fields.tsx'
import { documentsOf, emptyInputs, errorsOf, type PlanErrors, type PlanInputs, serverErrors } from './inputs.ts'

const path = [{ label: 'Plans', href: '/plans' }]

function Head({ restored, discard }: { restored: boolean; discard: () => void }) {
  return (
    <PageHead
      path={path}
      title="New plan"
      meta={
        restored && (
          <span>
            Your draft of before is here again.{' '}
            <button type="button" className="rounded text-accent underline" onClick={discard}>
              Start afresh
            </button>
          </span>
        )
      }
    />
  )
}

function Naming({ draft, change, errors }: { draft: PlanInputs; change: (changes: Partial<PlanInputs>) => void; errors: PlanErrors }) {
  const trpc = useTRPC()
  const systems = useQuery(trpc.system.list.queryOptions())
  return (
    <div className="grid items-start gap-4 md:grid-cols-[1fr_2fr_1fr]">
      <Field label="Story" error={errors.story} hint="Its id in your backlog.">
        {(control) => (
          <Input {...control} value={draft.story} maxLength={60} onChange={(event) => change({ story: event.target.value })} placeholder="ECOM-ARCH-001" />
        )}
      </Field>
      <Field label="Title" error={errors.title} hint="Names the platform.">
        {(control) => (
          <Input
            {...control}
            value={draft.title}
            maxLength={200}
            onChange={(event) => change({ title: event.target.value })}
            placeholder="E-commerce platform"
          />
        )}
      </Field>
      <Field label="System" error={errors.system ?? systems.error?.message} hint="The business system that its services will belong to.">
        {(control) => (
          <Select
            {...control}
            className="w-full"
            value={draft.system}
            onChange={(system) => change({ system })}
            options={[{ value: '', label: 'Choose a system' }, ...(systems.data ?? []).map(({ slug, name }) => ({ value: slug, label: name }))]}
          />
        )}
      </Field>
    </div>
  )
}

export function NewPlanPage() {
  const trpc = useTRPC()
  const router = useRouter()
  const { draft, change, discard, restored } = useDraft('plan', emptyInputs)
  const submit = useMutation(trpc.plan.submit.mutationOptions())
  const [errors, setErrors] = useState<PlanErrors>({})
  if (!draft)
    return (
      <>
        <PageHead path={path} title="New plan" />
        <Skeleton className="h-[520px]" />
      </>
    )
  const edit = (changes: Partial<PlanInputs>) => {
    setErrors({})
    change(changes)
  }
  async function send(event: FormEvent) {
    event.preventDefault()
    if (!draft || submit.isPending) return
    const found = errorsOf(draft, 'plan')
    setErrors(found)
    if (Object.keys(found).length > 0) return
    try {
      const { plan } = await submit.mutateAsync({
        requestKey: draft.key,
        story: draft.story.trim(),
        title: draft.title.trim(),
        system: draft.system,
        documents: documentsOf(draft),
      })
      discard()
      router.push(`/plans/${plan}`)
    } catch (cause) {
      setErrors(serverErrors(cause, draft))
    }
  }
  return (
    <form onSubmit={send} noValidate className="flex flex-col gap-5">
      <Head
        restored={restored}
        discard={() => {
          discard()
          setErrors({})
        }}
      />
      <Naming draft={draft} change={edit} errors={errors} />
      <InputFields draft={draft} change={edit} errors={errors} />
      {submit.error && Object.keys(errors).length === 0 && (
        <Failure title="It was not submitted" error={submit.error} kept="Your text is kept in this browser. Submitting again makes one plan at most." />
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" tone="primary" busy={submit.isPending}>
          Submit and plan
        </Button>
        <p className="text-faint text-xs">The architect plans within seconds. Nothing is built before others have approved the plan.</p>
      </div>
    </form>
  )
}
