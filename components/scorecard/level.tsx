import { Award } from 'lucide-react'
import { cn } from '#components/ui/cn.ts'
import { levelLabels, type ScorecardLevel } from '#model/scorecard.ts'

const tones: Record<ScorecardLevel, string> = {
  none: 'text-faint',
  bronze: 'text-error',
  silver: 'text-muted',
  gold: 'text-warn',
}

/** The level as a word with a mark of its colour; the word says it all. */
export function Level({ level, className }: { level: ScorecardLevel; className?: string }) {
  return (
    <span className={cn('inline-flex items-center gap-1 whitespace-nowrap font-medium text-sm', tones[level], className)}>
      <Award className={cn('size-3.5', level === 'none' && 'opacity-40')} aria-hidden="true" />
      {levelLabels[level]}
    </span>
  )
}
