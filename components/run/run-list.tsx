'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Activity } from 'lucide-react'
import { SystemFilter } from '#components/network/system-filter.tsx'
import { useMay } from '#components/person/me.tsx'
import { useTRPC } from '#components/trpc/client.ts'
import { Button, LinkButton } from '#components/ui/button.tsx'
import { Empty, Failure, SkeletonRows } from '#components/ui/feedback.tsx'
import { Filters, SearchField } from '#components/ui/filters.tsx'
import { PageHead } from '#components/ui/page.tsx'
import { Pagination } from '#components/ui/pagination.tsx'
import { Segments } from '#components/ui/segments.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import type { RunState } from '#model/states.ts'
import { RunTable } from './run-table.tsx'

const groups = {
  all: { label: 'All', states: [] },
  open: { label: 'Running', states: ['queued', 'running', 'canceling'] },
  waiting: { label: 'Awaiting approval', states: ['awaiting_approval'] },
  succeeded: { label: 'Succeeded', states: ['succeeded'] },
  failed: { label: 'Failed', states: ['failed', 'errored', 'timed_out', 'budget_exhausted'] },
  ended: { label: 'Canceled', states: ['canceled', 'superseded'] },
} as const satisfies Record<string, { label: string; states: readonly RunState[] }>
type Group = keyof typeof groups

export function RunList() {
  const trpc = useTRPC()
  const url = useUrlState()
  const maySubmit = useMay('requirement.submit')
  const group = (url.get('state') ?? 'all') as Group
  const states = [...(groups[group] ?? groups.all).states]
  const filtered = ['q', 'state', 'system', 'service', 'requirement', 'mine'].some((name) => url.get(name))
  const input = {
    q: url.get('q') ?? '',
    page: url.page,
    status: states,
    system: url.get('system') ?? undefined,
    service: url.get('service') ?? undefined,
    requirement: url.get('requirement') ?? undefined,
    mine: url.get('mine') === '1',
  }
  const { data, error, refetch } = useQuery(trpc.run.list.queryOptions(input, { placeholderData: keepPreviousData }))
  const count = (name: Group) => groups[name].states.reduce((sum: number, state) => sum + (data?.counts[state] ?? 0), 0)
  return (
    <>
      <PageHead
        title="Runs"
        actions={
          maySubmit && (
            <LinkButton tone="primary" href="/requirements/new">
              New requirement
            </LinkButton>
          )
        }
      />
      <Filters>
        <SearchField label="Search runs" placeholder="Title, service, id" />
        <SystemFilter />
        <Segments
          label="State"
          value={group}
          onChange={(next) => url.set({ state: next === 'all' ? null : next, page: null })}
          options={(Object.keys(groups) as Group[]).map((name) => ({
            value: name,
            label: groups[name].label,
            count: name === 'all' ? undefined : count(name),
          }))}
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
      {error && !data && <Failure title="The runs could not be listed" error={error} retry={() => void refetch()} />}
      {!data && !error && <SkeletonRows rows={10} label="Loading runs" />}
      {data &&
        data.items.length === 0 &&
        (filtered ? (
          <Empty
            icon={Activity}
            title="No run matches"
            action={
              <Button onClick={() => url.set({ q: null, state: null, system: null, service: null, requirement: null, mine: null, page: null })}>
                Clear the filters
              </Button>
            }
          >
            Try another word, state or system.
          </Empty>
        ) : (
          <Empty
            icon={Activity}
            title="No runs yet"
            action={
              maySubmit && (
                <LinkButton tone="primary" href="/requirements/new">
                  New requirement
                </LinkButton>
              )
            }
          >
            Submit a requirement, and its run appears here.
          </Empty>
        ))}
      {data && data.items.length > 0 && (
        <>
          <RunTable runs={data.items} label="Runs" />
          <Pagination {...data} noun={data.total === 1 ? 'run' : 'runs'} onPage={(page) => url.set({ page: page === 1 ? null : page })} />
        </>
      )}
    </>
  )
}
