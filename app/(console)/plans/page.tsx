import type { Metadata } from 'next'
import { Suspense } from 'react'
import { PlanList } from '#components/plan/plan-list.tsx'
import { SkeletonRows } from '#components/ui/feedback.tsx'

export const metadata: Metadata = { title: 'Plans' }

export default function Page() {
  return (
    <Suspense fallback={<SkeletonRows />}>
      <PlanList />
    </Suspense>
  )
}
