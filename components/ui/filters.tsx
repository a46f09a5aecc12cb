'use client'
import { Search } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Input } from './field.tsx'
import { useUrlState } from './url-state.ts'

/** The search field of a list. It writes to the address after a short rest, so that typing is never held up. */
export function SearchField({ label, placeholder }: { label: string; placeholder: string }) {
  const { get, set } = useUrlState()
  const inUrl = get('q') ?? ''
  const [text, setText] = useState(inUrl)
  const written = useRef(inUrl)
  // Back and forward change the address: the field follows, unless the change is its own.
  useEffect(() => {
    if (inUrl !== written.current) {
      written.current = inUrl
      setText(inUrl)
    }
  }, [inUrl])
  useEffect(() => {
    if (text.trim() === written.current) return
    const timer = setTimeout(() => {
      written.current = text.trim()
      set({ q: text.trim() || null, page: null }, 'replace')
    }, 200)
    return () => clearTimeout(timer)
  }, [text, set])
  return (
    <span className="relative min-w-0 flex-1 basis-48 sm:max-w-72">
      <Search className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-faint" aria-hidden="true" />
      <Input type="search" aria-label={label} placeholder={placeholder} value={text} onChange={(event) => setText(event.target.value)} className="pl-8" />
    </span>
  )
}

export function Filters({ children }: { children: ReactNode }) {
  return <search className="flex flex-wrap items-center gap-2 pb-3">{children}</search>
}
