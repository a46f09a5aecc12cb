'use client'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { parsed, reading, traceability } from './reading.ts'

const newest = <T extends { path: string; stage: string; attempt: number }>(artifacts: readonly T[] | undefined, stage: string, path: string) =>
  artifacts?.filter((each) => each.path === path && each.stage === stage).sort((a, b) => b.attempt - a.attempt)[0]

/** How a run understood its text, and which tests prove it: read from the artifacts that the run left. */
export function useReading(run: string | null) {
  const trpc = useTRPC()
  const list = useQuery(trpc.artifact.list.queryOptions({ run: run ?? '' }, { enabled: run !== null }))
  const specification = newest(list.data, 'analyze', 'specification.json')
  const trace = newest(list.data, 'test', 'traceability.json')
  const forever = { staleTime: Number.POSITIVE_INFINITY }
  const specificationText = useQuery(
    trpc.artifact.text.queryOptions({ id: specification?.id ?? '', maxBytes: 2_000_000 }, { enabled: specification !== undefined, ...forever }),
  )
  const traceText = useQuery(trpc.artifact.text.queryOptions({ id: trace?.id ?? '', maxBytes: 2_000_000 }, { enabled: trace !== undefined, ...forever }))
  const read = useMemo(() => parsed(reading, specificationText.data?.text), [specificationText.data])
  const traced = useMemo(() => parsed(traceability, traceText.data?.text), [traceText.data])
  const pending = run !== null && (list.isPending || (specification !== undefined && specificationText.isPending))
  return { reading: read, traceability: traced, pending, unread: specification !== undefined && specificationText.data !== undefined && read === null }
}
