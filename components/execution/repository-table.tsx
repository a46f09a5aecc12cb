'use client'
import { ExternalLink } from 'lucide-react'
import Link from 'next/link'
import { documentHref } from '#components/document/links.ts'
import { Copyable } from '#components/ui/copyable.tsx'
import { SkeletonRows } from '#components/ui/feedback.tsx'
import { Status } from '#components/ui/status.tsx'
import { Row, Table, Td, Th } from '#components/ui/table.tsx'
import { Duration } from '#components/ui/time.tsx'
import { byteText } from '#components/ui/time-text.ts'
import type { ExecutionView, SweptRepository } from '#model/execution.ts'

/** One row a repository, live while the sweep runs. */
export function RepositoryTable({ execution }: { execution: ExecutionView }) {
  if (execution.repositories.length === 0 && !execution.endedAt) return <SkeletonRows rows={12} label="The sweep begins" />
  return (
    <Table
      label="Repositories of this sweep"
      head={
        <>
          <Th>System</Th>
          <Th>State</Th>
          <Th>What happened</Th>
          <Th className="hidden text-right @2xl:table-cell">Files</Th>
          <Th className="hidden text-right @2xl:table-cell">Size</Th>
          <Th className="hidden @3xl:table-cell">Commit</Th>
          <Th className="hidden text-right @xl:table-cell">Took</Th>
        </>
      }
    >
      {execution.repositories.map((r) => (
        <Row key={r.system.id} data-repository={r.name} data-status={r.status} className="align-top">
          <Td className="max-w-64">
            {r.system.slug && r.files > 0 ? (
              <Link className="block truncate rounded font-medium hover:text-accent" href={documentHref(r.system.slug, 'README.md')}>
                {r.system.name}
              </Link>
            ) : (
              <span className="block truncate font-medium">{r.system.name}</span>
            )}
            <span className="block truncate font-mono text-faint text-xs">{r.name}</span>
          </Td>
          <Td>
            <Status status={r.status} />
          </Td>
          <Td className="min-w-48 max-w-xl text-muted text-xs">
            <What repository={r} />
          </Td>
          <Td className="hidden text-right tabular-nums @2xl:table-cell">{r.files || '–'}</Td>
          <Td className="hidden whitespace-nowrap text-right text-muted tabular-nums @2xl:table-cell">{r.bytes ? byteText(r.bytes) : '–'}</Td>
          <Td className="hidden @3xl:table-cell">{r.commit ? <Copyable value={r.commit} short={r.commit.slice(0, 10)} /> : '–'}</Td>
          <Td className="hidden whitespace-nowrap text-right font-mono text-xs @xl:table-cell">
            <Duration from={r.startedAt} to={r.endedAt} />
          </Td>
        </Row>
      ))}
    </Table>
  )
}

const some = (paths: readonly string[]): string => `${paths.slice(0, 5).join(', ')}${paths.length > 5 ? ` and ${paths.length - 5} more` : ''}`
const diverged = { changed: 'changed by a person', removed: 'removed by a person', exists: 'was there before' }

function What({ repository: { details, note, requestUrl, fresh } }: { repository: SweptRepository }) {
  const changes = (['added', 'changed', 'removed'] as const).filter((kind) => details[kind].length > 0)
  return (
    <div className="flex flex-col gap-0.5 break-words py-0.5">
      {fresh && <span>The repository was made.</span>}
      {changes.map((kind) => (
        <span key={kind} title={details[kind].join('\n')}>
          {details[kind].length} {kind}: {some(details[kind])}
        </span>
      ))}
      {details.divergences.map((d) => (
        <span key={`${d.path} ${d.section}`} className="text-warn">
          {d.path}
          {d.section ? `, section ${d.section}` : ''}: {diverged[d.what]}, left alone
        </span>
      ))}
      {details.brokenLinks.map((link) => (
        <span key={link} className="text-warn">
          Leads nowhere: {link}
        </span>
      ))}
      {note && <span>{note}</span>}
      {requestUrl && (
        <a className="inline-flex items-center gap-1 self-start text-accent hover:underline" href={requestUrl} target="_blank" rel="noopener noreferrer">
          Request <ExternalLink className="size-3" aria-hidden="true" />
        </a>
      )}
      {changes.length === 0 && details.divergences.length === 0 && !note && !fresh && '–'}
    </div>
  )
}
