import type { Metadata } from 'next'
import { Suspense } from 'react'
import { preload } from 'react-dom'
import { NetworkPage } from '#components/network/network-page.tsx'
import { SkeletonRows } from '#components/ui/feedback.tsx'

export const metadata: Metadata = { title: 'Network' }

export default function Page() {
  // Beside the page, not in it: thousands of systems in the HTML kept both ends busy for seconds before anything was shown.
  preload('/api/network', { as: 'fetch', crossOrigin: 'anonymous' })
  return (
    <Suspense fallback={<SkeletonRows />}>
      <NetworkPage />
    </Suspense>
  )
}
