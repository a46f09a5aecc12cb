'use client'
import { type ComponentProps, createContext, type ReactNode, use, useId, useRef } from 'react'
import { Button } from './button.tsx'

const Close = createContext<() => void>(() => {})

/**
 * A menu of the top bar, at its right end. The browser's own popover opens and closes it, also by Escape and by a click
 * beside it, and gives the focus back; a library for it would weigh 30 KB on every page.
 */
export function Menu({ button, children, label }: { button: ComponentProps<typeof Button>; children: ReactNode; label?: string }) {
  const id = useId()
  const popup = useRef<HTMLDivElement>(null)
  return (
    <>
      <Button {...button} aria-label={label} aria-haspopup="true" popoverTarget={id} />
      <div
        ref={popup}
        id={id}
        popover="auto"
        className="fixed top-12 right-4 bottom-auto left-auto m-0 min-w-48 rounded-lg border border-line bg-surface p-1 text-fg shadow-float md:right-6"
      >
        <Close value={() => popup.current?.hidePopover()}>{children}</Close>
      </div>
    </>
  )
}

export function MenuItem({ onSelect, children }: { onSelect: () => void; children: ReactNode }) {
  const close = use(Close)
  return (
    <button
      type="button"
      onClick={() => {
        close()
        onSelect()
      }}
      className="flex w-full items-center gap-2 rounded px-2 py-1.5 text-left text-sm outline-offset-[-2px] hover:bg-hover [&_svg]:size-3.5 [&_svg]:text-faint"
    >
      {children}
    </button>
  )
}
