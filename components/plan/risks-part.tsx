'use client'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '#components/trpc/client.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { Confirm } from '#components/ui/confirm.tsx'
import { Select } from '#components/ui/select.tsx'
import { Table, Td, Th } from '#components/ui/table.tsx'
import { RelativeTime } from '#components/ui/time.tsx'
import { type Plan, type PlanRisk, partOf, stoppingScore } from '#model/plan.ts'
import { answered } from '#model/plan-risk.ts'
import type { PlanView } from '#model/plan-view.ts'
import { Because, type Statements } from './because.tsx'
import { Comments, useRefresh } from './comments.tsx'

type Answered = PlanRisk & { accepted: boolean }
const levels = [
  { value: '1', label: '1 low' },
  { value: '2', label: '2 medium' },
  { value: '3', label: '3 high' },
] as const
type Level = (typeof levels)[number]['value']
const toneOf = (score: number): 'bad' | 'warn' | 'neutral' => (score >= stoppingScore ? 'bad' : score >= 6 ? 'warn' : 'neutral')
const fills = { bad: 'bg-bad-soft', warn: 'bg-warn-soft', neutral: 'bg-sunken' }

/** Probability upwards, impact to the right: where the risks lie, by their numbers in the list below. */
function HeatMap({ risks }: { risks: readonly Answered[] }) {
  return (
    <figure className="w-full max-w-md">
      <div className="grid grid-cols-[24px_repeat(3,minmax(0,1fr))] gap-1 text-2xs">
        {[3, 2, 1].map((probability) => (
          <div key={probability} className="contents">
            <span className="flex items-center justify-center text-faint tabular-nums">{probability}</span>
            {[1, 2, 3].map((impact) => {
              const here = risks.flatMap((r, i) => (r.probability === probability && r.impact === impact ? [{ r, n: i + 1 }] : []))
              return (
                <div
                  key={impact}
                  className={cn('flex min-h-14 flex-wrap content-center items-center justify-center gap-1 rounded p-1', fills[toneOf(probability * impact)])}
                >
                  {here.map(({ r, n }) => (
                    <a
                      key={r.id}
                      href={`#${partOf('risk', r.id)}`}
                      title={r.title}
                      className={cn(
                        'inline-flex size-5 items-center justify-center rounded-full border border-line-strong bg-surface tabular-nums hover:border-accent',
                        r.accepted && 'opacity-60',
                      )}
                    >
                      {n}
                    </a>
                  ))}
                </div>
              )
            })}
          </div>
        ))}
        <span />
        {[1, 2, 3].map((impact) => (
          <span key={impact} className="text-center text-faint tabular-nums">
            {impact}
          </span>
        ))}
      </div>
      <figcaption className="pt-1 text-center text-faint text-xs">Probability upwards, impact to the right, 1 to 3 each</figcaption>
    </figure>
  )
}

function Answer({ risk, plan }: { risk: Answered; plan: PlanView }) {
  const trpc = useTRPC()
  const refresh = useRefresh()
  const answer = useMutation(trpc.plan.answer.mutationOptions())
  const [probability, setProbability] = useState<Level>(`${risk.probability}` as Level)
  const [impact, setImpact] = useState<Level>(`${risk.impact}` as Level)
  if (!plan.actions.answer.allowed) return null
  const send = async (value: { accepted: true } | { probability: number; impact: number }, reason: string) => {
    await answer.mutateAsync({ kind: 'risk', id: plan.id, revision: plan.shown.number, key: risk.id, value, reason })
    await refresh()
  }
  return (
    <span className="flex gap-1">
      <Confirm
        trigger={(open) => (
          <Button size="sm" tone="ghost" onClick={open} aria-label={`Accept the risk: ${risk.title}`}>
            Accept
          </Button>
        )}
        title="Accept this risk"
        consequence={`${risk.title}. It stays in the register and does not stop the plan any more.`}
        action="Accept the risk"
        reason={{ label: 'Why it can be accepted', required: true }}
        onConfirm={(reason) => send({ accepted: true }, reason)}
      />
      <Confirm
        trigger={(open) => (
          <Button size="sm" tone="ghost" onClick={open} aria-label={`Score again: ${risk.title}`}>
            Score again
          </Button>
        )}
        title="Score this risk again"
        consequence={
          <span className="flex flex-col gap-2">
            <span>{risk.title}</span>
            <span className="flex flex-wrap items-center gap-2">
              Probability <Select label="Probability" className="w-28" value={probability} onChange={setProbability} options={levels} />
              Impact <Select label="Impact" className="w-28" value={impact} onChange={setImpact} options={levels} />
            </span>
          </span>
        }
        action="Keep this score"
        reason={{ label: 'What changed it', required: true }}
        onConfirm={(reason) => send({ probability: Number(probability), impact: Number(impact) }, reason)}
      />
    </span>
  )
}

export function Risks({ plan, content, statements }: { plan: PlanView; content: Plan; statements: Statements }) {
  const risks = content.risks.map((r) => answered(r, plan.answers))
  return (
    <div className="flex flex-col gap-4">
      <HeatMap risks={risks} />
      <Table
        label="Risk register"
        head={
          <>
            <Th className="text-right">No.</Th>
            <Th>Risk</Th>
            <Th className="text-right">Score</Th>
            <Th>Owner</Th>
            <Th>Mitigation</Th>
          </>
        }
      >
        {risks.map((r, i) => {
          const said = plan.answers.find((a) => a.kind === 'risk' && a.key === r.id)
          return (
            <tr key={r.id} id={partOf('risk', r.id)} className="scroll-mt-16 align-top target:bg-accent-soft">
              <Td className="text-right text-faint tabular-nums">{i + 1}</Td>
              <Td className="min-w-60 max-w-96">
                <span className="break-words">{r.title}</span> <Because ids={r.statements} statements={statements} most={4} />
                {said && (
                  <span className="block text-faint text-xs">
                    {r.accepted ? 'Accepted' : `Scored ${r.probability} × ${r.impact}`} by {said.by.name} <RelativeTime at={said.at} />: “{said.reason}”
                  </span>
                )}
                <span className="flex flex-wrap items-center gap-1">
                  <Answer risk={r} plan={plan} />
                  <Comments part={partOf('risk', r.id)} what={r.title} />
                </span>
              </Td>
              <Td className="whitespace-nowrap text-right">
                <Badge tone={r.accepted ? 'neutral' : toneOf(r.score)} title={`probability ${r.probability} × impact ${r.impact}`}>
                  {r.probability} × {r.impact} = {r.score}
                </Badge>
              </Td>
              <Td className="whitespace-nowrap text-muted">{r.owner}</Td>
              <Td className="min-w-60 text-muted">{r.mitigation}</Td>
            </tr>
          )
        })}
      </Table>
    </div>
  )
}
