'use client'
import { useQuery } from '@tanstack/react-query'
import { BookOpen, History } from 'lucide-react'
import Link from 'next/link'
import { SweepButton } from '#components/execution/sweep-button.tsx'
import { useTRPC } from '#components/trpc/client.ts'
import { LinkButton } from '#components/ui/button.tsx'
import { Empty, Failure, SkeletonRows } from '#components/ui/feedback.tsx'
import { Filters, SearchField } from '#components/ui/filters.tsx'
import { PageHead } from '#components/ui/page.tsx'
import { Row, Table, Td, Th } from '#components/ui/table.tsx'
import { RelativeTime } from '#components/ui/time.tsx'
import { byteText } from '#components/ui/time-text.ts'
import { useUrlState } from '#components/ui/url-state.ts'
import type { DocumentedSystem } from '#model/document.ts'
import { documentHref } from './links.ts'
import { SearchResults } from './search-results.tsx'

const shown = [
  ['README.md', 'Readme'],
  ['ARCHITECTURE.md', 'Architecture'],
  ['INTEGRATION.md', 'Integration'],
  ['WORKFLOWS.md', 'Workflows'],
] as const

/** Every system with its documents; a search looks into all of them. */
export function DocumentsPage() {
  const url = useUrlState()
  const trpc = useTRPC()
  const q = url.get('q') ?? ''
  const { data, error, refetch } = useQuery(trpc.document.list.queryOptions({}))
  const swept = data?.some((s) => s.documents.length > 0)
  return (
    <>
      <PageHead
        title="Documents"
        meta="Written from the network model by the documentation sweep, and kept in a repository for each system."
        actions={
          <>
            <LinkButton href="/documents/executions">
              <History />
              Sweeps
            </LinkButton>
            <SweepButton />
          </>
        }
      />
      <Filters>
        <SearchField label="Search all documents" placeholder="Search in all documents" />
      </Filters>
      {q ? (
        <SearchResults q={q} />
      ) : (
        <>
          {error && !data && <Failure title="The documents could not be listed" error={error} retry={() => void refetch()} />}
          {!data && !error && <SkeletonRows rows={12} label="Loading documents" />}
          {data && !swept && (
            <Empty icon={BookOpen} title="No documents yet" action={<SweepButton primary />}>
              A sweep writes readme, architecture, integration and workflows of every system into its repository. It runs every hour by itself.
            </Empty>
          )}
          {data && swept && <SystemTable systems={data} />}
        </>
      )}
    </>
  )
}

function SystemTable({ systems }: { systems: readonly DocumentedSystem[] }) {
  return (
    <Table
      label="Systems and their documents"
      head={
        <>
          <Th>System</Th>
          <Th>Documents</Th>
          <Th className="hidden text-right @2xl:table-cell">Files</Th>
          <Th className="hidden text-right @2xl:table-cell">Size</Th>
          <Th className="hidden @3xl:table-cell">Repository</Th>
          <Th className="text-right">Changed</Th>
        </>
      }
    >
      {systems.map((system) => {
        const has = (path: string) => system.documents.some((d) => d.path === path)
        const changed = system.documents.reduce<Date | null>((last, d) => (last === null || d.changedAt > last ? d.changedAt : last), null)
        return (
          <Row key={system.id} data-system={system.slug}>
            <Td className="max-w-64 truncate font-medium">
              <Link className="rounded hover:text-accent" href={`/network/${system.slug}`}>
                {system.name}
              </Link>
            </Td>
            <Td className="whitespace-nowrap">
              {system.documents.length === 0 ? (
                <span className="text-faint">not written yet</span>
              ) : (
                <span className="flex gap-3">
                  {shown
                    .filter(([path]) => has(path))
                    .map(([path, label]) => (
                      <Link key={path} className="rounded text-accent hover:underline" href={documentHref(system.slug, path)}>
                        {label}
                      </Link>
                    ))}
                </span>
              )}
            </Td>
            <Td className="hidden text-right tabular-nums @2xl:table-cell">{system.documents.length || '–'}</Td>
            <Td className="hidden whitespace-nowrap text-right text-muted tabular-nums @2xl:table-cell">
              {system.documents.length > 0 ? byteText(system.documents.reduce((n, d) => n + d.bytes, 0)) : '–'}
            </Td>
            <Td className="hidden max-w-72 truncate font-mono text-muted text-xs @3xl:table-cell">
              {system.url ? (
                <a className="hover:underline" href={system.url} target="_blank" rel="noopener noreferrer">
                  {system.repository}
                </a>
              ) : (
                (system.repository ?? '–')
              )}
            </Td>
            <Td className="whitespace-nowrap text-right text-muted">
              <RelativeTime at={changed} />
            </Td>
          </Row>
        )
      })}
    </Table>
  )
}
