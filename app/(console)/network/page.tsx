import type { Metadata } from 'next'
import { Suspense } from 'react'
import { NetworkPage } from '#components/network/network-page.tsx'
import { SkeletonRows } from '#components/ui/feedback.tsx'

export const metadata: Metadata = { title: 'Network' }

export default function Page() {
  return <Suspense fallback={<SkeletonRows />}><NetworkPage /></Suspense>
}
