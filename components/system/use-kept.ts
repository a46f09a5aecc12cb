'use client'
import { useState } from 'react'
import type { NetworkRecord } from '#model/network-change.ts'
import { type Draft, sameDraft } from './form.ts'

interface Kept {
  /** The record as it was when the writing began. */
  base: NetworkRecord | null
  draft: Draft
  note: string
}

/** What is typed survives a closed dialog, a reload and the end of a session, in this browser, until it is saved or discarded. */
export function useKept(storageKey: string, initial: () => Pick<Kept, 'base' | 'draft'>) {
  const fresh = () => ({ ...initial(), note: '', restored: false })
  const [state, setState] = useState<Kept & { restored: boolean }>(() => {
    const kept = read(storageKey)
    const start = fresh()
    return kept === null || sameDraft(kept.draft, start.draft) ? start : { ...kept, draft: { ...start.draft, ...kept.draft }, restored: true }
  })
  const update = (changes: Partial<Kept>) =>
    setState((old) => {
      const next = { ...old, ...changes }
      write(storageKey, next)
      return next
    })
  const forget = () => localStorage.removeItem(storageKey)
  function reset() {
    forget()
    setState(fresh())
  }
  return { state, update, forget, reset }
}

function read(key: string): Kept | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
    return kept && typeof kept === 'object' && 'draft' in kept ? (kept as Kept) : null
  } catch {
    return null
  }
}
function write(key: string, { base, draft, note }: Kept) {
  try {
    localStorage.setItem(key, JSON.stringify({ base, draft, note }))
  } catch {
    // Full or forbidden storage: what is typed lives as long as the page.
  }
}
