import type { z } from 'zod'
import type { PersonRef, SystemRef } from '#model/list.ts'
import type { Me, Member, memberListInput, Person } from '#model/person.ts'
import { mayAnywhere, rolesIn } from '#model/person.ts'
import { type Permission, permissions, type RoleName, roles } from '#model/role.ts'
import type { Prisma } from '#prisma/generated/client.ts'
import { prisma, type Tx } from '#server/db.ts'
import { containing } from '#server/domain/readable.ts'
import { isFirstAdmin, personFrom } from './person.ts'
import { requireAdmin } from './policy.ts'

export const memberSelect = {
  id: true,
  name: true,
  email: true,
  emailVerified: true,
  image: true,
  createdAt: true,
  lastSeenAt: true,
  accounts: { select: { provider: true, providerAccountId: true, claimedRoles: true } },
  grants: { select: { role: true, effect: true, systemId: true, grantedBy: true, createdAt: true }, orderBy: { createdAt: 'asc' } },
  _count: { select: { sessions: true } },
} satisfies Prisma.UserSelect
type MemberRow = Prisma.UserGetPayload<{ select: typeof memberSelect }>

/** Names for ids that rows keep without a relation; ids that are no people (system:runner) stand for themselves. */
export async function namePeople(ids: Iterable<string | null | undefined>, tx: Tx = prisma): Promise<(id: string) => PersonRef> {
  const wanted = [...new Set([...ids].filter((id): id is string => Boolean(id)))]
  const rows = wanted.length === 0 ? [] : await tx.user.findMany({ where: { id: { in: wanted } }, select: { id: true, name: true, email: true } })
  const names = new Map(rows.map((r) => [r.id, r.name ?? r.email ?? r.id]))
  return (id) => ({ id, name: names.get(id) ?? (id.startsWith('system:') ? `Gantry (${id.slice(7)})` : id) })
}

async function nameSystems(ids: Iterable<string | null>, tx: Tx = prisma): Promise<Map<string, SystemRef>> {
  const wanted = [...new Set([...ids].filter((id): id is string => id !== null))]
  const rows = wanted.length === 0 ? [] : await tx.system.findMany({ where: { id: { in: wanted } }, select: { id: true, slug: true, name: true } })
  return new Map(rows.map((r) => [r.id, r]))
}

export async function describeMe(person: Person, session: { sessionExpires: Date | null; provider: string }): Promise<Me> {
  const user = await prisma.user.findUnique({ where: { id: person.id }, select: { image: true } })
  const systems = await nameSystems(person.rules.map((r) => r.systemId))
  return {
    id: person.id,
    name: person.name,
    email: person.email,
    image: user?.image ?? null,
    roles: rolesIn(person),
    systemRoles: [...systems.values()].map((system) => ({ system, roles: rolesIn(person, system.id) })),
    permissions: (Object.keys(permissions) as Permission[]).filter((p) => mayAnywhere(person, p)),
    sessionExpires: session.sessionExpires,
    provider: session.provider,
  }
}

export async function memberView(row: MemberRow, tx: Tx = prisma): Promise<Member> {
  const name = await namePeople(
    row.grants.map((g) => g.grantedBy),
    tx,
  )
  const systems = await nameSystems(
    row.grants.map((g) => g.systemId),
    tx,
  )
  const person = personFrom(row)
  return {
    id: row.id,
    name: person.name,
    email: row.email,
    emailVerified: row.emailVerified !== null,
    image: row.image,
    accounts: row.accounts.map((a) => ({ provider: a.provider, subject: a.providerAccountId, claimedRoles: a.claimedRoles })),
    rules: row.grants.flatMap((g) =>
      (roles as readonly string[]).includes(g.role)
        ? [
            {
              role: g.role as RoleName,
              effect: g.effect === 'deny' ? ('deny' as const) : ('grant' as const),
              system: g.systemId === null ? null : (systems.get(g.systemId) ?? { id: g.systemId, slug: g.systemId, name: g.systemId }),
              by: g.grantedBy === null ? null : name(g.grantedBy),
              at: g.createdAt,
            },
          ]
        : [],
    ),
    roles: rolesIn(person),
    firstAdmin: isFirstAdmin(row),
    openSessions: row._count.sessions,
    lastSeenAt: row.lastSeenAt,
    createdAt: row.createdAt,
  }
}

/** Effective roles come from three places, so the role filter is applied to people, not in SQL; organisations have thousands, not millions. */
export async function listMembers(person: Person, input: z.infer<typeof memberListInput>) {
  requireAdmin(person, 'see members')
  const where: Prisma.UserWhereInput = input.q ? { OR: [{ name: containing(input.q) }, { email: containing(input.q) }] } : {}
  const orderBy: Prisma.UserOrderByWithRelationInput[] = [
    ...(input.sort === 'newest'
      ? [{ createdAt: 'desc' as const }]
      : input.sort === 'last_seen'
        ? [{ lastSeenAt: { sort: 'desc' as const, nulls: 'last' as const } }]
        : [{ name: 'asc' as const }]),
    { id: 'asc' },
  ]
  const skip = (input.page - 1) * input.pageSize
  if (!input.role) {
    const [rows, total] = await Promise.all([
      prisma.user.findMany({ where, select: memberSelect, orderBy, skip, take: input.pageSize }),
      prisma.user.count({ where }),
    ])
    return { items: await Promise.all(rows.map((r) => memberView(r))), page: input.page, pageSize: input.pageSize, total }
  }
  const { role } = input
  const rows = (await prisma.user.findMany({ where, select: memberSelect, orderBy, take: 10_000 })).filter((row) => holds(personFrom(row), role))
  return {
    items: await Promise.all(rows.slice(skip, skip + input.pageSize).map((r) => memberView(r))),
    page: input.page,
    pageSize: input.pageSize,
    total: rows.length,
  }
}

function holds(person: Person, role: RoleName | 'none'): boolean {
  const somewhere = [null, ...person.rules.map((r) => r.systemId)].flatMap((systemId) => rolesIn(person, systemId))
  return role === 'none' ? somewhere.length === 0 : somewhere.includes(role)
}
