import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import { Fragment, type ReactNode } from 'react'
import { cn } from './cn.ts'

/** The head of a page: the way back, one title, what can be done here. */
export function PageHead({
  path = [],
  title,
  badge,
  meta,
  actions,
}: {
  path?: readonly { label: string; href: string }[]
  title: ReactNode
  badge?: ReactNode
  meta?: ReactNode
  actions?: ReactNode
}) {
  return (
    <header className="flex flex-col gap-1 pb-4">
      {path.length > 0 && (
        <nav aria-label="Path" className="flex flex-wrap items-center gap-1 text-faint text-xs">
          {path.map((part) => (
            <Fragment key={part.href}>
              <Link href={part.href} className="rounded hover:text-fg hover:underline">
                {part.label}
              </Link>
              <ChevronRight className="size-3" aria-hidden="true" />
            </Fragment>
          ))}
        </nav>
      )}
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 break-words font-semibold text-xl tracking-tight">{title}</h1>
          {badge}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {meta && <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-muted text-xs">{meta}</div>}
    </header>
  )
}

export function Section({ title, aside, children, className }: { title: string; aside?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <section className={cn('min-w-0', className)}>
      <div className="flex min-h-8 items-center justify-between gap-3 pb-1.5">
        <h2 className="font-semibold text-sm">{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  )
}

export function Card({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cn('rounded-lg border border-line bg-surface', className)}>{children}</div>
}

/** Label above value, for the facts of a thing. */
export function Fact({ label, children, className }: { label: string; children: ReactNode; className?: string }) {
  return (
    <div className={cn('min-w-0', className)}>
      <dt className="text-faint text-xs">{label}</dt>
      <dd className="min-w-0 text-sm">{children}</dd>
    </div>
  )
}
