import type { Metadata } from 'next'
import { Suspense } from 'react'
import { DocumentsPage } from '#components/document/documents-page.tsx'
import { SkeletonRows } from '#components/ui/feedback.tsx'

export const metadata: Metadata = { title: 'Documents' }

export default function Page() {
  return (
    <Suspense fallback={<SkeletonRows />}>
      <DocumentsPage />
    </Suspense>
  )
}
