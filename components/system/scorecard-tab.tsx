'use client'
import { Gauge } from 'lucide-react'
import { Empty } from '#components/ui/feedback.tsx'

export function ScorecardTab({ system: _ }: { /** Its slug. */ system: string }) {
  return (
    <Empty icon={Gauge} title="No scorecard yet">
      Checks of this system are evaluated from the model.
    </Empty>
  )
}
