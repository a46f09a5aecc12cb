import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { Suspense } from 'react'
import { DocumentPage, DocumentSkeleton } from '#components/document/document-page.tsx'
import { api, queryClient } from '../../../../../prefetch.ts'

export const metadata: Metadata = { title: 'Document' }

export default async function Page({ params }: { params: Promise<{ system: string; path: string[] }> }) {
  const { system, path } = await params
  const at = { system: decodeURIComponent(system), path: path.map(decodeURIComponent).join('/') }
  await Promise.all([
    queryClient().prefetchQuery(api.document.get.queryOptions(at)),
    queryClient().prefetchQuery(api.document.list.queryOptions({ system: at.system })),
  ])
  return (
    <HydrationBoundary state={dehydrate(queryClient())}>
      <Suspense fallback={<DocumentSkeleton />}>
        <DocumentPage {...at} />
      </Suspense>
    </HydrationBoundary>
  )
}
