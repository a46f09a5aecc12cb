'use client'
import { type ReactNode, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import type { Specification } from '#model/specification.ts'
import type { SpecificationChange } from '#model/specification-edit.ts'

/** What the forms of parts need: the specification as it stands with the draft, and how a change is tried and kept. */
export interface Editing {
  specification: Specification
  /** Says what is wrong with a change, by property; keeps it when nothing is. */
  keep: (change: SpecificationChange) => Record<string, string>
  editable: boolean
}
export type Errors = Record<string, string>

/** The frame of every form of a part: what is wrong stands at its property, the rest below; nothing is kept until all is right. */
export function PartDialog({
  title,
  hint,
  shown,
  change,
  removal,
  keep,
  onClose,
  children,
}: {
  title: string
  hint?: string
  /** Properties whose errors the form shows itself. */
  shown: readonly string[]
  change: () => SpecificationChange
  removal?: (() => SpecificationChange) | undefined
  keep: Editing['keep']
  onClose: () => void
  children: (errors: Errors) => ReactNode
}) {
  const [errors, setErrors] = useState<Errors>({})
  const attempt = (made: SpecificationChange) => {
    const found = keep(made)
    setErrors(found)
    if (Object.keys(found).length === 0) onClose()
  }
  const rest = Object.entries(errors).filter(([path]) => !shown.includes(path))
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={hint}
      className="w-[min(620px,calc(100vw-32px))]"
      footer={
        <>
          {removal && (
            <Button tone="danger" className="mr-auto" onClick={() => attempt(removal())}>
              Remove it
            </Button>
          )}
          <Button onClick={onClose}>Leave as it was</Button>
          <Button tone="primary" onClick={() => attempt(change())}>
            Keep this change
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {children(errors)}
        {rest.map(([path, message]) => (
          <p key={path} role="alert" className="text-bad text-sm">
            {message}
          </p>
        ))}
      </div>
    </Dialog>
  )
}

export function Check({ label, checked, onChange, disabled }: { label: string; checked: boolean; onChange: (checked: boolean) => void; disabled?: boolean }) {
  return (
    <label className="flex items-center gap-1.5 text-sm">
      <input type="checkbox" className="accent-accent" checked={checked} disabled={disabled} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  )
}
