'use client'
import { useEffect, useState } from 'react'
import { keep, readKept } from './kept.ts'

/**
 * A draft that survives a reload, a crash and the end of a session. One for each name, in this browser only.
 * `empty` makes a new one; `initial` fills it where nothing was kept.
 */
export function useDraft<T extends object>(name: string, empty: () => T, initial?: () => Partial<T>) {
  const storageKey = `gantry.draft.${name}`
  const [draft, setDraft] = useState<T | null>(null) // null until read: the server knows no drafts
  const [restored, setRestored] = useState(false)

  // biome-ignore lint/correctness/useExhaustiveDependencies: read once for a name; `empty` and `initial` only fill an empty one
  useEffect(() => {
    const kept = readKept<Partial<T>>(storageKey)
    setRestored(kept !== null)
    setDraft({ ...empty(), ...initial?.(), ...kept })
  }, [storageKey])

  function change(changes: Partial<T>) {
    setDraft((old) => {
      if (!old) return old
      const next = { ...old, ...changes }
      keep(storageKey, next)
      return next
    })
  }
  function discard() {
    localStorage.removeItem(storageKey)
    setRestored(false)
    setDraft({ ...empty(), ...initial?.() })
  }
  return { draft, change, discard, restored }
}
