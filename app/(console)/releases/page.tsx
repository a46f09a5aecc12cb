import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ReleaseList } from '#components/release/release-list.tsx'
import { SkeletonRows } from '#components/ui/feedback.tsx'

export const metadata: Metadata = { title: 'Releases' }

export default function Page() {
  return (
    <Suspense fallback={<SkeletonRows />}>
      <ReleaseList />
    </Suspense>
  )
}
