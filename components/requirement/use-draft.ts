'use client'
import { useEffect, useState } from 'react'
import { type Draft, emptyDraft } from './draft.ts'

/** A draft that survives a reload, a crash and the end of a session. One for each name, in this browser only. */
export function useDraft(name: string, initial?: () => Partial<Draft>) {
  const storageKey = `gantry.draft.${name}`
  const [draft, setDraft] = useState<Draft | null>(null) // null until read: the server knows no drafts
  const [restored, setRestored] = useState(false)

  // biome-ignore lint/correctness/useExhaustiveDependencies: read once for a name; `initial` only fills an empty one
  useEffect(() => {
    const kept = read(storageKey)
    setRestored(kept !== null)
    setDraft({ ...emptyDraft(), ...initial?.(), ...kept })
  }, [storageKey])

  function change(changes: Partial<Draft>) {
    setDraft((old) => {
      if (!old) return old
      const next = { ...old, ...changes }
      try {
        localStorage.setItem(storageKey, JSON.stringify(next))
      } catch {
        // Full or forbidden storage: the draft lives as long as the page.
      }
      return next
    })
  }
  function discard() {
    localStorage.removeItem(storageKey)
    setRestored(false)
    setDraft({ ...emptyDraft(), ...initial?.() })
  }
  return { draft, change, discard, restored }
}

function read(key: string): Partial<Draft> | null {
  try {
    const text = localStorage.getItem(key)
    return text ? (JSON.parse(text) as Partial<Draft>) : null
  } catch {
    return null
  }
}
