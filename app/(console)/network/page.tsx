import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { Suspense } from 'react'
import { NetworkPage } from '#components/network/network-page.tsx'
import { SkeletonRows } from '#components/ui/feedback.tsx'
import { api, queryClient } from '../../prefetch.ts'

export const metadata: Metadata = { title: 'Network' }

export default async function Page() {
  // Awaited: the server's page and the browser's first one must be the same.
  await queryClient().prefetchQuery(api.network.read.queryOptions({}))
  return (
    <HydrationBoundary state={dehydrate(queryClient())}>
      <Suspense fallback={<SkeletonRows />}>
        <NetworkPage />
      </Suspense>
    </HydrationBoundary>
  )
}
