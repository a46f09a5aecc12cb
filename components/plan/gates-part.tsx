'use client'
import { useMutation } from '@tanstack/react-query'
import { useTRPC } from '#components/trpc/client.ts'
import { Button } from '#components/ui/button.tsx'
import { Confirm } from '#components/ui/confirm.tsx'
import { Card } from '#components/ui/page.tsx'
import { Status } from '#components/ui/status.tsx'
import { RelativeTime } from '#components/ui/time.tsx'
import { type Plan, partOf } from '#model/plan.ts'
import type { PlanView } from '#model/plan-view.ts'
import { Comments, useRefresh } from './comments.tsx'

type Item = Plan['gates'][number]['items'][number]

function Answer({ plan, itemKey, item }: { plan: PlanView; itemKey: string; item: Item }) {
  const trpc = useTRPC()
  const refresh = useRefresh()
  const answer = useMutation(trpc.plan.answer.mutationOptions())
  if (!plan.actions.answer.allowed) return null
  const button = (met: boolean) => (
    <Confirm
      trigger={(open) => (
        <Button size="sm" tone="ghost" onClick={open} aria-label={`${met ? 'Met' : 'Not met'}: ${item.item}`}>
          {met ? 'Met' : 'Not met'}
        </Button>
      )}
      title={met ? 'This is met' : 'This is not met'}
      consequence={item.item}
      action="Answer"
      reason={{ label: met ? 'What shows it' : 'What is missing', required: true }}
      onConfirm={async (reason) => {
        await answer.mutateAsync({ kind: 'gate', id: plan.id, revision: plan.shown.number, key: itemKey, value: { met }, reason })
        await refresh()
      }}
    />
  )
  return (
    <span className="flex gap-1">
      {button(true)}
      {button(false)}
    </span>
  )
}

const word = { met: 'plan_met', not_met: 'plan_not_met', to_be_asked: 'plan_to_be_asked' } as const

function Line({ plan, gate, item }: { plan: PlanView; gate: string; item: Item }) {
  const key = `${gate}/${item.id}`
  const said = plan.answers.find((a) => a.kind === 'gate' && a.key === key)
  const met = said && 'met' in said.value ? said.value.met : null
  const verdict = met === null ? item.verdict : met ? 'met' : 'not_met'
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1 px-3 py-2">
      <Status status={word[verdict]} className="w-28 shrink-0" />
      <span className="min-w-0 flex-1 basis-60 text-sm">
        {item.item}
        <span className="block text-faint text-xs">
          {said ? (
            <>
              “{said.reason}” {said.by.name} <RelativeTime at={said.at} />
            </>
          ) : (
            item.evidence
          )}
        </span>
      </span>
      {item.verdict === 'to_be_asked' && <Answer plan={plan} itemKey={key} item={item} />}
      <Comments part={partOf('gate', `${gate.replaceAll(' ', '-').toLowerCase()}-${item.id}`)} what={item.item} />
    </li>
  )
}

/** What the plan itself shows has been judged; the rest is asked, and answered here. */
export function Gates({ plan, content }: { plan: PlanView; content: Plan }) {
  return (
    <div className="flex flex-col gap-4">
      {content.gates.map((gate) => (
        <Card key={gate.name}>
          <h3 className="border-line border-b px-3 py-2 font-medium text-sm">{gate.name}</h3>
          <ul className="divide-y divide-line">
            {gate.items.map((item) => (
              <Line key={item.id} plan={plan} gate={gate.name} item={item} />
            ))}
          </ul>
        </Card>
      ))}
    </div>
  )
}
