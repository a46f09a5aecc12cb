import { ChevronRight } from 'lucide-react'
import { Badge, type Tone } from '#components/ui/badge.tsx'
import { type NetworkFlow, placeKey } from '#model/network.ts'
import type { HistoryItem, NetworkKind } from '#model/network-change.ts'
import { draftOf, formFields } from './form.ts'

type Change = HistoryItem['changes'][number]
const how = ({ before, after }: Change): { word: string; tone: Tone } =>
  before === null ? { word: 'added', tone: 'ok' } : after === null ? { word: 'removed', tone: 'bad' } : { word: 'changed', tone: 'accent' }

/** What an element is called, as people know it. */
export function elementTitle({ kind, key, before, after }: Change, names: Record<string, string>): string {
  const record = (after ?? before) as { name?: string; title?: string } | null
  if (kind !== 'flow') return record?.name ?? record?.title ?? key
  const { from, to } = record as unknown as Partial<NetworkFlow>
  if (!from || !to) return key
  return [from, to]
    .map((place) => names[placeKey({ ...place, service: place.service ?? null })] ?? placeKey({ ...place, service: place.service ?? null }))
    .join(' → ')
}

interface FieldChange {
  label: string
  before: string
  after: string
}
/** Only what differs, field by field as the form names them; of something added, what it says. */
function fieldChanges({ kind, before, after }: Change): FieldChange[] {
  const [old, next] = [draftOf(kind, before as object | null), draftOf(kind, after as object | null)]
  return formFields[kind].flatMap(({ name, label }) => {
    const [was, is] = [old[name] ?? '', next[name] ?? '']
    return was === is || (before === null && is === 'unknown') || (after === null && was === 'unknown') ? [] : [{ label, before: was, after: is }]
  })
}

const shown = (text: string) => (text === '' || text === 'unknown' ? <span className="text-faint">not stated</span> : text)
const nouns: Record<NetworkKind, string> = { system: 'system', service: 'service', flow: 'flow', decision: 'decision', runbook: 'runbook' }

function Element({ change, names, open }: { change: Change; names: Record<string, string>; open: boolean }) {
  const { word, tone } = how(change)
  const fields = fieldChanges(change)
  const both = change.before !== null && change.after !== null
  return (
    <details open={open} className="group">
      <summary className="flex min-h-7 cursor-pointer list-none flex-wrap items-center gap-2 rounded text-sm hover:text-accent">
        <ChevronRight className="size-3 shrink-0 text-faint group-open:rotate-90" aria-hidden="true" />
        <Badge tone={tone}>{word}</Badge>
        <span className="text-faint text-xs">{nouns[change.kind]}</span>
        <span className="min-w-0 break-words">{elementTitle(change, names)}</span>
        {both && <span className="text-faint text-xs">{fields.map(({ label }) => label).join(', ')}</span>}
      </summary>
      <table className="mt-1 mb-2 ml-5 w-[calc(100%-20px)] table-fixed text-xs">
        <caption className="sr-only">Fields {word}</caption>
        <tbody>
          {fields.map(({ label, before, after }) => (
            <tr key={label} className="align-top">
              <th scope="row" className="w-36 py-1 pr-3 text-left font-normal text-faint">
                {label}
              </th>
              {change.before !== null && (
                <td className="whitespace-pre-wrap break-words py-1 pr-3">
                  <del className={both ? 'rounded bg-bad-soft px-1 no-underline decoration-clone' : 'no-underline'}>{shown(before)}</del>
                </td>
              )}
              {change.after !== null && (
                <td className="whitespace-pre-wrap break-words py-1">
                  <ins className={both ? 'rounded bg-ok-soft px-1 no-underline decoration-clone' : 'no-underline'}>{shown(after)}</ins>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}

export function ChangedElements({ changes, names, open }: { changes: readonly Change[]; names: Record<string, string>; open: boolean }) {
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
