import type { z } from 'zod'
import type { DiagramView, diagramChoices } from '#model/diagram.ts'
import type { Allowance, SystemRef } from '#model/list.ts'
import type { Network } from '#model/network.ts'
import { mayIn, type Person } from '#model/person.ts'
import type { Specification } from '#model/specification.ts'
import { prisma } from '#server/db.ts'
import { readNetwork } from '#server/domain/network/data.ts'
import { notFound } from '#server/domain/problem.ts'
import { readableSystems, refOf } from '#server/domain/readable.ts'
import { environmentSelect, publicAddress } from '#server/domain/system/data.ts'
import { specificationOf } from './specification.ts'

/** Everything that one diagram is drawn from, as a person may see it. What drawing means is the generators' matter. */
export interface DiagramMaterial {
  network: Network
  /** Of the service that the view names, when it was delivered. */
  specification: Specification | null
  environments: RunningService[]
  rollout: RolloutRecord | null
  own: { id: string; title: string; kind: string; text: string; createdBy: string; updatedAt: Date } | null
  /** Of the service that the view names. */
  serviceName: string
}
export interface RunningService {
  service: string
  kind: 'staging' | 'production'
  address: string
  instances: { id: string; release: string; observed: string; weight: number; isolation: string | null }[]
}
export interface RolloutRecord {
  status: string
  reason: string
  steps: { weight: number; requests: number; errors: number; p95: number | null }[]
}

export async function systemFor(person: Person, slug: string): Promise<SystemRef> {
  const system = await prisma.system.findFirst({ where: { slug, id: readableSystems(person) } })
  if (!system) throw notFound('system', slug)
  return refOf(system)
}

export async function materialFor(person: Person, system: SystemRef, view: DiagramView): Promise<DiagramMaterial> {
  const needs = (kinds: DiagramView['kind'][]): boolean => kinds.includes(view.kind)
  const service = 'service' in view ? await prisma.service.findUnique({ where: { systemId_slug: { systemId: system.id, slug: view.service } } }) : null
  return {
    network: needs(['own', 'entities', 'states', 'rollout'])
      ? { systems: [], services: [], flows: [], decisions: [], runbooks: [] }
      : await readNetwork(person),
    specification: service && needs(['entities', 'states', 'call']) ? await specificationOf(service.id) : null,
    environments: view.kind === 'deployment' ? await runningIn(system) : [],
    rollout: service && view.kind === 'rollout' ? await rolloutOf(service.id, view.rollout) : null,
    serviceName: service?.name ?? ('service' in view ? view.service : ''),
    own: view.kind === 'own' ? await prisma.ownDiagram.findFirst({ where: { id: view.id, systemId: system.id } }) : null,
  }
}

async function runningIn(system: SystemRef): Promise<RunningService[]> {
  const services = await prisma.service.findMany({
    where: { systemId: system.id },
    include: { environments: { select: environmentSelect }, releases: { select: { digest: true, number: true } } },
    orderBy: { slug: 'asc' },
  })
  return services.flatMap((s) =>
    s.environments.map((e): RunningService => {
      const kind = e.kind === 'production' ? 'production' : 'staging'
      const number = new Map(s.releases.map((r) => [r.digest, r.number]))
      const instances = e.deployments
        .filter((d) => d.desired === 'running')
        .map((d) => ({
          id: d.id,
          release: number.has(d.releaseDigest) ? `Release ${number.get(d.releaseDigest)}` : `Candidate ${d.releaseDigest.slice(0, 8)}`,
          observed: d.observed,
          weight: d.weight,
          isolation: d.isolation,
        }))
      return { service: s.slug, kind, address: publicAddress(s.slug, system.slug, kind), instances }
    }),
  )
}

/** What a rollout of a service, the newest unless one is named, measured at each of its steps; null when there was none. */
async function rolloutOf(serviceId: string, id: string | undefined): Promise<RolloutRecord | null> {
  const rollout = await prisma.rollout.findFirst({ where: { serviceId, ...(id && { id }) }, orderBy: { createdAt: 'desc' } })
  if (!rollout && id) throw notFound('rollout', id)
  if (!rollout) return null
  const steps = await prisma.measurement.groupBy({
    by: ['weight'],
    where: { rolloutId: rollout.id, side: 'new' },
    _sum: { requests: true, errors: true },
    _max: { p95: true, id: true },
  })
  return {
    status: rollout.status,
    reason: rollout.reason,
    steps: steps
      .sort((a, b) => Number(a._max.id) - Number(b._max.id))
      .map((s) => ({ weight: s.weight, requests: s._sum.requests ?? 0, errors: s._sum.errors ?? 0, p95: s._max.p95 })),
  }
}

const only = (allowed: boolean, what: string): Allowance => ({ allowed, why: allowed ? '' : `Only architects and admins ${what}.` })
type Choices = z.infer<typeof diagramChoices>

/** Which diagrams of a system can be drawn now. */
export async function listChoices(person: Person, slug: string): Promise<Choices> {
  const system = await systemFor(person, slug)
  const [network, own, delivered] = await Promise.all([
    readNetwork(person),
    prisma.ownDiagram.findMany({ where: { systemId: system.id }, select: { id: true, title: true }, orderBy: { title: 'asc' } }),
    prisma.service.findMany({ where: { systemId: system.id, runs: { some: {} } }, select: { id: true, slug: true, name: true }, orderBy: { name: 'asc' } }),
  ])
  const services = network.services.filter((s) => s.system === slug)
  const choices: Choices['choices'] = [
    { view: { kind: 'context' }, group: 'Structure', label: 'Context' },
    { view: { kind: 'container' }, group: 'Structure', label: 'Containers' },
    ...services.map((s) => ({ view: { kind: 'component' as const, service: s.slug }, group: 'Structure', label: `Components of ${s.name}` })),
    { view: { kind: 'deployment' }, group: 'Structure', label: 'Deployment' },
    ...own.map((o) => ({ view: { kind: 'own' as const, id: o.id }, group: 'Own diagrams', label: o.title })),
    ...network.flows
      .filter((f) => f.from.system === slug || f.to.system === slug)
      .map((f) => ({ view: { kind: 'flow' as const, flow: f.key }, group: 'Sequence of a flow', label: flowLabel(network, f.key) })),
    ...services.flatMap((s) =>
      s.apis.slice(0, 40).map((api) => ({ view: { kind: 'call' as const, service: s.slug, operation: api }, group: `Calls of ${s.name}`, label: api })),
    ),
  ]
  for (const service of delivered) choices.push(...(await deliveredChoices(service)))
  return {
    choices,
    mayEdit: only(mayIn(person, 'network.edit', system.id), 'add diagrams'),
    mayEmbed: only(mayIn(person, 'embed.manage', system.id), 'make links to diagrams'),
  }
}

function flowLabel(network: Network, key: string): string {
  const flow = network.flows.find((f) => f.key === key)
  const name = (slug: string | undefined) => network.systems.find((s) => s.slug === slug)?.name ?? slug ?? ''
  return `${name(flow?.from.system)} from ${name(flow?.to.system)}${flow && flow.data.length > 0 ? `: ${flow.data.join(', ')}` : ''}`.slice(0, 120)
}

async function deliveredChoices(service: { id: string; slug: string; name: string }): Promise<Choices['choices']> {
  const specification = await specificationOf(service.id)
  const group = `Inside ${service.name}`
  return [
    ...(specification && specification.entities.length > 0 ? [{ view: { kind: 'entities' as const, service: service.slug }, group, label: 'Data model' }] : []),
    ...(specification?.entities ?? [])
      .filter((e) => e.states)
      .map((e) => ({ view: { kind: 'states' as const, service: service.slug, entity: e.id }, group, label: `Life of ${e.name}` })),
    { view: { kind: 'rollout', service: service.slug }, group, label: 'Rollout' },
  ]
}
