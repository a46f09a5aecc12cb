import { Badge } from '#components/ui/badge.tsx'
import type { Specification } from '#model/specification.ts'
import { draftId } from './edit-draft.ts'

/** Whose edit a part comes from, where it does not come from a sentence. */
export function EditedBadge({ statements, specification }: { statements: readonly string[]; specification: Specification }) {
  if (statements.includes(draftId)) return <Badge tone="warn">not saved yet</Badge>
  const edit = specification.edits?.find((each) => statements.includes(each.id))
  if (!edit) return null
  return (
    <Badge tone="accent" title={`${edit.id}: ${edit.reason}`}>
      edited by {edit.name}
    </Badge>
  )
}

/** The sentences a part was read from. */
export function Statements({ ids }: { ids: readonly string[] }) {
  const shown = ids.filter((id) => !/^edit-\d+$/.test(id))
  return shown.length > 0 ? <span className="font-mono text-2xs text-faint">{shown.join(', ')}</span> : null
}
