'use client'
import { useMutation } from '@tanstack/react-query'
import { Package } from 'lucide-react'
import Link from 'next/link'
import { useTRPC } from '#components/trpc/client.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Confirm } from '#components/ui/confirm.tsx'
import { Empty } from '#components/ui/feedback.tsx'
import { Card, Section } from '#components/ui/page.tsx'
import { Status } from '#components/ui/status.tsx'
import { Table, Td, Th } from '#components/ui/table.tsx'
import type { PlanDelivery, PlanView } from '#model/plan-view.ts'
import { useRefresh } from './comments.tsx'

function Start({ plan, again }: { plan: PlanView; again: boolean }) {
  const trpc = useTRPC()
  const refresh = useRefresh()
  const deliver = useMutation(trpc.plan.deliver.mutationOptions())
  const { allowed, why } = plan.actions.deliver
  const list = plan.shown.plan?.deliverables ?? []
  return (
    <Confirm
      trigger={(open) => (
        <Button tone="primary" disabled={!allowed} title={why || undefined} onClick={open}>
          {again ? 'Try again what was blocked' : `Deliver ${list.length} ${list.length === 1 ? 'service' : 'services'}`}
        </Button>
      )}
      title={again ? 'Try again' : 'Start the delivery'}
      consequence={`Each service gets a requirement from the statements that belong to it, and a run. Those that need nothing begin at once, the others when what they need is verified. Every release still has to be approved.`}
      action={again ? 'Try again' : 'Start the delivery'}
      onConfirm={async () => {
        await deliver.mutateAsync({ id: plan.id, revision: plan.shown.number })
        await refresh()
      }}
    />
  )
}

const listed = (names: readonly string[]): string => (names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? ''))

function Progress({ delivery, names }: { delivery: PlanDelivery; names: ReadonlyMap<string, string> }) {
  const { run } = delivery
  return (
    <Card className="flex flex-col gap-2 p-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 flex-1 font-medium text-sm">{delivery.name}</span>
        {delivery.verified && <Badge tone="ok">verified</Badge>}
        {run ? (
          <Link href={`/runs/${run.id}`} className="inline-flex items-center gap-2 rounded hover:underline">
            <Status status={run.status} /> <span className="text-faint text-xs">#{run.number}</span>
          </Link>
        ) : (
          <Status status={delivery.status === 'blocked' ? 'failed' : 'waiting'} />
        )}
      </div>
      {run && (
        <div className="flex items-center gap-2">
          <div
            role="progressbar"
            aria-label={`${delivery.name}: stages done`}
            aria-valuenow={run.done}
            aria-valuemin={0}
            aria-valuemax={run.stages}
            className="h-1.5 flex-1 overflow-hidden rounded bg-hover"
          >
            <div className="h-full bg-accent" style={{ width: `${run.stages > 0 ? (run.done / run.stages) * 100 : 0}%` }} />
          </div>
          <span className="text-faint text-xs tabular-nums">
            {run.done} of {run.stages} stages
          </span>
        </div>
      )}
      {delivery.after.length > 0 && !delivery.run && (
        <p className="text-faint text-xs">
          Begins when {listed(delivery.after.map((slug) => names.get(slug) ?? slug))} {delivery.after.length === 1 ? 'is' : 'are'} verified.
        </p>
      )}
      {delivery.reason && <p className="break-words text-bad text-xs">{delivery.reason}</p>}
      {delivery.requirement && (
        <Link href={`/requirements/${delivery.requirement}`} className="w-fit rounded text-accent text-xs hover:underline">
          Its requirement
        </Link>
      )}
      {delivery.measured.length > 0 && <Measured delivery={delivery} />}
    </Card>
  )
}

/** What was measured against what the plan promised. */
function Measured({ delivery }: { delivery: PlanDelivery }) {
  return (
    <Table
      label={`${delivery.name}: measured against the plan`}
      head={
        <>
          <Th>Promised</Th>
          <Th>Target</Th>
          <Th>Measured</Th>
          <Th>Met</Th>
        </>
      }
    >
      {delivery.measured.map((m) => (
        <tr key={m.metric}>
          <Td>{m.metric}</Td>
          <Td className="text-muted">{m.promised}</Td>
          <Td className={m.met === null ? 'text-faint' : 'tabular-nums'}>{m.measured}</Td>
          <Td>{m.met === null ? <Badge>not yet</Badge> : <Badge tone={m.met ? 'ok' : 'bad'}>{m.met ? 'met' : 'not met'}</Badge>}</Td>
        </tr>
      ))}
    </Table>
  )
}

export function DeliveryTab({ plan }: { plan: PlanView }) {
  const list = plan.shown.plan?.deliverables ?? []
  const names = new Map(list.map((d) => [d.slug, d.name]))
  if (plan.deliveries.length === 0)
    return (
      <Empty icon={Package} title="Nothing is being delivered" action={list.length > 0 && <Start plan={plan} again={false} />}>
        {plan.actions.deliver.allowed
          ? `In this order: ${list.map((d) => d.name).join(', ')}.`
          : plan.actions.deliver.why || 'An approved plan can be delivered from here.'}
      </Empty>
    )
  const done = plan.deliveries.filter((d) => d.verified).length
  const blocked = plan.deliveries.some((d) => d.status === 'blocked')
  return (
    <Section title={`${done} of ${plan.deliveries.length} verified`} aside={blocked && <Start plan={plan} again />}>
      <div className="grid gap-3 lg:grid-cols-2">
        {plan.deliveries.map((d) => (
          <Progress key={d.slug} delivery={d} names={names} />
        ))}
      </div>
    </Section>
  )
}
