'use client'
import { Select as Base } from '@base-ui/react/select'
import { Check, ChevronsUpDown } from 'lucide-react'
import { cn } from './cn.ts'

export interface Option<V extends string> {
  value: V
  label: string
  hint?: string
}

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
    <Base.Root items={options as Option<V>[]} value={value} onValueChange={(next) => next !== null && onChange(next as V)} disabled={control.disabled}>
      <Base.Trigger
        {...control}
        aria-label={label}
        className={cn(
          'flex h-8 min-w-32 items-center justify-between gap-2 rounded-md border border-line-strong bg-surface px-2.5 text-left text-sm hover:border-muted aria-invalid:border-bad data-disabled:opacity-60',
          className,
        )}
      >
        <span className="truncate">
          <Base.Value />
        </span>
        <ChevronsUpDown className="size-3.5 shrink-0 text-faint" aria-hidden="true" />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50 outline-none">
          <Base.Popup className="max-h-80 min-w-[var(--anchor-width)] max-w-[calc(100vw-16px)] overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-float outline-none">
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                className="flex cursor-default items-center gap-2 rounded px-2 py-1.5 text-sm outline-none data-highlighted:bg-hover"
              >
                <Base.ItemIndicator className="order-last ml-auto text-accent">
                  <Check className="size-3.5" aria-hidden="true" />
                </Base.ItemIndicator>
                <span className="min-w-0">
                  <Base.ItemText>{option.label}</Base.ItemText>
                  {option.hint && <span className="block text-faint text-xs">{option.hint}</span>}
                </span>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
