'use client'
import { ArrowLeftRight, PenLine, Plus } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Empty } from '#components/ui/feedback.tsx'
import { Section } from '#components/ui/page.tsx'
import { Row, Table, Td, Th } from '#components/ui/table.tsx'
import { type NetworkFlow, type Place, placeKey } from '#model/network.ts'
import type { SystemView } from '#model/network-change.ts'
import { RecordDialog } from './record-form.tsx'
import { Remove } from './remove.tsx'
import { Address, Blank, Criticality } from './stated.tsx'

const sources: Record<NetworkFlow['source'], { label: string; title: string }> = {
  stated: { label: 'stated', title: 'Somebody stated it here' },
  imported: { label: 'imported', title: 'A file that was imported says so' },
  contract: { label: 'contract', title: 'The contract of a delivered service says so' },
}

function End({ place, view }: { place: Place; view: SystemView }) {
  const service = place.service && (view.names[placeKey(place)] ?? place.service)
  return (
    <Link href={`/network/${place.system}?tab=flows`} className="rounded font-medium hover:text-accent hover:underline">
      {view.names[place.system] ?? place.system}
      {service && <span className="font-normal text-muted"> / {service}</span>}
    </Link>
  )
}

function FlowRow({ flow, side, view, onEdit }: { flow: NetworkFlow; side: 'from' | 'to'; view: SystemView; onEdit: () => void }) {
  const [own, other] = side === 'from' ? [flow.from, flow.to] : [flow.to, flow.from]
  return (
    <Row className="align-top">
      <Td>
        <End place={other} view={view} />
        {own.service && (
          <p className="text-faint text-xs">
            {side === 'from' ? 'from' : 'to'} {view.names[placeKey(own)] ?? own.service}
          </p>
        )}
      </Td>
      <Td className="min-w-40 text-muted">{flow.data.length > 0 ? flow.data.join(', ') : <Blank />}</Td>
      <Td>{flow.mode === 'unknown' ? <Blank /> : <Badge tone={flow.mode === 'sync' ? 'accent' : 'neutral'}>{flow.mode}</Badge>}</Td>
      <Td>{flow.protocol ?? <Blank />}</Td>
      <Td>
        <Criticality criticality={flow.criticality} />
      </Td>
      <Td className="hidden @3xl:table-cell">{flow.schema ? <Address>{flow.schema}</Address> : <Blank />}</Td>
      <Td className="hidden text-muted @4xl:table-cell">
        {flow.ownerFrom || flow.ownerTo ? `${flow.ownerFrom ?? 'not stated'} → ${flow.ownerTo ?? 'not stated'}` : <Blank />}
      </Td>
      <Td className="hidden @2xl:table-cell">
        <Badge title={sources[flow.source].title}>{sources[flow.source].label}</Badge>
      </Td>
      {view.mayEdit.allowed && (
        <Td className="whitespace-nowrap py-1 text-right">
          {side === 'from' && (
            <>
              <Button size="iconSm" tone="ghost" aria-label={`Edit the flow to ${placeKey(flow.to)}`} onClick={onEdit}>
                <PenLine />
              </Button>
              <Remove
                title="Remove the flow"
                consequence={`${view.names[flow.from.system] ?? flow.from.system} no longer depends on ${view.names[flow.to.system] ?? flow.to.system} by it. The history keeps it.`}
                removed={[{ kind: 'flow', key: flow.key, record: flow }]}
              />
            </>
          )}
        </Td>
      )}
    </Row>
  )
}

function Flows({
  title,
  side,
  flows,
  view,
  onEdit,
}: {
  title: string
  side: 'from' | 'to'
  flows: readonly NetworkFlow[]
  view: SystemView
  onEdit: (flow: NetworkFlow) => void
}) {
  if (flows.length === 0) return null
  return (
    <Section title={title}>
      <Table
        label={title}
        head={
          <>
            <Th>{side === 'from' ? 'Needs' : 'Needed by'}</Th>
            <Th>Data</Th>
            <Th>Mode</Th>
            <Th>Protocol</Th>
            <Th>Criticality</Th>
            <Th className="hidden @3xl:table-cell">Schema</Th>
            <Th className="hidden @4xl:table-cell">Owners</Th>
            <Th className="hidden @2xl:table-cell">Source</Th>
            {view.mayEdit.allowed && (
              <Th className="relative">
                <span className="sr-only">Actions</span>
              </Th>
            )}
          </>
        }
      >
        {flows.map((flow) => (
          <FlowRow key={flow.key} flow={flow} side={side} view={view} onEdit={() => onEdit(flow)} />
        ))}
      </Table>
    </Section>
  )
}

/** A second flow between the same two places gets a number. */
function named(record: NetworkFlow, known: readonly NetworkFlow[]): NetworkFlow {
  const base = `${placeKey(record.from)}->${placeKey(record.to)}`
  const taken = new Set(known.map(({ key }) => key))
  let key = base
  for (let n = 2; taken.has(key); n++) key = `${base}#${n}`
  return { ...record, key }
}

export function FlowsTab({ view, slug }: { view: SystemView; slug: string }) {
  const [editing, setEditing] = useState<NetworkFlow | 'new' | null>(null)
  const { flows } = view.part
  const add = view.mayEdit.allowed && (
    <Button onClick={() => setEditing('new')}>
      <Plus />
      Add a flow
    </Button>
  )
  return (
    <div className="flex flex-col gap-5">
      {flows.length === 0 ? (
        <Empty icon={ArrowLeftRight} title="No flows yet" action={add}>
          A flow says what this system needs from another one: which data, how, and how badly.
        </Empty>
      ) : (
        add && (
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p className="text-muted text-sm">A flow is stated by what depends: edit it on the page of the system that needs the data.</p>
            {add}
          </div>
        )
      )}
      <Flows title="Depends on" side="from" flows={flows.filter(({ from }) => from.system === slug)} view={view} onEdit={setEditing} />
      <Flows
        title="Is needed by"
        side="to"
        flows={flows.filter(({ to, from }) => to.system === slug && from.system !== slug)}
        view={view}
        onEdit={setEditing}
      />
      {editing && (
        <RecordDialog
          edited={{
            kind: 'flow',
            record: editing === 'new' ? null : editing,
            start: { key: 'new', source: 'stated', from: { system: slug, service: null } },
            system: slug,
            newKey: (record) => named(record, flows),
          }}
          title={editing === 'new' ? 'A new flow' : 'Edit the flow'}
          action={editing === 'new' ? 'Add the flow' : 'Save the flow'}
          onClose={() => setEditing(null)}
        />
      )}
    </div>
  )
}
