'use client'
import { Scale } from 'lucide-react'
import { Badge, type Tone } from '#components/ui/badge.tsx'
import { newId } from '#model/id.ts'
import type { NetworkDecision } from '#model/network.ts'
import type { SystemView } from '#model/network-change.ts'
import { TextsTab } from './texts-tab.tsx'

/** MADR 4, the parts that are always of use. */
const template = `## Context and problem statement

What forces the decision? Name the requirement, the incident or the figure.

## Decision drivers

- 

## Considered options

- Option A
- Option B

## Decision outcome

Chosen: "Option A", because …

### Consequences

- Good, because …
- Bad, because …

### Confirmation

How it is seen that the decision is kept: a test, a review, a figure.

## Pros and cons of the options

### Option A

- Good, because …
- Bad, because …

### Option B

- Good, because …
- Bad, because …
`

const tones: Record<NetworkDecision['status'], Tone> = { proposed: 'accent', accepted: 'ok', rejected: 'bad', deprecated: 'warn', superseded: 'neutral' }

export function DecisionsTab({ view, slug }: { view: SystemView; slug: string }) {
  const { decisions } = view.part
  return (
    <TextsTab
      kind="decision"
      view={view}
      slug={slug}
      items={decisions}
      about={({ number, status, date }) => (
        <>
          <span className="font-mono">ADR {String(number).padStart(4, '0')}</span>
          <Badge tone={tones[status]}>{status}</Badge>
          <span className="tabular-nums">{date}</span>
        </>
      )}
      start={() => ({
        key: newId('adr'),
        system: slug,
        number: Math.max(0, ...decisions.map(({ number }) => number)) + 1,
        status: 'proposed' as const,
        date: new Date().toISOString().slice(0, 10),
        text: template,
      })}
      words={{
        one: 'decision',
        empty: 'No decisions yet',
        teach: 'A decision record says what was chosen, among what, and why, so that nobody has to ask again.',
        icon: Scale,
      }}
    />
  )
}
