import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Suspense } from 'react'
import { ExecutionPage, ExecutionSkeleton } from '#components/execution/execution-page.tsx'
import { api, queryClient } from '../../../../prefetch.ts'

export const metadata: Metadata = { title: 'Sweep' }

export default async function Page({ params }: { params: Promise<{ number: string }> }) {
  const { number: text } = await params
  if (!/^[1-9]\d{0,8}$/.test(text)) notFound()
  const number = Number(text)
  await queryClient().prefetchQuery(api.execution.get.queryOptions({ number }))
  return (
    <HydrationBoundary state={dehydrate(queryClient())}>
      <Suspense fallback={<ExecutionSkeleton />}>
        <ExecutionPage number={number} />
      </Suspense>
    </HydrationBoundary>
  )
}
