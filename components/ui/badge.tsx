import { cva, type VariantProps } from 'class-variance-authority'
import type { ReactNode } from 'react'
import { cn } from './cn.ts'

const classes = cva('inline-flex items-center gap-1 whitespace-nowrap rounded px-1.5 py-px font-medium text-2xs', {
  variants: {
    tone: {
      neutral: 'bg-hover text-muted',
      accent: 'bg-accent-soft text-accent',
      ok: 'bg-ok-soft text-ok',
      warn: 'bg-warn-soft text-warn',
      bad: 'bg-bad-soft text-bad',
    },
  },
  defaultVariants: { tone: 'neutral' },
})
export type Tone = NonNullable<VariantProps<typeof classes>['tone']>

export function Badge({ tone, className, children, title }: { tone?: Tone; className?: string; children: ReactNode; title?: string }) {
  return (
    <span className={cn(classes({ tone }), className)} title={title}>
      {children}
    </span>
  )
}
