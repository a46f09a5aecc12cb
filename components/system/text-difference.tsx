'use client'
import { createTwoFilesPatch } from 'diff'
import { PatchView } from '#components/ui/patch-view.tsx'

/** Two versions of a long text, line by line. Loaded only where one was changed. */
export function TextDifference({ before, after, label }: { before: string; after: string; label: string }) {
  return (
    <div className="overflow-hidden rounded-md border border-line">
      <PatchView patch={createTwoFilesPatch('before', 'after', `${before}\n`, `${after}\n`, '', '', { context: 2 })} label={`Changes of ${label}`} />
    </div>
  )
}
