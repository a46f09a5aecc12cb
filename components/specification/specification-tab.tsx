'use client'
import { PenLine, ScrollText } from 'lucide-react'
import Link from 'next/link'
import { useMemo, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Empty, Failure, Skeleton } from '#components/ui/feedback.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import { useDraft } from '#components/ui/use-draft.ts'
import type { RequirementView } from '#model/requirement.ts'
import type { Specification } from '#model/specification.ts'
import { applyEdits } from '#model/specification-apply.ts'
import type { SpecificationChange, SpecificationEdit } from '#model/specification-edit.ts'
import { ChangeList } from './change-list.tsx'
import { applyDraft, emptyEdit, problemsOf, withChange } from './edit-draft.ts'
import { EntitySection } from './entity-section.tsx'
import type { Editing } from './part-dialog.tsx'
import { RecordedEdits } from './recorded-edits.tsx'
import { SaveEdit } from './save-edit.tsx'
import { useSpecification } from './use-specification.ts'

/** What a person cannot change here, and how it is changed instead: nobody should look for it. */
function NotHere({ requirement }: { requirement: RequirementView }) {
  return (
    <p className="text-faint text-xs">
      Fields, states, actions that move a record, who may, and rules are edited here. New things and roles, lines, effects on other records, calculated fields,
      patterns, reports, deadlines, notifications and quality targets come from the text:{' '}
      <Link href={`/requirements/${requirement.id}?revise=1`} className="rounded text-accent hover:underline">
        say them in a new revision
      </Link>
      .{' '}
      <Link href="/schemas/specification" className="rounded text-accent hover:underline">
        The format
      </Link>{' '}
      says what each part means.
    </p>
  )
}

function Drafted({
  changes,
  problem,
  onBack,
  onReview,
  onDiscard,
}: {
  changes: readonly SpecificationChange[]
  problem: (index: number) => string | undefined
  onBack: (change: SpecificationChange) => void
  onReview: () => void
  onDiscard: () => void
}) {
  const wrong = changes.some((_, index) => problem(index))
  return (
    <section aria-label="Changes not saved yet" className="flex flex-col gap-2 rounded-lg border border-accent bg-surface p-3">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="font-semibold text-sm">{changes.length === 1 ? 'One change' : `${changes.length} changes`} not saved yet</h2>
        <span className="text-faint text-xs">kept in this browser</span>
        <span className="ml-auto flex gap-2">
          <Button size="sm" onClick={onDiscard}>
            Discard
          </Button>
          <Button size="sm" tone="primary" disabled={wrong} title={wrong ? 'Take back what does not apply any more first.' : undefined} onClick={onReview}>
            Review and save
          </Button>
        </span>
      </div>
      <ChangeList
        changes={changes}
        problem={problem}
        aside={(change) => (
          <Button tone="ghost" size="sm" onClick={() => onBack(change)}>
            Take back
          </Button>
        )}
      />
    </section>
  )
}

function Editor({ requirement, read, edits }: { requirement: RequirementView; read: Specification; edits: readonly SpecificationEdit[] }) {
  const latest = requirement.revision.number === requirement.revisions[0]?.number
  const editable = latest && requirement.actions.revise.allowed && read.declined === null
  const { draft, change, discard, restored } = useDraft(`specification.${requirement.id}`, emptyEdit)
  const [withdrawn, setWithdrawn] = useState<string[]>([])
  const [saving, setSaving] = useState(false)
  const url = useUrlState()
  const recorded = useMemo(
    () =>
      applyEdits(
        read,
        edits.filter((each) => !withdrawn.includes(each.id)),
      ),
    [read, edits, withdrawn],
  )
  const changes = useMemo(() => (editable ? (draft?.changes ?? []) : []), [draft, editable])
  const drafted = useMemo(() => applyDraft(recorded.specification, changes), [recorded, changes])
  const keep: Editing['keep'] = (made) => {
    const found = problemsOf(recorded.specification, changes, made)
    if (Object.keys(found).length === 0) change({ changes: withChange(changes, made) })
    return found
  }
  const names =
    drafted.problems.length > 0 || changes.length === 0
      ? recorded.specification.edits
      : [...(recorded.specification.edits ?? []), ...(drafted.specification.edits ?? [])]
  const editing: Editing = { specification: { ...drafted.specification, ...(names && { edits: names }) }, keep, editable }
  const pending = changes.length > 0 || withdrawn.length > 0
  return (
    <div className="flex flex-col gap-4">
      {!latest && <p className="rounded-lg bg-hover px-4 py-2.5 text-muted text-sm">An older revision: the latest one is edited.</p>}
      {latest && !requirement.actions.revise.allowed && <p className="text-muted text-sm">{requirement.actions.revise.why}</p>}
      {restored && changes.length > 0 && <p className="text-muted text-sm">Your changes of before are here again.</p>}
      {editable && pending && draft && (
        <Drafted
          changes={changes}
          problem={(index) => drafted.problems.find((each) => each.change === index)?.message}
          onBack={(one) => change({ changes: changes.filter((each) => each !== one) })}
          onReview={() => setSaving(true)}
          onDiscard={() => {
            discard()
            setWithdrawn([])
          }}
        />
      )}
      <RecordedEdits
        edits={edits}
        problems={recorded.problems}
        withdrawn={withdrawn}
        onWithdraw={editable ? (id) => setWithdrawn((old) => (old.includes(id) ? old.filter((each) => each !== id) : [...old, id])) : undefined}
      />
      <NotHere requirement={requirement} />
      {editing.specification.entities.map((entity, index) => (
        <EntitySection key={entity.id} entity={entity} editing={editing} start={index === 0} />
      ))}
      {saving && draft && (
        <SaveEdit
          requirement={requirement}
          draft={{ ...draft, changes }}
          withdraw={withdrawn}
          change={change}
          onSaved={() => {
            discard()
            setWithdrawn([])
            setSaving(false)
            url.set({ revision: null })
          }}
          onClose={() => setSaving(false)}
        />
      )}
    </div>
  )
}

/** What the agents build from, part by part, and where people change it. */
export function SpecificationTab({ requirement }: { requirement: RequirementView }) {
  const { read, pending, unread, error } = useSpecification(requirement.reading)
  if (error) return <Failure title="The specification could not be read" error={error} />
  if (pending) return <Skeleton className="h-96" />
  if (read) return <Editor requirement={requirement} read={read} edits={requirement.revision.edits} />
  return (
    <Empty icon={unread ? ScrollText : PenLine} title={unread ? 'Too large to show' : 'Not analysed yet'}>
      {unread
        ? 'The specification has more than 2 MB. Open it from the run, and split the requirement to edit it here.'
        : 'The analysis of a run of this text leaves the specification; it is edited here then.'}
    </Empty>
  )
}
