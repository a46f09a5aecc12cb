'use client'
import { ChevronRight, CircleAlert } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card, Section } from '#components/ui/page.tsx'
import { Segments } from '#components/ui/segments.tsx'
import type { ImportPreview, ImportProblem, NotCarried, PreviewedChange } from '#model/exchange.ts'

/** Long lists are shown in parts, so that a thousand systems do not become ten thousand elements of the page. */
const part = 100
function useParts<T>(all: readonly T[]): { shown: readonly T[]; more: React.ReactNode } {
  const [count, setCount] = useState(part)
  const left = all.length - count
  return {
    shown: all.slice(0, count),
    more: left > 0 && (
      <Button size="sm" className="mt-2" onClick={() => setCount(count + 10 * part)}>
        Show {Math.min(left, 10 * part)} more of {left}
      </Button>
    ),
  }
}

export function Problems({ problems }: { problems: readonly ImportProblem[] }) {
  const { shown, more } = useParts(problems)
  if (problems.length === 0) return null
  return (
    <Section title={problems.length === 1 ? 'One problem' : `${problems.length} problems`}>
      <p className="pb-2 text-muted text-sm">
        Nothing is imported while there is one: correct the files and add them again, or remove those that are not meant.
      </p>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {shown.map((problem, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two problems may say the same of one place, and the list never changes its order
          <li key={index} className="flex gap-2 px-3 py-2">
            <CircleAlert className="mt-0.5 size-4 shrink-0 text-bad-mark" aria-hidden="true" />
            <div className="min-w-0 flex-1">
              <p className="break-words text-sm">{problem.message}</p>
              <p className="break-all text-faint text-xs">
                {problem.file}, line {problem.line}, column {problem.column}
              </p>
              {problem.excerpt && <pre className="mt-1 overflow-x-auto rounded bg-hover px-2 py-1 font-mono text-xs">{problem.excerpt}</pre>}
            </div>
          </li>
        ))}
      </ul>
      {more}
    </Section>
  )
}

const nouns: Record<PreviewedChange['kind'], string> = { system: 'System', service: 'Service', flow: 'Flow', decision: 'Decision', runbook: 'Runbook' }
const words: Record<string, string> = { ownerFrom: 'owner there', ownerTo: 'owner here', restoreTested: 'restore tested' }

function Change({ change }: { change: PreviewedChange }) {
  return (
    <details className="group px-3 py-1.5">
      <summary className="flex cursor-pointer flex-wrap items-center gap-x-2 gap-y-0.5 list-none rounded text-sm">
        <ChevronRight className="size-3.5 shrink-0 text-faint group-open:rotate-90" aria-hidden="true" />
        <span className="inline-flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2">
          <Badge>{nouns[change.kind]}</Badge>
          <span className="min-w-0 break-words font-medium">{change.label}</span>
          {change.kind !== 'flow' && change.label !== change.key && <span className="min-w-0 break-all font-mono text-faint text-xs">{change.key}</span>}
          {change.action === 'changed' && <span className="text-muted text-xs">{change.fields.map(({ name }) => words[name] ?? name).join(', ')}</span>}
        </span>
        {change.file && (
          <span className="text-faint text-xs">
            {change.file}
            {change.line !== null && `:${change.line}`}
          </span>
        )}
      </summary>
      {change.fields.length > 0 && (
        <dl className="mt-2 mb-1 grid grid-cols-[minmax(0,8rem)_minmax(0,1fr)] gap-x-4 gap-y-1 border-line border-l-2 pl-3 text-xs">
          {change.fields.map(({ name, before, after }) => (
            <div key={name} className="contents">
              <dt className="text-faint">{words[name] ?? name}</dt>
              <dd className="min-w-0 break-words">
                {change.action === 'changed' && (
                  <>
                    <del className="text-bad">{before ?? 'not stated'}</del>
                    <span aria-hidden="true"> → </span>
                    <span className="sr-only"> becomes </span>
                  </>
                )}
                <ins className="no-underline">{after ?? 'not stated'}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </details>
  )
}

function Listed({ changes }: { changes: readonly PreviewedChange[] }) {
  const { shown, more } = useParts(changes)
  return (
    <>
      <Card className="divide-y divide-line">
        {shown.map((change) => (
          <Change key={`${change.kind} ${change.key}`} change={change} />
        ))}
      </Card>
      {more}
    </>
  )
}

export function Changes({ preview, remove, onRemove }: { preview: ImportPreview; remove: boolean; onRemove: (remove: boolean) => void }) {
  const { counts, changes } = preview
  const [chosen, setChosen] = useState<PreviewedChange['action'] | null>(null)
  const absent = counts.unnamed + counts.removed
  const known = chosen && counts[chosen] === 0 && (chosen === 'unnamed' || chosen === 'removed') ? null : chosen
  const shown = known ?? (counts.removed > 0 ? 'removed' : counts.added > 0 ? 'added' : counts.changed > 0 ? 'changed' : 'unchanged')
  if (changes.length === 0) return null
  return (
    <Section title="What it does to the network">
      <div className="flex pb-2">
        <Segments
          label="Which elements"
          value={shown}
          onChange={setChosen}
          options={[
            { value: 'added', label: 'Added', count: counts.added },
            { value: 'changed', label: 'Changed', count: counts.changed },
            { value: 'unchanged', label: 'Unchanged', count: counts.unchanged },
            ...(counts.removed > 0 ? [{ value: 'removed' as const, label: 'Removed', count: counts.removed }] : []),
            ...(counts.unnamed > 0 ? [{ value: 'unnamed' as const, label: 'Not named', count: counts.unnamed }] : []),
          ]}
        />
      </div>
      {counts[shown] === 0 ? (
        <p className="rounded-lg border border-line border-dashed px-4 py-6 text-center text-muted text-sm">Nothing is {shown}.</p>
      ) : (
        <Listed key={shown} changes={changes.filter(({ action }) => action === shown)} />
      )}
      {(absent > 0 || remove) && (
        <label className="flex items-start gap-2 pt-3 text-sm">
          <input type="checkbox" className="mt-1" checked={remove} onChange={(event) => onRemove(event.target.checked)} />
          <span>
            Also remove what these files do not name{absent > 0 ? ` (${absent})` : ''}
            <span className="block text-faint text-xs">
              Only in the systems that the files state, and only kinds of elements that they state. Systems are removed on their own pages; what deliveries
              built stays.
            </span>
          </span>
        </label>
      )}
      <p className="pt-2 text-faint text-xs">Fields that the files do not state keep their values.{remove ? '' : ' Nothing is removed.'}</p>
    </Section>
  )
}

export function NotCarriedList({
  items,
  title = 'Not carried',
}: {
  items: readonly (Omit<NotCarried, 'file' | 'line'> & Partial<NotCarried>)[]
  title?: string
}) {
  const { shown, more } = useParts(items)
  if (items.length === 0) return null
  return (
    <Section title={`${title} (${items.length})`}>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {shown.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same may be lost twice, and the list never changes its order
          <li key={index} className="flex flex-wrap items-baseline gap-x-3 px-3 py-1.5">
            <p className="min-w-0 flex-1 basis-72 break-words text-sm">
              {item.what}
              <span className="block text-muted text-xs">{item.why}</span>
            </p>
            {item.file && (
              <span className="break-all text-faint text-xs">
                {item.file}
                {item.line != null && `:${item.line}`}
              </span>
            )}
          </li>
        ))}
      </ul>
      {more}
    </Section>
  )
}
