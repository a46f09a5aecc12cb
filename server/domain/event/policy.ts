import { inScope, mayIn, type Person, scopeOf } from '#model/person.ts'
import type { Prisma } from '#prisma/generated/client.ts'

/** Events without a system are about Gantry itself: for those who may read everywhere; about members only for admins. */
export function mayReadEvent(person: Person, event: { kind: string; systemId: string | null }): boolean {
  if (event.systemId !== null) return inScope(scopeOf(person), event.systemId)
  return event.kind.startsWith('member.') ? mayIn(person, 'member.manage', null) : mayIn(person, 'read', null)
}

/** The same as a filter. */
export function readableEvents(person: Person): Prisma.EventWhereInput {
  const scope = scopeOf(person)
  const inSystems: Prisma.EventWhereInput = 'only' in scope ? { systemId: { in: scope.only } } : { systemId: { not: null, notIn: scope.except } }
  if (!mayIn(person, 'read', null)) return inSystems
  const own: Prisma.EventWhereInput = mayIn(person, 'member.manage', null) ? { systemId: null } : { systemId: null, NOT: { kind: { startsWith: 'member.' } } }
  return { OR: [inSystems, own] }
}
