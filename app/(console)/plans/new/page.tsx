import type { Metadata } from 'next'
import { Suspense } from 'react'
import { NewPlanPage } from '#components/plan/new-plan-page.tsx'
import { SkeletonRows } from '#components/ui/feedback.tsx'

export const metadata: Metadata = { title: 'New plan' }

export default function Page() {
  return (
    <Suspense fallback={<SkeletonRows />}>
      <NewPlanPage />
    </Suspense>
  )
}
