'use client'
import { Toaster as Sonner } from 'sonner'

/** A word about what was just done. Errors that need an answer stand where they arose, not here. */
export default function Toaster() {
  return (
    <Sonner
      position="bottom-right"
      offset={{ bottom: 16, right: 16 }}
      mobileOffset={{ bottom: 72 }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast: 'flex w-full items-start gap-2 rounded-lg border border-line bg-surface p-3 text-fg text-sm shadow-float',
          description: 'text-muted text-xs',
          icon: 'mt-0.5',
        },
      }}
    />
  )
}
