import type { Metadata } from 'next'
import { Suspense } from 'react'
import { RolloutPage, RolloutSkeleton } from '#components/release/rollout-page.tsx'

export const metadata: Metadata = { title: 'Rollout' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return <Suspense fallback={<RolloutSkeleton />}><RolloutPage id={id} /></Suspense>
}
