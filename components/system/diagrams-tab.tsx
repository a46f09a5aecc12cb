'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { DiagramChoices } from '#components/diagram/diagram-choices.tsx'
import { DiagramView } from '#components/diagram/diagram-view.tsx'
import { EmbedLinks } from '#components/diagram/embed-links.tsx'
import { type Draft, emptyDraft, OwnDiagramForm } from '#components/diagram/own-diagram-form.tsx'
import { ShareDiagram } from '#components/diagram/share-diagram.tsx'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { Confirm } from '#components/ui/confirm.tsx'
import { Failure, Skeleton } from '#components/ui/feedback.tsx'
import { notify } from '#components/ui/notify.ts'
import { useUrlState } from '#components/ui/url-state.ts'
import type { DiagramChoice } from '#model/diagram.ts'

/** Groups that are few and asked for most; the others open by a click. */
const short = ['Structure', 'Own diagrams', 'Sequence of a flow']
const keyOf = (view: DiagramChoice['view']): string => Object.values(view).join(':')

/** What can be drawn of a system, one at a time; which one is in the address. */
export function DiagramsTab({ system }: { /** Its slug. */ system: string }) {
  const trpc = useTRPC()
  const url = useUrlState()
  const [draft, setDraft] = useState<Draft | null>(null)
  const { data, error, isPending, refetch } = useQuery(trpc.diagram.list.queryOptions({ system }))
  if (isPending) return <Skeleton className="h-96 rounded-lg" />
  if (error || !data) return <Failure title="The diagrams could not be listed" error={error} retry={() => refetch()} />
  const chosen = data.choices.find((c) => keyOf(c.view) === url.get('diagram')) ?? (data.choices[0] as DiagramChoice)
  const choices = data.choices.map((choice) => ({ ...choice, name: keyOf(choice.view) }))
  return (
    <div className="flex flex-col gap-6">
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[208px_minmax(0,1fr)]">
        <div className="flex flex-col gap-3">
          <DiagramChoices choices={choices} chosen={keyOf(chosen.view)} open={short} choose={(diagram) => url.set({ diagram })} />
          <Button disabled={!data.mayEdit.allowed} title={data.mayEdit.why || undefined} onClick={() => setDraft(emptyDraft)}>
            <Plus />
            Add a diagram
          </Button>
        </div>
        <DiagramView
          key={keyOf(chosen.view)}
          system={system}
          view={chosen.view}
          actions={
            <>
              {chosen.view.kind === 'own' && data.mayEdit.allowed && (
                <OwnActions system={system} id={chosen.view.id} label={chosen.label} edit={setDraft} removed={() => url.set({ diagram: null })} />
              )}
              <ShareDiagram system={system} choice={chosen} may={data.mayEmbed} />
            </>
          }
        />
      </div>
      {data.mayEmbed.allowed && <EmbedLinks system={system} />}
      {draft && (
        <OwnDiagramForm
          system={system}
          draft={draft}
          onClose={() => setDraft(null)}
          onSaved={(id) => {
            setDraft(null)
            url.set({ diagram: keyOf({ kind: 'own', id }) })
          }}
        />
      )}
    </div>
  )
}

function OwnActions(of: { system: string; id: string; label: string; edit: (draft: Draft) => void; removed: () => void }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const remove = useMutation(trpc.diagram.remove.mutationOptions())
  const { data } = useQuery(trpc.diagram.get.queryOptions({ system: of.system, view: { kind: 'own', id: of.id } }))
  return (
    <>
      <Button
        tone="ghost"
        size="sm"
        disabled={!data}
        onClick={() => data && of.edit({ id: of.id, title: data.title, kind: data.svg ? 'svg' : 'mermaid', text: data.svg ?? data.mermaid ?? '' })}
      >
        <Pencil />
        Change
      </Button>
      <Confirm
        trigger={(open) => (
          <Button tone="ghost" size="sm" onClick={open}>
            <Trash2 />
            Remove
          </Button>
        )}
        title={`Remove ${of.label}`}
        consequence="Its text is gone, and links to it show that there is nothing any more."
        action="Remove diagram"
        tone="dangerSolid"
        onConfirm={async () => {
          await remove.mutateAsync({ id: of.id })
          of.removed()
          await client.invalidateQueries({ queryKey: trpc.diagram.pathKey() })
          void notify('Diagram removed')
        }}
      />
    </>
  )
}
