import type { ReactNode } from 'react'
import { Badge, type Tone } from '#components/ui/badge.tsx'
import type { NetworkFlow, NetworkSystem } from '#model/network.ts'

/** What nobody has stated is said to be so, never filled in. */
export const NotStated = ({ children = 'not stated' }: { children?: ReactNode }) => <span className="text-faint">{children}</span>

/** In a table a dash says the same, more quietly. */
export const Blank = () => (
  <span className="text-faint" title="not stated">
    –<span className="sr-only"> not stated</span>
  </span>
)

export function Stated({ children, mono }: { children: string | null; mono?: boolean }) {
  if (!children) return <NotStated />
  return <span className={mono ? 'break-all font-mono text-xs' : 'whitespace-pre-line break-words'}>{children}</span>
}

export function Words({ all, none = 'not stated' }: { all: readonly string[]; none?: string }) {
  if (all.length === 0) return <NotStated>{none}</NotStated>
  return (
    <ul className="flex flex-wrap gap-1">
      {all.map((each) => (
        <li key={each} className="max-w-full break-words rounded bg-hover px-1.5 py-px text-xs">
          {each}
        </li>
      ))}
    </ul>
  )
}

const lifecycleTones: Record<NetworkSystem['lifecycle'], Tone> = {
  planned: 'neutral',
  development: 'accent',
  production: 'ok',
  sunset: 'warn',
  retired: 'neutral',
  unknown: 'neutral',
}
export function Lifecycle({ lifecycle }: { lifecycle: NetworkSystem['lifecycle'] }) {
  return lifecycle === 'unknown' ? null : <Badge tone={lifecycleTones[lifecycle]}>{lifecycle}</Badge>
}

const criticalityTones: Record<NetworkFlow['criticality'], Tone> = { low: 'neutral', medium: 'neutral', high: 'warn', critical: 'bad', unknown: 'neutral' }
export function Criticality({ criticality }: { criticality: NetworkFlow['criticality'] }) {
  return criticality === 'unknown' ? <Blank /> : <Badge tone={criticalityTones[criticality]}>{criticality}</Badge>
}

/** Addresses that people wrote: only the web is linked, everything else is text. */
export function Address({ children }: { children: string | null }) {
  if (!children) return <NotStated />
  if (!/^https?:\/\//i.test(children)) return <span className="break-all font-mono text-xs">{children}</span>
  return (
    <a href={children} target="_blank" rel="noopener noreferrer nofollow" className="break-all rounded font-mono text-accent text-xs hover:underline">
      {children}
    </a>
  )
}

const number = (value: number) => value.toLocaleString('en')
export function Targets({ targets, none = 'not stated' }: { targets: NetworkSystem['targets']; none?: string }) {
  if (!targets) return <NotStated>{none}</NotStated>
  const parts = [
    targets.apiP95Ms !== null && `p95 ≤ ${number(targets.apiP95Ms)} ms`,
    targets.throughputRps !== null && `${number(targets.throughputRps)} requests/s`,
    targets.concurrentUsers !== null && `${number(targets.concurrentUsers)} users`,
    targets.availabilityPercent !== null && `${targets.availabilityPercent} % available`,
  ].filter(Boolean)
  return <span className="tabular-nums">{parts.join(' · ') || none}</span>
}
