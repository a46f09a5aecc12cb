'use client'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { durationText, exactTime, relativeTime } from './time-text.ts'

/** One clock for the page: a timer an instance would wake a long list hundreds of times a second. */
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let now = Date.now()
function subscribe(listener: () => void) {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = Date.now()
    for (const each of listeners) each()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
  }
}
export const useNow = (): number =>
  useSyncExternalStore(
    subscribe,
    () => now,
    () => now,
  )

export function RelativeTime({ at, className }: { at: Date | string | null | undefined; className?: string }) {
  const current = useNow()
  // The server does not know the reader's time zone: the exact text comes after hydration.
  const [mounted, setMounted] = useState(false)
  useEffect(() => setMounted(true), [])
  if (!at) return <span className={className}>–</span>
  const date = new Date(at)
  return (
    <time dateTime={date.toISOString()} title={mounted ? exactTime(date) : undefined} className={className} suppressHydrationWarning>
      {relativeTime(date, current)}
    </time>
  )
}

/** Time between two moments; while there is no end it counts on. */
export function Duration({ from, to, className }: { from: Date | string | null | undefined; to: Date | string | null | undefined; className?: string }) {
  const current = useNow()
  if (!from) return <span className={className}>–</span>
  const end = to ? new Date(to).getTime() : Math.max(current, new Date(from).getTime())
  return (
    <span className={className} data-tabular suppressHydrationWarning>
      {durationText(end - new Date(from).getTime(), !to)}
    </span>
  )
}
