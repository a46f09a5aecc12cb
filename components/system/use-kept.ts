'use client'
import { useState } from 'react'
import { keep, readKept } from '#components/ui/kept.ts'
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
    const kept = readKept<Kept>(storageKey)
    const start = fresh()
    return !kept?.draft || sameDraft(kept.draft, start.draft) ? start : { ...kept, draft: { ...start.draft, ...kept.draft }, restored: true }
  })
  const update = (changes: Partial<Kept>) =>
    setState((old) => {
      const next = { ...old, ...changes }
      keep(storageKey, { base: next.base, draft: next.draft, note: next.note })
      return next
    })
  const forget = () => localStorage.removeItem(storageKey)
  function reset() {
    forget()
    setState(fresh())
  }
  return { state, update, forget, reset }
}
