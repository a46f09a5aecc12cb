import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { Suspense } from 'react'
import { SystemPage, SystemSkeleton } from '#components/system/system-page.tsx'
import { api, queryClient } from '../../../prefetch.ts'

export const metadata: Metadata = { title: 'System' }

export default async function Page({ params }: { params: Promise<{ slug: string }> }) {
  const { slug } = await params
  // Awaited: the server's page and the browser's first one must be the same.
  await queryClient().prefetchQuery(api.network.system.queryOptions({ slug }))
  return (
    <HydrationBoundary state={dehydrate(queryClient())}>
      <Suspense fallback={<SystemSkeleton />}>
        <SystemPage slug={slug} />
      </Suspense>
    </HydrationBoundary>
  )
}
