import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ReleasePage, ReleaseSkeleton } from '#components/release/release-page.tsx'

export const metadata: Metadata = { title: 'Release' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return <Suspense fallback={<ReleaseSkeleton />}><ReleasePage id={id} /></Suspense>
}
