import type { Person, RoleRule } from '#model/person.ts'
import { type RoleName, roles } from '#model/role.ts'
import type { Prisma } from '#prisma/generated/client.ts'
import { prisma, type Tx } from '#server/db.ts'
import { env } from '#server/env.ts'

const isRole = (value: string): value is RoleName => (roles as readonly string[]).includes(value)

/** What has to be read to know what somebody may do. */
export const personSelect = {
  id: true,
  name: true,
  email: true,
  emailVerified: true,
  accounts: { select: { claimedRoles: true } },
  grants: { select: { role: true, effect: true, systemId: true } },
} satisfies Prisma.UserSelect
type PersonRow = Prisma.UserGetPayload<{ select: typeof personSelect }>

/** Only an address that its provider has verified counts: anybody can type one into a profile. */
export const isFirstAdmin = (user: { email: string | null; emailVerified: Date | null }): boolean =>
  user.emailVerified !== null && user.email !== null && env.GANTRY_ADMINS.includes(user.email.toLowerCase())

export function personFrom(row: PersonRow): Person {
  const claimed = new Set(row.accounts.flatMap((a) => a.claimedRoles).filter(isRole))
  if (isFirstAdmin(row)) claimed.add('admin')
  const rules: RoleRule[] = row.grants.flatMap((g) =>
    isRole(g.role) && (g.effect === 'grant' || g.effect === 'deny') ? [{ role: g.role, effect: g.effect, systemId: g.systemId }] : [],
  )
  return { id: row.id, name: row.name ?? row.email ?? row.id, email: row.email, claimed: [...claimed], rules }
}

export async function loadPerson(userId: string, tx: Tx = prisma): Promise<Person | null> {
  const row = await tx.user.findUnique({ where: { id: userId }, select: personSelect })
  return row && personFrom(row)
}

/** Everybody with this address; two people of different providers may share one. */
export async function findByEmail(email: string): Promise<Person[]> {
  return (await prisma.user.findMany({ where: { email }, select: personSelect, take: 2 })).map(personFrom)
}
