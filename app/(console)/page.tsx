import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { Suspense } from 'react'
import { Overview } from '#components/overview/overview.tsx'
import { SkeletonRows } from '#components/ui/feedback.tsx'
import { api, queryClient } from '../prefetch.ts'

export const metadata: Metadata = { title: 'Overview' }

export default async function Page() {
  // Awaited: the server's page and the browser's first one must be the same.
  await Promise.all([queryClient().prefetchQuery(api.overview.get.queryOptions()), queryClient().prefetchQuery(api.event.list.queryOptions({ limit: 12 }))])
  return (
    <HydrationBoundary state={dehydrate(queryClient())}>
      <Suspense fallback={<SkeletonRows />}>
        <Overview />
      </Suspense>
    </HydrationBoundary>
  )
}
