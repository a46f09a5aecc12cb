'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import Link from 'next/link'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { Empty, Failure, SkeletonRows } from '#components/ui/feedback.tsx'
import { Filters, SearchField } from '#components/ui/filters.tsx'
import { PageHead } from '#components/ui/page.tsx'
import { Pagination } from '#components/ui/pagination.tsx'
import { Segments } from '#components/ui/segments.tsx'
import { Status } from '#components/ui/status.tsx'
import { Row, Table, Td, Th } from '#components/ui/table.tsx'
import { Duration, RelativeTime } from '#components/ui/time.tsx'
import { byteText } from '#components/ui/time-text.ts'
import { useUrlState } from '#components/ui/url-state.ts'
import type { ExecutionItem } from '#model/execution.ts'
import { SweepButton } from './sweep-button.tsx'
import { outcomeOf, triggerWords } from './words.ts'

const outcomes = ['all', 'changed', 'failed'] as const
type Outcome = (typeof outcomes)[number]
const outcomeWords: Record<Outcome, string> = { all: 'All', changed: 'With commits', failed: 'Failed or diverged' }

export function ExecutionList() {
  const trpc = useTRPC()
  const url = useUrlState()
  const outcome = outcomes.find((o) => o === url.get('outcome')) ?? 'all'
  const input = { q: url.get('q') ?? '', page: url.page, outcome: outcome === 'all' ? undefined : outcome }
  const { data, error, refetch } = useQuery(trpc.execution.list.queryOptions(input, { placeholderData: keepPreviousData }))
  const filtered = input.q !== '' || outcome !== 'all'
  return (
    <>
      <PageHead path={[{ label: 'Documents', href: '/documents' }]} title="Sweeps" actions={<SweepButton />} />
      <Filters>
        <SearchField label="Search sweeps" placeholder="Number, system, repository" />
        <Segments
          label="Outcome"
          value={outcome}
          onChange={(next) => url.set({ outcome: next === 'all' ? null : next, page: null })}
          options={outcomes.map((value) => ({ value, label: outcomeWords[value] }))}
        />
      </Filters>
      {error && !data && <Failure title="The sweeps could not be listed" error={error} retry={() => void refetch()} />}
      {!data && !error && <SkeletonRows rows={10} label="Loading sweeps" />}
      {data && data.items.length === 0 && (
        <Empty
          icon={History}
          title={filtered ? 'No sweep matches' : 'No sweeps yet'}
          action={filtered ? <Button onClick={() => url.set({ q: null, outcome: null, page: null })}>Clear the filters</Button> : <SweepButton primary />}
        >
          {filtered ? 'Try another word or outcome.' : 'A sweep writes the documents of every system. It runs every hour by itself.'}
        </Empty>
      )}
      {data && data.items.length > 0 && (
        <>
          <ExecutionTable executions={data.items} />
          <Pagination {...data} noun={data.total === 1 ? 'sweep' : 'sweeps'} onPage={(page) => url.set({ page: page === 1 ? null : page })} />
        </>
      )}
    </>
  )
}

function ExecutionTable({ executions }: { executions: readonly ExecutionItem[] }) {
  return (
    <Table
      label="Sweeps"
      head={
        <>
          <Th>Sweep</Th>
          <Th>State</Th>
          <Th>Repositories</Th>
          <Th className="hidden text-right @2xl:table-cell">Commits</Th>
          <Th className="hidden text-right @2xl:table-cell">Files</Th>
          <Th className="hidden text-right @3xl:table-cell">Size</Th>
          <Th className="hidden text-right @xl:table-cell">Took</Th>
          <Th className="text-right">Started</Th>
          <Th className="hidden @4xl:table-cell">By</Th>
        </>
      }
    >
      {executions.map((e) => (
        <Row key={e.id} data-execution={e.number}>
          <Td className="whitespace-nowrap">
            <Link href={`/documents/executions/${e.number}`} className="rounded font-medium after:absolute after:inset-0 hover:text-accent">
              Sweep {e.number}
            </Link>{' '}
            <span className="text-faint text-xs">{triggerWords[e.trigger]}</span>
          </Td>
          <Td>
            <Status status={e.status} />
          </Td>
          <Td className="whitespace-nowrap text-muted">{outcomeOf(e)}</Td>
          <Td className="hidden text-right tabular-nums @2xl:table-cell">{e.counts.commits}</Td>
          <Td className="hidden text-right tabular-nums @2xl:table-cell">{e.counts.files}</Td>
          <Td className="hidden whitespace-nowrap text-right text-muted tabular-nums @3xl:table-cell">{byteText(e.counts.bytes)}</Td>
          <Td className="hidden whitespace-nowrap text-right font-mono text-xs @xl:table-cell">
            <Duration from={e.startedAt} to={e.endedAt} />
          </Td>
          <Td className="whitespace-nowrap text-right text-muted">
            <RelativeTime at={e.createdAt} />
          </Td>
          <Td className="hidden whitespace-nowrap text-muted @4xl:table-cell">{e.createdBy.name}</Td>
        </Row>
      ))}
    </Table>
  )
}
