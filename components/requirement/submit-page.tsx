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
import type { SystemItem } from '#model/system.ts'
import { AskFirst, DocumentsField } from './documents-field.tsx'
import { type Draft, type DraftErrors, documentsOf, draftErrors, emptyDraft, fieldsOf } from './draft.ts'

const path = [{ label: 'Requirements', href: '/requirements' }]

function Target({
  draft,
  change,
  errors,
  systems,
}: {
  draft: Draft
  change: (changes: Partial<Draft>) => void
  errors: DraftErrors
  systems: readonly SystemItem[]
}) {
  const open = systems.filter(({ maySubmit }) => maySubmit)
  const services = systems.find(({ slug }) => slug === draft.system)?.services ?? []
  return (
    <>
      <Field label="System" error={errors.system} hint="The business system this belongs to.">
        {(control) => (
          <Select
            {...control}
            className="w-full"
            value={draft.system}
            onChange={(system) => change({ system, service: '' })}
            options={[{ value: '', label: 'Choose a system' }, ...open.map(({ slug, name }) => ({ value: slug, label: name }))]}
          />
        )}
      </Field>
      <Field
        label="Service"
        hint={draft.service ? 'A new version of this service is built and replaces the old one after approval.' : 'A new service, named after the title.'}
      >
        {(control) => (
          <Select
            {...control}
            className="w-full"
            disabled={!draft.system}
            value={draft.service}
            onChange={(service) => change({ service })}
            options={[{ value: '', label: 'New service' }, ...services.map(({ slug, name }) => ({ value: slug, label: `Revise ${name}` }))]}
          />
        )}
      </Field>
    </>
  )
}

export function SubmitPage() {
  const trpc = useTRPC()
  const router = useRouter()
  const { draft, change, discard, restored } = useDraft('requirement', emptyDraft)
  const systems = useQuery(trpc.system.list.queryOptions())
  const submit = useMutation(trpc.requirement.submit.mutationOptions())
  const [errors, setErrors] = useState<DraftErrors>({})
  const edit = (changes: Partial<Draft>) => {
    setErrors((old) =>
      'title' in changes ? { ...old, title: undefined } : 'system' in changes ? { ...old, system: undefined } : { ...old, documents: undefined },
    )
    change(changes)
  }

  async function send(event: FormEvent) {
    event.preventDefault()
    if (!draft || submit.isPending) return
    const found = draftErrors(draft, 'requirement')
    setErrors(found)
    if (Object.keys(found).length > 0) return
    try {
      const { run } = await submit.mutateAsync({
        requestKey: draft.key,
        title: draft.title.trim(),
        system: draft.system,
        service: draft.service || null,
        documents: documentsOf(draft),
        askFirst: draft.askFirst,
      })
      discard()
      router.push(`/runs/${run}`)
    } catch (cause) {
      setErrors(fieldsOf(cause))
    }
  }

  if (systems.error)
    return (
      <>
        <PageHead path={path} title="New requirement" />
        <Failure
          title="The systems could not be listed"
          error={systems.error}
          kept="Your draft is kept in this browser."
          retry={() => void systems.refetch()}
        />
      </>
    )
  if (!draft || !systems.data)
    return (
      <>
        <PageHead path={path} title="New requirement" />
        <div role="status" aria-label="Loading" className="flex flex-col gap-4">
          <div className="grid gap-4 md:grid-cols-3">
            <Skeleton className="h-14" />
            <Skeleton className="h-14" />
            <Skeleton className="h-14" />
          </div>
          <Skeleton className="h-[460px]" />
        </div>
      </>
    )
  const elsewhere = submit.error && Object.values(fieldsOf(submit.error)).every((message) => !message)
  return (
    <form onSubmit={send} noValidate className="flex flex-col gap-5">
      <PageHead
        path={path}
        title="New requirement"
        meta={
          restored && (
            <span>
              Your draft of before is here again.{' '}
              <button
                type="button"
                className="rounded text-accent underline"
                onClick={() => {
                  discard()
                  setErrors({})
                }}
              >
                Start afresh
              </button>
            </span>
          )
        }
      />
      <div className="grid items-start gap-4 md:grid-cols-[2fr_1fr_1fr]">
        <Field label="Title" error={errors.title} hint="Names the service too.">
          {(control) => (
            <Input {...control} value={draft.title} maxLength={200} onChange={(event) => edit({ title: event.target.value })} placeholder="City library" />
          )}
        </Field>
        <Target draft={draft} change={edit} errors={errors} systems={systems.data} />
      </div>
      <DocumentsField draft={draft} change={edit} error={errors.documents} />
      <AskFirst checked={draft.askFirst} onChange={(askFirst) => change({ askFirst })} />
      {elsewhere && (
        <Failure title="It was not submitted" error={submit.error} kept="Your text is kept in this browser. Submitting again makes one run at most." />
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" tone="primary" busy={submit.isPending}>
          Submit and start a run
        </Button>
        <p className="text-faint text-xs">Agents analyse, plan, build, test and stage it. Nothing goes to production before QA and product owner approve.</p>
      </div>
    </form>
  )
}
