'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Compass } from 'lucide-react'
import Link from 'next/link'
import { SystemFilter } from '#components/network/system-filter.tsx'
import { useMay } from '#components/person/me.tsx'
import { useTRPC } from '#components/trpc/client.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Button, LinkButton } from '#components/ui/button.tsx'
import { Empty, Failure, SkeletonRows } from '#components/ui/feedback.tsx'
import { Filters, SearchField } from '#components/ui/filters.tsx'
import { PageHead } from '#components/ui/page.tsx'
import { Pagination } from '#components/ui/pagination.tsx'
import { Segments } from '#components/ui/segments.tsx'
import { Status } from '#components/ui/status.tsx'
import { Row, Table, Td, Th } from '#components/ui/table.tsx'
import { RelativeTime } from '#components/ui/time.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import { stoppingScore } from '#model/plan.ts'
import { type PlanItem, planStates } from '#model/plan-view.ts'
import { stateOf, stateWords } from './state.ts'

function Rows({ items }: { items: readonly PlanItem[] }) {
  return (
    <Table
      label="Plans"
      head={
        <>
          <Th>Plan</Th>
          <Th>State</Th>
          <Th className="hidden @xl:table-cell">System</Th>
          <Th className="hidden text-right @lg:table-cell">Services</Th>
          <Th className="hidden @2xl:table-cell">Highest risk</Th>
          <Th className="hidden text-right @3xl:table-cell">Changed</Th>
          <Th className="hidden @4xl:table-cell">By</Th>
        </>
      }
    >
      {items.map((item) => (
        <Row key={item.id}>
          <Td className="max-w-96">
            <Link href={`/plans/${item.id}`} className="block truncate rounded font-medium after:absolute after:inset-0 hover:text-accent">
              {item.title}
            </Link>
            <span className="block truncate font-mono text-faint text-xs">
              {item.story}, revision {item.revision}
            </span>
          </Td>
          <Td className="whitespace-nowrap">
            <Status status={stateOf(item.status)} />
          </Td>
          <Td className="hidden whitespace-nowrap text-muted @xl:table-cell">{item.system.name}</Td>
          <Td className="hidden text-right text-muted tabular-nums @lg:table-cell">{item.services ?? '–'}</Td>
          <Td className="hidden @2xl:table-cell">
            {item.worst === null ? (
              <span className="text-faint">–</span>
            ) : (
              <Badge tone={item.worst >= stoppingScore ? 'bad' : item.worst >= 6 ? 'warn' : 'neutral'}>score {item.worst}</Badge>
            )}
          </Td>
          <Td className="hidden whitespace-nowrap text-right text-muted @3xl:table-cell">
            <RelativeTime at={item.updatedAt} />
          </Td>
          <Td className="hidden whitespace-nowrap text-muted @4xl:table-cell">{item.createdBy.name}</Td>
        </Row>
      ))}
    </Table>
  )
}

function NewPlan() {
  return (
    <LinkButton tone="primary" href="/plans/new">
      New plan
    </LinkButton>
  )
}

export function PlanList() {
  const trpc = useTRPC()
  const url = useUrlState()
  const maySubmit = useMay('plan.submit')
  const status = planStates.find((s) => s === url.get('state'))
  const input = { q: url.get('q') ?? '', page: url.page, system: url.get('system') ?? undefined, status: status ? [status] : [] }
  const { data, error, refetch } = useQuery(trpc.plan.list.queryOptions(input, { placeholderData: keepPreviousData }))
  const filtered = ['q', 'system', 'state'].some((name) => url.get(name))
  const all = Object.values(data?.counts ?? {}).reduce((sum, n) => sum + n, 0)
  return (
    <>
      <PageHead
        title="Plans"
        actions={
          <>
            <LinkButton href="/plans/knowledge">Knowledge base</LinkButton>
            {maySubmit && <NewPlan />}
          </>
        }
      />
      <Filters>
        <SearchField label="Search plans" placeholder="Title, story, id" />
        <SystemFilter />
        <Segments
          label="State"
          value={status ?? 'any'}
          onChange={(next) => url.set({ state: next === 'any' ? null : next, page: null })}
          options={[
            { value: 'any' as const, label: 'All', count: all },
            ...planStates.map((s) => ({ value: s, label: stateWords[s], count: data?.counts[s] ?? 0 })),
          ]}
        />
      </Filters>
      {error && !data && <Failure title="The plans could not be listed" error={error} retry={() => void refetch()} />}
      {!data && !error && <SkeletonRows rows={8} label="Loading plans" />}
      {data &&
        data.items.length === 0 &&
        (filtered ? (
          <Empty
            icon={Compass}
            title="No plan matches"
            action={<Button onClick={() => url.set({ q: null, system: null, state: null, page: null })}>Clear the filters</Button>}
          >
            Try another word, system or state.
          </Empty>
        ) : (
          <Empty icon={Compass} title="No plans yet" action={maySubmit && <NewPlan />}>
            {maySubmit
              ? 'Give requirements, constraints and quality targets of a platform; the architect plans its services, decisions, risks and roadmap.'
              : 'An architect submits them; you will see and review them here.'}
          </Empty>
        ))}
      {data && data.items.length > 0 && (
        <>
          <Rows items={data.items} />
          <Pagination {...data} noun={data.total === 1 ? 'plan' : 'plans'} onPage={(page) => url.set({ page: page === 1 ? null : page })} />
        </>
      )}
    </>
  )
}
