'use client'
import { Workflow } from 'lucide-react'
import { Empty } from '#components/ui/feedback.tsx'

export function DiagramsTab({ system: _ }: { /** Its slug. */ system: string }) {
  return (
    <Empty icon={Workflow} title="No diagrams yet">
      Context, containers and flows of this system are drawn from the model.
    </Empty>
  )
}
