'use client'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDownToLine, ChevronsUp, Download, ScrollText } from 'lucide-react'
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { CopyButton } from '#components/ui/copyable.tsx'
import { Empty, Failure, Skeleton } from '#components/ui/feedback.tsx'
import { Input } from '#components/ui/field.tsx'
import { scrollable } from '#components/ui/scrollable.ts'
import { type Line, linesOf, sinceStart } from './log-lines.ts'
import { useLog } from './use-log.ts'

const levels: Record<string, string> = { debug: 'text-faint', info: 'text-fg', warn: 'text-warn', error: 'text-bad' }
const asText = (lines: readonly Line[]) => lines.map((line) => `${sinceStart(line.t)} ${line.level.padEnd(5)} ${line.message}`).join('\n')

function download(name: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

function LogRow({ line, query }: { line: Line; query: string }) {
  const at = query ? line.message.toLowerCase().indexOf(query) : -1
  return (
    <>
      <span className="mr-3 select-none text-faint">{sinceStart(line.t)}</span>
      <span className={cn('whitespace-pre-wrap break-all', levels[line.level] ?? 'text-fg')}>
        {line.level === 'error' && <span className="sr-only">Error: </span>}
        {at < 0 ? (
          line.message
        ) : (
          <>
            {line.message.slice(0, at)}
            <mark className="rounded-sm bg-warn-soft text-warn">{line.message.slice(at, at + query.length)}</mark>
            {line.message.slice(at + query.length)}
          </>
        )}
      </span>
    </>
  )
}

export function LogView({ attempt, running, name }: { attempt: string; running: boolean; name: string }) {
  const { chunks, loaded, error, older, retry } = useLog(attempt, running)
  const [query, setQuery] = useState('')
  const wanted = useDeferredValue(query.trim().toLowerCase())
  const all = useMemo(() => linesOf(chunks), [chunks])
  const lines = useMemo(() => (wanted ? all.filter(({ message }) => message.toLowerCase().includes(wanted)) : all), [all, wanted])
  const frame = useRef<HTMLDivElement>(null)
  const [follow, setFollow] = useState(true)
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => frame.current,
    estimateSize: () => 20,
    overscan: 20,
    getItemKey: (index) => lines[index]?.key ?? index,
  })

  useEffect(() => {
    if (follow && lines.length > 0) rows.scrollToIndex(lines.length - 1, { align: 'end' })
  }, [follow, lines.length, rows])

  // Scrolling up stops following; reaching the end starts it again.
  function onScroll() {
    const element = frame.current
    if (element) setFollow(element.scrollHeight - element.scrollTop - element.clientHeight < 24)
  }

  if (error && all.length === 0) return <Failure title="The log could not be read" error={error} kept="What the attempt writes is kept." retry={retry} />
  return (
    <div className="flex h-full min-h-72 flex-col gap-2">
      <div className="flex items-center gap-1.5">
        <Input
          type="search"
          aria-label="Search in the log"
          placeholder="Search in the log"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          className="h-7 flex-1 text-xs"
        />
        {wanted && (
          <span className="text-faint text-xs tabular-nums">
            {lines.length} of {all.length}
          </span>
        )}
        <CopyButton text={asText(lines)} label="Copy the lines" className="size-7" />
        <Button tone="ghost" size="iconSm" aria-label="Download the lines" title="Download" onClick={() => download(`${name}.log`, asText(lines))}>
          <Download />
        </Button>
      </div>
      <div className="relative min-h-0 flex-1">
        <div
          ref={frame}
          onScroll={onScroll}
          {...scrollable}
          role="log"
          aria-label={`Log of ${name}`}
          aria-live="off"
          className="absolute inset-0 overflow-auto rounded-lg border border-line bg-surface p-2 font-mono text-xs leading-5"
        >
          {older && (
            <button type="button" onClick={older} className="mb-1 flex items-center gap-1 rounded text-accent hover:underline">
              <ChevronsUp className="size-3" aria-hidden="true" />
              Older lines
            </button>
          )}
          {!loaded && [1, 2, 3, 4, 5, 6, 7, 8].map((row) => <Skeleton key={row} className="mb-2 h-3" />)}
          {loaded && lines.length === 0 && (
            <Empty icon={ScrollText} className="border-none font-sans" title={wanted ? 'No line has this text' : 'Nothing written yet'}>
              {wanted
                ? 'Search looks at the lines loaded so far.'
                : running
                  ? 'Lines appear here as soon as the agent writes them.'
                  : 'This attempt ended without writing a line.'}
            </Empty>
          )}
          <div className="relative w-full" style={{ height: rows.getTotalSize() }}>
            {rows.getVirtualItems().map((row) => {
              const line = lines[row.index]
              return (
                line && (
                  <div
                    key={row.key}
                    ref={rows.measureElement}
                    data-index={row.index}
                    className="absolute inset-x-0 top-0 flex"
                    style={{ transform: `translateY(${row.start}px)` }}
                  >
                    <LogRow line={line} query={wanted} />
                  </div>
                )
              )
            })}
          </div>
        </div>
        {!follow && (
          <Button size="sm" className="absolute right-4 bottom-3 shadow-float" onClick={() => setFollow(true)}>
            <ArrowDownToLine />
            {running ? 'Follow' : 'To the end'}
          </Button>
        )}
      </div>
    </div>
  )
}
