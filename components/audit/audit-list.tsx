'use client'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import { useTRPC } from '#components/trpc/client.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Empty, Failure, SkeletonRows } from '#components/ui/feedback.tsx'
import { Input } from '#components/ui/field.tsx'
import { Filters, SearchField } from '#components/ui/filters.tsx'
import { PageHead } from '#components/ui/page.tsx'
import { Segments } from '#components/ui/segments.tsx'
import { RelativeTime } from '#components/ui/time.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import type { AuditEntryView } from '#model/audit.ts'
import { changedKeys } from './changed-keys.ts'

const vias = ['ui', 'cli', 'system'] as const
type Via = (typeof vias)[number]
const day = (text: string | null, end = false): Date | undefined => {
  const date = text && /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T${end ? '23:59:59.999' : '00:00:00'}`) : undefined
  return date && !Number.isNaN(date.getTime()) ? date : undefined
}
const shown = (value: unknown) => (value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value))

/** What it was and what it became, only where both differ. */
function BeforeAfter({ entry }: { entry: AuditEntryView }) {
  const rows = changedKeys(entry.before, entry.after)
  if (rows.length === 0) return <p className="text-faint text-xs">No values were changed.</p>
  return (
    <table className="w-full table-fixed border-collapse text-xs">
      <thead className="text-left text-faint">
        <tr>
          <th scope="col" className="w-32 pb-1 font-medium">
            Field
          </th>
          <th scope="col" className="pb-1 font-medium">
            Before
          </th>
          <th scope="col" className="pb-1 font-medium">
            After
          </th>
        </tr>
      </thead>
      <tbody className="align-top font-mono">
        {rows.map(({ key, before, after }) => (
          <tr key={key}>
            <td className="break-words py-0.5 pr-2 text-muted">{key}</td>
            <td className="break-words py-0.5 pr-2">
              <span className="rounded bg-bad-soft px-1">{shown(before) || '–'}</span>
            </td>
            <td className="break-words py-0.5">
              <span className="rounded bg-ok-soft px-1">{shown(after) || '–'}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Entry({ entry }: { entry: AuditEntryView }) {
  return (
    <li data-audit={entry.action}>
      <details className="group">
        <summary className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-0.5 px-3 py-1.5 outline-offset-[-2px] hover:bg-hover/60">
          <RelativeTime at={entry.at} className="w-24 shrink-0 text-faint text-xs" />
          <span className="w-36 shrink-0 truncate text-sm">{entry.actorName || entry.actor}</span>
          <span className="font-mono text-xs">{entry.action}</span>
          <span className="min-w-0 truncate font-mono text-faint text-xs">{entry.subject}</span>
          {entry.reason && <span className="min-w-0 truncate text-muted text-xs">“{entry.reason}”</span>}
          <Badge className="ml-auto">{entry.via}</Badge>
        </summary>
        <div className="flex flex-col gap-2 border-line border-t bg-sunken px-3 py-2">
          <p className="text-muted text-xs">
            {new Date(entry.at).toLocaleString('en-GB')} · {entry.actor} · {entry.id}
          </p>
          <BeforeAfter entry={entry} />
        </div>
      </details>
    </li>
  )
}

export function AuditList() {
  const trpc = useTRPC()
  const url = useUrlState()
  const via = vias.find((each) => each === url.get('via'))
  const input = { q: url.get('q') ?? '', via, from: day(url.get('from')), to: day(url.get('to'), true), limit: 50 }
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(input, { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined, placeholderData: keepPreviousData }),
  )
  const entries = data?.pages.flatMap(({ items }) => items)
  return (
    <>
      <PageHead title="Audit log" meta={<span>Who did what, when, and what it changed. Entries are never altered.</span>} />
      <Filters>
        <SearchField label="Search the audit log" placeholder="Person, action, subject, reason" />
        <Segments<'any' | Via>
          label="How"
          value={via ?? 'any'}
          onChange={(next) => url.set({ via: next === 'any' ? null : next })}
          options={[
            { value: 'any', label: 'Any way' },
            { value: 'ui', label: 'Dashboard' },
            { value: 'cli', label: 'Command line' },
            { value: 'system', label: 'System' },
          ]}
        />
        <span className="flex items-center gap-1.5 text-muted text-xs">
          from
          <Input
            aria-label="From date"
            type="date"
            className="w-36"
            value={url.get('from') ?? ''}
            onChange={(event) => url.set({ from: event.target.value || null }, 'replace')}
          />
        </span>
        <span className="flex items-center gap-1.5 text-muted text-xs">
          to
          <Input
            aria-label="To date"
            type="date"
            className="w-36"
            value={url.get('to') ?? ''}
            onChange={(event) => url.set({ to: event.target.value || null }, 'replace')}
          />
        </span>
      </Filters>
      {error && !data && <Failure title="The audit log cannot be read" error={error} retry={() => void refetch()} />}
      {!entries && !error && <SkeletonRows rows={12} label="Loading the audit log" />}
      {entries && entries.length === 0 && (
        <Empty
          icon={ScrollText}
          title="No entry matches"
          action={<Button onClick={() => url.set({ q: null, via: null, from: null, to: null })}>Clear the filters</Button>}
        />
      )}
      {entries && entries.length > 0 && (
        <ul aria-label="Audit entries" className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface">
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <div className="pt-3">
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Older entries
          </Button>
        </div>
      )}
    </>
  )
}
