'use client'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { specification } from '#model/specification.ts'

const longest = 2_000_000

/** What a run read in its text, before any edit: from the artifacts of its analysis. */
export function useSpecification(run: string | null) {
  const trpc = useTRPC()
  const list = useQuery(trpc.artifact.list.queryOptions({ run: run ?? '', stage: 'analyze' }, { enabled: run !== null }))
  const found = ['specification-as-read.json', 'specification.json'].flatMap((path) => list.data?.filter((each) => each.path === path) ?? [])[0]
  const text = useQuery(
    trpc.artifact.text.queryOptions({ id: found?.id ?? '', maxBytes: longest }, { enabled: found !== undefined, staleTime: Number.POSITIVE_INFINITY }),
  )
  const read = useMemo(() => {
    if (!text.data?.text || text.data.truncated) return null
    const parsed = specification.safeParse(JSON.parse(text.data.text))
    return parsed.data ?? null
  }, [text.data])
  return {
    read,
    pending: run !== null && (list.isPending || (found !== undefined && text.isPending)),
    unread: text.data !== undefined && read === null,
    error: list.error ?? text.error,
  }
}
