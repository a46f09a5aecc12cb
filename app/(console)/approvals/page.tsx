import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ApprovalList } from '#components/approval/approval-list.tsx'
import { SkeletonRows } from '#components/ui/feedback.tsx'

export const metadata: Metadata = { title: 'Approvals' }

export default function Page() {
  return (
    <Suspense fallback={<SkeletonRows />}>
      <ApprovalList />
    </Suspense>
  )
}
