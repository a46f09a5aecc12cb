import type { z } from 'zod'
import { addressOf } from '#model/address.ts'
import type { Person } from '#model/person.ts'
import type { RunState } from '#model/states.ts'
import type { EnvironmentView, ServiceItem, SystemItem, serviceListInput } from '#model/system.ts'
import type { Prisma } from '#prisma/generated/client.ts'
import { prisma } from '#server/db.ts'
import { containing, readableSystems, refOf } from '#server/domain/readable.ts'
import { maySubmit } from '#server/domain/requirement/policy.ts'
import { env } from '#server/env.ts'

type Kind = EnvironmentView['kind']
export const publicAddress = (service: string, system: string, environment: Kind): string =>
  addressOf({ service, system, environment }, env.GANTRY_APPS_DOMAIN, env.GANTRY_EDGE_PORT)

export async function listSystems(person: Person): Promise<SystemItem[]> {
  const rows = await prisma.system.findMany({
    where: { id: readableSystems(person) },
    include: { services: { select: { id: true, slug: true, name: true }, orderBy: { name: 'asc' } } },
    orderBy: { name: 'asc' },
  })
  return rows.map((row) => ({ ...refOf(row), services: row.services, maySubmit: maySubmit(person, row.id).allowed }))
}

/** What an environment runs, newest first; stopped instances only as far as they are recent. Secrets never leave the domain. */
export const environmentSelect = {
  kind: true,
  deployments: {
    orderBy: { createdAt: 'desc' },
    take: 5,
    select: {
      id: true,
      releaseDigest: true,
      runId: true,
      desired: true,
      observed: true,
      detail: true,
      weight: true,
      isolation: true,
      createdAt: true,
      readyAt: true,
    },
  },
} satisfies Prisma.EnvironmentSelect

export const environmentView = (
  service: { slug: string; system: { slug: string } },
  row: Prisma.EnvironmentGetPayload<{ select: typeof environmentSelect }>,
): EnvironmentView => {
  const kind: Kind = row.kind === 'production' ? 'production' : 'staging'
  return { kind, address: publicAddress(service.slug, service.system.slug, kind), deployments: row.deployments }
}

export async function listServices(person: Person, input: z.infer<typeof serviceListInput>): Promise<ServiceItem[]> {
  const rows = await prisma.service.findMany({
    where: {
      systemId: readableSystems(person),
      ...(input.system && { system: { slug: input.system } }),
      ...(input.q && { OR: [{ name: containing(input.q) }, { slug: containing(input.q) }] }),
    },
    include: {
      system: true,
      runs: { orderBy: { number: 'desc' }, take: 1, select: { id: true, number: true, status: true } },
      releases: { where: { status: 'in_production' }, orderBy: { number: 'desc' }, take: 1, select: { id: true, number: true, digest: true, status: true } },
      environments: { select: environmentSelect, orderBy: { kind: 'desc' } },
    },
    orderBy: [{ system: { name: 'asc' } }, { name: 'asc' }],
    take: 500,
  })
  return rows.map((row) => ({
    ...refOf(row),
    system: refOf(row.system),
    createdAt: row.createdAt,
    latestRun: row.runs[0] ? { ...row.runs[0], status: row.runs[0].status as RunState } : null,
    release: row.releases[0] ?? null,
    environments: row.environments.map((e) => environmentView(row, e)),
  }))
}
