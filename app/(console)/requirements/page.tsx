import type { Metadata } from 'next'
import { Suspense } from 'react'
import { RequirementList } from '#components/requirement/requirement-list.tsx'
import { SkeletonRows } from '#components/ui/feedback.tsx'

export const metadata: Metadata = { title: 'Requirements' }

export default function Page() {
  return (
    <Suspense fallback={<SkeletonRows />}>
      <RequirementList />
    </Suspense>
  )
}
