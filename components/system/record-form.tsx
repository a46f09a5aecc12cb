'use client'
import { type FormEvent, useId } from 'react'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { Dialog } from '#components/ui/dialog.tsx'
import { type ControlProps, Field, Input, Textarea } from '#components/ui/field.tsx'
import { notify } from '#components/ui/notify.ts'
import { Select } from '#components/ui/select.tsx'
import type { NetworkKind, NetworkRecords } from '#model/network-change.ts'
import { type FormField, formFields } from './form.ts'
import { PlaceSelect } from './place-select.tsx'
import { type Edited, useEditing } from './use-editing.ts'

const words = (value: string) => (value === 'unknown' ? 'not stated' : value)

function Control({ field, control, value, onChange }: { field: FormField; control: ControlProps; value: string; onChange: (value: string) => void }) {
  const typed = { ...control, value, onChange: (event: { target: { value: string } }) => onChange(event.target.value) }
  if (field.kind === 'text') return <Textarea {...typed} className="min-h-16" />
  if (field.kind === 'list') return <Textarea {...typed} className="min-h-16" rows={Math.min(10, Math.max(2, value.split('\n').length))} />
  if (field.kind === 'markdown') return <Textarea {...typed} className="min-h-80 font-mono text-xs" spellCheck />
  if (field.kind === 'place') return <PlaceSelect {...control} value={value} onChange={onChange} />
  if (field.kind === 'choice')
    return (
      <Select
        {...control}
        className="w-full"
        value={value || (field.options?.at(field.options.includes('unknown') ? -1 : 0) ?? '')}
        onChange={onChange}
        options={(field.options ?? []).map((each) => ({ value: each, label: words(each) }))}
      />
    )
  if (field.kind === 'answer')
    return (
      <Select
        {...control}
        className="w-full"
        value={value}
        onChange={onChange}
        options={[
          { value: '', label: 'not stated' },
          { value: 'yes', label: 'yes' },
          { value: 'no', label: 'no' },
        ]}
      />
    )
  return <Input {...typed} type={field.kind === 'date' ? 'date' : 'text'} inputMode={field.kind === 'number' ? 'decimal' : undefined} />
}

/** Both of two edits of one field, so that the choice is made by somebody who sees them. */
function Clash({ theirs, by, onTake, onKeep }: { theirs: string; by: string; onTake: () => void; onKeep: () => void }) {
  return (
    <div className="rounded-md border border-line bg-warn-soft px-2.5 py-1.5 text-xs">
      <p className="text-warn">{by} wrote meanwhile:</p>
      <p className="max-h-24 overflow-y-auto whitespace-pre-wrap break-words py-1 font-mono">{theirs || '(nothing)'}</p>
      <div className="flex gap-2">
        <Button size="sm" onClick={onTake}>
          Take theirs
        </Button>
        <Button size="sm" tone="ghost" onClick={onKeep}>
          Keep mine
        </Button>
      </div>
    </div>
  )
}

function Meanwhile({ by, taken, clashes }: { by: string; taken: string[] | null; clashes: number }) {
  return (
    <p role="alert" className="mb-3 rounded-md bg-warn-soft px-3 py-2 text-sm text-warn">
      {taken === null
        ? `${by} removed this while you were writing. Nothing of yours is lost: saving makes it anew.`
        : `${by} changed this while you were writing, so nothing was saved yet. ${taken.length > 0 ? `Taken from there, where you changed nothing: ${taken.join(', ')}. ` : ''}${clashes > 0 ? 'Where you both wrote, both are shown below. ' : ''}Look at it and save again.`}
    </p>
  )
}

/** The dialog in which an element of the network is made or changed. */
export function RecordDialog<K extends NetworkKind>({
  edited,
  title,
  action,
  onClose,
  onSaved,
}: {
  edited: Edited<K>
  title: string
  action: string
  onClose: () => void
  onSaved?: (record: NetworkRecords[K]) => void
}) {
  const form = useId()
  const editing = useEditing(edited, (record) => {
    void notify('Saved', 'The history of the system shows what was changed.')
    if (onSaved) onSaved(record)
    else onClose()
  })
  const { state, errors, clashes, meanwhile } = editing
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void editing.save()
  }
  const wide = edited.kind === 'decision' || edited.kind === 'runbook'
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={
        state.restored ? (
          <>
            What you wrote here earlier was kept.{' '}
            <button type="button" className="rounded text-accent hover:underline" onClick={editing.discard}>
              Discard it
            </button>
          </>
        ) : undefined
      }
      className={wide ? 'w-[min(860px,calc(100vw-32px))]' : 'w-[min(680px,calc(100vw-32px))]'}
      footer={
        <>
          <span className="mr-auto self-center text-faint text-xs">{Object.keys(errors).length > 0 ? 'Some fields need another look.' : ''}</span>
          <Button onClick={onClose}>Close</Button>
          <Button tone="primary" type="submit" form={form} busy={editing.busy}>
            {action}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate>
        {meanwhile && <Meanwhile by={meanwhile.by} taken={meanwhile.taken} clashes={Object.keys(clashes).length} />}
        {errors[''] && (
          <p role="alert" className="mb-3 rounded-md bg-bad-soft px-3 py-2 text-bad text-sm">
            {errors['']}
          </p>
        )}
        <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2">
          {formFields[edited.kind]
            .filter(({ fixed }) => !fixed || edited.record === null)
            .map((field) => (
              <div
                key={field.name}
                className={cn('flex min-w-0 flex-col gap-1.5', (field.wide || (field.name === 'name' && edited.record)) && 'sm:col-span-2')}
              >
                <Field label={field.label} hint={field.hint} error={errors[field.name] ?? null}>
                  {(control) => (
                    <Control field={field} control={control} value={state.draft[field.name] ?? ''} onChange={(value) => editing.edit(field.name, value)} />
                  )}
                </Field>
                {clashes[field.name] !== undefined && meanwhile && (
                  <Clash
                    theirs={clashes[field.name] ?? ''}
                    by={meanwhile.by}
                    onKeep={() => editing.clear(field.name)}
                    onTake={() => {
                      editing.edit(field.name, clashes[field.name] ?? '')
                      editing.clear(field.name)
                    }}
                  />
                )}
              </div>
            ))}
          <Field label="Why" hint="Stands in the history beside the change." className="sm:col-span-2">
            {(control) => <Input {...control} value={state.note} maxLength={2000} onChange={(event) => editing.setNote(event.target.value)} />}
          </Field>
        </div>
      </form>
    </Dialog>
  )
}
