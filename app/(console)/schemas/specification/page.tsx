import type { Metadata } from 'next'
import { FormatPage } from '#components/specification/format-page.tsx'

export const metadata: Metadata = { title: 'Format of a specification' }

export default function Page() {
  return <FormatPage />
}
