'use client'
import { usePathname, useSearchParams } from 'next/navigation'
import { useCallback } from 'react'

/** The state of a view lives in its address: it survives a reload and can be sent to somebody. null removes a part. */
export function useUrlState() {
  const search = useSearchParams()
  const path = usePathname()
  const set = useCallback(
    (changes: Record<string, string | number | null | undefined>, how: 'push' | 'replace' = 'push') => {
      // Read from the window: two changes in one turn must not overwrite each other.
      const next = new URLSearchParams(window.location.search)
      for (const [name, value] of Object.entries(changes)) {
        if (value === null || value === undefined || value === '') next.delete(name)
        else next.set(name, String(value))
      }
      const query = next.toString()
      // Without a round trip to the server: Next keeps useSearchParams in step with the history.
      window.history[how === 'push' ? 'pushState' : 'replaceState'](null, '', query ? `${path}?${query}` : path)
    },
    [path],
  )
  return { get: (name: string) => search.get(name), page: Math.max(1, Number.parseInt(search.get('page') ?? '1', 10) || 1), set }
}
