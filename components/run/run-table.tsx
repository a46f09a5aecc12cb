'use client'
import { useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useTRPC } from '#components/trpc/client.ts'
import { cn } from '#components/ui/cn.ts'
import { Status, statusShape, statusWord } from '#components/ui/status.tsx'
import { Row, Table, Td, Th } from '#components/ui/table.tsx'
import { Duration, RelativeTime } from '#components/ui/time.tsx'
import type { RunItem } from '#model/run.ts'

const fills: Record<string, string> = {
  succeeded: 'bg-ok-mark',
  failed: 'bg-bad-mark',
  errored: 'bg-error-mark',
  running: 'bg-accent animate-[breathe_2s_ease-in-out_infinite]',
  waiting: 'bg-warn-mark',
  queued: 'bg-line-strong',
  skipped: 'bg-line',
  canceled: 'bg-line-strong',
  pending: 'bg-line',
}

/** The pipeline at a glance: one cell a stage. */
export function StageStrip({ stages }: { stages: RunItem['stages'] }) {
  const done = stages.filter(({ status }) => status === 'succeeded').length
  return (
    <span className="flex items-center gap-[3px]" role="img" aria-label={`${done} of ${stages.length} stages succeeded`}>
      {stages.map(({ name, status }) => (
        <span key={name} title={`${name}: ${statusWord(status)}`} className={cn('h-3 w-[7px] rounded-[2px]', fills[statusShape(status)])} />
      ))}
    </span>
  )
}

export function RunTable({ runs, label }: { runs: readonly RunItem[]; label: string }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  return (
    <Table
      label={label}
      head={
        <>
          <Th>Run</Th>
          <Th>State</Th>
          <Th>Stages</Th>
          <Th className="hidden @3xl:table-cell">Service</Th>
          <Th className="hidden text-right @xl:table-cell">Took</Th>
          <Th className="text-right">Started</Th>
          <Th className="hidden @4xl:table-cell">By</Th>
        </>
      }
    >
      {runs.map((run) => (
        <Row key={run.id} data-run={run.id} onPointerEnter={() => void client.prefetchQuery(trpc.run.get.queryOptions({ id: run.id }))}>
          <Td className="max-w-72">
            <Link href={`/runs/${run.id}`} className="block truncate rounded font-medium after:absolute after:inset-0 hover:text-accent">
              {run.requirement.title} <span className="font-normal text-faint">#{run.number}</span>
            </Link>
          </Td>
          <Td>
            <Status status={run.status} />
          </Td>
          <Td>
            <StageStrip stages={run.stages} />
          </Td>
          <Td className="hidden whitespace-nowrap text-muted @3xl:table-cell">
            {run.system.name} / {run.service.name}
          </Td>
          <Td className="hidden whitespace-nowrap text-right font-mono text-xs @xl:table-cell">
            <Duration from={run.startedAt} to={run.endedAt} />
          </Td>
          <Td className="whitespace-nowrap text-right text-muted">
            <RelativeTime at={run.createdAt} />
          </Td>
          <Td className="hidden whitespace-nowrap text-muted @4xl:table-cell">{run.createdBy.name}</Td>
        </Row>
      ))}
    </Table>
  )
}
