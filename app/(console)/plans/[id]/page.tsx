import type { Metadata } from 'next'
import { Suspense } from 'react'
import { PlanPage, PlanSkeleton } from '#components/plan/plan-page.tsx'

export const metadata: Metadata = { title: 'Plan' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Suspense fallback={<PlanSkeleton />}>
      <PlanPage id={id} />
    </Suspense>
  )
}
