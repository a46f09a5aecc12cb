'use client'
import { Boxes, PenLine, Plus } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { Empty } from '#components/ui/feedback.tsx'
import { Card, Fact, Section } from '#components/ui/page.tsx'
import { scrollable } from '#components/ui/scrollable.ts'
import { Row, Table, Td, Th } from '#components/ui/table.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import type { NetworkService } from '#model/network.ts'
import type { SystemView } from '#model/network-change.ts'
import { RecordDialog } from './record-form.tsx'
import { GoesWith, Remove } from './remove.tsx'
import { Address, Blank, NotStated, Stated, Targets, Words } from './stated.tsx'

function Source({ service, delivered }: { service: NetworkService; delivered: boolean }) {
  if (service.built)
    return (
      <Badge tone={service.built.release ? 'ok' : 'accent'} title="Its contract says what stands here, unless somebody states otherwise">
        {service.built.release ? 'delivered' : 'on staging'}
      </Badge>
    )
  return delivered ? <Badge title="A requirement asks for it; nothing was delivered yet">being built</Badge> : <Badge>stated</Badge>
}

function Operations({ apis }: { apis: readonly string[] }) {
  if (apis.length === 0) return <NotStated />
  return (
    <ul className="max-h-72 overflow-y-auto rounded font-mono text-xs leading-5" {...scrollable} aria-label="Operations">
      {apis.map((each) => (
        <li key={each} className="break-all">
          {each}
        </li>
      ))}
    </ul>
  )
}

function Detail({ service, view, onEdit }: { service: NetworkService; view: SystemView; onEdit: () => void }) {
  const id = view.delivered[service.slug]
  const flows = view.part.flows.filter(({ from, to }) => [from, to].some((place) => place.system === service.system && place.service === service.slug))
  const flowRecords = flows.map((record) => ({ kind: 'flow' as const, key: record.key, record }))
  return (
    <Section
      title={service.name}
      aside={
        <span className="flex items-center gap-1">
          {id && (
            <Link href={`/runs?service=${id}`} className="rounded px-2 text-accent text-xs hover:underline">
              Runs
            </Link>
          )}
          {service.built && (
            <Link href={`/runs/${service.built.run}`} className="rounded px-2 text-accent text-xs hover:underline">
              The run that built it
            </Link>
          )}
          {view.mayEdit.allowed && !id && (
            <Remove
              title={`Remove ${service.name}`}
              consequence={<GoesWith elements={flowRecords} names={view.names} />}
              removed={[...flowRecords, { kind: 'service', key: `${service.system}/${service.slug}`, record: service }]}
            />
          )}
          {view.mayEdit.allowed && (
            <Button size="sm" onClick={onEdit}>
              <PenLine />
              Edit
            </Button>
          )}
        </span>
      }
    >
      <Card className="p-4">
        <dl className="grid gap-x-6 gap-y-4 sm:grid-cols-2 xl:grid-cols-4">
          <Fact label="What it is for" className="sm:col-span-2 xl:col-span-4">
            <Stated>{service.description}</Stated>
          </Fact>
          <Fact label="Technology">
            <Stated>{service.technology}</Stated>
          </Fact>
          <Fact label="Database">
            <Stated>{service.database}</Stated>
          </Fact>
          <Fact label="Cache">
            <Stated>{service.cache}</Stated>
          </Fact>
          <Fact label="Queue">
            <Stated>{service.queue}</Stated>
          </Fact>
          <Fact label="Responsibilities" className="sm:col-span-2">
            <Words all={service.responsibilities} />
          </Fact>
          <Fact label="Targets" className="sm:col-span-2">
            <Targets targets={service.targets} />
          </Fact>
          <Fact label="Publishes" className="sm:col-span-2">
            <Words all={service.publishes} />
          </Fact>
          <Fact label="Subscribes to" className="sm:col-span-2">
            <Words all={service.subscribes} />
          </Fact>
          <Fact label={`Operations${service.apis.length > 0 ? `, ${service.apis.length}` : ''}`} className="sm:col-span-2">
            <Operations apis={service.apis} />
          </Fact>
          <Fact label="Contract" className="sm:col-span-2">
            <Address>{service.contract}</Address>
          </Fact>
        </dl>
      </Card>
    </Section>
  )
}

export function ServicesTab({ view, slug }: { view: SystemView; slug: string }) {
  const url = useUrlState()
  const [editing, setEditing] = useState<NetworkService | 'new' | null>(null)
  const { services } = view.part
  const chosen = services.find((each) => each.slug === url.get('item')) ?? services[0]
  const add = view.mayEdit.allowed && (
    <Button onClick={() => setEditing('new')}>
      <Plus />
      Add a service
    </Button>
  )
  const stores = (service: NetworkService) => [service.database, service.cache, service.queue].filter(Boolean).join(', ')
  return (
    <div className="flex flex-col gap-5">
      {services.length === 0 && (
        <Empty icon={Boxes} title="No services yet" action={add}>
          A service that a run delivers appears here by itself, with its contract.
        </Empty>
      )}
      {services.length > 0 && (
        <Section title="Services" aside={add}>
          <Table
            label="Services"
            head={
              <>
                <Th>Service</Th>
                <Th>Source</Th>
                <Th className="hidden @2xl:table-cell">Technology</Th>
                <Th className="hidden @2xl:table-cell">Stores and queues</Th>
                <Th className="text-right">Operations</Th>
                <Th className="hidden text-right @lg:table-cell">Events</Th>
              </>
            }
          >
            {services.map((service) => (
              <Row key={service.slug} className={cn(service === chosen && 'bg-accent-soft hover:bg-accent-soft')}>
                <Td>
                  <button
                    type="button"
                    aria-pressed={service === chosen}
                    onClick={() => url.set({ item: service.slug }, 'replace')}
                    className="rounded text-left font-medium after:absolute after:inset-0 hover:text-accent"
                  >
                    {service.name}
                  </button>
                </Td>
                <Td>
                  <Source service={service} delivered={view.delivered[service.slug] !== undefined} />
                </Td>
                <Td className="hidden text-muted @2xl:table-cell">{service.technology ?? <Blank />}</Td>
                <Td className="hidden text-muted @2xl:table-cell">{stores(service) || <Blank />}</Td>
                <Td className="text-right">{service.apis.length || '–'}</Td>
                <Td className="hidden text-right @lg:table-cell">{service.publishes.length + service.subscribes.length || '–'}</Td>
              </Row>
            ))}
          </Table>
        </Section>
      )}
      {chosen && <Detail service={chosen} view={view} onEdit={() => setEditing(chosen)} />}
      {editing && (
        <RecordDialog
          edited={{ kind: 'service', record: editing === 'new' ? null : editing, start: { system: slug, built: null }, system: slug }}
          title={editing === 'new' ? 'A new service' : `Edit ${editing.name}`}
          action={editing === 'new' ? 'Add the service' : 'Save the service'}
          onClose={() => setEditing(null)}
          onSaved={(saved) => {
            url.set({ item: saved.slug }, 'replace')
            setEditing(null)
          }}
        />
      )}
    </div>
  )
}
