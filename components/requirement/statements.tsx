'use client'
import { CircleCheck, CircleDashed, CircleHelp, CircleMinus, CircleX, type LucideIcon } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '#components/ui/badge.tsx'
import { cn } from '#components/ui/cn.ts'
import { Card } from '#components/ui/page.tsx'
import type { Document } from '#model/requirement.ts'
import { piecesOf, type Reading, type ReadStatement, type Traceability } from './reading.ts'

type Understanding = ReadStatement['status']
/** Colour, line and word: no meaning hangs on colour alone. */
const looks: Record<Understanding, { word: string; icon: LucideIcon; mark: string; text: string }> = {
  understood: { word: 'Understood', icon: CircleCheck, mark: 'bg-ok-soft decoration-ok-mark', text: 'text-ok' },
  partly: { word: 'Partly understood', icon: CircleHelp, mark: 'bg-warn-soft decoration-warn-mark decoration-dashed', text: 'text-warn' },
  not_understood: { word: 'Not understood', icon: CircleX, mark: 'bg-bad-soft decoration-bad-mark decoration-wavy', text: 'text-bad' },
  not_testable: { word: 'Not testable', icon: CircleMinus, mark: 'bg-hover decoration-line-strong decoration-dotted', text: 'text-muted' },
}
const order: Understanding[] = ['understood', 'partly', 'not_understood', 'not_testable']
const kindWord = (kind: string) => kind.replaceAll('_', ' ')

function Detail({ statement, tests }: { statement: ReadStatement; tests: Traceability[number]['tests'] }) {
  const look = looks[statement.status]
  const Icon = look.icon
  return (
    <div className="flex flex-col gap-1.5" data-statement-detail={statement.id}>
      <p className="flex flex-wrap items-center gap-2 text-sm">
        <span className="font-medium font-mono">{statement.id}</span>
        <span className={cn('inline-flex items-center gap-1', look.text)}>
          <Icon className="size-3.5" aria-hidden="true" />
          {look.word}
        </span>
        <Badge>{kindWord(statement.kind)}</Badge>
      </p>
      {statement.note && <p className="text-muted text-sm">{statement.note}</p>}
      {statement.issues.length > 0 && (
        <ul className="list-disc pl-5 text-sm text-warn">
          {statement.issues.map((issue) => (
            <li key={issue}>{issue}</li>
          ))}
        </ul>
      )}
      {tests.length > 0 && (
        <ul className="flex flex-col gap-0.5">
          {tests.map((test) => (
            <li key={test.name} className="flex items-start gap-1.5 text-muted text-xs">
              {test.passed ? (
                <CircleCheck className="mt-0.5 size-3 shrink-0 text-ok-mark" aria-label="passed" />
              ) : (
                <CircleX className="mt-0.5 size-3 shrink-0 text-bad-mark" aria-label="failed" />
              )}
              {test.name}
            </li>
          ))}
        </ul>
      )}
      {tests.length === 0 && statement.kind === 'functional' && (
        <p className="flex items-center gap-1.5 text-faint text-xs">
          <CircleDashed className="size-3" aria-hidden="true" />
          No test proves it yet.
        </p>
      )}
    </div>
  )
}

/** The text as submitted, each statement marked by how it was understood. Nothing is dropped in silence. */
export function Statements({ documents, reading, traceability }: { documents: readonly Document[]; reading: Reading; traceability: Traceability | null }) {
  const [chosen, setChosen] = useState<string | null>(null)
  const selected = reading.statements.find(({ id }) => id === chosen) ?? null
  const counts = new Map(order.map((status) => [status, reading.statements.filter((each) => each.status === status).length]))
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_320px]">
      <div className="flex min-w-0 flex-col gap-3">
        <p className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
          {order
            .filter((status) => counts.get(status))
            .map((status) => {
              const { icon: Icon, word, text } = looks[status]
              return (
                <span key={status} className={cn('inline-flex items-center gap-1', text)}>
                  <Icon className="size-3.5" aria-hidden="true" />
                  {counts.get(status)} {word.toLowerCase()}
                </span>
              )
            })}
        </p>
        {documents.map((document, index) => (
          <Card key={document.name} className="overflow-hidden">
            <p className="border-line border-b bg-sunken px-4 py-1.5 font-mono text-muted text-xs">
              {document.name} <span className="text-faint">{document.role.replaceAll('_', ' ')}</span>
            </p>
            <div className="whitespace-pre-wrap break-words p-4 text-sm leading-6">
              {piecesOf(document.text, index, reading.statements).map((piece) =>
                piece.statement ? (
                  <button
                    key={piece.start}
                    type="button"
                    data-statement={piece.statement.id}
                    data-understanding={piece.statement.status}
                    aria-pressed={piece.statement.id === chosen}
                    title={`${piece.statement.id}: ${looks[piece.statement.status].word}`}
                    onClick={() => setChosen(piece.statement?.id ?? null)}
                    className={cn(
                      'inline whitespace-pre-wrap rounded-sm text-left underline decoration-2 underline-offset-4',
                      looks[piece.statement.status].mark,
                      piece.statement.id === chosen && 'ring-2 ring-accent',
                    )}
                  >
                    {piece.text}
                  </button>
                ) : (
                  <span key={piece.start} className="text-muted">
                    {piece.text}
                  </span>
                ),
              )}
            </div>
          </Card>
        ))}
      </div>
      <Card className="p-4 lg:sticky lg:top-16">
        <div aria-live="polite">
          {selected ? (
            <Detail statement={selected} tests={traceability?.find(({ id }) => id === selected.id)?.tests ?? []} />
          ) : (
            <p className="text-muted text-sm">Choose a marked statement to see how it was read and which tests prove it.</p>
          )}
        </div>
      </Card>
    </div>
  )
}
