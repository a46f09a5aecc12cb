import type { ExecutionItem } from '#model/execution.ts'

export const triggerWords: Record<ExecutionItem['trigger'], string> = { schedule: 'Hourly', demand: 'On demand', cli: 'Command line' }

/** What a sweep did, in a few words. */
export function outcomeOf({ counts, status }: ExecutionItem): string {
  if (status === 'queued') return 'waits for a runner'
  const parts = [
    [counts.created, 'created'],
    [counts.updated, 'updated'],
    [counts.diverged, 'diverged'],
    [counts.failed, 'failed'],
    [counts.unchanged, 'unchanged'],
  ] as const
  return (
    parts
      .filter(([n]) => n > 0)
      .map(([n, word]) => `${n} ${word}`)
      .join(', ') || '–'
  )
}
