'use client'
import { useQuery } from '@tanstack/react-query'
import { BookOpen } from 'lucide-react'
import { DocumentBody } from '#components/document/document-body.tsx'
import { DocumentTree } from '#components/document/document-page.tsx'
import { documentHref } from '#components/document/links.ts'
import { useTRPC } from '#components/trpc/client.ts'
import { LinkButton } from '#components/ui/button.tsx'
import { Empty, Failure, Skeleton } from '#components/ui/feedback.tsx'

/** The documents of a system: its readme, and the way to the others. */
export function DocumentsTab({ system }: { /** Its slug. */ system: string }) {
  const trpc = useTRPC()
  const { data, error, refetch } = useQuery(trpc.document.list.queryOptions({ system }))
  const all = data?.[0]
  const first = all?.documents.find((d) => d.path === 'README.md') ?? all?.documents[0]
  const readme = useQuery(trpc.document.get.queryOptions({ system, path: first?.path ?? '-' }, { enabled: first !== undefined }))
  if (error && !data) return <Failure title="The documents could not be listed" error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton className="h-64" />
  if (!all || !first)
    return (
      <Empty icon={BookOpen} title="No documents yet" action={<LinkButton href="/documents">Open the documents</LinkButton>}>
        The documentation sweep writes them from the model, every hour or when somebody starts it.
      </Empty>
    )
  return (
    <div className="grid gap-5 pt-3 lg:grid-cols-[200px_minmax(0,1fr)]">
      <DocumentTree system={all} open={first.path} />
      <div className="flex min-w-0 flex-col gap-2">
        {readme.data ? <DocumentBody document={readme.data} paths={all.documents.map((d) => d.path)} source={false} /> : <Skeleton className="h-96" />}
        <LinkButton size="sm" className="self-start" href={documentHref(system, first.path)}>
          Open it by itself
        </LinkButton>
      </div>
    </div>
  )
}
