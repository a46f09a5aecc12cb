import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ReleasePage, ReleaseSkeleton } from '#components/release/release-page.tsx'
import { api, queryClient } from '../../../prefetch.ts'

export const metadata: Metadata = { title: 'Release' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  // Awaited: the server's page and the browser's first one must be the same.
  await queryClient().prefetchQuery(api.release.get.queryOptions({ id }))
  return (
    <HydrationBoundary state={dehydrate(queryClient())}>
      <Suspense fallback={<ReleaseSkeleton />}>
        <ReleasePage id={id} />
      </Suspense>
    </HydrationBoundary>
  )
}
