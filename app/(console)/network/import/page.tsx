import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ImportPage } from '#components/exchange/import-page.tsx'
import { SkeletonRows } from '#components/ui/feedback.tsx'
import { api, queryClient } from '../../../prefetch.ts'

export const metadata: Metadata = { title: 'Import into the network' }

export default async function Page() {
  // Awaited: the server's page and the browser's first one must be the same.
  await queryClient().prefetchQuery(api.system.list.queryOptions())
  return (
    <HydrationBoundary state={dehydrate(queryClient())}>
      <Suspense fallback={<SkeletonRows />}>
        <ImportPage />
      </Suspense>
    </HydrationBoundary>
  )
}
