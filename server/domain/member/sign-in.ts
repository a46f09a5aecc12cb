import { newId } from '#model/id.ts'
import type { RoleName } from '#model/role.ts'
import type { Tx } from '#server/db.ts'
import type { Actor } from '#server/domain/actor.ts'
import { appendAudit } from '#server/domain/audit/append.ts'
import { transact } from '#server/domain/transaction.ts'
import { appendEvent } from '#server/events/append.ts'
import { announcePerson } from './sessions.ts'

/** What a provider says about somebody who has just proven to be that person. */
export interface Identity {
  provider: string // one issuer: two issuers never share a key
  subject: string
  name: string
  email: string | null
  emailVerified: boolean
  image: string | null
  claimedRoles: RoleName[]
}

/**
 * Finds or makes the person behind (issuer, subject) and renews what the provider claims. An address never leads to
 * somebody else's record, and an open session never gets a second account: both would hand roles over.
 */
export async function recordSignIn(identity: Identity): Promise<{ userId: string }> {
  const { provider, subject } = identity
  return transact(async (tx) => {
    // Two first sign-ins of one person at the same time make one record.
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtext(${`account:${provider}:${subject}`}))`
    const account = await tx.account.findUnique({
      where: { provider_providerAccountId: { provider, providerAccountId: subject } },
      include: { user: { select: { email: true, emailVerified: true } } },
    })
    return { userId: account ? await renew(tx, identity, account) : await join(tx, identity) }
  })
}

const knownOf = (identity: Identity) => ({ name: identity.name, email: identity.email?.toLowerCase() ?? null, image: identity.image })
const self = (id: string, identity: Identity): Actor => ({ id, name: identity.name, via: 'ui', person: null })

async function join(tx: Tx, identity: Identity): Promise<string> {
  const { provider, subject, claimedRoles } = identity
  const known = knownOf(identity)
  const id = newId('usr')
  const accounts = { create: { type: 'oauth', provider, providerAccountId: subject, claimedRoles } }
  await tx.user.create({ data: { id, ...known, emailVerified: identity.emailVerified ? new Date() : null, accounts } })
  await appendAudit(tx, self(id, identity), { action: 'member.joined', subject: id, after: { provider, email: known.email, claimedRoles } })
  await appendEvent(tx, { kind: 'member.joined', actor: id, data: { member: id } })
  return id
}

type Known = { id: string; userId: string; claimedRoles: string[]; user: { email: string | null; emailVerified: Date | null } }
async function renew(tx: Tx, identity: Identity, account: Known): Promise<string> {
  const { userId, user } = account
  const known = knownOf(identity)
  const sameAddress = user.email === known.email
  const emailVerified = identity.emailVerified ? ((sameAddress ? user.emailVerified : null) ?? new Date()) : null
  await tx.user.update({ where: { id: userId }, data: { ...known, emailVerified } })
  const sameRoles = sameSet(account.claimedRoles, identity.claimedRoles)
  if (!sameRoles) {
    await tx.account.update({ where: { id: account.id }, data: { claimedRoles: identity.claimedRoles } })
    await appendAudit(tx, self(userId, identity), {
      action: 'member.claims_renewed',
      subject: userId,
      before: account.claimedRoles,
      after: identity.claimedRoles,
    })
  }
  // An address can make an admin (GANTRY_ADMINS), so a change of it is a change of roles too.
  if (!sameRoles || !sameAddress || (user.emailVerified === null) !== (emailVerified === null)) await announcePerson(tx, userId)
  return userId
}

const sameSet = (a: readonly string[], b: readonly string[]) => [...a].sort().join() === [...b].sort().join()
