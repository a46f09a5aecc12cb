'use client'
import { ChevronLeft, FileText } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { Empty } from '#components/ui/feedback.tsx'
import { byteText } from '#components/ui/time-text.ts'
import type { ArtifactView as Artifact } from '#model/run.ts'
import { ArtifactView } from './artifact-view.tsx'

/** The files of a stage; one of them open in place of the list, so that a narrow panel has room for it. */
export function ArtifactList({
  artifacts,
  open,
  onOpen,
  running,
}: {
  artifacts: readonly Artifact[]
  open: string | null
  onOpen: (id: string | null) => void
  running: boolean
}) {
  const shown = artifacts.find(({ id, path }) => id === open || path === open)
  if (shown) {
    return (
      <div className="flex flex-col gap-2">
        <div>
          <Button tone="ghost" size="sm" onClick={() => onOpen(null)}>
            <ChevronLeft />
            All artifacts
          </Button>
        </div>
        <ArtifactView key={shown.id} artifact={shown} />
      </div>
    )
  }
  if (artifacts.length === 0)
    return (
      <Empty icon={FileText} title="No artifacts">
        {running ? 'They appear when the stage ends.' : 'This attempt left no files.'}
      </Empty>
    )
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
      {artifacts.map((artifact) => (
        <li key={artifact.id}>
          <button
            type="button"
            onClick={() => onOpen(artifact.id)}
            className="flex min-h-9 w-full items-center gap-3 px-3 py-1.5 text-left outline-offset-[-2px] hover:bg-hover"
          >
            <FileText className="size-3.5 shrink-0 text-faint" aria-hidden="true" />
            <span className="min-w-0 flex-1">
              <span className="block truncate font-mono text-xs">{artifact.path}</span>
              {artifact.label && <span className="block truncate text-2xs text-faint">{artifact.label}</span>}
            </span>
            <span className="shrink-0 text-faint text-xs tabular-nums">{byteText(artifact.size)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
