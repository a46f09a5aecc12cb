'use client'
import { useQuery } from '@tanstack/react-query'
import { Network } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useCallback } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { cn } from '#components/ui/cn.ts'
import { Empty, Failure, Skeleton } from '#components/ui/feedback.tsx'
import { Card, Fact, PageHead, Section } from '#components/ui/page.tsx'
import { Row, Table, Td, Th } from '#components/ui/table.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import type { SystemItem } from '#model/system.ts'
import { dependenciesOf } from './circle.ts'

const NetworkGraph = dynamic(() => import('./network-graph.tsx').then((m) => m.NetworkGraph), { ssr: false, loading: () => <Skeleton className="h-[470px]" /> })
const unknown = <span className="text-faint">not stated</span>

function Detail({ system, systems }: { system: SystemItem; systems: readonly SystemItem[] }) {
  const { facts } = system
  const nameOf = (slug: string) => systems.find((each) => each.slug === slug)?.name ?? slug
  const needed = dependenciesOf(systems).filter(({ to }) => to === system.slug)
  return (
    <Card className="p-4">
      <h2 className="pb-3 font-semibold text-sm">{system.name}</h2>
      <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-2 lg:grid-cols-3">
        <Fact label="Does">{facts.focus.length > 0 ? facts.focus.join(', ') : unknown}</Fact>
        <Fact label="Needs">
          {facts.dependsOn.length > 0 ? (
            <ul>
              {facts.dependsOn.map(({ on, data }) => (
                <li key={on}>
                  {nameOf(on)}: <span className="text-muted">{data.join(', ')}</span>
                </li>
              ))}
            </ul>
          ) : (
            unknown
          )}
        </Fact>
        <Fact label="Is needed by">
          {needed.length > 0 ? (
            <ul>
              {needed.map(({ from, data }) => (
                <li key={from}>
                  {nameOf(from)}: <span className="text-muted">{data.join(', ')}</span>
                </li>
              ))}
            </ul>
          ) : (
            <span className="text-faint">nobody states so</span>
          )}
        </Fact>
        <Fact label="Targets">
          {facts.targets ? (
            <span className="tabular-nums">
              p95 ≤ {facts.targets.apiP95Ms ?? '?'} ms · {facts.targets.throughputRps?.toLocaleString('en') ?? '?'} requests/s ·{' '}
              {facts.targets.concurrentUsers?.toLocaleString('en') ?? '?'} users
            </span>
          ) : (
            unknown
          )}
        </Fact>
        <Fact label="Compliance">{facts.compliance.length > 0 ? facts.compliance.join(', ') : unknown}</Fact>
        <Fact label="Repository">{facts.repository ? <span className="break-all font-mono text-xs">{facts.repository}</span> : unknown}</Fact>
        <Fact label="Services" className="sm:col-span-2 lg:col-span-3">
          {system.services.length > 0 ? (
            <span className="flex flex-wrap gap-x-4">
              {system.services.map((service) => (
                <Link key={service.id} className="rounded text-accent hover:underline" href={`/runs?service=${service.id}`}>
                  {service.name}
                </Link>
              ))}
            </span>
          ) : (
            <span className="text-faint">none built here yet</span>
          )}
        </Fact>
      </dl>
    </Card>
  )
}

function SystemTable({ systems, selected, onSelect }: { systems: readonly SystemItem[]; selected: string | null; onSelect: (slug: string) => void }) {
  const nameOf = (slug: string) => (systems.find((each) => each.slug === slug)?.name ?? slug).replace(/ System$/, '')
  return (
    <Table
      label="Systems"
      head={
        <>
          <Th>System</Th>
          <Th>Needs</Th>
          <Th className="hidden @3xl:table-cell">Does</Th>
          <Th className="text-right">Services</Th>
          <Th className="hidden text-right @xl:table-cell">p95 target</Th>
        </>
      }
    >
      {systems.map((system) => (
        <Row key={system.id} className={cn(system.slug === selected && 'bg-accent-soft hover:bg-accent-soft')}>
          <Td>
            <button
              type="button"
              aria-pressed={system.slug === selected}
              onClick={() => onSelect(system.slug)}
              className="whitespace-nowrap rounded text-left font-medium after:absolute after:inset-0 hover:text-accent"
            >
              {system.name}
            </button>
          </Td>
          <Td className="text-muted">{system.facts.dependsOn.map(({ on }) => nameOf(on)).join(', ') || unknown}</Td>
          <Td className="hidden text-muted @3xl:table-cell">{system.facts.focus.join(', ') || unknown}</Td>
          <Td className="text-right">{system.services.length}</Td>
          <Td className="hidden whitespace-nowrap text-right @xl:table-cell">
            {system.facts.targets?.apiP95Ms ? `${system.facts.targets.apiP95Ms} ms` : unknown}
          </Td>
        </Row>
      ))}
    </Table>
  )
}

export function NetworkPage() {
  const trpc = useTRPC()
  const url = useUrlState()
  const { data: systems, error, refetch } = useQuery(trpc.system.list.queryOptions())
  const selected = url.get('system')
  const { set } = url
  const select = useCallback((slug: string) => set({ system: new URLSearchParams(window.location.search).get('system') === slug ? null : slug }), [set])
  const chosen = systems?.find(({ slug }) => slug === selected)
  return (
    <>
      <PageHead
        title="Network"
        meta={
          systems &&
          systems.length > 0 && (
            <span>
              {systems.length} systems, {dependenciesOf(systems).length} stated dependencies. An arrow leads from a system to what it needs; choose one to see
              which data.
            </span>
          )
        }
      />
      {error && !systems && <Failure title="The systems could not be listed" error={error} retry={() => void refetch()} />}
      {!systems && !error && <Skeleton className="h-[470px]" />}
      {systems && systems.length === 0 && (
        <Empty icon={Network} title="No systems you may see">
          An admin gives roles for each system.
        </Empty>
      )}
      {systems && systems.length > 0 && (
        <div className="flex flex-col gap-5">
          <Card className="hidden overflow-hidden bg-bg md:block">
            <NetworkGraph systems={systems} selected={selected} onSelect={select} />
          </Card>
          {chosen && <Detail system={chosen} systems={systems} />}
          <Section title="Systems">
            <SystemTable systems={systems} selected={selected} onSelect={select} />
          </Section>
        </div>
      )}
    </>
  )
}
