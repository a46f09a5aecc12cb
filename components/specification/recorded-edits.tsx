'use client'
import { Undo2 } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { RelativeTime } from '#components/ui/time.tsx'
import type { EditProblem } from '#model/specification-apply.ts'
import type { SpecificationEdit } from '#model/specification-edit.ts'
import { ChangeList } from './change-list.tsx'

/** Every edit that this revision carries: who, when, why, before and after. */
export function RecordedEdits({
  edits,
  problems,
  withdrawn,
  onWithdraw,
}: {
  edits: readonly SpecificationEdit[]
  problems: readonly EditProblem[]
  withdrawn: readonly string[]
  /** Missing where the reader may not edit. */
  onWithdraw?: ((id: string) => void) | undefined
}) {
  if (edits.length === 0) return null
  return (
    <section className="flex flex-col gap-2" aria-label="Edits of this specification">
      <h2 className="font-semibold text-sm">Edited by people</h2>
      {edits.map((edit) => {
        const own = problems.filter((each) => each.edit === edit.id)
        const gone = withdrawn.includes(edit.id)
        return (
          <details key={edit.id} open={own.length > 0} className="rounded-lg border border-line bg-surface" data-edit={edit.id}>
            <summary className="flex cursor-pointer flex-wrap items-center gap-2 px-3 py-2 text-sm">
              <span className="font-mono text-2xs text-faint">{edit.id}</span>
              <span className="min-w-0 break-words font-medium">{edit.reason}</span>
              <span className="text-muted text-xs">
                {edit.name}, <RelativeTime at={new Date(edit.at)} />
              </span>
              {own.length > 0 && !gone && <Badge tone="bad">does not fit the text any more</Badge>}
              {gone && <Badge tone="warn">to be withdrawn</Badge>}
              {onWithdraw && (
                <Button
                  tone="ghost"
                  size="sm"
                  className="ml-auto"
                  onClick={(event) => {
                    event.preventDefault()
                    onWithdraw(edit.id)
                  }}
                >
                  <Undo2 />
                  {gone ? 'Keep it' : 'Withdraw'}
                </Button>
              )}
            </summary>
            <div className="border-line border-t p-3">
              <ChangeList changes={edit.changes} problem={(index) => own.find((each) => each.change === index)?.message} />
            </div>
          </details>
        )
      })}
    </section>
  )
}
