'use client'
import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useEffect, useEffectEvent, useMemo, useState } from 'react'
import type { EventView } from '#model/run.ts'
import { makeRefresher } from './refresher.ts'
import { type Connection, type LogHint, openStream } from './stream.ts'

interface Live {
  connection: Connection
  onEvent: (listener: (event: EventView) => void) => () => void
  onLog: (listener: (hint: LogHint) => void) => () => void
}
const LiveContext = createContext<Live | null>(null)

export function LiveProvider({ after, children }: { after: number; children: ReactNode }) {
  const client = useQueryClient()
  const [connection, setConnection] = useState<Connection>('connecting')
  const [listeners] = useState(() => ({ event: new Set<(event: EventView) => void>(), log: new Set<(hint: LogHint) => void>() }))

  useEffect(() => {
    const refresh = makeRefresher(client)
    return openStream(after, {
      onEvent: (event) => {
        for (const listener of listeners.event) listener(event)
        refresh(event)
      },
      onLog: (hint) => {
        for (const listener of listeners.log) listener(hint)
      },
      onState: setConnection,
      // Who I am, or what I may see, has changed: every answer is asked for again, and the first 401 leads to the sign-in page.
      onEnd: (reason) => reason !== 'slow' && void client.invalidateQueries(),
    })
  }, [client, after, listeners])

  const live = useMemo<Live>(() => {
    const add = <T,>(set: Set<T>, each: T) => {
      set.add(each)
      return () => void set.delete(each)
    }
    return { connection, onEvent: (each) => add(listeners.event, each), onLog: (each) => add(listeners.log, each) }
  }, [connection, listeners])
  return <LiveContext value={live}>{children}</LiveContext>
}

function useLive(): Live {
  const live = use(LiveContext)
  if (!live) throw new Error('useLive needs a LiveProvider above it')
  return live
}

export const useConnection = (): Connection => useLive().connection

export function useLiveEvent(handler: (event: EventView) => void): void {
  const { onEvent } = useLive()
  const latest = useEffectEvent(handler)
  useEffect(() => onEvent((event) => latest(event)), [onEvent])
}

export function useLogHint(handler: (hint: LogHint) => void): void {
  const { onLog } = useLive()
  const latest = useEffectEvent(handler)
  useEffect(() => onLog((hint) => latest(hint)), [onLog])
}
