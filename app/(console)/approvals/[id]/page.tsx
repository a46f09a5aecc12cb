import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ApprovalPage, ApprovalSkeleton } from '#components/approval/approval-page.tsx'

export const metadata: Metadata = { title: 'Approval' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return <Suspense fallback={<ApprovalSkeleton />}><ApprovalPage id={id} /></Suspense>
}
