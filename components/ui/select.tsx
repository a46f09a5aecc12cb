import { ChevronsUpDown } from 'lucide-react'
import { cn } from './cn.ts'

export interface Option<V extends string> {
  value: V
  label: string
}

/** The browser's own list: the one people know, also on a phone, and it costs nothing. */
export function Select<V extends string>({
  value,
  onChange,
  options,
  label,
  className,
  ...control
}: {
  value: V
  onChange: (value: V) => void
  options: readonly Option<V>[]
  /** Says what is chosen when no visible label belongs to the control. */
  label?: string
  className?: string
  id?: string
  disabled?: boolean
  'aria-describedby'?: string
  'aria-invalid'?: true
}) {
  return (
    <span className={cn('relative inline-flex h-8 min-w-32', className)}>
      <select
        {...control}
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value as V)}
        className="size-full appearance-none truncate rounded-md border border-line-strong bg-surface pr-7 pl-2.5 text-fg text-sm hover:border-muted disabled:opacity-60 aria-invalid:border-bad"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronsUpDown className="pointer-events-none absolute top-1/2 right-2 size-3.5 -translate-y-1/2 text-faint" aria-hidden="true" />
    </span>
  )
}
