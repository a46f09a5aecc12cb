'use client'
import Link from 'next/link'
import { useMemo } from 'react'
import { cn } from '#components/ui/cn.ts'
import { Section } from '#components/ui/page.tsx'
import { Pagination } from '#components/ui/pagination.tsx'
import { StatusMark } from '#components/ui/status.tsx'
import { Row, Table, Td, Th } from '#components/ui/table.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import { type Network, type NetworkSystem, placeKey } from '#model/network.ts'
import { modeWords } from './flow-list.tsx'
import type { Mark } from './overlay.ts'
import { unknown } from './panel-part.tsx'
import type { Changes } from './scene.ts'

interface Props {
  network: Network
  marks: ReadonlyMap<string, Mark>
  changes: Changes
  selected: string
  onSelect: (id: string) => void
}
const pageSize = 50

/** What the map shows, as two tables: the systems and the flows that pass the filters. */
export function NetworkTable({ network, marks, changes, selected, onSelect }: Props) {
  const url = useUrlState()
  // A filter may leave fewer pages than there were.
  const within = (page: number, total: number) => Math.max(1, Math.min(page, Math.ceil(total / pageSize)))
  const page = within(url.page, network.systems.length)
  const flowPage = within(Number.parseInt(url.get('flows') ?? '1', 10) || 1, network.flows.length)
  const counts = useMemo(() => countFlows(network), [network])
  const systems = network.systems.slice((page - 1) * pageSize, page * pageSize)
  const flows = network.flows.slice((flowPage - 1) * pageSize, flowPage * pageSize)
  return (
    <div className="flex flex-col gap-5">
      <Section title="Systems" aside={<span className="text-faint text-xs tabular-nums">{network.systems.length.toLocaleString('en')}</span>}>
        <Table
          label="Systems"
          head={
            <>
              <Th>System</Th>
              <Th className="hidden @3xl:table-cell">Domain</Th>
              <Th className="hidden @xl:table-cell">Owner</Th>
              <Th className="hidden @4xl:table-cell">Compliance</Th>
              <Th className="text-right">Needs</Th>
              <Th className="text-right">Needed by</Th>
              <Th className="hidden text-right @xl:table-cell">p95 target</Th>
              {marks.size > 0 && <Th>Overlay</Th>}
            </>
          }
        >
          {systems.map((system) => (
            <SystemRow
              key={system.slug}
              system={system}
              counts={counts.get(system.slug)}
              mark={marks.get(system.slug)}
              overlay={marks.size > 0}
              change={changes.get(`system:${system.slug}`)?.change}
              selected={selected}
              onSelect={onSelect}
            />
          ))}
        </Table>
        {network.systems.length > pageSize && (
          <Pagination
            page={page}
            pageSize={pageSize}
            total={network.systems.length}
            onPage={(next) => url.set({ page: next > 1 ? next : null })}
            noun="systems"
          />
        )}
      </Section>
      <Section title="Flows" aside={<span className="text-faint text-xs tabular-nums">{network.flows.length.toLocaleString('en')}</span>}>
        <Table
          label="Flows"
          head={
            <>
              <Th>From</Th>
              <Th>Needs</Th>
              <Th>Data</Th>
              <Th>Mode</Th>
              <Th className="hidden @2xl:table-cell">Protocol</Th>
              <Th className="hidden @3xl:table-cell">Criticality</Th>
            </>
          }
        >
          {flows.map((flow) => (
            <Row key={flow.key}>
              <Td className="whitespace-nowrap font-medium">{placeKey(flow.from)}</Td>
              <Td className="whitespace-nowrap">{placeKey(flow.to)}</Td>
              <Td className="text-muted">
                {flow.data.join(', ') || unknown}
                {changes.get(`flow:${flow.key}`) && <span className="pl-2 text-warn text-xs">{changes.get(`flow:${flow.key}`)?.change}</span>}
              </Td>
              <Td className={cn('whitespace-nowrap', flow.mode === 'unknown' && 'text-faint')}>{modeWords[flow.mode]}</Td>
              <Td className="hidden @2xl:table-cell">{flow.protocol ?? unknown}</Td>
              <Td className="hidden @3xl:table-cell">{flow.criticality === 'unknown' ? unknown : flow.criticality}</Td>
            </Row>
          ))}
        </Table>
        {network.flows.length > pageSize && (
          <Pagination
            page={flowPage}
            pageSize={pageSize}
            total={network.flows.length}
            onPage={(next) => url.set({ flows: next > 1 ? next : null })}
            noun="flows"
          />
        )}
      </Section>
    </div>
  )
}

interface RowProps {
  system: NetworkSystem
  counts: { out: number; in: number } | undefined
  mark: Mark | undefined
  overlay: boolean
  change: string | undefined
  selected: string
  onSelect: (id: string) => void
}

function SystemRow({ system, counts, mark, overlay, change, selected, onSelect }: RowProps) {
  const id = `s:${system.slug}`
  return (
    <Row className={cn(selected === id && 'bg-accent-soft hover:bg-accent-soft')}>
      <Td>
        <button
          type="button"
          aria-pressed={selected === id}
          onClick={() => onSelect(id)}
          className="whitespace-nowrap rounded text-left font-medium after:absolute after:inset-0 hover:text-accent"
        >
          {system.name}
        </button>
        <Link href={`/network/${system.slug}`} className="relative pl-2 text-faint text-xs hover:text-accent hover:underline">
          Open
        </Link>
        {change && <span className="pl-2 text-warn text-xs">{change}</span>}
      </Td>
      <Td className="hidden @3xl:table-cell">{system.domain ?? unknown}</Td>
      <Td className="hidden @xl:table-cell">{system.owner?.team ?? unknown}</Td>
      <Td className="hidden @4xl:table-cell">{system.compliance.join(', ') || unknown}</Td>
      <Td className="text-right">{counts?.out ?? 0}</Td>
      <Td className="text-right">{counts?.in ?? 0}</Td>
      <Td className="hidden whitespace-nowrap text-right @xl:table-cell">{system.targets?.apiP95Ms ? `${system.targets.apiP95Ms} ms` : unknown}</Td>
      {overlay && (
        <Td>
          {mark && (
            <span className="flex items-center gap-1.5 whitespace-nowrap" title={mark.title}>
              <StatusMark status={mark.status} />
              {mark.text}
            </span>
          )}
        </Td>
      )}
    </Row>
  )
}

function countFlows(network: Network): Map<string, { out: number; in: number }> {
  const counts = new Map(network.systems.map(({ slug }) => [slug, { out: 0, in: 0 }]))
  for (const { from, to } of network.flows) {
    if (from.system === to.system) continue
    const [a, b] = [counts.get(from.system), counts.get(to.system)]
    if (a) a.out++
    if (b) b.in++
  }
  return counts
}
