import type { ReactNode } from 'react'
import { Badge } from '#components/ui/badge.tsx'
import type { SpecificationChange } from '#model/specification-edit.ts'
import { changeKey } from '#model/specification-edit.ts'
import { changeLines, changeTitle } from '#model/specification-words.ts'

/** What was and what is to be, part by part. */
export function ChangeList({
  changes,
  aside,
  problem,
}: {
  changes: readonly SpecificationChange[]
  aside?: (change: SpecificationChange) => ReactNode
  problem?: (index: number) => string | undefined
}) {
  return (
    <ol className="flex flex-col gap-2">
      {changes.map((change, index) => (
        <li key={changeKey(change)} data-part={changeTitle(change)} className="flex flex-col gap-1 rounded-md border border-line px-3 py-2">
          <div className="flex flex-wrap items-center gap-2 text-sm">
            <span className="font-medium">{changeTitle(change)}</span>
            {change.before === null && <Badge tone="ok">added</Badge>}
            {change.after === null && <Badge tone="bad">removed</Badge>}
            <span className="ml-auto">{aside?.(change)}</span>
          </div>
          <dl className="grid grid-cols-[minmax(0,auto)_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-xs">
            {changeLines(change).map((line) => (
              <div key={line.what} className="contents">
                <dt className="text-faint">{line.what}</dt>
                <dd className="min-w-0 break-words">
                  {change.before !== null && <del className="rounded-sm bg-bad-soft px-1 text-bad">{line.before || 'nothing'}</del>}
                  {change.before !== null && change.after !== null && <span aria-hidden="true"> → </span>}
                  {change.after !== null && <ins className="rounded-sm bg-ok-soft px-1 text-ok no-underline">{line.after || 'nothing'}</ins>}
                </dd>
              </div>
            ))}
          </dl>
          {problem?.(index) && (
            <p role="alert" className="text-bad text-xs">
              {problem(index)}
            </p>
          )}
        </li>
      ))}
    </ol>
  )
}
