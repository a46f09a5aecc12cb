'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { FileText } from 'lucide-react'
import Link from 'next/link'
import { SystemFilter } from '#components/network/system-filter.tsx'
import { useMay } from '#components/person/me.tsx'
import { useTRPC } from '#components/trpc/client.ts'
import { Button, LinkButton } from '#components/ui/button.tsx'
import { Empty, Failure, SkeletonRows } from '#components/ui/feedback.tsx'
import { Filters, SearchField } from '#components/ui/filters.tsx'
import { PageHead } from '#components/ui/page.tsx'
import { Pagination } from '#components/ui/pagination.tsx'
import { Segments } from '#components/ui/segments.tsx'
import { Select } from '#components/ui/select.tsx'
import { Status } from '#components/ui/status.tsx'
import { Row, Table, Td, Th } from '#components/ui/table.tsx'
import { RelativeTime } from '#components/ui/time.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import type { RequirementItem } from '#model/requirement.ts'

const sorts = [
  { value: 'newest', label: 'Newest first' },
  { value: 'oldest', label: 'Oldest first' },
  { value: 'title', label: 'By title' },
] as const

function Rows({ items }: { items: readonly RequirementItem[] }) {
  return (
    <Table
      label="Requirements"
      head={
        <>
          <Th>Requirement</Th>
          <Th className="hidden @xl:table-cell">Service</Th>
          <Th className="text-right">Revision</Th>
          <Th>Latest run</Th>
          <Th className="hidden text-right @3xl:table-cell">Submitted</Th>
          <Th className="hidden @4xl:table-cell">By</Th>
        </>
      }
    >
      {items.map((item) => (
        <Row key={item.id}>
          <Td className="max-w-80">
            <Link href={`/requirements/${item.id}`} className="block truncate rounded font-medium after:absolute after:inset-0 hover:text-accent">
              {item.title}
            </Link>
          </Td>
          <Td className="hidden whitespace-nowrap text-muted @xl:table-cell">
            {item.system.name} / {item.service.name}
          </Td>
          <Td className="text-right text-muted">{item.revision}</Td>
          <Td>
            {item.latestRun ? (
              <Link href={`/runs/${item.latestRun.id}`} className="relative z-10 inline-flex items-center gap-2 rounded hover:underline">
                <Status status={item.latestRun.status} />
                <span className="text-faint">#{item.latestRun.number}</span>
              </Link>
            ) : (
              <span className="text-faint">none</span>
            )}
          </Td>
          <Td className="hidden whitespace-nowrap text-right text-muted @3xl:table-cell">
            <RelativeTime at={item.createdAt} />
          </Td>
          <Td className="hidden whitespace-nowrap text-muted @4xl:table-cell">{item.createdBy.name}</Td>
        </Row>
      ))}
    </Table>
  )
}

export function RequirementList() {
  const trpc = useTRPC()
  const url = useUrlState()
  const maySubmit = useMay('requirement.submit')
  const sort = sorts.find(({ value }) => value === url.get('sort'))?.value ?? 'newest'
  const input = { q: url.get('q') ?? '', page: url.page, system: url.get('system') ?? undefined, mine: url.get('mine') === '1', sort }
  const { data, error, refetch } = useQuery(trpc.requirement.list.queryOptions(input, { placeholderData: keepPreviousData }))
  const filtered = ['q', 'system', 'mine'].some((name) => url.get(name))
  return (
    <>
      <PageHead
        title="Requirements"
        actions={
          maySubmit && (
            <LinkButton tone="primary" href="/requirements/new">
              New requirement
            </LinkButton>
          )
        }
      />
      <Filters>
        <SearchField label="Search requirements" placeholder="Title, service, id" />
        <SystemFilter />
        <Select
          label="Order"
          className="w-36"
          value={sort}
          onChange={(next) => url.set({ sort: next === 'newest' ? null : next, page: null })}
          options={sorts}
        />
        {maySubmit && (
          <Segments
            label="Whose"
            value={url.get('mine') === '1' ? 'mine' : 'any'}
            onChange={(next) => url.set({ mine: next === 'mine' ? 1 : null, page: null })}
            options={[
              { value: 'any', label: 'Everyone' },
              { value: 'mine', label: 'Mine' },
            ]}
          />
        )}
      </Filters>
      {error && !data && <Failure title="The requirements could not be listed" error={error} retry={() => void refetch()} />}
      {!data && !error && <SkeletonRows rows={10} label="Loading requirements" />}
      {data &&
        data.items.length === 0 &&
        (filtered ? (
          <Empty
            icon={FileText}
            title="No requirement matches"
            action={<Button onClick={() => url.set({ q: null, system: null, mine: null, page: null })}>Clear the filters</Button>}
          >
            Try another word or system.
          </Empty>
        ) : (
          <Empty
            icon={FileText}
            title="No requirements yet"
            action={
              maySubmit && (
                <LinkButton tone="primary" href="/requirements/new">
                  New requirement
                </LinkButton>
              )
            }
          >
            {maySubmit ? 'Write what a service must do, or drop a document. Agents take it from there.' : 'An architect submits them; you will see them here.'}
          </Empty>
        ))}
      {data && data.items.length > 0 && (
        <>
          <Rows items={data.items} />
          <Pagination {...data} noun={data.total === 1 ? 'requirement' : 'requirements'} onPage={(page) => url.set({ page: page === 1 ? null : page })} />
        </>
      )}
    </>
  )
}
