'use client'
import { useSyncExternalStore } from 'react'
import { durationText, exactTime, relativeTime } from './time-text.ts'

/** One clock for the page: a timer an instance would wake a long list hundreds of times a second. */
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let now = Date.now()
function subscribe(listener: () => void) {
  if (listeners.size === 0) now = Date.now()
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
/** null on the server and while hydrating: both must write the same, and neither knows the other's moment or time zone. */
export const useNow = (): number | null =>
  useSyncExternalStore(
    subscribe,
    () => now,
    () => null,
  )

const soon = '\u2007' // a blank as wide as a digit holds the line

export function RelativeTime({ at, className }: { at: Date | string | null | undefined; className?: string }) {
  const current = useNow()
  if (!at) return <span className={className}>–</span>
  const date = new Date(at)
  return (
    <time dateTime={date.toISOString()} title={current === null ? undefined : exactTime(date)} className={className}>
      {current === null ? soon : relativeTime(date, current)}
    </time>
  )
}

/** Time between two moments; while there is no end it counts on. */
export function Duration({ from, to, className }: { from: Date | string | null | undefined; to: Date | string | null | undefined; className?: string }) {
  return to || !from ? <Elapsed from={from} to={to} className={className} /> : <Counting from={from} className={className} />
}

/** Only what still counts listens to the clock. */
function Counting({ from, className }: { from: Date | string; className?: string }) {
  const current = useNow()
  const start = new Date(from).getTime()
  return (
    <span className={className} data-tabular>
      {current === null ? soon : durationText(Math.max(0, current - start), true)}
    </span>
  )
}

function Elapsed({ from, to, className }: { from: Date | string | null | undefined; to: Date | string | null | undefined; className?: string }) {
  return (
    <span className={className} data-tabular>
      {from && to ? durationText(new Date(to).getTime() - new Date(from).getTime()) : '–'}
    </span>
  )
}
