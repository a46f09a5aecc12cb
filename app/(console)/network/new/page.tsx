import type { Metadata } from 'next'
import { Suspense } from 'react'
import { NewSystemPage } from '#components/system/new-system-page.tsx'
import { SkeletonRows } from '#components/ui/feedback.tsx'

export const metadata: Metadata = { title: 'A new system' }

export default function Page() {
  return (
    <Suspense fallback={<SkeletonRows />}>
      <NewSystemPage />
    </Suspense>
  )
}
