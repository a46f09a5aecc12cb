import type { Metadata } from 'next'
import { Suspense } from 'react'
import { RequirementPage, RequirementSkeleton } from '#components/requirement/requirement-page.tsx'

export const metadata: Metadata = { title: 'Requirement' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Suspense fallback={<RequirementSkeleton />}>
      <RequirementPage id={id} />
    </Suspense>
  )
}
