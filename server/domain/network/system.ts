import type { SystemView } from '#model/network-change.ts'
import type { Person } from '#model/person.ts'
import { prisma } from '#server/db.ts'
import { notFound } from '#server/domain/problem.ts'
import { readableSystems } from '#server/domain/readable.ts'
import { mayEditSystem } from './policy.ts'
import { loadNetwork } from './rows.ts'

/** One system, its services, decisions and runbooks, and the flows between it and what the person may read. */
export async function readSystem(person: Person, slug: string): Promise<SystemView> {
  const found = await prisma.system.findFirst({ where: { slug, id: readableSystems(person) }, select: { id: true } })
  if (!found) throw notFound('system', slug)
  const { id } = found
  const readable = readableSystems(person)
  const flows = { AND: [{ OR: [{ fromId: id }, { toId: id }] }, { fromId: readable, toId: readable }] }
  const around = await prisma.networkFlow.findMany({ where: flows, select: { fromId: true, toId: true } })
  const systems = [...new Set([id, ...around.flatMap(({ fromId, toId }) => [fromId, toId])])]
  const [stored, built] = await Promise.all([
    loadNetwork(prisma, {
      systems: { id: { in: systems } },
      services: { systemId: { in: systems } },
      flows,
      decisions: { systemId: id },
      runbooks: { systemId: id },
    }),
    prisma.service.findMany({ where: { systemId: id, requirements: { some: {} } }, select: { id: true, slug: true } }),
  ])
  const { network } = stored
  return {
    id,
    part: { ...network, systems: network.systems.filter((each) => each.slug === slug), services: network.services.filter(({ system }) => system === slug) },
    names: Object.fromEntries([
      ...network.systems.map((each) => [each.slug, each.name]),
      ...network.services.map((each) => [`${each.system}/${each.slug}`, each.name]),
    ]),
    mayEdit: mayEditSystem(person, id),
    delivered: Object.fromEntries(built.map((each) => [each.slug, each.id])),
  }
}
