'use client'
import type { LucideIcon } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Popup } from '#components/ui/popup.tsx'
import type { ViewState } from './state.ts'

/** datetime-local knows no zone: what people see and type is their own time. */
const toLocal = (iso: string): string => {
  if (!iso) return ''
  const date = new Date(iso)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
const fromLocal = (text: string): string => (text && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : '')
const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString()

/** Two moments of the network on one canvas. */
export function ComparePopup({ state, set, icon: Icon }: { state: ViewState; set: (change: Partial<ViewState>) => void; icon: LucideIcon }) {
  return (
    <Popup
      label="Compare two moments"
      className="w-72 p-3"
      button={{
        children: (
          <>
            <Icon aria-hidden="true" />
            Compare
          </>
        ),
        'aria-pressed': state.from !== '',
      }}
    >
      {(close) => <Moments key={state.from + state.to} state={state} set={set} close={close} />}
    </Popup>
  )
}

function Moments({ state, set, close }: { state: ViewState; set: (change: Partial<ViewState>) => void; close: () => void }) {
  const [from, setFrom] = useState(toLocal(state.from))
  const [to, setTo] = useState(toLocal(state.to))
  const apply = (change: Partial<ViewState>) => {
    set(change)
    close()
  }
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        apply({ from: fromLocal(from), to: fromLocal(to) })
      }}
    >
      <Field label="From">
        {(control) => <Input {...control} type="datetime-local" required value={from} onChange={(event) => setFrom(event.target.value)} />}
      </Field>
      <Field label="To" hint="Empty is now.">
        {(control) => <Input {...control} type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />}
      </Field>
      <div className="flex flex-wrap gap-1">
        {(
          [
            ['An hour ago', 1],
            ['Yesterday', 24],
            ['A week ago', 168],
          ] as const
        ).map(([label, hours]) => (
          <Button key={label} size="sm" tone="ghost" onClick={() => apply({ from: ago(hours), to: '' })}>
            {label}
          </Button>
        ))}
      </div>
      <div className="flex justify-end gap-2">
        {state.from && (
          <Button tone="ghost" onClick={() => apply({ from: '', to: '' })}>
            Stop comparing
          </Button>
        )}
        <Button tone="primary" type="submit">
          Compare
        </Button>
      </div>
    </form>
  )
}
