'use client'
import { useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import { scrollable } from '#components/ui/scrollable.ts'
import type { Language } from './language.ts'

/** Source text with line numbers; only the lines in view are in the page, so that a file of any length opens at once. */
export function CodeView({ text, language, label }: { text: string; language: Language | null; label: string }) {
  const lines = useMemo(() => text.split('\n'), [text])
  const { data: tokens } = useQuery({
    queryKey: ['highlight', language, text],
    queryFn: async () => (await import('./highlighter.ts')).highlight(text, language as Language),
    enabled: language !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: false,
  })
  const frame = useRef<HTMLElement>(null)
  const rows = useVirtualizer({ count: lines.length, getScrollElement: () => frame.current, estimateSize: () => 20, overscan: 30 })
  const digits = String(lines.length).length
  return (
    <section
      ref={frame}
      {...scrollable}
      aria-label={label}
      className="h-full min-h-40 overflow-auto rounded-lg border border-line bg-surface py-2 font-mono text-xs leading-5"
    >
      <div className="relative w-max min-w-full" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => (
          <div key={index} className="absolute top-0 left-0 flex whitespace-pre pr-3" style={{ transform: `translateY(${start}px)` }}>
            <span className="sticky left-0 mr-3 select-none bg-surface pl-3 text-right text-faint" style={{ minWidth: `${digits + 2}ch` }}>
              {index + 1}
            </span>
            <code>
              {tokens?.[index]
                ? tokens[index].map((token) => (
                    <span key={token.offset} className="text-(--shiki-light) dark:text-(--shiki-dark)" style={token.htmlStyle as React.CSSProperties}>
                      {token.content}
                    </span>
                  ))
                : lines[index]}
            </code>
          </div>
        ))}
      </div>
    </section>
  )
}
