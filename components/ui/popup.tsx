'use client'
import { type ComponentProps, type ReactNode, useId, useRef } from 'react'
import { Button } from './button.tsx'
import { cn } from './cn.ts'

/** A small panel at the button that opens it: the browser's own popover, which closes by Escape and a click beside it. */
export function Popup({
  button,
  children,
  label,
  className,
}: {
  button: ComponentProps<typeof Button>
  children: (close: () => void) => ReactNode
  label: string
  className?: string
}) {
  const id = useId()
  const opener = useRef<HTMLButtonElement>(null)
  const popup = useRef<HTMLDivElement>(null)
  // Placed when it opens: under the button, inside the window.
  const place = () => {
    const [at, panel] = [opener.current?.getBoundingClientRect(), popup.current]
    if (!at || !panel) return
    const { offsetWidth, offsetHeight } = panel
    const left = Math.max(8, Math.min(at.left, window.innerWidth - offsetWidth - 8))
    const below = at.bottom + 6
    const top = below + offsetHeight > window.innerHeight - 8 ? Math.max(8, window.innerHeight - offsetHeight - 8) : below
    panel.style.left = `${left}px`
    panel.style.top = `${top}px`
  }
  return (
    <>
      <Button {...button} ref={opener} aria-haspopup="true" popoverTarget={id} />
      <div
        ref={popup}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        onToggle={(event) => event.newState === 'open' && place()}
        className={cn(
          'fixed inset-auto m-0 max-h-[80dvh] min-w-48 max-w-[calc(100vw-16px)] overflow-y-auto rounded-lg border border-line bg-surface p-1 text-fg shadow-float',
          className,
        )}
      >
        {children(() => popup.current?.hidePopover())}
      </div>
    </>
  )
}
