'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTheme } from 'next-themes'
import type { ReactNode } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { Failure, Skeleton } from '#components/ui/feedback.tsx'
import type { DiagramView as View } from '#model/diagram.ts'
import { DiagramFigure } from './diagram-figure.tsx'

/** One diagram of a system, in the colours of the page. `actions` stand at the end of its bar. */
export function DiagramView({ system, view, actions }: { system: string; view: View; actions?: ReactNode }) {
  const trpc = useTRPC()
  const theme = useDiagramTheme()
  const { data, error, isPending, refetch } = useQuery(trpc.diagram.get.queryOptions({ system, view, theme }, { placeholderData: keepPreviousData }))
  if (isPending) return <Skeleton className="h-96 rounded-lg" />
  if (error || !data) return <Failure title="This diagram could not be drawn" error={error} retry={() => refetch()} />
  return <DiagramFigure drawn={data} actions={actions} />
}

export const useDiagramTheme = () => (useTheme().resolvedTheme === 'dark' ? 'dark' : 'light')
