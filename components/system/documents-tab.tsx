'use client'
import { BookOpen } from 'lucide-react'
import { Empty } from '#components/ui/feedback.tsx'

export function DocumentsTab({ system: _ }: { /** Its slug. */ system: string }) {
  return (
    <Empty icon={BookOpen} title="No documents yet">
      The documentation sweep writes them from the model.
    </Empty>
  )
}
