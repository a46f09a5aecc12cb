'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { DiagramChoices } from '#components/diagram/diagram-choices.tsx'
import { DiagramFigure } from '#components/diagram/diagram-figure.tsx'
import { useDiagramTheme } from '#components/diagram/diagram-view.tsx'
import { useTRPC } from '#components/trpc/client.ts'
import { Failure, Skeleton } from '#components/ui/feedback.tsx'
import { useUrlState } from '#components/ui/url-state.ts'

const open = ['Structure', 'Data', 'Rollout']

/** What this run builds, drawn from its specification; which diagram is in the address. */
export function RunDiagrams({ run }: { run: string }) {
  const trpc = useTRPC()
  const url = useUrlState()
  const theme = useDiagramTheme()
  const asked = { run, name: url.get('diagram'), theme } as const
  const { data, error, isPending, refetch } = useQuery(trpc.diagram.ofRun.queryOptions(asked, { placeholderData: keepPreviousData }))
  if (isPending) return <Skeleton className="h-96 rounded-lg" />
  if (error || !data) return <Failure title="The diagrams of this run could not be drawn" error={error} retry={() => refetch()} />
  if (!data.drawn) return <p className="text-muted text-sm">There is nothing to draw until the business analyst has read the requirement.</p>
  return (
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[184px_minmax(0,1fr)]">
      <DiagramChoices choices={data.choices} chosen={data.name ?? ''} open={open} choose={(diagram) => url.set({ diagram })} />
      <DiagramFigure key={data.name} drawn={data.drawn} />
    </div>
  )
}
