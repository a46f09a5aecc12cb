'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input, Textarea } from '#components/ui/field.tsx'
import { notText, textOf } from '#components/ui/file-text.ts'
import { notify } from '#components/ui/notify.ts'
import { Segments } from '#components/ui/segments.tsx'

const hints = {
  mermaid: 'Drawn in the browser, in strict mode: no links, no HTML, no settings of its own.',
  svg: 'Cleaned on the server: scripts, images, fonts and addresses outside are left out, and you are told what.',
} as const
export interface Draft {
  id: string | null
  title: string
  kind: 'mermaid' | 'svg'
  text: string
}
export const emptyDraft: Draft = { id: null, title: '', kind: 'mermaid', text: '' }

/** A diagram that somebody drew elsewhere, or writes here. What was typed stays until it is saved or closed. */
export function OwnDiagramForm({ system, draft, onClose, onSaved }: { system: string; draft: Draft; onClose: () => void; onSaved: (id: string) => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const [form, setForm] = useState(draft)
  const [refused, setRefused] = useState<string | null>(null)
  const save = useMutation(trpc.diagram.save.mutationOptions())
  const fields = (save.error?.data as { fields?: Record<string, string[]> } | undefined)?.fields ?? {}
  async function submit() {
    const saved = await save.mutateAsync({ system, ...form }).catch(() => null)
    if (!saved) return
    await client.invalidateQueries({ queryKey: trpc.diagram.pathKey() })
    void notify('Diagram saved', saved.removed.length > 0 ? `Left out: ${saved.removed.join(', ')}.` : undefined)
    onSaved(saved.id)
  }
  async function read(file: File | undefined) {
    if (!file) return
    const text = await textOf(file)
    setRefused(text === null ? notText(file) : null)
    if (text === null) return
    setForm((was) => ({ ...was, text, kind: /<svg[\s>]/i.test(text) ? 'svg' : 'mermaid', title: was.title || file.name.replace(/\.\w+$/, '') }))
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={form.id ? 'Change the diagram' : 'Add a diagram'}
      className="w-[min(720px,calc(100vw-32px))]"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" busy={save.isPending} onClick={submit}>
            Save diagram
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label="Title" error={fields.title?.join(' ')}>
          {(control) => <Input {...control} value={form.title} maxLength={120} onChange={(e) => setForm({ ...form, title: e.target.value })} />}
        </Field>
        <div className="flex flex-wrap items-center justify-between gap-2">
          <Segments
            label="Kind"
            value={form.kind}
            onChange={(kind) => setForm({ ...form, kind })}
            options={[
              { value: 'mermaid', label: 'Mermaid' },
              { value: 'svg', label: 'SVG' },
            ]}
          />
          <label className="text-muted text-xs">
            <span className="sr-only">Read a file</span>
            <input type="file" accept=".svg,.mmd,.mermaid,image/svg+xml,text/plain" onChange={(e) => void read(e.target.files?.[0])} />
          </label>
        </div>
        <Field
          label="Text"
          hint={hints[form.kind]}
          error={refused ?? fields.text?.join(' ') ?? (save.error && Object.keys(fields).length === 0 ? save.error.message : null)}
        >
          {(control) => (
            <Textarea
              {...control}
              rows={14}
              spellCheck={false}
              className="font-mono text-xs"
              value={form.text}
              onChange={(e) => {
                setRefused(null)
                setForm({ ...form, text: e.target.value })
              }}
              placeholder={form.kind === 'svg' ? '<svg xmlns="http://www.w3.org/2000/svg" …' : 'flowchart LR\n  a[Order placed] --> b[Paid]'}
            />
          )}
        </Field>
      </div>
    </Dialog>
  )
}
