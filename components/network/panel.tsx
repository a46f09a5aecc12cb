'use client'
import Link from 'next/link'
import { Badge } from '#components/ui/badge.tsx'
import { StatusMark } from '#components/ui/status.tsx'
import type { Condition } from '#model/condition.ts'
import type { Network, Place } from '#model/network.ts'
import { placeKey } from '#model/network.ts'
import { nameOf } from './box-node.tsx'
import { FlowList } from './flow-list.tsx'
import { PanelAnalysis } from './panel-analysis.tsx'
import { Facts, PanelFrame, PanelPart } from './panel-part.tsx'
import type { Changes, Scene, SceneEdge, SceneNode } from './scene.ts'
import type { ViewState } from './state.ts'

export interface PanelProps {
  network: Network
  scene: Scene
  changes: Changes
  conditions: readonly Condition[]
  state: ViewState
  set: (change: Partial<ViewState>) => void
}

/** What is selected: a box or a line of the picture. */
export function SelectionPanel(props: PanelProps) {
  const { scene, state, set } = props
  const close = () => set({ sel: '', mark: [] })
  const node = scene.nodes.find(({ id }) => id === state.sel)
  if (node)
    return (
      <PanelFrame title={<NodeTitle node={node} />} onClose={close}>
        <NodeFacts node={node} {...props} />
      </PanelFrame>
    )
  const edge = scene.edges.find(({ id }) => id === state.sel)
  if (edge)
    return (
      <PanelFrame title={<EdgeTitle edge={edge} scene={scene} />} onClose={close}>
        <FlowList flows={edge.flows} changes={props.changes} />
        {edge.derived && <p className="text-muted text-sm">One side publishes {edge.data.join(', ')}, the other subscribes to it. Nobody has stated a flow.</p>}
      </PanelFrame>
    )
  return null
}

const kinds = { domain: 'Domain', group: 'Systems by name', system: 'System', service: 'Service', operation: 'Operation', event: 'Event' }

function NodeTitle({ node: { tree } }: { node: SceneNode }) {
  const slug = tree.kind === 'system' ? tree.system?.slug : null
  return (
    <>
      <p className="text-2xs text-faint">{kinds[tree.kind]}</p>
      <h2 className="break-words font-semibold text-base">
        {slug ? (
          <Link href={`/network/${slug}`} className="rounded hover:text-accent hover:underline">
            {tree.label}
          </Link>
        ) : (
          tree.label
        )}
      </h2>
    </>
  )
}

function EdgeTitle({ edge, scene }: { edge: SceneEdge; scene: Scene }) {
  const name = (id: string) => nameOf(scene.nodes.find((node) => node.id === id)?.label ?? id)
  return (
    <>
      <p className="text-2xs text-faint">{edge.flows.length === 1 ? 'Flow' : `${edge.flows.length} flows`}</p>
      <h2 className="break-words font-semibold text-base">
        {name(edge.from)} <span className="font-normal text-muted">needs</span> {name(edge.to)}
      </h2>
    </>
  )
}

function NodeFacts({ node: { tree, id }, network, changes, conditions, state, set }: PanelProps & { node: SceneNode }) {
  const { system, service, kind } = tree
  if (!system) {
    const inside = tree.children.length
    return (
      <p className="text-muted text-sm">
        {tree.systems.toLocaleString('en')} systems in {inside.toLocaleString('en')} {inside === 1 ? 'box' : 'boxes'}. Open it on the map to see them.
      </p>
    )
  }
  const place: Place = { system: system.slug, service: kind === 'system' ? null : (service?.slug ?? null) }
  const own = conditions.filter((each) => each.system === place.system && (!place.service || each.service === place.service))
  const here = (end: Place) => (place.service ? placeKey(end) === placeKey(place) : end.system === place.system)
  const outgoing = network.flows.filter(({ from, to }) => here(from) && !(here(to) && !place.service))
  const incoming = network.flows.filter(({ from, to }) => here(to) && !(here(from) && !place.service))
  const changed = changes.get(place.service ? `service:${placeKey(place)}` : `system:${system.slug}`)
  return (
    <>
      {changed && (
        <Badge tone={changed.change === 'removed' ? 'bad' : changed.change === 'added' ? 'ok' : 'warn'}>
          {changed.change === 'changed' ? `changed: ${changed.fields.join(', ')}` : changed.change}
        </Badge>
      )}
      {kind === 'system' ? <SystemFacts system={system} /> : <ServiceFacts service={service} />}
      {own.length > 0 && <Conditions list={own} />}
      <PanelPart title="Needs" count={outgoing.length}>
        <FlowList flows={outgoing} changes={changes} end="to" onSelect={(slug) => set({ sel: `s:${slug}`, mark: [] })} />
      </PanelPart>
      <PanelPart title="Is needed by" count={incoming.length}>
        <FlowList flows={incoming} changes={changes} end="from" onSelect={(slug) => set({ sel: `s:${slug}`, mark: [] })} />
      </PanelPart>
      <PanelAnalysis key={id} network={network} system={place.system} service={place.service} state={state} set={set} />
    </>
  )
}

function SystemFacts({ system }: { system: Network['systems'][number] }) {
  const { targets } = system
  return (
    <Facts
      rows={[
        ['Does', system.description ?? system.focus.join(', ')],
        ['Owner', system.owner && `${system.owner.team}${system.owner.contact ? ` (${system.owner.contact})` : ''}`],
        ['Domain', system.domain],
        ['Lifecycle', system.lifecycle === 'unknown' ? null : system.lifecycle],
        [
          'Targets',
          targets &&
            [
              targets.apiP95Ms && `p95 ≤ ${targets.apiP95Ms} ms`,
              targets.throughputRps && `${targets.throughputRps.toLocaleString('en')} requests/s`,
              targets.concurrentUsers && `${targets.concurrentUsers.toLocaleString('en')} users`,
              targets.availabilityPercent && `${targets.availabilityPercent} % available`,
            ]
              .filter(Boolean)
              .join(' · '),
        ],
        ['Compliance', system.compliance.join(', ')],
        ['Documents', system.documented === null ? null : system.documented ? 'complete' : 'missing'],
      ]}
    />
  )
}

function ServiceFacts({ service }: { service: Network['services'][number] | null }) {
  if (!service) return null
  return (
    <Facts
      rows={[
        ['Does', service.description ?? service.responsibilities.join(', ')],
        ['Technology', service.technology],
        ['Data', [service.database, service.cache, service.queue].filter(Boolean).join(', ')],
        ['Operations', service.apis.length || null],
        ['Publishes', service.publishes.join(', ')],
        ['Subscribes', service.subscribes.join(', ')],
        ['Contract', service.contract],
      ]}
    />
  )
}

function Conditions({ list }: { list: readonly Condition[] }) {
  return (
    <PanelPart title="Right now">
      <ul className="flex flex-col gap-1 text-sm">
        {list.map((each) => (
          <li key={`${each.system}/${each.service}`}>
            <span className="flex items-center gap-1.5">
              <StatusMark status={each.health === 'healthy' ? 'ready' : (each.health ?? 'pending')} />
              <span className="min-w-0 truncate">{each.name}</span>
              <span className="text-muted">{each.health ? `${each.health} in ${each.environment}` : 'not deployed'}</span>
            </span>
            <span className="flex flex-wrap gap-x-3 pl-5 text-xs">
              {each.rollout && (
                <Link className="text-accent hover:underline" href={`/rollouts/${each.rollout.id}`}>
                  Rollout at {each.rollout.weight} %
                </Link>
              )}
              {each.run && (
                <Link className="text-accent hover:underline" href={`/runs/${each.run.id}`}>
                  Run {each.run.number}
                </Link>
              )}
              {each.release && (
                <Link className="text-accent hover:underline" href={`/releases/${each.release.id}`}>
                  Release {each.release.number}
                </Link>
              )}
            </span>
            {each.incidents.slice(0, 3).map((incident) => (
              <Link key={incident.href + incident.kind} href={incident.href} className="block truncate pl-5 text-bad text-xs hover:underline">
                {incident.label}
              </Link>
            ))}
          </li>
        ))}
      </ul>
    </PanelPart>
  )
}
