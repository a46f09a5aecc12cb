import type { Metadata } from 'next'
import { Suspense } from 'react'
import { RunPage, RunSkeleton } from '#components/run/run-page.tsx'

export const metadata: Metadata = { title: 'Run' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return <Suspense fallback={<RunSkeleton />}><RunPage id={id} /></Suspense>
}
