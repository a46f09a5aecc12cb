import type { Metadata } from 'next'
import { Suspense } from 'react'
import { AuditList } from '#components/audit/audit-list.tsx'
import { SkeletonRows } from '#components/ui/feedback.tsx'

export const metadata: Metadata = { title: 'Audit log' }

export default function Page() {
  return (
    <Suspense fallback={<SkeletonRows />}>
      <AuditList />
    </Suspense>
  )
}
