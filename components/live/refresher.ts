import type { Query, QueryClient } from '@tanstack/react-query'
import type { EventView } from '#model/run.ts'
import { affectedBy, isStale } from './affected.ts'

const settle = 80 // ms: a transition writes several events at once; one question answers them all

/**
 * Asks again for what events make stale: the first event at once, those of the next moment together. A question that is
 * under way is let end and then asked once more: its answer may be from before the event, but cancelling it at every
 * event would never let a slow one end while a run is busy.
 */
export function makeRefresher(client: QueryClient): (event: EventView) => void {
  let pending: EventView[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const again = new Set<string>()

  const ask = (query: Query) => {
    if (query.state.fetchStatus !== 'fetching' || !query.promise) return void client.invalidateQueries({ predicate: (each) => each === query })
    if (again.has(query.queryHash)) return
    again.add(query.queryHash)
    const next = () =>
      setTimeout(() => {
        again.delete(query.queryHash)
        ask(query)
      })
    query.promise.then(next, next)
  }
  const flush = () => {
    timer = undefined
    if (pending.length === 0) return
    const stale = pending.flatMap(affectedBy)
    pending = []
    for (const query of client.getQueryCache().findAll({ predicate: ({ queryKey }) => stale.some((each) => isStale(queryKey, each)) })) ask(query)
    timer = setTimeout(flush, settle)
  }
  return (event) => {
    pending.push(event)
    // One turn of the loop, so that events delivered in the same packet are asked for together.
    if (timer === undefined) timer = setTimeout(flush, 0)
  }
}
