import type { Metadata } from 'next'
import { Suspense } from 'react'
import { RunList } from '#components/run/run-list.tsx'
import { SkeletonRows } from '#components/ui/feedback.tsx'

export const metadata: Metadata = { title: 'Runs' }

export default function Page() {
  return (
    <Suspense fallback={<SkeletonRows />}>
      <RunList />
    </Suspense>
  )
}
