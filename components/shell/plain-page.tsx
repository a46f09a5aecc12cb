import type { ReactNode } from 'react'
import { Logo } from './logo.tsx'

/** A page outside the console: one thing to read, one thing to do. */
export function PlainPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col justify-center gap-5 px-6 py-12">
      <div className="flex items-center gap-2 font-semibold text-base tracking-tight">
        <Logo className="size-6" />
        Gantry
      </div>
      <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
      {children}
    </main>
  )
}
