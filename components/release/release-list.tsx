'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Package } from 'lucide-react'
import Link from 'next/link'
import { SystemFilter } from '#components/network/system-filter.tsx'
import { shortDigest } from '#components/run/run-facts.tsx'
import { useTRPC } from '#components/trpc/client.ts'
import { Button, LinkButton } from '#components/ui/button.tsx'
import { Copyable } from '#components/ui/copyable.tsx'
import { Empty, Failure, SkeletonRows } from '#components/ui/feedback.tsx'
import { Filters, SearchField } from '#components/ui/filters.tsx'
import { PageHead } from '#components/ui/page.tsx'
import { Pagination } from '#components/ui/pagination.tsx'
import { Segments } from '#components/ui/segments.tsx'
import { Status } from '#components/ui/status.tsx'
import { Row, Table, Td, Th } from '#components/ui/table.tsx'
import { RelativeTime } from '#components/ui/time.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import type { ReleaseItem, releaseStatuses } from '#model/release.ts'

type ReleaseStatus = (typeof releaseStatuses)[number]
const groups: Record<string, { label: string; statuses: ReleaseStatus[] }> = {
  all: { label: 'All', statuses: [] },
  production: { label: 'In production', statuses: ['in_production'] },
  coming: { label: 'On the way', statuses: ['candidate', 'approved'] },
  past: { label: 'Past', statuses: ['retired', 'rolled_back', 'rejected'] },
}

function Rows({ items }: { items: readonly ReleaseItem[] }) {
  return (
    <Table
      label="Releases"
      head={
        <>
          <Th>Release</Th>
          <Th>State</Th>
          <Th>Rollout</Th>
          <Th className="hidden @3xl:table-cell">Digest</Th>
          <Th className="hidden @3xl:table-cell">Run</Th>
          <Th className="text-right">Built</Th>
        </>
      }
    >
      {items.map((release) => (
        <Row key={release.id} data-release={release.id} className="h-11">
          <Td className="max-w-72">
            <Link href={`/releases/${release.id}`} className="block truncate rounded font-medium after:absolute after:inset-0 hover:text-accent">
              {release.service.name} <span className="font-normal text-faint">{release.number}</span>
            </Link>
            <span className="block truncate text-2xs text-faint">{release.system.name}</span>
          </Td>
          <Td>
            <Status status={release.status} />
          </Td>
          <Td>
            {release.rollout ? (
              <Link href={`/rollouts/${release.rollout.id}`} className="relative z-10 inline-flex items-center gap-2 rounded hover:underline">
                <Status status={release.rollout.status} />
                {release.rollout.status === 'progressing' && <span className="font-mono text-xs">{release.rollout.step} %</span>}
              </Link>
            ) : (
              <span className="text-faint">–</span>
            )}
          </Td>
          <Td className="hidden @3xl:table-cell">
            <span className="relative z-10">
              <Copyable value={release.digest} short={shortDigest(release.digest)} />
            </span>
          </Td>
          <Td className="hidden @3xl:table-cell">
            <Link href={`/runs/${release.run.id}`} className="relative z-10 rounded text-muted hover:underline">
              #{release.run.number}
            </Link>
          </Td>
          <Td className="whitespace-nowrap text-right text-muted">
            <RelativeTime at={release.createdAt} />
          </Td>
        </Row>
      ))}
    </Table>
  )
}

export function ReleaseList() {
  const trpc = useTRPC()
  const url = useUrlState()
  const group = url.get('state') ?? 'all'
  const input = {
    q: url.get('q') ?? '',
    page: url.page,
    status: groups[group]?.statuses ?? [],
    system: url.get('system') ?? undefined,
    service: url.get('service') ?? undefined,
  }
  const { data, error, refetch } = useQuery(trpc.release.list.queryOptions(input, { placeholderData: keepPreviousData }))
  const filtered = ['q', 'system', 'state', 'service'].some((name) => url.get(name))
  return (
    <>
      <PageHead title="Releases" />
      <Filters>
        <SearchField label="Search releases" placeholder="Service, title, digest" />
        <SystemFilter />
        <Segments
          label="State"
          value={group}
          onChange={(next) => url.set({ state: next === 'all' ? null : next, page: null })}
          options={Object.entries(groups).map(([value, { label }]) => ({ value, label }))}
        />
      </Filters>
      {error && !data && <Failure title="The releases could not be listed" error={error} retry={() => void refetch()} />}
      {!data && !error && <SkeletonRows label="Loading releases" />}
      {data &&
        data.items.length === 0 &&
        (filtered ? (
          <Empty
            icon={Package}
            title="No release matches"
            action={<Button onClick={() => url.set({ q: null, system: null, state: null, service: null, page: null })}>Clear the filters</Button>}
          />
        ) : (
          <Empty icon={Package} title="No releases yet" action={<LinkButton href="/runs">See the runs</LinkButton>}>
            A run that integrates its parts builds a candidate. It is listed here with its digest, and becomes a release when people approve it.
          </Empty>
        ))}
      {data && data.items.length > 0 && (
        <>
          <Rows items={data.items} />
          <Pagination {...data} noun={data.total === 1 ? 'release' : 'releases'} onPage={(page) => url.set({ page: page === 1 ? null : page })} />
        </>
      )}
    </>
  )
}
