import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ExecutionList } from '#components/execution/execution-list.tsx'
import { SkeletonRows } from '#components/ui/feedback.tsx'

export const metadata: Metadata = { title: 'Sweeps' }

export default function Page() {
  return (
    <Suspense fallback={<SkeletonRows />}>
      <ExecutionList />
    </Suspense>
  )
}
