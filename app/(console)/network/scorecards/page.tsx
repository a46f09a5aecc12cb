import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ScorecardsPage } from '#components/scorecard/scorecards-page.tsx'
import { SkeletonRows } from '#components/ui/feedback.tsx'

export const metadata: Metadata = { title: 'Scorecards' }

export default function Page() {
  return (
    <Suspense fallback={<SkeletonRows />}>
      <ScorecardsPage />
    </Suspense>
  )
}
