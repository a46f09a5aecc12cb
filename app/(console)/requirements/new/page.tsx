import type { Metadata } from 'next'
import { Suspense } from 'react'
import { SubmitPage } from '#components/requirement/submit-page.tsx'
import { SkeletonRows } from '#components/ui/feedback.tsx'

export const metadata: Metadata = { title: 'New requirement' }

export default function Page() {
  return <Suspense fallback={<SkeletonRows />}><SubmitPage /></Suspense>
}
