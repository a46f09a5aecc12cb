'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { BadgeCheck } from 'lucide-react'
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
import { Status, StatusMark } from '#components/ui/status.tsx'
import { Row, Table, Td, Th } from '#components/ui/table.tsx'
import { RelativeTime } from '#components/ui/time.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import type { ApprovalItem } from '#model/approval.ts'
import { approvalStates } from '#model/states.ts'
import { decisionState, needWord } from './needs.ts'

const ended = approvalStates.filter((state) => state !== 'pending')

/** Who must agree, and who did: one mark a role. */
export function Needs({ approval }: { approval: Pick<ApprovalItem, 'needs' | 'decisions'> }) {
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-1">
      {approval.needs.map((role) => {
        const decision = approval.decisions.find((each) => each.role === role)
        return (
          <span key={role} className="inline-flex items-center gap-1 text-muted text-xs">
            <StatusMark status={decision ? (decision.answer === 'approve' ? 'approved' : 'rejected') : 'pending'} />
            {needWord(role)}
            {decision && <span className="text-faint">{decision.by.name}</span>}
          </span>
        )
      })}
    </span>
  )
}

export function ApprovalList() {
  const trpc = useTRPC()
  const url = useUrlState()
  const decides = useMay('approval.decide')
  const view = url.get('view') ?? (decides ? 'mine' : 'pending')
  const input = {
    q: url.get('q') ?? '',
    page: url.page,
    system: url.get('system') ?? undefined,
    mine: view === 'mine',
    status: view === 'pending' ? ['pending' as const] : view === 'ended' ? ended : [],
  }
  const { data, error, refetch } = useQuery(trpc.approval.list.queryOptions(input, { placeholderData: keepPreviousData }))
  return (
    <>
      <PageHead title="Approvals" />
      <Filters>
        <Segments
          label="Which"
          value={view}
          onChange={(next) => url.set({ view: next, page: null })}
          options={[
            ...(decides ? [{ value: 'mine', label: 'Waiting for me' }] : []),
            { value: 'pending', label: 'Pending' },
            { value: 'ended', label: 'Decided' },
          ]}
        />
        <SearchField label="Search approvals" placeholder="Title, service, id" />
        <SystemFilter />
      </Filters>
      {error && !data && <Failure title="The approvals could not be listed" error={error} retry={() => void refetch()} />}
      {!data && !error && <SkeletonRows label="Loading approvals" />}
      {data &&
        data.items.length === 0 &&
        (url.get('q') || url.get('system') ? (
          <Empty
            icon={BadgeCheck}
            title="No approval matches"
            action={<Button onClick={() => url.set({ q: null, system: null, page: null })}>Clear the filters</Button>}
          />
        ) : (
          <Empty
            icon={BadgeCheck}
            title={view === 'mine' ? 'Nothing waits for you' : view === 'ended' ? 'Nothing was decided yet' : 'Nothing waits for a decision'}
            action={<LinkButton href="/runs">See the runs</LinkButton>}
          >
            A run asks for approval after its staging is verified. You will find it here, and counted in the rail.
          </Empty>
        ))}
      {data && data.items.length > 0 && (
        <>
          <Table
            label="Approvals"
            head={
              <>
                <Th>Release</Th>
                <Th>State</Th>
                <Th>Who must agree</Th>
                <Th className="hidden @3xl:table-cell">Asked by</Th>
                <Th className="text-right">{view === 'ended' ? 'Ended' : 'Expires'}</Th>
              </>
            }
          >
            {data.items.map((approval) => (
              <Row key={approval.id} data-approval={approval.id} className="h-12">
                <Td className="max-w-80">
                  <Link href={`/approvals/${approval.id}`} className="block truncate rounded font-medium after:absolute after:inset-0 hover:text-accent">
                    {approval.requirement.title}{' '}
                    <span className="font-normal text-faint">{approval.release ? `release ${approval.release.number}` : `run ${approval.run.number}`}</span>
                  </Link>
                  <span className="block truncate text-2xs text-faint">
                    {approval.system.name} / {approval.service.name}
                  </span>
                </Td>
                <Td>
                  <Status status={decisionState(approval.status)} />
                </Td>
                <Td>
                  <Needs approval={approval} />
                </Td>
                <Td className="hidden whitespace-nowrap text-muted @3xl:table-cell">{approval.run.createdBy.name}</Td>
                <Td className="whitespace-nowrap text-right text-muted">
                  <RelativeTime at={view === 'ended' ? (approval.endedAt ?? approval.createdAt) : approval.expiresAt} />
                </Td>
              </Row>
            ))}
          </Table>
          <Pagination {...data} noun={data.total === 1 ? 'approval' : 'approvals'} onPage={(page) => url.set({ page: page === 1 ? null : page })} />
        </>
      )}
    </>
  )
}
