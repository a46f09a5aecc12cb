import type { Member, Person, RoleRule } from '#model/person.ts'
import type { RoleName } from '#model/role.ts'
import type { Tx } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'
import { appendAudit } from '#server/domain/audit/append.ts'
import { notFound, Problem } from '#server/domain/problem.ts'
import { transact } from '#server/domain/transaction.ts'
import { appendEvent } from '#server/events/append.ts'
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

const words = { grant: 'granted', deny: 'denied', clear: 'cleared' } as const

async function setRule(actor: Actor, change: RoleChange, effect: RoleRule['effect'] | null): Promise<Member> {
  return transact(async (tx) => {
    // One change at a time: two admins who remove each other at the same moment must not both succeed.
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('gantry_members'))`
    await requireStillAdmin(tx, actor)
    const before = await checkedMember(tx, change)
    const rule = { role: change.role, systemId: change.systemId }
    const old = before.rules.find((r) => r.role === rule.role && r.systemId === rule.systemId)?.effect ?? null
    if (old !== effect) {
      await tx.roleGrant.deleteMany({ where: { userId: change.userId, ...rule } })
      if (effect) await tx.roleGrant.create({ data: { userId: change.userId, ...rule, effect, grantedBy: actor.id } })
      await requireAdminLeft(tx, before)
      const happened = `member.role_${words[effect ?? 'clear']}`
      await appendAudit(tx, actor, { action: happened, subject: change.userId, before: { ...rule, effect: old }, after: { ...rule, effect } })
      await announcePerson(tx, change.userId)
      await appendEvent(tx, { kind: happened, actor: actor.id, data: { member: change.userId, ...rule } })
    }
    return memberView(await tx.user.findUniqueOrThrow({ where: { id: change.userId }, select: memberSelect }), tx)
  })
}

async function checkedMember(tx: Tx, change: RoleChange): Promise<Person> {
  const row = await tx.user.findUnique({ where: { id: change.userId }, select: personSelect })
  if (!row) throw notFound('member', change.userId)
  if (change.systemId !== null && (await tx.system.count({ where: { id: change.systemId } })) === 0) throw notFound('system', change.systemId)
  if (change.systemId !== null && change.role === 'admin') {
    const message = 'Admin cannot be limited to a system: members and the audit log belong to all of them. Choose another role, or every system.'
    throw new Problem('invalid', message, { systemId: ['Admin holds for every system.'] })
  }
  return personFrom(row)
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
