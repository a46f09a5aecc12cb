import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { Suspense } from 'react'
import { RunPage, RunSkeleton } from '#components/run/run-page.tsx'
import { api, queryClient } from '../../../prefetch.ts'

export const metadata: Metadata = { title: 'Run' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  // Awaited: the server's page and the browser's first one must be the same.
  await queryClient().prefetchQuery(api.run.get.queryOptions({ id }))
  return (
    <HydrationBoundary state={dehydrate(queryClient())}>
      <Suspense fallback={<RunSkeleton />}>
        <RunPage id={id} />
      </Suspense>
    </HydrationBoundary>
  )
}
