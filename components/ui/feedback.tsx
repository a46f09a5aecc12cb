import { CircleAlert, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { cn } from './cn.ts'

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={cn('animate-pulse rounded bg-hover', className)} />
}

/** Rows in the place and height that the list will have. */
export function SkeletonRows({ rows = 8, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <div role="status" aria-label={label} className="divide-y divide-line rounded-lg border border-line bg-surface">
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <div key={row} className="flex h-9 items-center gap-6 px-3">
          <Skeleton className="h-3 w-4" />
          <Skeleton className="h-3 flex-1" />
          <Skeleton className="h-3 w-20" />
          <Skeleton className="h-3 w-14" />
        </div>
      ))}
    </div>
  )
}

/** Teaches the next step with one button. */
export function Empty({
  icon: Icon,
  title,
  children,
  action,
  className,
}: {
  icon: LucideIcon
  title: string
  children?: ReactNode
  action?: ReactNode
  className?: string
}) {
  return (
    <div className={cn('flex flex-col items-center justify-center gap-1 rounded-lg border border-line border-dashed px-6 py-12 text-center', className)}>
      <Icon className="mb-2 size-5 text-faint" aria-hidden="true" />
      <p className="font-medium text-sm">{title}</p>
      {children && <p className="max-w-md text-muted text-sm">{children}</p>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  )
}

/** What happened, what was kept, what to do. */
export function Failure({
  title,
  error,
  kept = 'Nothing was changed.',
  retry,
  className,
}: {
  title: string
  error: { message: string } | null
  kept?: string
  retry?: () => void
  className?: string
}) {
  return (
    <div role="alert" className={cn('flex gap-3 rounded-lg border border-line bg-surface p-4', className)}>
      <CircleAlert className="mt-0.5 size-4 shrink-0 text-bad-mark" aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <p className="font-medium text-sm">{title}</p>
        <p className="break-words text-muted text-sm">
          {error?.message} {kept}
        </p>
        {retry && (
          <Button size="sm" className="mt-2" onClick={retry}>
            Try again
          </Button>
        )}
      </div>
    </div>
  )
}
