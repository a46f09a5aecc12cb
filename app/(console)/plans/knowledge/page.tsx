import type { Metadata } from 'next'
import { KnowledgePage } from '#components/plan/knowledge-page.tsx'

export const metadata: Metadata = { title: 'Knowledge base' }

export default function Page() {
  return <KnowledgePage />
}
