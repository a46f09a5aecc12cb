import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps } from 'react'
import { cn } from './cn.ts'
import { IntentLink } from './intent-link.tsx'
import { Spinner } from './spinner.tsx'

export const buttonClasses = cva(
  'inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium transition-colors disabled:opacity-50 aria-disabled:opacity-50 [&_svg]:size-3.5 [&_svg]:shrink-0',
  {
    variants: {
      tone: {
        primary: 'bg-accent text-accent-fg hover:bg-accent-hover',
        secondary: 'border border-line bg-surface text-fg hover:bg-hover',
        ghost: 'text-muted hover:bg-hover hover:text-fg',
        danger: 'border border-line bg-surface text-bad hover:border-bad hover:bg-bad-soft',
        dangerSolid: 'bg-bad text-surface hover:bg-bad-hover',
      },
      size: { sm: 'h-7 px-2 text-xs', md: 'h-8 px-3 text-sm', lg: 'h-10 px-4 text-sm', icon: 'size-8', iconSm: 'size-7' },
    },
    defaultVariants: { tone: 'secondary', size: 'md' },
  },
)

type Variants = VariantProps<typeof buttonClasses>

export function Button({ tone, size, busy, className, children, disabled, ...rest }: ComponentProps<'button'> & Variants & { busy?: boolean }) {
  return (
    <button
      type="button"
      data-slot="button"
      className={cn(buttonClasses({ tone, size }), className)}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy && <Spinner />}
      {children}
    </button>
  )
}

export function LinkButton({ tone, size, className, ...rest }: ComponentProps<typeof IntentLink> & Variants) {
  return <IntentLink data-slot="button" className={cn(buttonClasses({ tone, size }), className)} {...rest} />
}
