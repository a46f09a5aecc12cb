import type { Member, Person, RoleRule } from '#model/person.ts'
import { type RoleName, roleLabels } from '#model/role.ts'
import type { Tx } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'
import { appendAudit } from '#server/domain/audit/append.ts'
import { notFound, Problem } from '#server/domain/problem.ts'
import { transact } from '#server/domain/transaction.ts'
import { memberSelect, memberView } from './data.ts'
import { personFrom, personSelect } from './person.ts'
import { isAdmin, mayChange } from './policy.ts'
import { announcePerson } from './sessions.ts'

export interface RoleChange {
  userId: string
  role: RoleName
  systemId: string | null
}

export const grantRole = (actor: Actor, change: RoleChange): Promise<Member> => setRule(actor, change, 'grant')
export const denyRole = (actor: Actor, change: RoleChange): Promise<Member> => setRule(actor, change, 'deny')
/** Takes a grant or denial back: what the provider claims counts again. */
export const clearRule = (actor: Actor, change: RoleChange): Promise<Member> => setRule(actor, change, null)

async function setRule(actor: Actor, change: RoleChange, effect: RoleRule['effect'] | null): Promise<Member> {
  return transact(async (tx) => {
    // One change at a time: two admins who remove each other at the same moment must not both succeed.
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('gantry_members'))`
    await requireStillAdmin(tx, actor)
    const before = await tx.user.findUnique({ where: { id: change.userId }, select: personSelect })
    if (!before) throw notFound('member', change.userId)
    if (change.systemId !== null && (await tx.system.count({ where: { id: change.systemId } })) === 0) throw notFound('system', change.systemId)
    if (change.systemId !== null && change.role === 'admin')
      throw new Problem(
        'invalid',
        'Admin cannot be limited to a system: members and the audit log belong to all of them. Choose another role, or every system.',
        { systemId: ['Admin holds for every system.'] },
      )
    const rule = { role: change.role, systemId: change.systemId }
    await tx.roleGrant.deleteMany({ where: { userId: change.userId, ...rule } })
    if (effect) await tx.roleGrant.create({ data: { userId: change.userId, ...rule, effect, grantedBy: actor.id } })
    const person = personFrom(before)
    await requireAdminLeft(tx, person)
    const old = person.rules.find((r) => r.role === change.role && r.systemId === change.systemId)?.effect ?? null
    if (old !== effect) {
      await appendAudit(tx, actor, {
        action: `member.role_${effect === 'grant' ? 'granted' : effect === 'deny' ? 'denied' : 'cleared'}`,
        subject: change.userId,
        before: { ...rule, effect: old },
        after: { ...rule, effect },
        reason: roleLabels[change.role],
      })
      await announcePerson(tx, change.userId)
    }
    return memberView(await tx.user.findUniqueOrThrow({ where: { id: change.userId }, select: memberSelect }), tx)
  })
}

/** The caller's roles were read before this transaction; somebody may have taken them since. */
async function requireStillAdmin(tx: Tx, actor: Actor): Promise<void> {
  if (actor.person === null) return
  const row = await tx.user.findUnique({ where: { id: actor.id }, select: personSelect })
  if (!row || !isAdmin(personFrom(row))) throw new Problem('forbidden', 'Only admins change roles. Ask one of them.')
}

async function requireAdminLeft(tx: Tx, before: Person): Promise<void> {
  const people = (
    await tx.user.findMany({
      where: {
        OR: [
          { id: before.id },
          { grants: { some: { role: 'admin' } } },
          { accounts: { some: { claimedRoles: { has: 'admin' } } } },
          { emailVerified: { not: null } },
        ],
      },
      select: personSelect,
    })
  ).map(personFrom)
  const after = people.find((p) => p.id === before.id)
  if (!after) throw notFound('member', before.id)
  const verdict = mayChange({ before, after, otherAdmins: people.filter((p) => p.id !== before.id && isAdmin(p)).length })
  if (!verdict.allowed) throw new Problem('conflict', verdict.why)
}
