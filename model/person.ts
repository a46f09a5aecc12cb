import { z } from 'zod'
import { pageInput, pageOf, personRef } from './list.ts'
import { type Permission, permissions, type RoleName, roles } from './role.ts'

/** A grant or denial of a role, for every system or for one. */
export const roleRule = z.object({ role: z.enum(roles), effect: z.enum(['grant', 'deny']), systemId: z.string().nullable() })
export type RoleRule = z.infer<typeof roleRule>

/** Who acts: a person with what their provider claims and what admins granted or denied. */
export interface Person {
  id: string
  name: string
  email: string | null
  claimed: readonly RoleName[]
  rules: readonly RoleRule[]
}

/**
 * Effective roles = claims ∪ grants − denials. Without a system: those that hold everywhere (a denial limited to one
 * system does not count); with one: those that hold there.
 */
export function rolesIn(person: Person, systemId: string | null = null): RoleName[] {
  const applies = (rule: RoleRule) => rule.systemId === null || rule.systemId === systemId
  const has = (effect: RoleRule['effect'], role: RoleName) => person.rules.some((r) => r.effect === effect && r.role === role && applies(r))
  return roles.filter((role) => (person.claimed.includes(role) || has('grant', role)) && !has('deny', role))
}
export const mayIn = (person: Person, permission: Permission, systemId: string | null): boolean =>
  permissions[permission].some((role) => rolesIn(person, systemId).includes(role))

/** The systems in which any of the person's rules matters; everywhere else the unlimited roles hold. */
const named = (person: Person) => [...new Set(person.rules.flatMap((r) => r.systemId ?? []))]
/** True when the person holds the permission in at least one system: the first rung; the domain asks again for the system at hand. */
export const mayAnywhere = (person: Person, permission: Permission): boolean =>
  mayIn(person, permission, null) || named(person).some((id) => mayIn(person, permission, id))

/** What a person may read, as a filter: everything but some systems, or some systems only. */
export type Scope = { except: string[] } | { only: string[] }
export function scopeOf(person: Person, permission: Permission = 'read'): Scope {
  if (mayIn(person, permission, null)) return { except: named(person).filter((id) => !mayIn(person, permission, id)) }
  return { only: named(person).filter((id) => mayIn(person, permission, id)) }
}
export const inScope = (scope: Scope, systemId: string): boolean => ('only' in scope ? scope.only.includes(systemId) : !scope.except.includes(systemId))

export const me = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  image: z.string().nullable(),
  roles: z.array(z.enum(roles)), // that hold everywhere
  systemRoles: z.array(z.object({ system: z.object({ id: z.string(), slug: z.string(), name: z.string() }), roles: z.array(z.enum(roles)) })),
  permissions: z.array(z.string()), // held everywhere or in some system; names of model/role.ts
  sessionExpires: z.date().nullable(),
  provider: z.string(), // "GitHub", "Gantry (local)"
})

export const member = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  image: z.string().nullable(),
  accounts: z.array(z.object({ provider: z.string(), subject: z.string(), claimedRoles: z.array(z.string()) })),
  rules: z.array(
    z.object({
      role: z.enum(roles),
      effect: z.enum(['grant', 'deny']),
      system: z.object({ id: z.string(), slug: z.string(), name: z.string() }).nullable(),
      by: personRef.nullable(),
      at: z.date(),
    }),
  ),
  roles: z.array(z.enum(roles)),
  firstAdmin: z.boolean(), // through GANTRY_ADMINS
  openSessions: z.number(),
  lastSeenAt: z.date().nullable(),
  createdAt: z.date(),
})
export const memberListInput = pageInput.extend({ role: z.enum([...roles, 'none']).optional(), sort: z.enum(['name', 'newest', 'last_seen']).default('name') })
export const memberList = pageOf(member)
export const memberRoleInput = z.object({ userId: z.string().min(1).max(80), role: z.enum(roles), systemId: z.string().max(80).nullable().default(null) })

export type Me = z.infer<typeof me>
export type Member = z.infer<typeof member>
