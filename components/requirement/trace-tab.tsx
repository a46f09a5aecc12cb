'use client'
import { useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleDashed, CircleHelp, CircleMinus, CircleX, Download, type LucideIcon, Waypoints } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { buttonClasses } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { Empty, Failure, Skeleton } from '#components/ui/feedback.tsx'
import { Segments } from '#components/ui/segments.tsx'
import { Table, Td, Th } from '#components/ui/table.tsx'
import { parsed } from './reading.ts'
import { type Proof, proofOf, sharesOf, type TraceRow, traceRows } from './trace.ts'

const looks: Record<Proof, { word: string; icon: LucideIcon; text: string; bar: string }> = {
  proven: { word: 'Proven', icon: CircleCheck, text: 'text-ok', bar: 'bg-ok-mark' },
  unproven: { word: 'Understood, not proven', icon: CircleDashed, text: 'text-accent', bar: 'bg-accent' },
  failing: { word: 'A test fails', icon: CircleX, text: 'text-bad', bar: 'bg-bad' },
  partly: { word: 'Partly understood', icon: CircleHelp, text: 'text-warn', bar: 'bg-warn-mark' },
  not_understood: { word: 'Not understood', icon: CircleX, text: 'text-bad', bar: 'bg-bad-mark' },
  other: { word: 'Not functional', icon: CircleMinus, text: 'text-muted', bar: 'bg-line-strong' },
}

function Mark({ proof }: { proof: Proof }) {
  const { icon: Icon, word, text } = looks[proof]
  return (
    <span className={cn('inline-flex items-center gap-1 whitespace-nowrap text-xs', text)}>
      <Icon className="size-3.5" aria-hidden="true" />
      {word}
    </span>
  )
}

function Shares({ rows, tested }: { rows: readonly TraceRow[]; tested: boolean }) {
  const shares = sharesOf(rows).filter((each) => each.count > 0)
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1.5">
      <div className="flex h-2 overflow-hidden rounded-full bg-hover" aria-hidden="true">
        {shares.map(({ proof, percent }) => (
          <span key={proof} className={looks[proof].bar} style={{ width: `${percent}%` }} />
        ))}
      </div>
      <p className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
        {shares.map(({ proof, count, percent }) => (
          <span key={proof} className={looks[proof].text}>
            {looks[proof].word} <span className="tabular-nums">{percent.toFixed(1)} %</span> ({count})
          </span>
        ))}
        <span className="text-faint">of the functional statements{tested ? '' : '; the tests have not run yet'}</span>
      </p>
    </div>
  )
}

const shortest = 3
/** A few of a list at once, the rest on request: some statements have dozens of tests. */
function Some({ items, what }: { items: readonly ReactNode[]; what: string }) {
  const [all, setAll] = useState(false)
  const shown = all ? items : items.slice(0, shortest)
  if (items.length === 0) return <span className="text-faint text-xs">–</span>
  return (
    <ul className="flex flex-col gap-0.5 text-xs">
      {shown.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a file never change places
        <li key={index} className="break-words">
          {item}
        </li>
      ))}
      {items.length > shortest && (
        <li>
          <button type="button" className="rounded text-left text-accent hover:underline" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? 'fewer' : `${items.length - shortest} more ${what}`}
          </button>
        </li>
      )}
    </ul>
  )
}

function Line({ row }: { row: TraceRow }) {
  return (
    <tr className="align-top" data-trace={row.id} data-proof={proofOf(row)}>
      <Td className="min-w-64 max-w-96">
        <span className="font-mono text-2xs text-faint">{row.id}</span> <Mark proof={proofOf(row)} />
        {row.kind === 'edit' && <span className="text-accent text-xs"> an edit, no sentence</span>}
        <span className="line-clamp-4 break-words text-sm">{row.text.replace(/\s+/g, ' ')}</span>
      </Td>
      <Td className="min-w-44 max-w-64">
        <Some items={row.stories} what="stories" />
      </Td>
      <Td className="min-w-52 max-w-72">
        <Some items={row.criteria} what="criteria" />
      </Td>
      <Td className="font-mono text-xs">
        <Some items={row.operations} what="operations" />
      </Td>
      <Td className="min-w-64 max-w-96">
        <Some
          what="tests"
          items={[...row.tests]
            .sort((a, b) => Number(a.passed) - Number(b.passed))
            .map((test) => (
              <span key={test.name} className={test.passed ? undefined : 'text-bad'}>
                {test.passed ? 'passed' : 'failed'}: {test.name}
              </span>
            ))}
        />
      </Td>
    </tr>
  )
}

type Filter = 'functional' | 'open' | 'edit' | 'all'
const filters: Record<Filter, { label: string; takes: (row: TraceRow) => boolean }> = {
  functional: { label: 'Functional', takes: (row) => row.kind === 'functional' || row.kind === 'edit' },
  open: { label: 'Not proven', takes: (row) => (row.kind === 'functional' || row.kind === 'edit') && proofOf(row) !== 'proven' },
  edit: { label: 'Edits', takes: (row) => row.kind === 'edit' },
  all: { label: 'All', takes: () => true },
}
const page = 100

/** Statement → story → criterion → operation → test → result, of the newest stage of a run that says it. */
export function TraceTab({ run }: { run: string | null }) {
  const trpc = useTRPC()
  const [filter, setFilter] = useState<Filter>('functional')
  const [shown, setShown] = useState(page)
  const list = useQuery(trpc.artifact.list.queryOptions({ run: run ?? '' }, { enabled: run !== null }))
  const of = (path: string) => ['test', 'analyze'].flatMap((stage) => list.data?.filter((each) => each.stage === stage && each.path === path) ?? [])[0]
  const [file, csv] = [of('trace.json'), of('traceability.csv')]
  const text = useQuery(
    trpc.artifact.text.queryOptions({ id: file?.id ?? '', maxBytes: 2_000_000 }, { enabled: file !== undefined, staleTime: Number.POSITIVE_INFINITY }),
  )
  const rows = useMemo(() => parsed(traceRows, text.data?.text), [text.data])
  const error = list.error ?? text.error
  if (error) return <Failure title="The traceability could not be read" error={error} />
  if (run !== null && (list.isPending || (file && text.isPending))) return <Skeleton className="h-80" />
  if (!file)
    return (
      <Empty icon={Waypoints} title="Nothing to follow yet">
        The analysis of a run says what became of each sentence, and its tests what of it is proven.
      </Empty>
    )
  const download = csv && (
    <a href={`/api/artifacts/${csv.id}?download`} className={buttonClasses({ size: 'sm' })} download>
      <Download />
      CSV
    </a>
  )
  if (!rows) return <p className="flex items-center gap-3 text-muted text-sm">The table has more than 2 MB and is not shown here. {download}</p>
  const taken = rows.filter(filters[filter].takes)
  return (
    <div className="flex flex-col gap-3">
      <Shares rows={rows} tested={file.stage === 'test'} />
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Segments
          label="Which statements"
          value={filter}
          onChange={(to) => {
            setFilter(to)
            setShown(page)
          }}
          options={(Object.keys(filters) as Filter[]).map((value) => ({ value, label: filters[value].label, count: rows.filter(filters[value].takes).length }))}
        />
        {download}
      </div>
      <Table
        label="What became of each statement"
        head={
          <>
            <Th>Statement</Th>
            <Th>Story</Th>
            <Th>Criterion</Th>
            <Th>Operation</Th>
            <Th>Test and result</Th>
          </>
        }
      >
        {taken.slice(0, shown).map((row) => (
          <Line key={row.id} row={row} />
        ))}
      </Table>
      {taken.length > shown && (
        <button type="button" className={cn(buttonClasses({}), 'self-center')} onClick={() => setShown(shown + page)}>
          {taken.length - shown} more
        </button>
      )}
    </div>
  )
}
