'use client'
import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { cn } from './cn.ts'

export function CopyButton({ text, label, className }: { text: string; label: string; className?: string }) {
  const [copied, setCopied] = useState(false)
  async function copy() {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 1500)
  }
  const Icon = copied ? Check : Copy
  return (
    <button
      type="button"
      onClick={copy}
      aria-label={copied ? 'Copied' : label}
      title={label}
      className={cn('inline-flex size-6 items-center justify-center rounded text-faint hover:bg-hover hover:text-fg', className)}
    >
      <Icon className="size-3" aria-hidden="true" />
    </button>
  )
}

/** An id or digest: short to read, whole when copied. */
export function Copyable({ value, short, className }: { value: string; short?: string; className?: string }) {
  return (
    <span className={cn('inline-flex min-w-0 items-center gap-0.5 font-mono text-muted text-xs', className)}>
      <span title={value} className="truncate">
        {short ?? value}
      </span>
      <CopyButton text={value} label={`Copy ${value}`} />
    </span>
  )
}
