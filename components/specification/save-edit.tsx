'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { AskFirst } from '#components/requirement/documents-field.tsx'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Failure } from '#components/ui/feedback.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { notify } from '#components/ui/notify.ts'
import type { RequirementView } from '#model/requirement.ts'
import { ChangeList } from './change-list.tsx'
import type { EditDraft } from './edit-draft.ts'
import { Check } from './part-dialog.tsx'

/** The last look: before and after, why, and what follows. Saving makes a revision with the edit in it. */
export function SaveEdit({
  requirement,
  draft,
  withdraw,
  change,
  onSaved,
  onClose,
}: {
  requirement: RequirementView
  draft: EditDraft
  withdraw: readonly string[]
  change: (changes: Partial<EditDraft>) => void
  onSaved: () => void
  onClose: () => void
}) {
  const trpc = useTRPC()
  const router = useRouter()
  const client = useQueryClient()
  const save = useMutation(trpc.requirement.edit.mutationOptions())
  const [askFirst, setAskFirst] = useState(false)
  const [start, setStart] = useState(true)
  const [error, setError] = useState<string | null>(null)

  async function send() {
    if (save.isPending) return
    if (draft.reason.trim().length < 3) return setError('Say why in a few words; it stands in the record.')
    setError(null)
    const { key, changes, reason } = draft
    const done = await save
      .mutateAsync({
        id: requirement.id,
        requestKey: key,
        base: requirement.revision.number,
        changes,
        withdraw: [...withdraw],
        reason: reason.trim(),
        askFirst,
        start,
      })
      .catch(() => null)
    if (!done) return
    onSaved()
    if (done.run) return router.push(`/runs/${done.run}`)
    await client.invalidateQueries({ queryKey: trpc.requirement.get.queryKey() })
    void notify(`Revision ${done.revision} is kept`, 'No run was started.')
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Save the edit"
      description={`It makes revision ${requirement.revision.number + 1} of the same text. Its runs apply the edit to what they read, and say so.`}
      className="w-[min(680px,calc(100vw-32px))]"
      footer={
        <>
          <Button onClick={onClose}>Go on editing</Button>
          <Button tone="primary" busy={save.isPending} onClick={() => void send()}>
            {start ? 'Save the edit and start a run' : 'Save the edit'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <ChangeList changes={draft.changes} />
        {withdraw.map((id) => (
          <p key={id} className="text-sm">
            Withdrawn: <span className="font-mono text-xs">{id}</span>
          </p>
        ))}
        <Field label="Why" error={error} hint="Stands in the record, beside your name, and in what the runs leave.">
          {(control) => (
            <Input
              {...control}
              value={draft.reason}
              maxLength={500}
              onChange={(event) => change({ reason: event.target.value })}
              placeholder="Agreed with the head of the branch"
            />
          )}
        </Field>
        <Check label="Start a run with it. What still waits for approval of an older run is superseded." checked={start} onChange={setStart} />
        {start && <AskFirst checked={askFirst} onChange={setAskFirst} />}
        {save.error && (
          <Failure
            title="The edit was not saved"
            error={save.error}
            kept="Your changes are kept in this browser."
            retry={() => void client.invalidateQueries({ queryKey: trpc.requirement.get.queryKey() }).then(() => save.reset())}
          />
        )}
      </div>
    </Dialog>
  )
}
