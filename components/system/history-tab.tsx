'use client'
import { useInfiniteQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { Empty, Failure, SkeletonRows } from '#components/ui/feedback.tsx'
import { Section } from '#components/ui/page.tsx'
import { RelativeTime } from '#components/ui/time.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import type { HistoryItem } from '#model/network-change.ts'
import { ChangedElements } from './changed-elements.tsx'
import { Compare } from './compare.tsx'

function Entry({ item, names, open }: { item: HistoryItem; names: Record<string, string>; open: boolean }) {
  const url = useUrlState()
  return (
    <li className="px-4 py-3">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 pb-1">
        <span className="font-medium text-sm">{item.actor.name}</span>
        <RelativeTime at={item.at} className="text-faint text-xs" />
        {item.note && <span className="min-w-0 break-words text-muted text-sm">{item.note}</span>}
        <button
          type="button"
          className="ml-auto rounded text-accent text-xs hover:underline"
          onClick={() => url.set({ from: new Date(item.at.getTime() - 1).toISOString(), to: null })}
        >
          Compare before it with now
        </button>
      </div>
      <ChangedElements changes={item.changes} names={names} open={open && item.changes.length <= 3} />
      {item.total > item.changes.length && <p className="pt-1 text-faint text-xs">and {item.total - item.changes.length} more elements</p>}
    </li>
  )
}

/** Who changed what, when and why; any two moments beside each other. */
export function HistoryTab({ slug, names }: { slug: string; names: Record<string, string> }) {
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(
    useTRPC().network.history.infiniteQueryOptions({ system: slug }, { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined, initialCursor: null }),
  )
  if (error && !data) return <Failure title="The history could not be read" error={error} retry={() => void refetch()} />
  if (!data) return <SkeletonRows />
  const items = data.pages.flatMap((page) => page.items)
  if (items.length === 0)
    return (
      <Empty icon={History} title="No changes yet">
        Every change of this system is kept here, with who made it and why.
      </Empty>
    )
  return (
    <div className="flex flex-col gap-5">
      <Compare slug={slug} names={names} items={items} />
      <Section title="Changes">
        <ol className="divide-y divide-line rounded-lg border border-line bg-surface">
          {items.map((item, index) => (
            <Entry key={item.changeset} item={item} names={names} open={index === 0} />
          ))}
        </ol>
        {hasNextPage && (
          <Button className="mt-3" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show earlier changes
          </Button>
        )}
      </Section>
    </div>
  )
}
