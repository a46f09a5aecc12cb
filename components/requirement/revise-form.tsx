'use client'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useId, useState } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { Failure, Skeleton } from '#components/ui/feedback.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { notify } from '#components/ui/notify.ts'
import { useDraft } from '#components/ui/use-draft.ts'
import type { RequirementView } from '#model/requirement.ts'
import { AskFirst, DocumentsField } from './documents-field.tsx'
import { type Draft, type DraftErrors, documentsOf, draftErrors, emptyDraft, fieldsOf } from './draft.ts'

/** Begins with the text of the last revision: most revisions change a few sentences. */
const from =
  ({ revision }: RequirementView) =>
  (): Partial<Draft> => {
    const [only, ...more] = revision.documents
    return only && more.length === 0
      ? { mode: 'text', text: only.text, askFirst: revision.askFirst }
      : { mode: 'files', files: revision.documents, askFirst: revision.askFirst }
  }

export function ReviseForm({ requirement, onDone }: { requirement: RequirementView; onDone: () => void }) {
  const trpc = useTRPC()
  const router = useRouter()
  const { draft, change, discard } = useDraft(`revision.${requirement.id}`, emptyDraft, from(requirement))
  const revise = useMutation(trpc.requirement.revise.mutationOptions())
  const [start, setStart] = useState(true)
  const [errors, setErrors] = useState<DraftErrors>({})
  const startId = useId()
  if (!draft) return <Skeleton className="h-[500px]" />

  async function send(event: FormEvent) {
    event.preventDefault()
    if (!draft || revise.isPending) return
    const found = draftErrors(draft, 'revision')
    setErrors(found)
    if (Object.keys(found).length > 0) return
    try {
      const { revision, run } = await revise.mutateAsync({
        id: requirement.id,
        requestKey: draft.key,
        documents: documentsOf(draft),
        note: draft.note.trim(),
        askFirst: draft.askFirst,
        start,
      })
      discard()
      if (run) return router.push(`/runs/${run}`)
      void notify(`Revision ${revision} is kept`, 'No run was started.')
      onDone()
    } catch (cause) {
      setErrors(fieldsOf(cause))
    }
  }
  return (
    <form onSubmit={send} noValidate className="flex flex-col gap-4">
      <DocumentsField
        draft={draft}
        change={(changes) => {
          setErrors({})
          change(changes)
        }}
        error={errors.documents}
      />
      <Field label="What changed (optional)" error={errors.note}>
        {(control) => (
          <Input
            {...control}
            value={draft.note}
            maxLength={500}
            onChange={(event) => change({ note: event.target.value })}
            placeholder="Renewals are limited to two"
          />
        )}
      </Field>
      <AskFirst checked={draft.askFirst} onChange={(askFirst) => change({ askFirst })} />
      <div className="flex items-center gap-2">
        <input id={startId} type="checkbox" className="accent-accent" checked={start} onChange={(event) => setStart(event.target.checked)} />
        <label htmlFor={startId} className="text-sm">
          Start a run with it. What still waits for approval of an older run is superseded.
        </label>
      </div>
      {revise.error && Object.keys(errors).length === 0 && (
        <Failure title="The revision was not kept" error={revise.error} kept="Your text is kept in this browser." />
      )}
      <div className="flex gap-2">
        <Button type="submit" tone="primary" busy={revise.isPending}>
          {start ? 'Keep the revision and start a run' : 'Keep the revision'}
        </Button>
        <Button
          onClick={() => {
            discard()
            onDone()
          }}
        >
          Discard
        </Button>
      </div>
    </form>
  )
}
