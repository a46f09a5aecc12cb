'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useLogHint } from '#components/live/live-provider.tsx'
import { useTRPC } from '#components/trpc/client.ts'
import type { LogLine } from '#model/run.ts'
import { mergeChunks } from './log-lines.ts'

interface Log {
  chunks: ReadonlyMap<number, readonly LogLine[]>
  loaded: boolean
  ended: boolean
  error: Error | null
}
const empty: Log = { chunks: new Map(), loaded: false, ended: false, error: null }

/**
 * The log of an attempt: the newest chunks first, then what hints of the stream announce, then older ones on demand. One
 * question at a time; a hint that comes meanwhile asks once more afterwards.
 */
export function useLog(attempt: string, running: boolean) {
  const client = useQueryClient()
  const trpc = useTRPC()
  const [log, setLog] = useState<Log>(empty)
  const cursor = useRef({ attempt, first: null as number | null, last: -1, busy: false, again: false })

  const ask = useCallback(
    async (before?: number) => {
      const state = cursor.current
      if (state.busy) {
        state.again = true
        return
      }
      state.busy = true
      try {
        const input = before !== undefined ? { attempt, before } : state.last >= 0 ? { attempt, after: state.last, limit: 500 } : { attempt }
        const answer = await client.fetchQuery({ ...trpc.log.tail.queryOptions(input), staleTime: 0, gcTime: 0 })
        if (state !== cursor.current) return // another attempt was chosen meanwhile
        for (const { seq } of answer.chunks) {
          state.last = Math.max(state.last, seq)
          state.first = Math.min(state.first ?? seq, seq)
        }
        setLog((old) => ({ chunks: mergeChunks(old.chunks, answer.chunks), loaded: true, ended: answer.ended, error: null }))
      } catch (error) {
        if (state === cursor.current) setLog((old) => ({ ...old, loaded: true, error: error as Error }))
      } finally {
        state.busy = false
        if (state.again && state === cursor.current) {
          state.again = false
          void ask()
        }
      }
    },
    [attempt, client, trpc],
  )

  useEffect(() => {
    cursor.current = { attempt, first: null, last: -1, busy: false, again: false }
    setLog(empty)
    void ask()
  }, [attempt, ask])
  // The last lines may be written with the attempt's end, after the last hint that was seen.
  useEffect(() => {
    if (!running) void ask()
  }, [running, ask])
  useLogHint((hint) => hint.attempt === attempt && hint.seq > cursor.current.last && void ask())

  const first = log.chunks.size > 0 ? Math.min(...log.chunks.keys()) : 0
  return { ...log, older: first > 0 ? () => void ask(first) : null, retry: () => void ask() }
}
