'use client'
import { type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Field, Textarea } from './field.tsx'

/** The button that asks first. It names what it does, says what follows, and asks for a reason where the audit log needs one. */
export function Confirm({
  trigger,
  title,
  consequence,
  action,
  tone = 'primary',
  reason,
  onConfirm,
}: {
  trigger: (open: () => void) => ReactNode
  title: string
  consequence: ReactNode
  action: string
  tone?: 'primary' | 'dangerSolid'
  /** none: not asked; otherwise the label of the field. */
  reason?: { label: string; required: boolean }
  onConfirm: (reason: string) => Promise<unknown>
}) {
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  async function confirm() {
    if (reason?.required && text.trim().length < 3) return setError('Say why in a few words; the audit log keeps it.')
    setBusy(true)
    setError(null)
    try {
      await onConfirm(text.trim())
      setOpen(false)
      setText('')
    } catch (cause) {
      setError(cause instanceof Error ? cause.message : 'That did not work. Nothing was changed.')
    } finally {
      setBusy(false)
    }
  }

  return (
    <>
      {trigger(() => setOpen(true))}
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={title}
        description={consequence}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>Keep as it is</Button>
            <Button tone={tone} busy={busy} onClick={confirm}>
              {action}
            </Button>
          </>
        }
      >
        {reason ? (
          <Field label={reason.label} error={error}>
            {(control) => <Textarea {...control} value={text} onChange={(event) => setText(event.target.value)} maxLength={2000} />}
          </Field>
        ) : (
          error && (
            <p role="alert" className="text-bad text-sm">
              {error}
            </p>
          )
        )}
      </Dialog>
    </>
  )
}
