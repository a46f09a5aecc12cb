'use client'
import { FileUp } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { Button } from './button.tsx'
import { cn } from './cn.ts'

/** Files are dropped here or chosen; `children` says which and how many. The same file can be chosen again at once. */
export function FileDrop({
  label,
  accept,
  describedBy,
  invalid = false,
  onFiles,
  children,
}: {
  label: string
  accept?: string
  describedBy?: string
  invalid?: boolean
  onFiles: (files: File[]) => void
  children: ReactNode
}) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra way; the button inside does the same
    <div
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        onFiles(Array.from(event.dataTransfer.files))
      }}
      className={cn(
        'flex flex-col items-center gap-2 rounded-lg border border-line-strong border-dashed px-6 py-8 text-center',
        over && 'border-accent bg-accent-soft',
        invalid && 'border-bad',
      )}
    >
      <FileUp className="size-5 text-faint" aria-hidden="true" />
      <p className="text-muted text-sm">{children}</p>
      <Button onClick={() => input.current?.click()}>Choose files</Button>
      <input
        ref={input}
        type="file"
        multiple
        accept={accept}
        aria-label={label}
        aria-describedby={describedBy}
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          onFiles(Array.from(event.target.files ?? []))
          event.target.value = ''
        }}
      />
    </div>
  )
}
