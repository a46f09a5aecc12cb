'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import Link from 'next/link'
import { useTRPC } from '#components/trpc/client.ts'
import { Empty, Failure, SkeletonRows } from '#components/ui/feedback.tsx'
import { documentHref, markedParts } from './links.ts'

export function SearchResults({ q }: { q: string }) {
  const trpc = useTRPC()
  const { data, error, refetch } = useQuery(trpc.document.search.queryOptions({ q }, { placeholderData: keepPreviousData }))
  if (error && !data) return <Failure title="The documents could not be searched" error={error} retry={() => void refetch()} />
  if (!data) return <SkeletonRows rows={6} label="Searching" />
  if (data.length === 0)
    return (
      <Empty icon={SearchX} title={`Nothing says “${q}”`}>
        Try other words. A phrase in quotes is searched as it stands; a word after a minus must not occur.
      </Empty>
    )
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-surface" aria-label="Found documents">
      {data.map((hit) => (
        <li key={`${hit.system.slug}/${hit.path}`} className="relative px-3 py-2.5 hover:bg-hover/60" data-hit={`${hit.system.slug}/${hit.path}`}>
          <Link href={documentHref(hit.system.slug, hit.path)} className="font-medium text-sm after:absolute after:inset-0 hover:text-accent">
            {hit.title}
          </Link>
          <span className="pl-2 font-mono text-faint text-xs">{hit.path}</span>
          <p className="line-clamp-2 break-words text-muted text-xs">
            {markedParts(hit.excerpt).map((part, i) =>
              part.found ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: parts of one excerpt never move
                <mark key={i} className="rounded-sm bg-warn-soft px-0.5 text-fg">
                  {part.text}
                </mark>
              ) : (
                part.text
              ),
            )}
          </p>
        </li>
      ))}
    </ul>
  )
}
