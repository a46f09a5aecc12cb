'use client'
import { useQuery } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import Link from 'next/link'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { Copyable } from '#components/ui/copyable.tsx'
import { Failure, Skeleton } from '#components/ui/feedback.tsx'
import { PageHead } from '#components/ui/page.tsx'
import { RelativeTime } from '#components/ui/time.tsx'
import { byteText } from '#components/ui/time-text.ts'
import { useUrlState } from '#components/ui/url-state.ts'
import type { DocumentedSystem } from '#model/document.ts'
import { DocumentBody } from './document-body.tsx'
import { documentHref, groupsOf } from './links.ts'

export const fileName = (path: string): string => path.split('/').at(-1) ?? path

/** All files of a system; the one that is open is marked. */
export function DocumentTree({ system, open }: { system: DocumentedSystem; open?: string }) {
  return (
    <nav aria-label={`Documents of ${system.name}`} className="flex flex-col gap-3 text-sm">
      {groupsOf(system.documents).map((group) => (
        <div key={group.label}>
          <p className="pb-1 text-faint text-xs">{group.label}</p>
          <ul>
            {group.documents.map((d) => (
              <li key={d.path}>
                <Link
                  href={documentHref(system.slug, d.path)}
                  aria-current={d.path === open ? 'page' : undefined}
                  title={d.title}
                  className={cn('block truncate rounded px-2 py-1 text-muted hover:bg-hover hover:text-fg', d.path === open && 'bg-hover font-medium text-fg')}
                >
                  {fileName(d.path)}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}

export function DocumentPage({ system, path }: { system: string; path: string }) {
  const trpc = useTRPC()
  const url = useUrlState()
  const source = url.get('source') === '1'
  const { data: document, error, refetch } = useQuery(trpc.document.get.queryOptions({ system, path }))
  const { data: systems } = useQuery(trpc.document.list.queryOptions({ system }))
  const all = systems?.[0]
  if (error && !document) return <Failure title="This document cannot be shown" error={error} retry={() => void refetch()} />
  if (!document) return <DocumentSkeleton />
  const rendered = document.mediaType === 'text/markdown' || document.mediaType === 'image/svg+xml'
  return (
    <>
      <PageHead
        path={[
          { label: 'Documents', href: '/documents' },
          { label: document.system.name, href: `/network/${document.system.slug}` },
        ]}
        title={document.title}
        meta={
          <>
            <span className="break-all font-mono">
              {document.repository}/{document.path}
            </span>
            <span>{byteText(document.bytes)}</span>
            <span>
              changed <RelativeTime at={document.changedAt} /> by{' '}
              <Link className="rounded text-accent hover:underline" href={`/documents/executions/${document.changedIn}`}>
                sweep {document.changedIn}
              </Link>
            </span>
            {document.commit && <Copyable value={document.commit} short={document.commit.slice(0, 10)} />}
            {document.url && (
              <a className="inline-flex items-center gap-1 rounded text-accent hover:underline" href={document.url} target="_blank" rel="noopener noreferrer">
                Repository <ExternalLink className="size-3" aria-hidden="true" />
              </a>
            )}
          </>
        }
        actions={
          rendered && (
            <Button size="sm" aria-pressed={source} onClick={() => url.set({ source: source ? null : 1 }, 'replace')}>
              {source ? 'Rendered' : 'Source'}
            </Button>
          )
        }
      />
      <div className="grid gap-5 lg:grid-cols-[200px_minmax(0,1fr)]">
        <div className="hidden lg:block">{all && <DocumentTree system={all} open={path} />}</div>
        {all && (
          <details className="rounded-lg border border-line bg-surface px-3 py-2 text-sm lg:hidden">
            <summary className="text-muted">All documents of {all.name}</summary>
            <div className="pt-2">
              <DocumentTree system={all} open={path} />
            </div>
          </details>
        )}
        <DocumentBody document={document} paths={all?.documents.map((d) => d.path) ?? []} source={source || !rendered} />
      </div>
    </>
  )
}

export function DocumentSkeleton() {
  return (
    <div role="status" aria-label="Loading the document">
      <Skeleton className="mb-6 h-6 w-72" />
      <div className="grid gap-5 lg:grid-cols-[200px_minmax(0,1fr)]">
        <Skeleton className="hidden h-72 lg:block" />
        <Skeleton className="h-[60dvh]" />
      </div>
    </div>
  )
}
