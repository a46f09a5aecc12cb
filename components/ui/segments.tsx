'use client'
import { cn } from './cn.ts'

/** One of a few, all visible: the filter people use all day. */
export function Segments<V extends string>({
  label,
  value,
  onChange,
  options,
}: {
  label: string
  value: V
  onChange: (value: V) => void
  options: readonly { value: V; label: string; count?: number }[]
}) {
  return (
    <fieldset className="flex min-w-0 max-w-full gap-0.5 overflow-x-auto rounded-md bg-hover p-0.5 [scrollbar-width:none]">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className={cn(
            'h-7 whitespace-nowrap rounded px-2.5 text-muted text-xs outline-offset-[-2px] hover:text-fg',
            option.value === value && 'bg-surface font-medium text-fg shadow-xs',
          )}
        >
          {option.label}
          {option.count ? <span className="pl-1.5 text-faint tabular-nums">{option.count}</span> : null}
        </button>
      ))}
    </fieldset>
  )
}
