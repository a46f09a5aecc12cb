'use client'
import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '#components/trpc/client.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Failure, Skeleton } from '#components/ui/feedback.tsx'
import { Section } from '#components/ui/page.tsx'
import { ChangedFile } from '#components/ui/patch-view.tsx'
import { Row, Table, Td, Th } from '#components/ui/table.tsx'
import { RelativeTime } from '#components/ui/time.tsx'
import type { PlanView } from '#model/plan-view.ts'

const tones = { added: 'ok', removed: 'bad', changed: 'warn' } as const

/** What a revision changed against the one before: in the plan first, then in the inputs that caused it. */
function Difference({ id, from, to }: { id: string; from: number; to: number }) {
  const trpc = useTRPC()
  const { data, error, refetch } = useQuery(trpc.plan.diff.queryOptions({ id, from, to }))
  if (error) return <Failure title="The difference cannot be shown" error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton className="h-40" />
  const changed = data.documents.filter((d) => d.change !== 'same')
  return (
    <Section title={`Revision ${to} against revision ${from}`}>
      <div className="flex flex-col gap-3">
        {data.changes.length === 0 ? (
          <p className="text-muted text-sm">The plan is the same.</p>
        ) : (
          <Table
            label="What changed in the plan"
            head={
              <>
                <Th>Part</Th>
                <Th>Change</Th>
                <Th>What</Th>
                <Th>Before</Th>
                <Th>After</Th>
              </>
            }
          >
            {data.changes.map((c) => (
              <tr key={`${c.part} ${c.what} ${c.change}`} className="align-top">
                <Td className="whitespace-nowrap text-muted">{c.part}</Td>
                <Td>
                  <Badge tone={tones[c.change]}>{c.change}</Badge>
                </Td>
                <Td className="max-w-72 break-words">{c.what}</Td>
                <Td className="max-w-72 break-words text-muted text-xs">{c.before}</Td>
                <Td className="max-w-72 break-words text-xs">{c.after}</Td>
              </tr>
            ))}
          </Table>
        )}
        {changed.map((d) => (
          <ChangedFile key={d.name} path={d.name} change={d.change} added={d.added} removed={d.removed} patch={d.patch} />
        ))}
        {changed.length === 0 && <p className="text-muted text-sm">The documents are the same.</p>}
      </div>
    </Section>
  )
}

export function RevisionsTab({ plan, onShow }: { plan: PlanView; onShow: (revision: number) => void }) {
  const { number } = plan.shown
  return (
    <div className="flex flex-col gap-6">
      <Table
        label="Revisions"
        head={
          <>
            <Th className="text-right">Revision</Th>
            <Th>Note</Th>
            <Th>Documents</Th>
            <Th className="hidden @2xl:table-cell">By</Th>
            <Th className="text-right">Submitted</Th>
          </>
        }
      >
        {plan.revisions.map((r) => (
          <Row key={r.number}>
            <Td className="text-right tabular-nums">
              <Button size="sm" tone={r.number === number ? 'secondary' : 'ghost'} aria-current={r.number === number} onClick={() => onShow(r.number)}>
                {r.number}
              </Button>
            </Td>
            <Td className="max-w-80 break-words">
              {r.reason ? <span className="text-bad">{r.reason}</span> : r.note || <span className="text-faint">–</span>}
            </Td>
            <Td className="font-mono text-muted text-xs">{r.documents.map((d) => d.name).join(', ')}</Td>
            <Td className="hidden whitespace-nowrap text-muted @2xl:table-cell">{r.createdBy.name}</Td>
            <Td className="whitespace-nowrap text-right text-muted">
              <RelativeTime at={r.createdAt} />
            </Td>
          </Row>
        ))}
      </Table>
      {number > 1 && <Difference id={plan.id} from={number - 1} to={number} />}
    </div>
  )
}
