'use client'
import { useQuery } from '@tanstack/react-query'
import { ChangeList } from '#components/specification/change-list.tsx'
import { useTRPC } from '#components/trpc/client.ts'
import { cn } from '#components/ui/cn.ts'
import { Failure, Skeleton } from '#components/ui/feedback.tsx'
import { ChangedFile } from '#components/ui/patch-view.tsx'
import { RelativeTime } from '#components/ui/time.tsx'
import { byteText } from '#components/ui/time-text.ts'
import type { RequirementView } from '#model/requirement.ts'

function Difference({ id, to }: { id: string; to: number }) {
  const trpc = useTRPC()
  const { data, error, refetch } = useQuery(trpc.requirement.diff.queryOptions({ id, from: to - 1, to }, { staleTime: Number.POSITIVE_INFINITY }))
  if (error) return <Failure title="The difference could not be read" error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton className="h-40" />
  return (
    <div className="flex flex-col gap-2">
      {data.documents.map((document) => (
        <ChangedFile
          key={document.name}
          path={document.name}
          change={document.change}
          added={document.added}
          removed={document.removed}
          patch={document.patch}
          open={document.change !== 'same'}
        />
      ))}
    </div>
  )
}

/** Every revision ever submitted, and what it changed against the one before. */
export function Revisions({ requirement, onShow }: { requirement: RequirementView; onShow: (revision: number) => void }) {
  const shown = requirement.revision.number
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[280px_minmax(0,1fr)]">
      <ol className="divide-y divide-line rounded-lg border border-line bg-surface">
        {requirement.revisions.map((revision) => (
          <li key={revision.id} className={cn('relative px-3 py-2', revision.number === shown && 'bg-accent-soft')}>
            <button
              type="button"
              aria-pressed={revision.number === shown}
              onClick={() => onShow(revision.number)}
              className="rounded font-medium text-sm after:absolute after:inset-0"
            >
              Revision {revision.number}
            </button>
            <p className="text-faint text-xs">
              {revision.createdBy.name}, <RelativeTime at={revision.createdAt} /> · {byteText(revision.bytes)}
              {revision.askFirst && ' · asks first'}
            </p>
            {revision.note && <p className="break-words text-muted text-xs">{revision.note}</p>}
          </li>
        ))}
      </ol>
      {shown > 1 ? (
        <div className="flex min-w-0 flex-col gap-3">
          {requirement.revision.edits
            .filter((edit) => edit.id === `edit-${shown}`)
            .map((edit) => (
              <ChangeList key={edit.id} changes={edit.changes} />
            ))}
          <Difference id={requirement.id} to={shown} />
        </div>
      ) : (
        <p className="rounded-lg border border-line border-dashed px-4 py-6 text-center text-muted text-sm">
          The first revision has none before it to compare with.
        </p>
      )}
    </div>
  )
}
