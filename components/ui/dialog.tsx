'use client'
import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { buttonClasses } from './button.tsx'
import { cn } from './cn.ts'

interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: ReactNode
  children?: ReactNode
  footer?: ReactNode
  className?: string
}

/** The browser's own modal dialog: it keeps the focus inside, closes by Escape, and gives the focus back. */
export function Dialog({ open, ...rest }: DialogProps) {
  return open ? <Modal {...rest} /> : null
}

function Modal({ onOpenChange, title, description, children, footer, className }: Omit<DialogProps, 'open'>) {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const before = document.activeElement
    ref.current?.showModal()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it without a handler; a click on the ground is the same for the mouse
    <dialog
      ref={ref}
      aria-labelledby={`${id}-title`}
      aria-describedby={description ? `${id}-description` : undefined}
      onClose={() => onOpenChange(false)}
      onClick={(event) => event.target === ref.current && onOpenChange(false)}
      className={cn(
        'm-auto max-h-[calc(100dvh-32px)] w-[min(480px,calc(100vw-32px))] flex-col rounded-xl border border-line bg-surface p-0 text-fg shadow-float backdrop:bg-black/40 open:flex',
        className,
      )}
    >
      <header className="flex items-start justify-between gap-4 px-5 pt-4 pb-2">
        <div className="min-w-0">
          <h2 id={`${id}-title`} className="font-semibold text-base">
            {title}
          </h2>
          {description && (
            <div id={`${id}-description`} className="mt-1 text-muted text-sm">
              {description}
            </div>
          )}
        </div>
        <button type="button" className={buttonClasses({ tone: 'ghost', size: 'iconSm' })} aria-label="Close" onClick={() => onOpenChange(false)}>
          <X />
        </button>
      </header>
      <div className="min-h-0 overflow-y-auto px-5 pt-1 pb-4">{children}</div>
      {footer && <footer className="flex flex-wrap justify-end gap-2 border-line border-t px-5 py-3">{footer}</footer>}
    </dialog>
  )
}
