import type { Metadata } from 'next'
import { Suspense } from 'react'
import { MemberList } from '#components/person/member-list.tsx'
import { SkeletonRows } from '#components/ui/feedback.tsx'

export const metadata: Metadata = { title: 'Members' }

export default function Page() {
  return (
    <Suspense fallback={<SkeletonRows />}>
      <MemberList />
    </Suspense>
  )
}
