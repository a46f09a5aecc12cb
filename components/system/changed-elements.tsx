'use client'
import { ChevronRight } from 'lucide-react'
import dynamic from 'next/dynamic'
import { Badge, type Tone } from '#components/ui/badge.tsx'
import { cn } from '#components/ui/cn.ts'
import { Skeleton } from '#components/ui/feedback.tsx'
import { scrollable } from '#components/ui/scrollable.ts'
import { type NetworkFlow, type Place, placeKey } from '#model/network.ts'
import type { HistoryItem } from '#model/network-change.ts'
import { draftOf, type FormField, formFields } from './form.ts'

const TextDifference = dynamic(() => import('./text-difference.tsx').then((m) => m.TextDifference), { loading: () => <Skeleton className="h-16" /> })

type Change = HistoryItem['changes'][number]
/** What places are called, by "system" or "system/service". */
type Names = Record<string, string>
const how = ({ before, after }: Change): { word: string; tone: Tone } =>
  before === null ? { word: 'added', tone: 'ok' } : after === null ? { word: 'removed', tone: 'bad' } : { word: 'changed', tone: 'accent' }

/** What an element is called, as people know it. */
export function elementTitle({ kind, key, before, after }: Change, names: Names): string {
  const record = (after ?? before) as { name?: string; title?: string } | null
  if (kind !== 'flow') return record?.name ?? record?.title ?? key
  const { from, to } = record as unknown as Partial<NetworkFlow>
  const title = (place: Place) => names[placeKey(place)] ?? placeKey(place)
  return from && to ? `${title(from)} → ${title(to)}` : key
}

interface FieldChange {
  field: FormField
  before: string
  after: string
}
/** Only what differs, field by field as the form names them; of something added, what it says. */
function fieldChanges({ kind, before, after }: Change, names: Names): FieldChange[] {
  const [old, next] = [draftOf(kind, before as object | null), draftOf(kind, after as object | null)]
  const told = (field: FormField, text = '') => (text === 'unknown' ? '' : field.kind === 'place' ? (names[text] ?? text) : text)
  return formFields[kind].flatMap((field) => {
    const [was, is] = [told(field, old[field.name]), told(field, next[field.name])]
    return was === is ? [] : [{ field, before: was, after: is }]
  })
}

const long = (text: string) => text.length > 600 || text.split('\n').length > 8
function Value({ text, tone, label }: { text: string; tone: 'old' | 'new' | null; label: string }) {
  const classes = cn(
    'block whitespace-pre-wrap break-words no-underline',
    tone && 'w-fit max-w-full rounded px-1',
    tone === 'old' && 'bg-bad-soft',
    tone === 'new' && 'bg-ok-soft',
  )
  const shown = text === '' ? <span className="text-faint">not stated</span> : text
  const value =
    tone === 'old' ? <del className={classes}>{shown}</del> : tone === 'new' ? <ins className={classes}>{shown}</ins> : <span className={classes}>{shown}</span>
  if (!long(text)) return value
  return (
    <section className="max-h-48 overflow-y-auto rounded" {...scrollable} aria-label={label}>
      {value}
    </section>
  )
}

function Field({ change, field, before, after }: FieldChange & { change: Change }) {
  const both = change.before !== null && change.after !== null
  return (
    <div className="grid gap-x-3 gap-y-0.5 py-1 sm:grid-cols-[144px_minmax(0,1fr)]">
      <dt className="text-faint">{field.label}</dt>
      <dd className="min-w-0">
        {both && field.kind === 'markdown' ? (
          <TextDifference before={before} after={after} label={field.label} />
        ) : both ? (
          <div className="grid gap-1 sm:grid-cols-2">
            <Value text={before} tone="old" label={`${field.label} before`} />
            <Value text={after} tone="new" label={`${field.label} after`} />
          </div>
        ) : (
          <Value text={change.before === null ? after : before} tone={null} label={field.label} />
        )}
      </dd>
    </div>
  )
}

function Element({ change, names, open }: { change: Change; names: Names; open: boolean }) {
  const { word, tone } = how(change)
  const fields = fieldChanges(change, names)
  const both = change.before !== null && change.after !== null
  return (
    <details open={open} className="group">
      <summary className="flex min-h-7 cursor-pointer list-none flex-wrap items-center gap-x-2 gap-y-0.5 rounded text-sm hover:text-accent">
        <ChevronRight className="size-3 shrink-0 text-faint group-open:rotate-90" aria-hidden="true" />
        <Badge tone={tone}>{word}</Badge>
        <span className="text-faint text-xs">{change.kind}</span>
        <span className="min-w-0 break-words">{elementTitle(change, names)}</span>
        {both && <span className="text-faint text-xs">{fields.map(({ field }) => field.label).join(', ')}</span>}
      </summary>
      <dl className="pt-0.5 pb-2 pl-5 text-xs">
        {fields.map((each) => (
          <Field key={each.field.name} change={change} {...each} />
        ))}
      </dl>
    </details>
  )
}

export function ChangedElements({ changes, names, open }: { changes: readonly Change[]; names: Names; open: boolean }) {
  return (
    <ul>
      {changes.map((change) => (
        <li key={`${change.kind} ${change.key}`}>
          <Element change={change} names={names} open={open} />
        </li>
      ))}
    </ul>
  )
}
